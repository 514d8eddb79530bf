import { describe, expect, it } from 'vitest';
import type { ReceivePackets } from '../../../../src/shared/codec/bridge-calls.ts';
import { BRIDGE_CLIENT_LIMITS } from '../../../../src/shared/codec/bridge-client.ts';
import { calls } from '../../../../src/shared/codec/calls.ts';
import { eventsIn, run, sendMoney } from '../../../fixtures/bridge/bridge-calls.ts';
import type { CertifiedChain } from '../../../fixtures/bridge/certified-chain.ts';
import { connectedChains } from '../../../fixtures/bridge/connected-chains.ts';
import { clientOf, receiveArguments } from '../../../fixtures/bridge/relayed-calls.ts';

interface Raced {
	readonly a: CertifiedChain;
	readonly b: CertifiedChain;
	/** Made before somebody updated the client so many times. */
	readonly call: ReceivePackets;
}

function raced(updates: number): Raced {
	const { a, b } = connectedChains();
	expect(run(b, sendMoney(b, a), 'home-01').code).toBeNull();
	b.run(2);
	const call = receiveArguments(b.newest(), a) as ReceivePackets;
	for (let n = 0; n < updates; n++) {
		b.block();
		const update = b.newest().update(0);
		expect(run(a, calls.bridge.update({ chain: b.chainId, update }), 'grid').code).toBeNull();
	}
	return { a, b, call };
}

describe('a relayed call whose update is below what the client knows', () => {
	it('rests on the state that it proves, and leaves the newest one as it is', () => {
		const { a, b, call } = raced(2);
		const before = clientOf(a, b.chainId);
		expect(before.roots).not.toContain(call.height);
		const { code, result } = run(a, calls.bridge.receive(call));
		expect(code).toBeNull();
		expect(eventsIn(result.events, 'packet-received')).toHaveLength(1);
		expect(eventsIn(result.events, 'chain-anchored')).toMatchObject([{ chain: b.chainId, height: call.height }]);
		expect(clientOf(a, b.chainId)).toEqual({ ...before, roots: [call.height, ...before.roots] });
	});

	it('does so below every state that the client keeps, which then stay', () => {
		const { a, b, call } = raced(BRIDGE_CLIENT_LIMITS.roots + 1);
		const before = clientOf(a, b.chainId);
		const { code, result } = run(a, calls.bridge.receive(call));
		expect(code).toBeNull();
		expect(eventsIn(result.events, 'chain-anchored')).toHaveLength(1);
		expect(clientOf(a, b.chainId)).toEqual(before);
		expect(run(a, calls.bridge.receive({ ...call, update: null })).code).toBe('BRIDGE_ROOT_UNKNOWN');
	});

	it('is refused where the update proves nothing, and where it brings nothing new', () => {
		const { a, b, call } = raced(2);
		const { update } = call;
		if (update?.commitProof.kind !== 'order') throw new Error('an order proof was expected');
		const { certificate } = update.commitProof;
		const signatures = [...certificate.signatures].reverse();
		const forged = { ...update, commitProof: { kind: 'order' as const, certificate: { ...certificate, signatures } } };
		expect(run(a, calls.bridge.receive({ ...call, update: forged })).code).toBe('CONSENSUS_BAD_SIGNATURE');
		expect(run(a, calls.bridge.receive(call)).code).toBeNull();
		const { code, result } = run(a, calls.bridge.receive(call));
		expect([code, eventsIn(result.events, 'chain-anchored')]).toEqual(['BRIDGE_NOTHING_NEW', []]);
		expect(run(a, calls.bridge.update({ chain: b.chainId, update })).code).toBe('BRIDGE_STALE');
	});
});
