import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMPTY_CHAIN, type HashChain } from '../../../../src/shared/codec/bridge-packet.ts';
import { bridgePaths, type SentPacket } from '../../../../src/shared/codec/bridge-state.ts';
import { type Call, calls } from '../../../../src/shared/codec/calls.ts';
import { claim, eventsIn } from '../../../fixtures/bridge/bridge-calls.ts';
import type { CertifiedChain } from '../../../fixtures/bridge/certified-chain.ts';
import { connectedChains, settle, TERMS } from '../../../fixtures/bridge/connected-chains.ts';
import {
	acknowledgeArguments,
	readLeaf,
	receiveArguments,
	timeOutArguments,
} from '../../../fixtures/bridge/relayed-calls.ts';

/** So tight that packets are refused for it, and kept by it, now and then. */
const LIMIT = 400;

const side = fc.boolean();
const most = fc.integer({ min: 1, max: 4 });
const step = fc.oneof(
	{
		weight: 4,
		arbitrary: fc.record({
			kind: fc.constant('send' as const),
			fromA: side,
			amount: fc.integer({ min: 1, max: 150 }),
			isKnown: fc.oneof({ weight: 4, arbitrary: fc.constant(true) }, fc.constant(false)),
			lifeMs: fc.constantFrom(1_500, 4_000, 20_000, 3_600_000),
		}),
	},
	{ weight: 4, arbitrary: fc.record({ kind: fc.constant('receive' as const), fromA: side, most }) },
	{ weight: 3, arbitrary: fc.record({ kind: fc.constant('acknowledge' as const), fromA: side, most }) },
	{ weight: 3, arbitrary: fc.record({ kind: fc.constant('time-out' as const), fromA: side }) },
	/** What was relayed before, once more. */
	{ weight: 2, arbitrary: fc.record({ kind: fc.constant('replay' as const), fromA: side, place: fc.nat(20) }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('epoch' as const), fromA: side }) },
	/** Time goes by on one of them. */
	{
		weight: 1,
		arbitrary: fc.record({ kind: fc.constant('wait' as const), fromA: side, ms: fc.constantFrom(900, 9_000) }),
	},
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Whom a chain's client knows and what was relayed to it so far. */
interface Side {
	readonly chain: CertifiedChain;
	readonly relayed: Call[];
}

function take({ chain: from, relayed }: Side, to: Side, taken: Step): void {
	const send = (call: Call | null): void => {
		if (!call) return;
		to.chain.send('metering', call);
		to.relayed.push(call);
	};
	if (taken.kind === 'send') {
		const terms = { to: taken.isKnown ? 'home-02' : 'nobody', amount: taken.amount };
		const timeoutAt = from.time + taken.lifeMs;
		from.send('home-01', calls.bridge.sendMoney({ chain: to.chain.chainId, ...terms, timeoutAt }));
	}
	if (taken.kind === 'receive') {
		const args = receiveArguments(from.newest(), to.chain, taken.most);
		send(args && calls.bridge.receive(args));
	}
	if (taken.kind === 'acknowledge') {
		const args = acknowledgeArguments(from.newest(), to.chain, taken.most);
		send(args && calls.bridge.acknowledge(args));
	}
	if (taken.kind === 'time-out') {
		const args = timeOutArguments(from.newest(), to.chain);
		send(args && calls.bridge.timeOut(args));
	}
	if (taken.kind === 'replay' && relayed.length > 0)
		from.send('metering', relayed[taken.place % relayed.length] as Call);
	if (taken.kind === 'epoch') from.changeEpoch();
	if (taken.kind === 'wait') from.block(from.time + taken.ms);
}

/** Money on its way from one chain: taken there, and neither paid on the other nor given back. */
function onItsWay(from: CertifiedChain, to: CertifiedChain): number {
	const done = new Set([
		...eventsIn(to.events, 'packet-received').flatMap(({ packet, answer }) => (answer.ok ? [packet] : [])),
		...eventsIn(from.events, 'packet-closed').flatMap(({ packet, outcome }) =>
			outcome === 'delivered' ? [] : [packet],
		),
	]);
	return amountOf(eventsIn(from.events, 'packet-sent').filter(({ packet }) => !done.has(packet)));
}

function amountOf(packets: readonly { readonly contents: { readonly kind: string } }[]): number {
	return packets.reduce((sum, { contents }) => sum + ('amount' in contents ? Number(contents.amount) : 0), 0);
}

function openAmount(from: CertifiedChain, to: CertifiedChain): number {
	const { count } = readLeaf<HashChain>(from, bridgePaths.sent(to.chainId)) ?? EMPTY_CHAIN;
	const kept = Array.from({ length: count }, (_, n) => readLeaf<SentPacket>(from, bridgePaths.packet(to.chainId, n)));
	return amountOf(kept.flatMap((sent) => (sent?.status === 'open' ? [sent.packet] : [])));
}

/** Nothing is executed twice, or executed and given back, and no account breaks its limit. */
function requireOnce(from: CertifiedChain, to: CertifiedChain): void {
	const received = eventsIn(to.events, 'packet-received');
	expect(received.map(({ sequence }) => sequence)).toEqual(received.map((_, n) => n));
	const closed = eventsIn(from.events, 'packet-closed');
	expect(new Set(closed.map(({ packet }) => packet)).size).toBe(closed.length);
	const executed = new Set(received.flatMap(({ packet, answer }) => (answer.ok ? [packet] : [])));
	for (const { packet, outcome } of closed) expect(executed.has(packet)).toBe(outcome === 'delivered');
	expect(Math.abs(claim(from, to))).toBeLessThanOrEqual(LIMIT);
	expect(readLeaf<number>(from, bridgePaths.reserved(to.chainId)) ?? 0).toBe(openAmount(from, to));
}

describe('money between two chains, whatever is relayed and when', () => {
	it('is executed once or given back once, and the sum is constant at every height', () => {
		fc.assert(
			fc.property(fc.array(step, { minLength: 30, maxLength: 60, size: 'max' }), (steps) => {
				const { a, b } = connectedChains({}, {}, { ...TERMS, moneyLimit: LIMIT });
				const sides: readonly [Side, Side] = [
					{ chain: a, relayed: [] },
					{ chain: b, relayed: [] },
				];
				for (const taken of steps) {
					take(taken.fromA ? sides[0] : sides[1], taken.fromA ? sides[1] : sides[0], taken);
					for (const chain of [a, b]) chain.block(chain.time + 300);
					expect(claim(a, b) + claim(b, a)).toBe(onItsWay(a, b) + onItsWay(b, a));
					requireOnce(a, b);
					requireOnce(b, a);
				}
				for (const chain of [a, b]) chain.run(2);
				settle(a, b);
				expect(claim(a, b) + claim(b, a)).toBe(0);
				for (const [from, to] of [
					[a, b],
					[b, a],
				] as const) {
					requireOnce(from, to);
					expect(openAmount(from, to)).toBe(0);
					expect(eventsIn(from.events, 'packet-closed')).toHaveLength(eventsIn(from.events, 'packet-sent').length);
				}
			}),
			{ numRuns: 25 },
		);
	});
});
