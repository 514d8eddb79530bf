import { describe, expect, it } from 'vitest';
import { ForkWatch } from '../../../src/main/node/bridge/fork-watch.ts';
import type { RelayEvent } from '../../../src/main/node/bridge/relay-events.ts';
import { RelayLane } from '../../../src/main/node/bridge/relay-lane.ts';
import { bridgeAccount } from '../../../src/shared/codec/accounts.ts';
import type { ReceivePackets } from '../../../src/shared/codec/bridge-calls.ts';
import { BRIDGE_CLIENT_LIMITS } from '../../../src/shared/codec/bridge-client.ts';
import { PACKET_LIMITS } from '../../../src/shared/codec/bridge-packet.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import type { CertifiedChain } from '../../fixtures/bridge/certified-chain.ts';
import { type CertifiedEnd, certifiedEnd } from '../../fixtures/bridge/certified-end.ts';
import { connectedChains, DAY_MS, TERMS, updateOnce } from '../../fixtures/bridge/connected-chains.ts';
import { clientOf, receiveArguments } from '../../fixtures/bridge/relayed-calls.ts';
import { sha256 } from '../../fixtures/engine-market.ts';

interface Rig {
	readonly a: CertifiedChain;
	readonly b: CertifiedChain;
	readonly endA: CertifiedEnd;
	readonly endB: CertifiedEnd;
	readonly events: RelayEvent[];
	readonly there: RelayLane;
	readonly back: RelayLane;
}

function laneOf(
	from: CertifiedEnd,
	to: CertifiedEnd,
	events: RelayEvent[],
	anchorEveryMs: number | null = null,
): RelayLane {
	const forkWatch = new ForkWatch({ from, to });
	return new RelayLane({ anchorEveryMs }, { from, to, sha256, forkWatch, tell: (event) => events.push(event) });
}

function rig(options: { anchorEveryMs?: number; trustPeriodMs?: number } = {}): Rig {
	const { a, b } = connectedChains({}, {}, { ...TERMS, trustPeriodMs: options.trustPeriodMs ?? TERMS.trustPeriodMs });
	const [endA, endB] = [certifiedEnd(a), certifiedEnd(b)];
	const events: RelayEvent[] = [];
	const there = laneOf(endA, endB, events, options.anchorEveryMs ?? null);
	return { a, b, endA, endB, events, there, back: laneOf(endB, endA, events) };
}

function send(from: CertifiedChain, to: CertifiedChain, count: number, timeoutMs = DAY_MS): void {
	for (let n = 0; n < count; n++)
		from.send(
			'home-01',
			calls.bridge.sendMoney({ chain: to.chainId, to: 'home-02', amount: 1_000, timeoutAt: from.time + timeoutMs }),
		);
	from.block();
	from.run(3);
}

async function exhaust(lane: RelayLane): Promise<void> {
	for (let passes = 0; (await lane.pass()) === 'moved'; passes++) if (passes > 50) throw new Error('it never rests');
}

describe('one direction of a relayer', () => {
	it('brings packets and then their answers, the first call with the update', async () => {
		const { a, b, endA, endB, events, there, back } = rig();
		send(a, b, 3);
		const before = b.balance('home-02');
		await exhaust(there);
		await exhaust(back);
		expect(b.balance('home-02')).toBe(before + 3_000);
		expect([endB.called, endA.called]).toEqual([['receive'], ['acknowledge']]);
		expect(events.map(({ kind }) => kind)).toEqual(['updated', 'received', 'updated', 'acknowledged']);
		expect(events[1]).toMatchObject({ first: 0, count: 3, on: b.chainId, of: a.chainId });
		expect(a.balance(bridgeAccount(b.chainId)) + b.balance(bridgeAccount(a.chainId))).toBe(0);
		await exhaust(there);
		expect(endB.called).toHaveLength(1);
	});

	it('brings more packets than a call takes in several, all under one update', async () => {
		const { a, b, endB, events, there } = rig();
		send(a, b, PACKET_LIMITS.perCall + 20);
		await exhaust(there);
		expect(new Set(endB.called)).toEqual(new Set(['receive']));
		const counts = events.flatMap((event) => (event.kind === 'received' ? [event.count] : []));
		expect(counts.length).toBeGreaterThanOrEqual(2);
		expect(counts.reduce((sum, count) => sum + count, 0)).toBe(PACKET_LIMITS.perCall + 20);
		expect(events.filter(({ kind }) => kind === 'updated')).toHaveLength(1);
	});

	it('takes it for no failure that another relayer was first', async () => {
		const { a, b, endA, endB, events, there } = rig();
		send(a, b, 2);
		const other = certifiedEnd(b, 'grid');
		const rival = laneOf(endA, other, []);
		const call = endB.call.bind(endB);
		const racing = Object.assign(endB, {
			call: async (...args: Parameters<typeof call>) => {
				await exhaust(rival);
				return call(...args);
			},
		});
		expect(await there.pass()).toBe('overtaken');
		expect(racing.called).toEqual(['receive BRIDGE_NOTHING_NEW']);
		expect(events.map(({ kind }) => kind)).toEqual(['overtaken']);
		expect(await there.pass()).toBe('idle');
	});

	it('follows changes of validators, one at a time and after being away for many', async () => {
		const { a, b, events, there } = rig();
		a.changeEpoch();
		a.run(2);
		await exhaust(there);
		expect(clientOf(b, a.chainId).epoch).toBe(1);
		for (let n = 0; n < 6; n++) a.changeEpoch();
		send(a, b, 1);
		await exhaust(there);
		expect(clientOf(b, a.chainId).epoch).toBe(7);
		expect(events).toContainEqual(expect.objectContaining({ kind: 'updated', rootHeight: null }));
		expect(events.at(-1)).toMatchObject({ kind: 'received', first: 0, count: 1 });
	});

	it('takes back what was not received in time', async () => {
		const { a, b, endA, endB, back } = rig();
		const before = a.balance('home-01');
		send(a, b, 1, 20_000);
		expect(a.balance('home-01')).toBeLessThan(before - 999);
		const sent = a.balance('home-01');
		b.block(a.time + 30_000);
		b.run(3);
		await exhaust(back);
		expect([endA.called, endB.called]).toEqual([['time-out'], []]);
		expect(a.balance('home-01')).toBe(sent + 1_000);
		await exhaust(back);
		expect(endA.called).toHaveLength(1);
	});

	it('keeps a client fresh within a third of its trust period, and a main chain as often as it is told', async () => {
		const period = 9 * 3_600_000;
		const { a, b, endB, there } = rig({ trustPeriodMs: period });
		await exhaust(there);
		expect(endB.called).toEqual([]);
		a.block(a.time + period / 3);
		a.run(3);
		b.block(a.time);
		await exhaust(there);
		expect(endB.called).toEqual(['update']);
		const anchoring = rig({ anchorEveryMs: 60_000 });
		anchoring.a.run(3);
		for (let minute = 0; minute < 3; minute++) {
			anchoring.a.run(2);
			anchoring.b.block(anchoring.b.time + 60_000);
			await exhaust(anchoring.there);
		}
		expect(anchoring.endB.called).toEqual(['update', 'update', 'update']);
		expect(anchoring.b.events.filter(({ kind }) => kind === 'chain-anchored')).toHaveLength(3);
	});

	it('leaves a client alone that nobody has updated for its trust period', async () => {
		const { a, b, endB, events, there } = rig({ trustPeriodMs: 3_600_000 });
		send(a, b, 1);
		b.block(b.time + 3_700_000);
		b.run(2);
		expect([await there.pass(), await there.pass()]).toEqual(['idle', 'idle']);
		expect(events).toEqual([{ kind: 'standing', why: 'expired', on: b.chainId, of: a.chainId }]);
		expect(endB.called).toEqual([]);
	});

	it('says once that a client is frozen, and does nothing more', async () => {
		const { a, b, endB, events, there } = rig();
		a.run(4);
		b.send('grid', calls.bridge.freeze({ chain: a.chainId, first: a.finalHeader(5), second: a.forkedHeader(5) }));
		b.block();
		b.run(2);
		expect(clientOf(b, a.chainId).frozenAt).toBe(5);
		send(a, b, 1);
		expect([await there.pass(), await there.pass()]).toEqual(['idle', 'idle']);
		expect(events).toEqual([{ kind: 'standing', why: 'frozen', on: b.chainId, of: a.chainId }]);
		expect(endB.called).toEqual([]);
	});

	it('freezes a client that was brought a state which is not of the chain that it follows', async () => {
		const { a, b, endB, events, there } = rig();
		a.run(3);
		const forged = a.forged([]);
		b.send('grid', calls.bridge.update({ chain: a.chainId, update: forged.update(0) }));
		b.block();
		b.run(2);
		expect(clientOf(b, a.chainId).height).toBe(forged.height);
		// Its own header of that height is still to come.
		await expect(there.pass()).rejects.toMatchObject({ code: 'BRIDGE_FORK_UNPROVEN' });
		a.run(3);
		expect(await there.pass()).toBe('moved');
		expect(endB.called).toEqual(['freeze']);
		expect(events).toMatchObject([{ kind: 'froze', on: b.chainId, of: a.chainId }]);
		expect(clientOf(b, a.chainId).frozenAt).not.toBeNull();
	});

	it('freezes a client that a call rested on a state below all that it keeps, which is not of that chain', async () => {
		const { a, b, endA, endB, events, there } = rig();
		a.run(22);
		send(a, b, 1);
		for (let n = 0; n < BRIDGE_CLIENT_LIMITS.roots; n++) {
			a.run(1);
			updateOnce(a, b);
			b.block();
		}
		const forged = a.forged([], -20);
		const call = receiveArguments(forged, b);
		const liar = certifiedEnd(b, 'grid');
		liar.onBlock((block) => there.hear(endB, block));
		await liar.call(calls.bridge.receive(call as ReceivePackets));
		expect(liar.called).toEqual(['receive']);
		expect(clientOf(b, a.chainId).roots).not.toContain(forged.height);
		expect(await new ForkWatch({ from: endA, to: endB }).look()).toBeNull();
		expect(await there.pass()).toBe('moved');
		expect(endB.called).toEqual(['freeze']);
		expect(events).toMatchObject([{ kind: 'froze', forkHeight: forged.height + 1 }]);
		expect(clientOf(b, a.chainId).frozenAt).toBe(forged.height + 1);
	});

	it('says once that a state is not of that chain where no call can prove it, and goes on', async () => {
		const { a, b, endB, events, there } = rig();
		a.run(3);
		send(a, b, 1);
		const honest = a.newest();
		const forged = a.forged([{ path: 'ledger/account/home-01', value: 1 }], 0);
		const heard = certifiedEnd(b, 'grid');
		heard.onBlock((executed) => {
			const events = executed.events.map((event) =>
				event.kind === 'chain-anchored'
					? { ...event, stateRoot: forged.update(0).headers[0]?.stateRoot as Uint8Array }
					: event,
			);
			there.hear(endB, { ...executed, events });
		});
		await heard.call(calls.bridge.update({ chain: a.chainId, update: honest.update(0) }));
		await expect(there.pass()).rejects.toMatchObject({ code: 'BRIDGE_FORK_UNPROVEN' });
		expect(await there.pass()).toBe('moved');
		expect(endB.called).toEqual(['receive']);
		expect(events.at(-1)).toMatchObject({ kind: 'received', count: 1 });
	});
});
