import { describe, expect, it } from 'vitest';
import { connectChain, requireConnectable } from '../../../../src/main/core/contracts/bridge/connection.ts';
import { BRIDGE_CLIENT_LIMITS, type ChainRoot } from '../../../../src/shared/codec/bridge-client.ts';
import { EMPTY_CHAIN, type HashChain } from '../../../../src/shared/codec/bridge-packet.ts';
import { bridgePaths } from '../../../../src/shared/codec/bridge-state.ts';
import { toHex } from '../../../../src/shared/codec/bytes.ts';
import { calls } from '../../../../src/shared/codec/calls.ts';
import type { GovernanceChange } from '../../../../src/shared/codec/governance.ts';
import { chainRootOf, chainRootOfEpoch } from '../../../../src/shared/proofs/chain-root.ts';
import { decodeEpochChangeProof, verifyEpochChange } from '../../../../src/shared/proofs/epoch-change.ts';
import { contextOn, eventsIn, run, sendMoney } from '../../../fixtures/bridge/bridge-calls.ts';
import { CertifiedChain } from '../../../fixtures/bridge/certified-chain.ts';
import {
	connectedChains,
	connection,
	relayOnce,
	settle,
	TERMS,
	updateOnce,
} from '../../../fixtures/bridge/connected-chains.ts';
import { clientOf, readLeaf } from '../../../fixtures/bridge/relayed-calls.ts';
import { modules, sha256 } from '../../../fixtures/engine-market.ts';
import { codesOf } from '../../../fixtures/governance.ts';

function propose(on: CertifiedChain, ...changes: GovernanceChange[]): string | null {
	return run(on, calls.governance.propose({ changes, text: 'as agreed' }), 'home-03').code;
}

/** Codes of the approvals, the last of which enacts; the proposal's own code comes first. */
function govern(on: CertifiedChain, ...changes: GovernanceChange[]): (string | null)[] {
	on.govern(changes);
	return codesOf(on.block());
}

const chains = () => ({ a: new CertifiedChain({ name: 'north' }), b: new CertifiedChain({ name: 'south' }) });

describe('the root of a chain', () => {
	it('follows from its genesis document, and from each handover after it', () => {
		const { b } = chains();
		b.changeEpoch();
		b.changeEpoch();
		const first = chainRootOf(b.genesis, sha256);
		expect(first).toEqual(b.chainRoot(0));
		const proofs = { sha256, verify: modules.verifier.verify };
		let scope = {
			chainId: first.chainId,
			epoch: 0,
			genesisId: first.genesisId,
			publicKeys: first.validators.map(({ publicKey }) => publicKey),
		};
		for (const [n, handover] of b.newest().update(0).handovers.entries()) {
			const verified = verifyEpochChange(decodeEpochChangeProof(handover), scope, proofs);
			expect(chainRootOfEpoch(b.genesis, verified, sha256)).toEqual(b.chainRoot(n + 1));
			scope = { ...verified.scope, publicKeys: [...verified.scope.publicKeys] };
		}
	});
});

describe('governance connects a chain', () => {
	it('with its root and terms, and the channel begins empty', () => {
		const { a, b } = chains();
		a.govern([connection(b)]);
		const result = a.block();
		const root = b.chainRoot();
		expect(eventsIn(result.events, 'chain-connected')).toEqual([
			{ kind: 'chain-connected', chain: b.chainId, root, terms: TERMS },
		]);
		expect(clientOf(a, b.chainId)).toEqual({
			genesisDigest: root.genesisDigest,
			currency: 'USD',
			epoch: 0,
			height: 0,
			time: 0,
			updatedAt: a.time,
			roots: [],
			scopes: [0],
			frozenAt: null,
			terms: TERMS,
		});
		expect(readLeaf(a, bridgePaths.chains)).toEqual([b.chainId]);
		expect(readLeaf(a, bridgePaths.sent(b.chainId))).toBeUndefined();
	});

	it('once', () => {
		const { a, b } = connectedChains();
		expect(propose(a, connection(b))).toBe('BRIDGE_CHAIN_KNOWN');
	});

	it('once, where one proposal names it twice', () => {
		const { a, b } = chains();
		expect(govern(a, connection(b), connection(b))).toEqual([null, null, null, 'BRIDGE_CHAIN_KNOWN']);
		expect(readLeaf(a, bridgePaths.chains)).toBeUndefined();
	});

	it('that is not itself', () => {
		const { a } = chains();
		expect(propose(a, connection(a))).toBe('BRIDGE_CHAIN_OWN');
	});

	it('whose root does not contradict itself', () => {
		const { a, b } = chains();
		const root = b.chainRoot();
		const other = new Uint8Array(32).fill(1);
		const given = (change: Partial<ChainRoot>): GovernanceChange => ({
			kind: 'connect-chain',
			root: { ...root, ...change },
			terms: TERMS,
		});
		const [first] = root.validators as [ChainRoot['validators'][number]];
		for (const change of [
			{ chainId: `south-${toHex(other).slice(0, 16)}` },
			{ genesisDigest: other, genesisId: other },
			{ genesisId: other },
			{ validators: [] },
			{ validators: [...root.validators, { ...first, id: 'again' }] },
		])
			expect(propose(a, given(change))).toBe('BRIDGE_ROOT_INVALID');
		expect(propose(a, given({ epoch: 3, genesisId: other }))).toBeNull();
	});

	it('up to a number of them', () => {
		const { a, b } = chains();
		const context = contextOn(a);
		const max = BRIDGE_CLIENT_LIMITS.chains;
		const root = (n: number): ChainRoot => {
			const genesisDigest = sha256(new Uint8Array([n]));
			return {
				...b.chainRoot(),
				chainId: `c-${toHex(genesisDigest).slice(0, 16)}`,
				genesisDigest,
				genesisId: genesisDigest,
			};
		};
		for (let n = 0; n < max; n++) connectChain(context, { kind: 'connect-chain', root: root(n), terms: TERMS });
		expect(() => requireConnectable(context, root(max))).toThrow(
			expect.objectContaining({ code: 'BRIDGE_CHAINS_TOO_MANY' }),
		);
	});
});

describe('governance sets a channel’s terms', () => {
	it('and they hold from then on', () => {
		const { a, b } = connectedChains();
		const terms = { ...TERMS, moneyLimit: 500 };
		a.govern([{ kind: 'channel-terms', chain: b.chainId, terms }]);
		const result = a.block();
		expect(eventsIn(result.events, 'channel-terms-set')).toEqual([
			{ kind: 'channel-terms-set', chain: b.chainId, terms },
		]);
		expect(run(a, sendMoney(a, b, 501), 'home-01').code).toBe('BRIDGE_MONEY_LIMIT');
		expect(run(a, sendMoney(a, b, 500), 'home-01').code).toBeNull();
	});

	it('of a connected chain only', () => {
		const { a, b } = chains();
		expect(propose(a, { kind: 'channel-terms', chain: b.chainId, terms: TERMS })).toBe('BRIDGE_CHAIN_UNKNOWN');
	});
});

describe('governance gives a client a new root', () => {
	const recovery = (root: ChainRoot): GovernanceChange => ({ kind: 'recover-chain', root });

	it('so that a frozen channel goes on where it stood', () => {
		const { a, b } = connectedChains();
		run(a, sendMoney(a, b, 1_000), 'home-01');
		a.block();
		settle(a, b);
		updateOnce(b, a);
		a.block();
		const { height } = b;
		const freeze = { chain: b.chainId, first: b.finalHeader(height), second: b.forkedHeader(height) };
		expect(run(a, calls.bridge.freeze(freeze)).code).toBeNull();
		expect(run(a, sendMoney(a, b), 'home-01').code).toBe('BRIDGE_CLIENT_FROZEN');
		b.changeEpoch(b.rotationsAfterFork());
		const kept = clientOf(a, b.chainId).roots;
		const before = readLeaf<HashChain>(a, bridgePaths.sent(b.chainId));
		a.govern([recovery(b.chainRoot())]);
		const result = a.block();
		expect(eventsIn(result.events, 'chain-recovered')).toEqual([
			{ kind: 'chain-recovered', chain: b.chainId, root: b.chainRoot() },
		]);
		expect(clientOf(a, b.chainId)).toMatchObject({
			epoch: 1,
			height: 0,
			roots: [],
			scopes: [1],
			frozenAt: null,
			updatedAt: a.time,
			terms: TERMS,
		});
		for (const root of kept) expect(readLeaf(a, bridgePaths.root(b.chainId, root))).toBeUndefined();
		expect(readLeaf(a, bridgePaths.scope(b.chainId, 0))).toBeUndefined();
		expect(readLeaf(a, bridgePaths.sent(b.chainId))).toEqual(before);
		run(a, sendMoney(a, b, 500), 'home-01');
		a.block();
		relayOnce(a, b);
		b.block();
		settle(a, b);
		expect(readLeaf<HashChain>(a, bridgePaths.acknowledged(b.chainId)) ?? EMPTY_CHAIN).toMatchObject({ count: 2 });
	});

	it('after it was out of trust', () => {
		const { a, b } = connectedChains();
		a.block(a.time + TERMS.trustPeriodMs + 1_000);
		expect(run(a, sendMoney(a, b), 'home-01').code).toBe('BRIDGE_CLIENT_EXPIRED');
		expect(govern(a, recovery(b.chainRoot()))).toEqual([null, null, null, null]);
		expect(run(a, sendMoney(a, b), 'home-01').code).toBeNull();
	});

	it('of the same chain, and of its epoch or a later one', () => {
		const { a, b } = connectedChains();
		b.changeEpoch();
		updateOnce(b, a);
		a.block();
		const root = b.chainRoot();
		expect(propose(a, recovery(b.chainRoot(0)))).toBe('BRIDGE_ROOT_OTHER');
		expect(propose(a, recovery({ ...root, genesisDigest: new Uint8Array(32) }))).toBe('BRIDGE_ROOT_OTHER');
		expect(propose(a, recovery({ ...root, currency: 'EUR' }))).toBe('BRIDGE_ROOT_OTHER');
		expect(propose(a, recovery({ ...root, validators: [] }))).toBe('BRIDGE_ROOT_INVALID');
		expect(propose(a, recovery(new CertifiedChain({ name: 'west' }).chainRoot()))).toBe('BRIDGE_CHAIN_UNKNOWN');
		expect(propose(a, recovery(root))).toBeNull();
	});
});
