import { describe, expect, it } from 'vitest';
import { BRIDGE_CLIENT_LIMITS, type ClientUpdate } from '../../../../src/shared/codec/bridge-client.ts';
import { bridgePaths } from '../../../../src/shared/codec/bridge-state.ts';
import { calls } from '../../../../src/shared/codec/calls.ts';
import { encode } from '../../../../src/shared/codec/cbor.ts';
import { decodeEpochChangeProof } from '../../../../src/shared/proofs/epoch-change.ts';
import { eventsIn, HOUR, run } from '../../../fixtures/bridge/bridge-calls.ts';
import type { CertifiedChain } from '../../../fixtures/bridge/certified-chain.ts';
import { connectedChains, DAY_MS, TERMS, updateOnce } from '../../../fixtures/bridge/connected-chains.ts';
import { clientOf, readLeaf } from '../../../fixtures/bridge/relayed-calls.ts';

const update = (on: CertifiedChain, from: CertifiedChain, update: ClientUpdate, time?: number) =>
	run(on, calls.bridge.update({ chain: from.chainId, update }), 'metering', time);

describe('a light client of another chain', () => {
	for (const finality of ['order', 'two-chain'] as const)
		it(`learns the newest state from a header that is final by ${finality}`, () => {
			const { a, b } = connectedChains({}, { finality });
			b.run(2);
			const state = b.newest();
			const { code, result } = update(a, b, state.update(0));
			expect(code).toBeNull();
			expect(clientOf(a, b.chainId)).toMatchObject({
				epoch: 0,
				height: state.height,
				time: state.time,
				updatedAt: state.time,
				roots: [state.height],
				frozenAt: null,
			});
			const { stateRoot } = state.update(0).headers[0] as ClientUpdate['headers'][number];
			expect(readLeaf(a, bridgePaths.root(b.chainId, state.height))).toEqual({ stateRoot, time: state.time });
			expect(eventsIn(result.events, 'chain-anchored')).toEqual([
				{ kind: 'chain-anchored', chain: b.chainId, epoch: 0, height: state.height, time: state.time, stateRoot },
			]);
		});

	it('believes no state that too few signed, nor a signature that is another’s', () => {
		const { a, b } = connectedChains();
		const honest = b.newest().update(0);
		if (honest.commitProof.kind !== 'order') throw new Error('an order proof was expected');
		const { certificate } = honest.commitProof;
		const tooFew = {
			...certificate,
			signers: certificate.signers.slice(1),
			signatures: certificate.signatures.slice(1),
		};
		const swapped = { ...certificate, signatures: [...certificate.signatures].reverse() };
		const given = (changed: typeof certificate) => ({
			...honest,
			commitProof: { kind: 'order' as const, certificate: changed },
		});
		expect(update(a, b, given(tooFew)).code).toBe('CONSENSUS_TOO_FEW_SIGNERS');
		expect(update(a, b, given(swapped)).code).toBe('CONSENSUS_BAD_SIGNATURE');
		expect(clientOf(a, b.chainId).height).toBe(0);
	});

	it('believes no height or time that the certified state does not hold', () => {
		const { a, b } = connectedChains();
		const state = b.newest();
		const honest = state.update(0);
		const lie = encode({ height: state.height + 100, time: state.time });
		expect(update(a, b, { ...honest, tip: lie }).code).toBe('BRIDGE_PROOF');
		expect(update(a, b, { ...honest, tipProof: state.prove('chain/id') }).code).toBe('BRIDGE_PROOF');
		expect(update(a, b, { ...honest, tipProof: new Uint8Array([1]) }).code).toBe('CODEC_INVALID');
		expect(clientOf(a, b.chainId).height).toBe(0);
	});

	it('takes no state twice and none that is older', () => {
		const { a, b } = connectedChains();
		const older = b.newest().update(0);
		b.run(2);
		const newer = b.newest().update(0);
		expect(update(a, b, newer).code).toBeNull();
		expect(update(a, b, newer).code).toBe('BRIDGE_STALE');
		expect(update(a, b, older).code).toBe('BRIDGE_STALE');
		expect(clientOf(a, b.chainId).roots).toHaveLength(1);
	});

	it('keeps the newest roots and forgets the oldest', () => {
		const { a, b } = connectedChains();
		const heights: number[] = [];
		for (let n = 0; n < BRIDGE_CLIENT_LIMITS.roots + 2; n++) {
			b.block();
			heights.push(b.newest().height);
			expect(update(a, b, b.newest().update(0)).code).toBeNull();
		}
		expect(clientOf(a, b.chainId).roots).toEqual(heights.slice(2));
		expect(readLeaf(a, bridgePaths.root(b.chainId, heights[1] as number))).toBeUndefined();
		expect(readLeaf(a, bridgePaths.root(b.chainId, heights[2] as number))).toBeDefined();
	});

	it('is unknown for a chain that is not connected', () => {
		const { a, b } = connectedChains();
		const stranger = { ...b.newest().update(0) };
		expect(run(a, calls.bridge.update({ chain: 'nowhere-0', update: stranger })).code).toBe('BRIDGE_CHAIN_UNKNOWN');
	});

	it('is trusted to the end of its trust period and not beyond', () => {
		const terms = { ...TERMS, trustPeriodMs: HOUR };
		const { a, b } = connectedChains({}, {}, terms);
		b.run(2);
		updateOnce(b, a);
		a.block(b.time + 1_000);
		const { updatedAt, time } = clientOf(a, b.chainId);
		expect(updatedAt).toBe(time);
		b.block(updatedAt + HOUR - 1_000);
		b.block();
		expect(update(a, b, b.newest().update(0), updatedAt + HOUR).code).toBeNull();
		b.run(2);
		const { updatedAt: later } = clientOf(a, b.chainId);
		expect(update(a, b, b.newest().update(0), later + HOUR + 1).code).toBe('BRIDGE_CLIENT_EXPIRED');
	});

	it('is not kept in trust by old states, however many are brought', () => {
		const { a, b } = connectedChains({}, {}, { ...TERMS, trustPeriodMs: HOUR });
		const trustedAt = clientOf(a, b.chainId).updatedAt;
		const old = Array.from({ length: 4 }, () => {
			b.run(1);
			return b.newest().update(0);
		});
		const newest = b.newest().time;
		for (const [n, state] of old.entries()) expect(update(a, b, state, trustedAt + (n + 1) * 600_000).code).toBeNull();
		expect(clientOf(a, b.chainId)).toMatchObject({ time: newest, updatedAt: newest });
		a.block(newest + HOUR + 1);
		b.run(1);
		expect(update(a, b, b.newest().update(0)).code).toBe('BRIDGE_CLIENT_EXPIRED');
	});

	it('lends a state of the future no more trust than one of now, and loses none by an old one', () => {
		const { a, b } = connectedChains({}, {}, { ...TERMS, trustPeriodMs: HOUR });
		b.run(1);
		a.block(a.time + HOUR / 2);
		a.govern([{ kind: 'recover-chain', root: b.chainRoot() }]);
		a.block();
		const recoveredAt = a.time;
		expect(update(a, b, b.newest().update(0)).code).toBeNull();
		expect(clientOf(a, b.chainId)).toMatchObject({ time: b.newest().time, updatedAt: recoveredAt });
		b.block(a.time + DAY_MS);
		b.block();
		expect(update(a, b, b.newest().update(0)).code).toBeNull();
		expect(clientOf(a, b.chainId)).toMatchObject({ time: b.newest().time, updatedAt: a.time });
	});
});

describe('a light client and the other chain’s epochs', () => {
	it('follows a change of validators by its handover', () => {
		const { a, b } = connectedChains();
		b.changeEpoch();
		const behind = b.newest().update(1);
		expect(update(a, b, behind).code).toBe('BRIDGE_EPOCH');
		expect(update(a, b, b.newest().update(0)).code).toBeNull();
		expect(clientOf(a, b.chainId)).toMatchObject({ epoch: 1, scopes: [0, 1], height: b.newest().height });
		expect(readLeaf(a, bridgePaths.scope(b.chainId, 1))).toEqual({
			epoch: 1,
			genesisId: b.chainRoot(1).genesisId,
			publicKeys: b.chainRoot(1).validators.map(({ publicKey }) => publicKey),
		});
	});

	it('takes no handover twice and none by an epoch that has ended', () => {
		const { a, b } = connectedChains();
		const old = b.newest().update(0);
		b.changeEpoch();
		expect(update(a, b, b.newest().update(0)).code).toBeNull();
		b.run(2);
		expect(update(a, b, b.newest().update(0)).code).toBe('BRIDGE_EPOCH');
		expect(update(a, b, old).code).toBe('BRIDGE_EPOCH');
		expect(update(a, b, b.newest().update(1)).code).toBeNull();
	});

	it('refuses a handover whose new keys the old ones did not certify', () => {
		const { a, b } = connectedChains();
		b.changeEpoch();
		const honest = b.newest().update(0);
		const handover = (honest.handovers[0] as Uint8Array).slice();
		const key = (b.chainRoot(1).validators[0] as { publicKey: Uint8Array }).publicKey;
		const at = handover.findIndex((_, n) => key.every((byte, k) => handover[n + k] === byte));
		expect(at).toBeGreaterThan(0);
		handover.set(new Uint8Array(32).fill(7), at);
		expect(update(a, b, { ...honest, handovers: [handover] }).code).toBe('CONSENSUS_EPOCH_CHANGE_INVALID');
		expect(clientOf(a, b.chainId)).toMatchObject({ epoch: 0, scopes: [0] });
	});

	it('comes up with handovers alone where it is too many epochs behind, and keeps the newest keys', () => {
		const { a, b } = connectedChains();
		for (let n = 0; n < BRIDGE_CLIENT_LIMITS.handovers + 1; n++) b.changeEpoch();
		const whole = b.newest().update(0);
		const { updatedAt } = clientOf(a, b.chainId);
		expect(update(a, b, { ...whole, headers: [], handovers: whole.handovers.slice(0, 4) }).code).toBeNull();
		expect(clientOf(a, b.chainId)).toMatchObject({ epoch: 4, scopes: [1, 2, 3, 4], height: 0, roots: [], updatedAt });
		expect(readLeaf(a, bridgePaths.scope(b.chainId, 0))).toBeUndefined();
		expect(update(a, b, b.newest().update(4)).code).toBeNull();
		expect(clientOf(a, b.chainId)).toMatchObject({ epoch: 5, scopes: [2, 3, 4, 5], height: b.newest().height });
	});

	it('learns nothing from an update without headers and handovers', () => {
		const { a, b } = connectedChains();
		expect(update(a, b, { ...b.newest().update(0), headers: [] }).code).toBe('BRIDGE_EPOCH');
	});
});

describe('a light client that was shown a fork', () => {
	it('freezes when an update proves another state of a height that it keeps', () => {
		const { a, b } = connectedChains();
		const state = b.newest();
		update(a, b, state.update(0));
		const forged = b.forged([{ path: 'ledger/account/home-01', value: 1 }], 0);
		const { code, result } = update(a, b, forged.update(0));
		expect(code).toBeNull();
		expect(clientOf(a, b.chainId)).toMatchObject({ frozenAt: state.height, height: state.height });
		const root = (update: ClientUpdate) => update.headers[0]?.stateRoot;
		expect(eventsIn(result.events, 'client-frozen')).toEqual([
			{
				kind: 'client-frozen',
				chain: b.chainId,
				epoch: 0,
				height: state.height,
				first: root(state.update(0)),
				second: root(forged.update(0)),
				by: 'metering',
			},
		]);
		b.run(2);
		expect(update(a, b, b.newest().update(0)).code).toBe('BRIDGE_CLIENT_FROZEN');
	});

	it('freezes for an older height as well, while it keeps that root', () => {
		const { a, b } = connectedChains();
		const forged = b.forged([{ path: 'ledger/account/home-01', value: 1 }], 0);
		const { height } = forged;
		update(a, b, b.newest().update(0));
		b.run(3);
		update(a, b, b.newest().update(0));
		expect(update(a, b, forged.update(0)).code).toBeNull();
		expect(clientOf(a, b.chainId).frozenAt).toBe(height);
	});

	it('is not frozen by old validators once their epoch is over and its keys are gone', () => {
		const { a, b } = connectedChains();
		const first = b.finalHeader(b.height);
		const second = b.forkedHeader(b.height);
		for (let n = 0; n < BRIDGE_CLIENT_LIMITS.scopes; n++) b.changeEpoch();
		expect(update(a, b, b.newest().update(0)).code).toBeNull();
		const freeze = calls.bridge.freeze({ chain: b.chainId, first, second });
		expect(run(a, freeze).code).toBe('BRIDGE_NO_FORK');
		expect(clientOf(a, b.chainId).frozenAt).toBeNull();
	});

	it('freezes by two final headers of one height, of a kept epoch before the newest', () => {
		const { a, b } = connectedChains();
		const { height } = b;
		const first = b.finalHeader(height);
		const second = b.forkedHeader(height);
		b.changeEpoch();
		update(a, b, b.newest().update(0));
		const { code, result } = run(a, calls.bridge.freeze({ chain: b.chainId, first, second }));
		expect(code).toBeNull();
		expect(clientOf(a, b.chainId).frozenAt).toBe(height);
		const [event] = eventsIn(result.events, 'client-frozen');
		expect(event).toMatchObject({ chain: b.chainId, epoch: 0, height, by: 'metering' });
		expect(event?.first).not.toEqual(event?.second);
		expect(run(a, calls.bridge.freeze({ chain: b.chainId, first, second })).code).toBe('BRIDGE_CLIENT_FROZEN');
	});

	it('takes nothing less for a fork', () => {
		const { a, b } = connectedChains();
		const { height } = b;
		const freeze = (first: ReturnType<typeof b.finalHeader>, second: ReturnType<typeof b.finalHeader>) =>
			run(a, calls.bridge.freeze({ chain: b.chainId, first, second })).code;
		const honest = b.finalHeader(height);
		const forked = b.forkedHeader(height);
		expect(freeze(honest, honest)).toBe('BRIDGE_NO_FORK');
		expect(freeze(honest, b.finalHeader(height - 1))).toBe('BRIDGE_NO_FORK');
		expect(freeze(honest, { ...honest, headers: [] })).toBe('BRIDGE_NO_FORK');
		expect(freeze({ ...honest, headers: [] }, honest)).toBe('BRIDGE_NO_FORK');
		expect(freeze(honest, { ...forked, commitProof: honest.commitProof })).toBe('CONSENSUS_NOT_PROVEN');
		expect(freeze({ ...honest, commitProof: forked.commitProof }, forked)).toBe('CONSENSUS_NOT_PROVEN');
		expect(clientOf(a, b.chainId).frozenAt).toBeNull();
	});

	it('takes headers of one height in two epochs for no fork: an epoch goes on above its last block', () => {
		const { a, b } = connectedChains();
		b.changeEpoch();
		const { handovers } = b.newest().update(0);
		const closing = decodeEpochChangeProof(handovers[0] as Uint8Array);
		const { height } = closing.headers[0] as ClientUpdate['headers'][number];
		const opening = b.finalHeader(height);
		expect(opening.headers[0]).toMatchObject({ epoch: 1, height });
		expect(update(a, b, b.newest().update(0)).code).toBeNull();
		const { headers, commitProof } = closing;
		const freeze = calls.bridge.freeze({ chain: b.chainId, first: { headers, commitProof }, second: opening });
		expect(run(a, freeze).code).toBe('BRIDGE_NO_FORK');
		expect(clientOf(a, b.chainId).frozenAt).toBeNull();
	});

	it('comes too late out of trust', () => {
		const { a, b } = connectedChains({}, {}, { ...TERMS, trustPeriodMs: HOUR });
		const first = b.finalHeader(b.height);
		const second = b.forkedHeader(b.height);
		a.block(a.time + DAY_MS);
		expect(run(a, calls.bridge.freeze({ chain: b.chainId, first, second })).code).toBe('BRIDGE_CLIENT_EXPIRED');
	});
});
