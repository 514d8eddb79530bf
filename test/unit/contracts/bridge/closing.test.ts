import { describe, expect, it } from 'vitest';
import { sendPacket, writeChain } from '../../../../src/main/core/contracts/bridge/channel.ts';
import { timeOutPackets } from '../../../../src/main/core/contracts/bridge/closing.ts';
import type { AcknowledgePackets, TimeOutPackets } from '../../../../src/shared/codec/bridge-calls.ts';
import {
	answerDigest,
	appendToChain,
	EMPTY_CHAIN,
	type HashChain,
	type PacketAnswer,
} from '../../../../src/shared/codec/bridge-packet.ts';
import { bridgePaths, type SentPacket } from '../../../../src/shared/codec/bridge-state.ts';
import { calls } from '../../../../src/shared/codec/calls.ts';
import type { Plain } from '../../../../src/shared/codec/cbor.ts';
import { packetId } from '../../../../src/shared/codec/ids.ts';
import { claim, contextOn, eventsIn, HOUR, run, sendMoney } from '../../../fixtures/bridge/bridge-calls.ts';
import type { CertifiedChain } from '../../../fixtures/bridge/certified-chain.ts';
import { connectedChains, DAY_MS, relayOnce, TERMS } from '../../../fixtures/bridge/connected-chains.ts';
import {
	acknowledgeArguments,
	readLeaf,
	receiveArguments,
	relayedLeaf,
	timeOutArguments,
} from '../../../fixtures/bridge/relayed-calls.ts';
import { sha256 } from '../../../fixtures/engine-market.ts';

const NOBODY = 'nobody';

/** `a` has sent these amounts; each `0` is a packet that `b` refuses. Nothing has been relayed. */
function sent(...amounts: number[]) {
	const { a, b } = connectedChains();
	const timeoutAt = a.time + HOUR;
	for (const amount of amounts) {
		const to = amount === 0 ? NOBODY : 'home-02';
		a.send('home-01', calls.bridge.sendMoney({ chain: b.chainId, to, amount: amount || 1, timeoutAt }));
	}
	a.block();
	a.block();
	b.block(a.time);
	return { a, b, timeoutAt };
}

/** As `sent`, and `b` has received so many, provably. */
function received(amounts: number[], most = amounts.length) {
	const chains = sent(...amounts);
	relayOnce(chains.a, chains.b, most);
	chains.b.block();
	chains.b.block();
	chains.a.block(chains.b.time);
	return chains;
}

const answered = (a: CertifiedChain, b: CertifiedChain, most?: number) =>
	acknowledgeArguments(b.newest(), a, most) as AcknowledgePackets;

const acknowledge = (a: CertifiedChain, args: AcknowledgePackets) => run(a, calls.bridge.acknowledge(args));

const timeOut = (a: CertifiedChain, args: TimeOutPackets) => run(a, calls.bridge.timeOut(args));

const acknowledged = (a: CertifiedChain, b: CertifiedChain) =>
	readLeaf<HashChain>(a, bridgePaths.acknowledged(b.chainId)) ?? EMPTY_CHAIN;

const reserved = (a: CertifiedChain, b: CertifiedChain) => readLeaf<number>(a, bridgePaths.reserved(b.chainId)) ?? 0;

const packetOf = (a: CertifiedChain, b: CertifiedChain, n: number) =>
	readLeaf<SentPacket>(a, bridgePaths.packet(b.chainId, n));

/** What `b`’s validators may certify of the packets that it never received. */
function lie(a: CertifiedChain, b: CertifiedChain, answers: readonly PacketAnswer[]): AcknowledgePackets {
	const chain = answers.reduce((grown, each) => appendToChain(grown, answerDigest(each, sha256), sha256), EMPTY_CHAIN);
	const path = bridgePaths.received(a.chainId);
	const state = b.forged([{ path, value: chain as unknown as Plain }]);
	return { ...relayedLeaf(state, a, path), received: chain, first: 0, answers, later: [] };
}

describe('answers to packets', () => {
	it('close what was executed, and give back what was refused', () => {
		const { a, b } = received([100, 0, 7]);
		const before = a.balance('home-01');
		expect(reserved(a, b)).toBe(108);
		const { code, result } = acknowledge(a, answered(a, b));
		expect(code).toBeNull();
		expect(a.balance('home-01')).toBe(before + 1);
		expect(claim(a, b)).toBe(107);
		expect(claim(b, a)).toBe(-107);
		expect(reserved(a, b)).toBe(0);
		expect(acknowledged(a, b)).toEqual(readLeaf(b, bridgePaths.received(a.chainId)));
		for (const n of [0, 1, 2]) expect(packetOf(a, b, n)).toBeUndefined();
		const closed = (sequence: number, outcome: string, code: string | null) => ({
			kind: 'packet-closed',
			packet: packetId(a.chainId, b.chainId, sequence),
			chain: b.chainId,
			sequence,
			outcome,
			code,
			by: 'metering',
		});
		expect(eventsIn(result.events, 'packet-closed')).toEqual([
			closed(0, 'delivered', null),
			closed(1, 'refused', 'PARTICIPANT_UNKNOWN'),
			closed(2, 'delivered', null),
		]);
		expect(eventsIn(result.events, 'transfer')).toMatchObject([
			{ to: 'home-01', amount: 1, reason: 'bridge-returned' },
		]);
	});

	it('count once, and may come in parts', () => {
		const { a, b } = received([0, 0, 0]);
		const before = a.balance('home-01');
		const whole = answered(a, b);
		expect(acknowledge(a, answered(a, b, 1)).code).toBeNull();
		expect(a.balance('home-01')).toBe(before + 1);
		expect(acknowledge(a, { ...whole, update: null }).code).toBeNull();
		expect(acknowledge(a, { ...whole, update: null }).code).toBe('BRIDGE_NOTHING_NEW');
		expect(a.balance('home-01')).toBe(before + 3);
		expect(acknowledged(a, b).count).toBe(3);
	});

	it('leave no gap, and are exactly what the other chain recorded', () => {
		const { a, b } = received([1, 0, 4]);
		const whole = answered(a, b);
		const part = answered(a, b, 1);
		const [first, second, third] = whole.answers as [PacketAnswer, PacketAnswer, PacketAnswer];
		expect(acknowledge(a, { ...whole, first: 1, answers: [second, third] }).code).toBe('BRIDGE_ORDER');
		expect(acknowledge(a, { ...whole, answers: [] }).code).toBe('BRIDGE_NOTHING_NEW');
		const forged = new Uint8Array(32).fill(1);
		for (const args of [
			{ ...whole, answers: [{ ok: false, code: 'CALL_FAULT' }, second, third] },
			{ ...whole, answers: [second, first, third] },
			{ ...whole, answers: [first, second] },
			{ ...whole, answers: [first, second, third, third] },
			{ ...part, later: [] },
			{ ...part, later: [...part.later].reverse() },
			{ ...whole, received: { ...whole.received, count: 4 } },
			{ ...whole, received: { ...whole.received, digest: forged } },
			{ ...whole, received: EMPTY_CHAIN },
			{ ...whole, proof: b.newest().prove(bridgePaths.arrived(a.chainId)) },
		])
			expect(acknowledge(a, args).code).toBe('BRIDGE_PROOF');
		expect(acknowledged(a, b).count).toBe(0);
		expect(acknowledge(a, whole).code).toBeNull();
	});

	it('are none to packets that were never sent, whatever the other chain certifies', () => {
		const { a, b } = sent(1);
		const yes = { ok: true, code: null };
		expect(acknowledge(a, lie(a, b, [yes, yes])).code).toBe('BRIDGE_PROOF');
		expect(acknowledge(a, lie(a, b, [yes])).code).toBeNull();
	});

	it('give back what came late there, as timed out', () => {
		const { a, b, timeoutAt } = sent(5);
		relayOnce(a, b);
		b.block(timeoutAt);
		b.block();
		a.block(b.time);
		const before = a.balance('home-01');
		const { result } = acknowledge(a, answered(a, b));
		expect(a.balance('home-01')).toBe(before + 5);
		expect(eventsIn(result.events, 'packet-closed')).toMatchObject([
			{ outcome: 'timed-out', code: 'BRIDGE_PACKET_EXPIRED' },
		]);
	});

	it('wait while the client is frozen', () => {
		const { a, b } = received([1]);
		const args = answered(a, b);
		const freeze = { chain: b.chainId, first: b.finalHeader(b.height), second: b.forkedHeader(b.height) };
		run(a, calls.bridge.freeze(freeze));
		expect(acknowledge(a, args).code).toBe('BRIDGE_CLIENT_FROZEN');
		expect(packetOf(a, b, 0)).toBeDefined();
	});
});

describe('packets whose time is over', () => {
	it('are given back once the other chain’s time is there without them', () => {
		const { a, b, timeoutAt } = sent(100, 7);
		b.block(timeoutAt - 1);
		b.block(timeoutAt);
		b.block();
		a.block(b.time);
		const before = a.balance('home-01');
		const { code, result } = timeOut(a, timeOutArguments(b.newest(), a) as TimeOutPackets);
		expect(code).toBeNull();
		expect(a.balance('home-01')).toBe(before + 107);
		expect(claim(a, b)).toBe(0);
		expect(reserved(a, b)).toBe(0);
		expect(eventsIn(result.events, 'packet-closed')).toMatchObject([
			{ sequence: 0, outcome: 'timed-out', code: 'BRIDGE_PACKET_EXPIRED' },
			{ sequence: 1, outcome: 'timed-out', code: 'BRIDGE_PACKET_EXPIRED' },
		]);
		expect(packetOf(a, b, 0)?.status).toBe('timed-out');
	});

	it('are not given back a moment before', () => {
		const { a, b, timeoutAt } = sent(100);
		b.block(timeoutAt - 1);
		b.block(timeoutAt);
		const state = b.newest();
		expect(state.time).toBe(timeoutAt - 1);
		const path = bridgePaths.received(a.chainId);
		const args = { ...relayedLeaf(state, a, path), received: EMPTY_CHAIN };
		expect(timeOut(a, args).code).toBe('BRIDGE_NOTHING_NEW');
		b.block();
		expect(timeOut(a, { ...relayedLeaf(b.newest(), a, path), received: EMPTY_CHAIN }).code).toBeNull();
	});

	it('are given back once, and their answer then changes nothing', () => {
		const { a, b, timeoutAt } = sent(100, 7);
		b.block(timeoutAt);
		b.block();
		a.block(b.time);
		const late = timeOutArguments(b.newest(), a) as TimeOutPackets;
		expect(timeOut(a, late).code).toBeNull();
		expect(timeOut(a, { ...late, update: null }).code).toBe('BRIDGE_NOTHING_NEW');
		const before = a.balance('home-01');
		relayOnce(a, b);
		b.block();
		b.block();
		const { code, result } = acknowledge(a, answered(a, b));
		expect(code).toBeNull();
		expect(eventsIn(result.events, 'packet-closed')).toEqual([]);
		expect(a.balance('home-01')).toBe(before);
		expect([packetOf(a, b, 0), packetOf(a, b, 1)]).toEqual([undefined, undefined]);
		expect(acknowledged(a, b).count).toBe(2);
		expect(claim(a, b) + claim(b, a)).toBe(0);
	});

	it('stay given back where the other chain then claims to have executed them', () => {
		const { a, b, timeoutAt } = sent(100);
		b.block(timeoutAt);
		b.block();
		timeOut(a, timeOutArguments(b.newest(), a) as TimeOutPackets);
		const before = a.balance('home-01');
		b.run(2);
		expect(acknowledge(a, lie(a, b, [{ ok: true, code: null }])).code).toBeNull();
		expect([a.balance('home-01'), claim(a, b)]).toEqual([before, 0]);
	});

	it('are not those that were received there in time', () => {
		const { a, b, timeoutAt } = received([100, 7], 1);
		b.block(timeoutAt);
		b.block();
		a.block(b.time);
		const before = a.balance('home-01');
		expect(timeOut(a, timeOutArguments(b.newest(), a) as TimeOutPackets).code).toBeNull();
		expect(a.balance('home-01')).toBe(before + 7);
		expect(packetOf(a, b, 0)?.status).toBe('open');
	});

	it('need a proof of what the other chain has received', () => {
		const { a, b, timeoutAt } = received([100, 7]);
		b.block(timeoutAt);
		b.block();
		const path = bridgePaths.received(a.chainId);
		const state = b.newest();
		const leaf = relayedLeaf(state, a, path);
		expect(timeOut(a, { ...leaf, received: EMPTY_CHAIN }).code).toBe('BRIDGE_PROOF');
		const absent = relayedLeaf(state, a, bridgePaths.received('west-0'));
		expect(timeOut(a, { ...absent, received: EMPTY_CHAIN }).code).toBe('BRIDGE_PROOF');
		expect(timeOut(a, { ...leaf, received: state.read<HashChain>(path) as HashChain }).code).toBe('BRIDGE_NOTHING_NEW');
		expect(timeOut(a, { ...leaf, update: null, received: EMPTY_CHAIN }).code).toBe('BRIDGE_ROOT_UNKNOWN');
	});

	it('can be given back by an older root that is kept, and no sooner for it', () => {
		const { a, b, timeoutAt } = sent(100);
		b.block(timeoutAt);
		b.block();
		const late = timeOutArguments(b.newest(), a) as TimeOutPackets;
		const bring = () => run(a, calls.bridge.update({ chain: b.chainId, update: b.newest().update(0) })).code;
		expect(bring()).toBeNull();
		run(b, calls.bridge.receive(receiveArguments(a.newest(), b) as NonNullable<ReturnType<typeof receiveArguments>>));
		b.block();
		expect(bring()).toBeNull();
		expect(timeOut(a, { ...late, update: null }).code).toBeNull();
		expect(acknowledge(a, answered(a, b)).code).toBeNull();
		expect(claim(a, b) + claim(b, a)).toBe(0);
	});

	it('are not those that must arrive however late', () => {
		const { a, b } = connectedChains();
		b.block(b.time + 40 * DAY_MS);
		b.run(2);
		const on = contextOn(a, 'metering');
		const contents = { kind: 'money', from: 'home-01', to: 'home-02', amount: 1 } as const;
		sendPacket(on, b.chainId, contents, null);
		const leaf = relayedLeaf(b.newest(), a, bridgePaths.received(a.chainId));
		expect(() => timeOutPackets(on, { ...leaf, received: EMPTY_CHAIN })).toThrow(
			expect.objectContaining({ code: 'BRIDGE_NOTHING_NEW' }),
		);
	});

	it('are looked for among those that are not answered, however many were before', () => {
		const { a, b } = connectedChains();
		const on = contextOn(a, 'metering');
		const answered = { count: 1_000_000, digest: new Uint8Array(32) };
		for (const which of ['sent', 'acknowledged'] as const) writeChain(on, which, b.chainId, answered);
		const leaf = relayedLeaf(b.newest(), a, bridgePaths.received(a.chainId));
		expect(() => timeOutPackets(on, { ...leaf, received: EMPTY_CHAIN })).toThrow(
			expect.objectContaining({ code: 'BRIDGE_NOTHING_NEW' }),
		);
	});

	it('wait while the client is frozen or out of trust', () => {
		const { a, b, timeoutAt } = sent(100);
		b.block(timeoutAt);
		b.block();
		const late = timeOutArguments(b.newest(), a) as TimeOutPackets;
		const other = sent(100);
		other.a.block(other.a.time + TERMS.trustPeriodMs + 1);
		other.b.block(other.a.time);
		other.b.block();
		expect(timeOut(other.a, timeOutArguments(other.b.newest(), other.a) as TimeOutPackets).code).toBe(
			'BRIDGE_CLIENT_EXPIRED',
		);
		run(a, calls.bridge.freeze({ chain: b.chainId, first: b.finalHeader(1), second: b.forkedHeader(1) }));
		expect(timeOut(a, late).code).toBe('BRIDGE_CLIENT_FROZEN');
	});

	it('are given back in several calls where one has too few steps for all', () => {
		const market = { callStepLimit: 21_000, callStepsPerByte: 0 };
		const { a, b } = connectedChains({ market });
		const timeoutAt = a.time + HOUR;
		for (let n = 0; n < 60; n++) a.send('home-01', sendMoney(a, b, 1, timeoutAt));
		a.block();
		b.block(timeoutAt);
		b.block();
		const counts: number[] = [];
		for (let late = timeOutArguments(b.newest(), a); late; late = timeOutArguments(b.newest(), a)) {
			const { code, result } = timeOut(a, late);
			expect(code).toBeNull();
			const count = eventsIn(result.events, 'packet-closed').length;
			expect(count).toBeGreaterThan(0);
			counts.push(count);
		}
		expect(counts.length).toBeGreaterThan(1);
		expect(counts.reduce((sum, count) => sum + count, 0)).toBe(60);
		expect(claim(a, b)).toBe(0);
	});
});

describe('answers on a chain with few steps for a call', () => {
	it('are taken in as many calls as it needs, one at least', () => {
		const { a, b } = connectedChains({ market: { callStepLimit: 3_000, callStepsPerByte: 0 } });
		for (let n = 0; n < 5; n++) a.send('home-01', sendMoney(a, b, 1));
		a.block();
		a.block();
		b.block(a.time);
		relayOnce(a, b);
		b.run(2);
		for (let n = 1; n <= 5; n++) {
			expect(acknowledge(a, answered(a, b)).code).toBeNull();
			expect(acknowledged(a, b).count).toBe(n);
		}
		expect(acknowledged(a, b)).toEqual(readLeaf(b, bridgePaths.received(a.chainId)));
		expect(reserved(a, b)).toBe(0);
	});
});

describe('a corrupt counterpart', () => {
	it('that refuses everything takes nothing', () => {
		const { a, b } = sent(3, 5);
		const no = { ok: false, code: 'CALL_FAULT' };
		const before = a.balance('home-01');
		expect(acknowledge(a, lie(a, b, [no, no])).code).toBeNull();
		expect(a.balance('home-01')).toBe(before + 8);
		expect(claim(a, b)).toBe(0);
	});
});
