import { describe, expect, it } from 'vitest';
import type { ReceivePackets } from '../../../../src/shared/codec/bridge-calls.ts';
import { BRIDGE_CLIENT_LIMITS } from '../../../../src/shared/codec/bridge-client.ts';
import {
	answerDigest,
	appendToChain,
	EMPTY_CHAIN,
	type HashChain,
	PACKET_LIMITS,
	type Packet,
	packetDigest,
} from '../../../../src/shared/codec/bridge-packet.ts';
import { bridgePaths } from '../../../../src/shared/codec/bridge-state.ts';
import { calls } from '../../../../src/shared/codec/calls.ts';
import type { Plain } from '../../../../src/shared/codec/cbor.ts';
import { packetId } from '../../../../src/shared/codec/ids.ts';
import { claim, eventsIn, HOUR, run, sendMoney } from '../../../fixtures/bridge/bridge-calls.ts';
import type { CertifiedChain } from '../../../fixtures/bridge/certified-chain.ts';
import { connectedChains, TERMS } from '../../../fixtures/bridge/connected-chains.ts';
import { clientOf, readLeaf, receiveArguments } from '../../../fixtures/bridge/relayed-calls.ts';
import { sha256 } from '../../../fixtures/engine-market.ts';

/** `a` has sent these amounts to home-02 of `b`, provably. */
function sent(...amounts: number[]) {
	const { a, b } = connectedChains();
	for (const amount of amounts) a.send('home-01', sendMoney(a, b, amount));
	a.block();
	a.block();
	b.block(a.time);
	return { a, b };
}

const relayed = (a: CertifiedChain, b: CertifiedChain, most?: number): ReceivePackets =>
	receiveArguments(a.newest(), b, most) as ReceivePackets;

const receive = (b: CertifiedChain, args: ReceivePackets, time?: number) =>
	run(b, calls.bridge.receive(args), 'metering', time);

const arrived = (b: CertifiedChain, a: CertifiedChain) =>
	readLeaf<HashChain>(b, bridgePaths.arrived(a.chainId)) ?? EMPTY_CHAIN;

describe('packets of another chain', () => {
	it('are executed once, in their order, and answered', () => {
		const { a, b } = sent(100, 200);
		const before = b.balance('home-02');
		const args = relayed(a, b);
		const { code, result } = receive(b, args);
		expect(code).toBeNull();
		expect(b.balance('home-02')).toBe(before + 300);
		expect(claim(b, a)).toBe(-300);
		expect(claim(a, b)).toBe(300);
		expect(arrived(b, a)).toEqual(readLeaf(a, bridgePaths.sent(b.chainId)));
		const answer = { ok: true, code: null };
		expect(readLeaf(b, bridgePaths.answer(a.chainId, 1))).toEqual(answer);
		const digest = answerDigest(answer, sha256);
		expect(readLeaf(b, bridgePaths.received(a.chainId))).toEqual(
			appendToChain(appendToChain(EMPTY_CHAIN, digest, sha256), digest, sha256),
		);
		const packets = [0, 1].map((n) => packetId(a.chainId, b.chainId, n));
		expect(eventsIn(result.events, 'packet-received')).toEqual(
			args.packets.map(({ contents }, sequence) => ({
				kind: 'packet-received',
				packet: packets[sequence],
				chain: a.chainId,
				sequence,
				contents,
				answer,
				by: 'metering',
			})),
		);
		expect(eventsIn(result.events, 'provenance')).toContainEqual({
			kind: 'provenance',
			from: { type: 'packet', id: packets[1] },
			to: { type: 'participant', id: 'home-02' },
			relation: 'wasAttributedTo',
			energyWh: null,
		});
		expect(receive(b, { ...args, update: null }).code).toBe('BRIDGE_NOTHING_NEW');
		expect(b.balance('home-02')).toBe(before + 300);
	});

	it('may come in parts, and those that are here already are passed over', () => {
		const { a, b } = sent(1, 2, 4, 8);
		const whole = relayed(a, b);
		const before = b.balance('home-02');
		expect(receive(b, relayed(a, b, 1)).code).toBeNull();
		expect(b.balance('home-02')).toBe(before + 1);
		expect(receive(b, { ...whole, update: null }).code).toBeNull();
		expect(b.balance('home-02')).toBe(before + 15);
		expect(arrived(b, a).count).toBe(4);
	});

	it('rest on a root that another relayer brought, even where the update comes again', () => {
		const { a, b } = sent(1, 2);
		const first = relayed(a, b, 1);
		const { code } = receive(b, first);
		const again = { ...relayed(a, b), update: first.update };
		expect([code, receive(b, again).code]).toEqual([null, null]);
		expect(clientOf(b, a.chainId).roots).toHaveLength(1);
	});

	it('leave no gap, and come in no other order', () => {
		const { a, b } = sent(1, 2, 4);
		const whole = relayed(a, b);
		const [first, second, third] = whole.packets as [Packet, Packet, Packet];
		expect(receive(b, { ...whole, packets: [second, third] }).code).toBe('BRIDGE_ORDER');
		expect(receive(b, { ...whole, packets: [first, third, second] }).code).toBe('BRIDGE_ORDER');
		expect(receive(b, { ...whole, packets: [first, first, second, third] }).code).toBe('BRIDGE_ORDER');
		expect(receive(b, { ...whole, packets: [] }).code).toBe('BRIDGE_NOTHING_NEW');
		expect(arrived(b, a).count).toBe(0);
	});

	it('are exactly what the other chain recorded', () => {
		const { a, b } = sent(1, 2, 4);
		const whole = relayed(a, b);
		const part = relayed(a, b, 1);
		const [first, second, third] = whole.packets as [Packet, Packet, Packet];
		const richer = { ...second, contents: { ...second.contents, amount: 1_000 } as Packet['contents'] };
		const forged = new Uint8Array(32).fill(1);
		for (const args of [
			{ ...whole, packets: [first, richer, third] },
			{ ...whole, packets: [first, { ...second, timeoutAt: (second.timeoutAt as number) + 1 }, third] },
			{ ...whole, packets: [first, second] },
			{ ...whole, packets: [...whole.packets, { ...third, sequence: 3 }] },
			{ ...part, later: [] },
			{ ...part, later: [...part.later].reverse() },
			{ ...part, later: [forged, ...part.later.slice(1)] },
			{ ...whole, sent: { ...whole.sent, digest: forged } },
			{ ...whole, sent: { ...whole.sent, count: 4 } },
			{ ...whole, sent: EMPTY_CHAIN },
			{ ...whole, proof: a.newest().prove(bridgePaths.received(b.chainId)) },
			{ ...whole, proof: a.newest().prove('chain/id') },
		])
			expect(receive(b, args).code).toBe('BRIDGE_PROOF');
		expect(receive(b, { ...whole, proof: new Uint8Array(1) }).code).toBe('CODEC_INVALID');
		expect(arrived(b, a).count).toBe(0);
		expect(clientOf(b, a.chainId).height).toBe(0);
		expect(receive(b, whole).code).toBeNull();
	});

	it('are not those that a chain sent to a third', () => {
		const { a, b } = sent(1);
		const toAnother: Packet = { ...(relayed(a, b).packets[0] as Packet) };
		const other = appendToChain(EMPTY_CHAIN, packetDigest(toAnother, sha256), sha256);
		const state = a.forged([{ path: bridgePaths.sent('west-0'), value: other as unknown as Plain }]);
		const args = {
			chain: a.chainId,
			update: state.update(0),
			height: state.height,
			proof: state.prove(bridgePaths.sent('west-0')),
			sent: { ...other, count: 1 },
			packets: [toAnother],
			later: [],
		};
		expect(receive(b, args).code).toBe('BRIDGE_PROOF');
	});

	it('rest on no state that the client does not know', () => {
		const { a, b } = sent(1);
		const args = relayed(a, b);
		expect(receive(b, { ...args, update: null }).code).toBe('BRIDGE_ROOT_UNKNOWN');
		expect(receive(b, { ...args, height: args.height - 1 }).code).toBe('BRIDGE_ROOT_UNKNOWN');
	});

	it('may rest on an older root as long as it is kept', () => {
		const { a, b } = sent(1, 2);
		const args = relayed(a, b);
		const bring = () => run(b, calls.bridge.update({ chain: a.chainId, update: a.newest().update(0) }));
		bring();
		for (let n = 1; n < BRIDGE_CLIENT_LIMITS.roots; n++) {
			a.block();
			bring();
		}
		expect(
			receive(b, { ...args, update: null, packets: args.packets.slice(0, 1), later: relayed(a, b, 1).later }).code,
		).toBeNull();
		a.block();
		bring();
		expect(receive(b, { ...args, update: null }).code).toBe('BRIDGE_ROOT_UNKNOWN');
	});

	it('are refused while the client is frozen, and the update that froze it stays', () => {
		const { a, b } = sent(1);
		const args = relayed(a, b);
		run(b, calls.bridge.update({ chain: a.chainId, update: args.update as NonNullable<ReceivePackets['update']> }));
		const forged = a.forged([{ path: 'ledger/account/home-01', value: 1 }], 0);
		const { code, result } = receive(b, { ...args, update: forged.update(0) });
		expect(code).toBeNull();
		expect(eventsIn(result.events, 'client-frozen')).toHaveLength(1);
		expect(eventsIn(result.events, 'packet-received')).toHaveLength(0);
		expect(receive(b, { ...args, update: null }).code).toBe('BRIDGE_CLIENT_FROZEN');
		expect(arrived(b, a).count).toBe(0);
	});

	it('are refused out of trust', () => {
		const { a, b } = sent(1);
		const args = relayed(a, b);
		expect(receive(b, args, b.time + TERMS.trustPeriodMs + 1).code).toBe('BRIDGE_CLIENT_EXPIRED');
	});
});

describe('a packet that cannot be executed', () => {
	it('is answered so, changes nothing, and keeps no other from being executed', () => {
		const { a, b } = connectedChains();
		const money = (to: string, amount: number) =>
			a.send('home-01', calls.bridge.sendMoney({ chain: b.chainId, to, amount, timeoutAt: a.time + HOUR }));
		money('home-02', 1);
		money('nobody', 2);
		money('home-03', 4);
		a.block();
		a.block();
		b.block(a.time);
		const [second, third] = [b.balance('home-02'), b.balance('home-03')];
		const { code, result } = receive(b, relayed(a, b));
		expect(code).toBeNull();
		expect(b.balance('home-02')).toBe(second + 1);
		expect(b.balance('home-03')).toBe(third + 4);
		expect(claim(b, a)).toBe(-5);
		const answers = eventsIn(result.events, 'packet-received').map(({ answer }) => answer);
		expect(answers).toEqual([
			{ ok: true, code: null },
			{ ok: false, code: 'PARTICIPANT_UNKNOWN' },
			{ ok: true, code: null },
		]);
		const attributed = eventsIn(result.events, 'provenance').map(({ to }) => to.id);
		expect(attributed).toEqual(['home-02', 'home-03']);
	});

	it('is one that came at its timeout or later, not a moment before', () => {
		const { a, b } = connectedChains();
		const timeoutAt = a.time + HOUR;
		for (const amount of [1, 2]) a.send('home-01', sendMoney(a, b, amount, timeoutAt));
		a.block();
		a.block();
		const before = b.balance('home-02');
		receive(b, relayed(a, b, 1), timeoutAt - 1);
		expect(b.balance('home-02')).toBe(before + 1);
		const { result } = receive(b, relayed(a, b), timeoutAt);
		expect(eventsIn(result.events, 'packet-received')[0]?.answer).toEqual({ ok: false, code: 'BRIDGE_PACKET_EXPIRED' });
		expect(b.balance('home-02')).toBe(before + 1);
		expect(arrived(b, a).count).toBe(2);
	});

	it('is one of another chain’s money beyond what that may owe', () => {
		const terms = { ...TERMS, moneyLimit: 150 };
		const { a, b } = connectedChains();
		b.govern([{ kind: 'channel-terms', chain: a.chainId, terms }]);
		b.block();
		for (const amount of [100, 51, 50]) a.send('home-01', sendMoney(a, b, amount));
		a.block();
		a.block();
		b.block(a.time);
		const { result } = receive(b, relayed(a, b));
		expect(eventsIn(result.events, 'packet-received').map(({ answer }) => answer.code)).toEqual([
			null,
			'BRIDGE_MONEY_LIMIT',
			null,
		]);
		expect(claim(b, a)).toBe(-150);
	});
});

describe('packets that the other chain’s validators certify', () => {
	const certified = (from: CertifiedChain, to: CertifiedChain, packets: readonly Packet[], count = packets.length) => {
		const whole = packets.reduce(
			(grown, each) => appendToChain(grown, packetDigest(each, sha256), sha256),
			EMPTY_CHAIN,
		);
		const path = bridgePaths.sent(to.chainId);
		const state = from.forged([{ path, value: { ...whole, count } as unknown as Plain }]);
		const { chainId: chain } = from;
		const { height } = state;
		const proof = state.prove(path);
		return { chain, update: state.update(0), height, proof, sent: { ...whole, count }, packets, later: [] };
	};
	const packet = (sequence: number, timeoutAt: number | null): Packet => ({
		sequence,
		contents: { kind: 'money', from: 'home-01', to: 'home-02', amount: 1 },
		timeoutAt,
	});

	it('are as many as they say', () => {
		const { a, b } = connectedChains();
		expect(receive(b, certified(a, b, [packet(0, null), packet(1, null)], 3)).code).toBe('BRIDGE_PROOF');
		expect(arrived(b, a).count).toBe(0);
	});

	it('never come too late without a timeout', () => {
		const { a, b } = connectedChains();
		const { result } = receive(b, certified(a, b, [packet(0, null)]));
		expect(eventsIn(result.events, 'packet-received')[0]?.answer).toEqual({ ok: true, code: null });
	});
});

describe('a chain with few steps for a call', () => {
	for (const callStepLimit of [3_000, 20_500])
		it(`takes packets in as many calls as it needs, one at least, with ${callStepLimit} steps`, () => {
			const { a, b } = connectedChains({}, { market: { callStepLimit, callStepsPerByte: 0 } });
			for (let n = 0; n < 20; n++) a.send('home-01', sendMoney(a, b, 1));
			a.block();
			a.block();
			b.block(a.time);
			const counts: number[] = [];
			for (let args = receiveArguments(a.newest(), b); args; args = receiveArguments(a.newest(), b)) {
				const { code, result } = receive(b, args);
				expect(code).toBeNull();
				const count = eventsIn(result.events, 'packet-received').length;
				expect(count).toBeGreaterThan(0);
				counts.push(count);
			}
			expect(counts.length).toBeGreaterThan(1);
			expect(counts.reduce((sum, count) => sum + count, 0)).toBe(20);
			expect(arrived(b, a)).toEqual(readLeaf(a, bridgePaths.sent(b.chainId)));
			expect(claim(b, a)).toBe(-20);
		});
});

describe('answers', () => {
	it('are kept for as many packets as may wait for one', () => {
		const { a, b } = sent();
		const count = PACKET_LIMITS.window + 2;
		const packets: Packet[] = [];
		let sentThere = EMPTY_CHAIN;
		for (let sequence = 0; sequence < count; sequence++) {
			const contents = { kind: 'money', from: 'home-01', to: 'home-02', amount: 1 } as const;
			const packet: Packet = { sequence, contents, timeoutAt: b.time + HOUR };
			packets.push(packet);
			sentThere = appendToChain(sentThere, packetDigest(packet, sha256), sha256);
		}
		const path = bridgePaths.sent(b.chainId);
		const state = a.forged([{ path, value: sentThere as unknown as Plain }]);
		const args = {
			chain: a.chainId,
			update: state.update(0),
			height: state.height,
			proof: state.prove(path),
			sent: sentThere,
		};
		for (let from = 0; from < count; from += PACKET_LIMITS.perCall) {
			const to = from + PACKET_LIMITS.perCall;
			const later = packets.slice(to).map((packet) => packetDigest(packet, sha256));
			expect(receive(b, { ...args, packets: packets.slice(from, to), later }).code).toBeNull();
		}
		expect(arrived(b, a).count).toBe(count);
		expect(readLeaf(b, bridgePaths.answer(a.chainId, 1))).toBeUndefined();
		expect(readLeaf(b, bridgePaths.answer(a.chainId, 2))).toEqual({ ok: true, code: null });
	});
});
