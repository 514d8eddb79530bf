import { describe, expect, it } from 'vitest';
import type { ChainRoot } from '../../../../src/shared/codec/bridge-client.ts';
import { EMPTY_CHAIN, type HashChain } from '../../../../src/shared/codec/bridge-packet.ts';
import { bridgePaths } from '../../../../src/shared/codec/bridge-state.ts';
import { calls } from '../../../../src/shared/codec/calls.ts';
import type { GovernanceChange } from '../../../../src/shared/codec/governance.ts';
import { run, sendMoney } from '../../../fixtures/bridge/bridge-calls.ts';
import { CertifiedChain } from '../../../fixtures/bridge/certified-chain.ts';
import { connection, DAY_MS, relayOnce, settle, TERMS, updateOnce } from '../../../fixtures/bridge/connected-chains.ts';
import { clientOf, readLeaf } from '../../../fixtures/bridge/relayed-calls.ts';
import { codesOf } from '../../../fixtures/governance.ts';

const recovery = (root: ChainRoot): GovernanceChange => ({ kind: 'recover-chain', root });
const PARAMETER: GovernanceChange = {
	kind: 'consensus-parameters',
	parameters: [{ name: 'idleIntervalMs', value: 400 }],
};

/** A chain whose validators made two histories final, and another that was shown both and froze its client. */
function fork() {
	const a = new CertifiedChain({ name: 'north' });
	const [b, other] = [new CertifiedChain({ name: 'south' }), new CertifiedChain({ name: 'south' })];
	a.govern([connection(b)]);
	a.block();
	for (const branch of [b, other]) {
		branch.govern([connection(a)]);
		branch.run(2);
	}
	run(a, sendMoney(a, b), 'home-01');
	a.run(2);
	relayOnce(a, b);
	relayOnce(a, other);
	for (const branch of [b, other]) branch.run(3);
	updateOnce(b, a);
	a.block();
	b.block();
	run(other, calls.ledger.transfer({ to: 'home-03', amount: 7 }), 'home-02');
	const { height } = b;
	for (const branch of [b, other]) branch.run(2);
	const evidence = { chain: b.chainId, first: b.finalHeader(height), second: other.finalHeader(height) };
	expect(run(a, calls.bridge.freeze(evidence)).code).toBeNull();
	expect(clientOf(a, b.chainId).frozenAt).toBe(height);
	return { a, b, other, freeze: calls.bridge.freeze(evidence) };
}

/** What a proposal of the change ends with, were it approved at once. */
function recover(a: CertifiedChain, root: ChainRoot): string | null {
	a.send('home-01', calls.governance.propose({ changes: [recovery(root)], text: 'as agreed' }));
	return codesOf(a.block())[0] ?? null;
}

describe('a client of a chain that has forked', () => {
	it('goes on with no root of an epoch that it knows, since both sides are certified by those keys', () => {
		const { a, b, other } = fork();
		expect(recover(a, b.chainRoot())).toBe('BRIDGE_ROOT_EPOCH');
		expect(recover(a, other.chainRoot())).toBe('BRIDGE_ROOT_EPOCH');
		expect(clientOf(a, b.chainId).frozenAt).not.toBeNull();
	});

	it('goes on with no later epoch in which fewer keys are new than have signed both sides', () => {
		const { a, b } = fork();
		b.changeEpoch([PARAMETER]);
		expect(recover(a, b.chainRoot())).toBe('BRIDGE_ROOT_KEYS');
		b.changeEpoch([b.rotation('validator-0', 1)]);
		expect(recover(a, b.chainRoot())).toBe('BRIDGE_ROOT_KEYS');
		b.changeEpoch([{ kind: 'remove-validator', validator: 'validator-1' }]);
		expect(recover(a, b.chainRoot())).toBeNull();
	});

	it('is recovered by no proposal of before the fork was shown', () => {
		const { a, b, freeze } = fork();
		b.changeEpoch(b.rotationsAfterFork());
		a.govern([recovery(b.chainRoot())]);
		a.block();
		b.run(1);
		const height = b.height - 1;
		const again = { chain: b.chainId, first: b.finalHeader(height), second: b.forkedHeader(height) };
		a.send('metering', calls.bridge.freeze(again));
		a.govern([recovery(b.chainRoot())]);
		expect(codesOf(a.block())).toContain('BRIDGE_ROOT_EPOCH');
		expect(clientOf(a, b.chainId).frozenAt).toBe(height);
		expect(run(a, freeze).code).toBe('BRIDGE_CLIENT_FROZEN');
	});

	it('is frozen no more by the old evidence, once recovered', () => {
		const { a, b, freeze } = fork();
		b.changeEpoch(b.rotationsAfterFork());
		a.govern([recovery(b.chainRoot())]);
		a.block();
		expect(run(a, freeze).code).toBe('BRIDGE_NO_FORK');
		expect(clientOf(a, b.chainId)).toMatchObject({ epoch: 1, frozenAt: null });
	});

	it('believes nothing of the side that was given up, before and after that has a new epoch too', () => {
		const { a, b, other } = fork();
		const update = (update: ReturnType<ReturnType<typeof other.newest>['update']>) =>
			run(a, calls.bridge.update({ chain: b.chainId, update })).code;
		const old = other.newest().update(0);
		b.changeEpoch(b.rotationsAfterFork());
		a.govern([recovery(b.chainRoot())]);
		a.block();
		expect(update(old)).toBe('BRIDGE_EPOCH');
		other.changeEpoch([PARAMETER]);
		other.run(2);
		expect(update(other.newest().update(1))).toBe('CONSENSUS_BAD_SIGNATURE');
		expect(update(other.newest().update(0))).toBe('BRIDGE_EPOCH');
		expect(clientOf(a, b.chainId)).toMatchObject({ epoch: 1, height: 0, frozenAt: null });
	});

	it('goes on with the channel where it stood, on the side that stands', () => {
		const { a, b } = fork();
		b.changeEpoch(b.rotationsAfterFork());
		updateOnce(a, b);
		a.govern([recovery(b.chainRoot())]);
		a.block();
		run(a, sendMoney(a, b, 500), 'home-01');
		b.send('home-01', sendMoney(b, a, 300));
		b.block();
		settle(a, b);
		const counts = (on: CertifiedChain, path: string) => (readLeaf<HashChain>(on, path) ?? EMPTY_CHAIN).count;
		expect(counts(a, bridgePaths.acknowledged(b.chainId))).toBe(2);
		expect(counts(a, bridgePaths.arrived(b.chainId))).toBe(1);
		expect(counts(b, bridgePaths.acknowledged(a.chainId))).toBe(1);
	});
});

describe('a client that is out of trust, with no fork shown', () => {
	it('may have its own epoch anew', () => {
		const a = new CertifiedChain({ name: 'north' });
		const b = new CertifiedChain({ name: 'south' });
		a.govern([connection(b, { ...TERMS, trustPeriodMs: DAY_MS })]);
		a.block();
		a.block(a.time + 2 * DAY_MS);
		expect(run(a, sendMoney(a, b), 'home-01').code).toBe('BRIDGE_CLIENT_EXPIRED');
		a.govern([recovery(b.chainRoot())]);
		a.block();
		expect(run(a, sendMoney(a, b), 'home-01').code).toBeNull();
	});
});
