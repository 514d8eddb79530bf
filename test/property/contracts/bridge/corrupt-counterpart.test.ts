import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { energyOf, holdsRange, type WhRange, type WhRanges } from '../../../../src/shared/certificates/wh-ranges.ts';
import type { GoodsToOffer } from '../../../../src/shared/codec/bridge-calls.ts';
import { PACKET_EXPIRED, PACKET_LIMITS } from '../../../../src/shared/codec/bridge-packet.ts';
import { bridgePaths, type ForeignCertificate, type OpenOffer } from '../../../../src/shared/codec/bridge-state.ts';
import { type Call, calls } from '../../../../src/shared/codec/calls.ts';
import { HOUR_MS } from '../../../../src/shared/codec/units.ts';
import { claim, eventsIn } from '../../../fixtures/bridge/bridge-calls.ts';
import { CertifiedChain } from '../../../fixtures/bridge/certified-chain.ts';
import { connectBoth, DAY_MS, relayOnce, settle, TERMS } from '../../../fixtures/bridge/connected-chains.ts';
import { CorruptCounterpart } from '../../../fixtures/bridge/corrupt/corrupt-counterpart.ts';
import { Locks } from '../../../fixtures/bridge/corrupt/locks.ts';
import {
	type AttackedChains,
	contentsOf,
	endsIn,
	nth,
	toldContents,
} from '../../../fixtures/bridge/corrupt/told-contents.ts';
import { abroadWh, leavesUnder, lockedWh, moneyOnItsWay } from '../../../fixtures/bridge/goods-in-transit.ts';
import { readLeaf } from '../../../fixtures/bridge/relayed-calls.ts';
import { meter, settleHour, TRADE, tradedRegions } from '../../../fixtures/bridge/traded-regions.ts';
import { homeIds } from '../../../fixtures/engine-market.ts';

const LIMIT = 2_000_000;
const HOMES = homeIds(5);
const { MAX_SAFE_INTEGER: MOST } = Number;

const who = fc.constantFrom(...HOMES);
const place = fc.nat(40);
const lifeMs = fc.constantFrom(1_500, 10_000, HOUR_MS, 6 * HOUR_MS);
const answer = fc.constantFrom(
	{ ok: true, code: null },
	{ ok: false, code: 'FUNDS_SHORT' },
	{ ok: false, code: null },
	{ ok: false, code: PACKET_EXPIRED },
	{ ok: true, code: 'x'.repeat(64) },
);
const toWhom = fc.constantFrom('corrupt' as const, 'corrupt' as const, 'honest' as const);
const step = fc.oneof(
	{
		weight: 8,
		arbitrary: fc.record({
			kind: fc.constant('told' as const),
			told: fc.array(toldContents, { minLength: 1, maxLength: 4 }),
			lifeMs: endsIn,
		}),
	},
	{
		weight: 4,
		arbitrary: fc.record({
			kind: fc.constant('answered' as const),
			answers: fc.array(answer, { minLength: 1, maxLength: 4 }),
		}),
	},
	{
		weight: 2,
		arbitrary: fc.record({ kind: fc.constant('timed-out' as const), time: fc.constantFrom(0, HOUR_MS, MOST) }),
	},
	{
		weight: 3,
		arbitrary: fc.record({
			kind: fc.constant('lot' as const),
			toWhom,
			quantityWh: fc.integer({ min: 1, max: 400 }),
			lifeMs,
		}),
	},
	{
		weight: 4,
		arbitrary: fc.record({
			kind: fc.constant('certificates' as const),
			toWhom,
			place,
			lengthWh: fc.integer({ min: 1, max: 500 }),
			lifeMs,
		}),
	},
	{
		weight: 3,
		arbitrary: fc.record({
			kind: fc.constant('offer' as const),
			toWhom,
			place,
			isLot: fc.boolean(),
			lengthWh: fc.integer({ min: 1, max: 300 }),
			price: fc.integer({ min: 1, max: LIMIT / 2 }),
			lifeMs,
		}),
	},
	{
		weight: 2,
		arbitrary: fc.record({
			kind: fc.constant('money' as const),
			toWhom,
			who,
			amount: fc.integer({ min: 1, max: LIMIT }),
			lifeMs,
		}),
	},
	{ weight: 3, arbitrary: fc.record({ kind: fc.constant('take' as const), who, place }) },
	{
		weight: 2,
		arbitrary: fc.record({
			kind: fc.constant('use' as const),
			place,
			lengthWh: fc.integer({ min: 1, max: 300 }),
			to: fc.option(who),
		}),
	},
	{ weight: 3, arbitrary: fc.record({ kind: fc.constant('honest' as const), who }) },
	{ weight: 1, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(20_000, HOUR_MS) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

interface Chains extends AttackedChains {
	readonly liar: CorruptCounterpart;
}

function chains(): Chains {
	const terms = { ...TERMS, moneyLimit: LIMIT, capacityW: 2_000, trustPeriodMs: 90 * DAY_MS };
	const { north: victim, south: corrupt } = tradedRegions({ terms });
	const honest = new CertifiedChain({ name: 'west' });
	honest.block(victim.time);
	connectBoth(victim, honest, terms);
	return { victim, corrupt, honest, liar: new CorruptCounterpart({ chain: corrupt, victim }) };
}

function holding(chain: CertifiedChain, at: number, lengthWh: number) {
	const hands = leavesUnder<WhRanges>(chain, 'certificates/held/home-').flatMap(([path, ranges]) => {
		const [, , owner = '', certificate = ''] = path.split('/');
		return ranges.map(([fromWh, to]) => ({
			owner,
			part: { certificate, fromWh, toWh: Math.min(to, fromWh + lengthWh) },
		}));
	});
	return nth(hands, at);
}

function act(on: Chains, taken: Step): void {
	const { victim, corrupt, honest, liar } = on;
	const send = (sender: string, call: Call | null): void => {
		if (call) victim.send(sender, call);
	};
	const to = 'toWhom' in taken ? { chain: (taken.toWhom === 'honest' ? honest : corrupt).chainId } : { chain: '' };
	switch (taken.kind) {
		case 'told': {
			const timeoutAt = taken.lifeMs === null ? null : victim.time + Math.max(0, taken.lifeMs);
			return send('metering', liar.packets(taken.told.map((told) => ({ contents: contentsOf(on, told), timeoutAt }))));
		}
		case 'answered':
			return send('metering', liar.answers(taken.answers));
		case 'timed-out':
			return send('metering', liar.timeOut(Math.min(MOST, victim.time + taken.time)));
		case 'lot': {
			const terms = { ...to, to: 'home-03', trade: TRADE, quantityWh: taken.quantityWh };
			return send('home-02', calls.bridge.sendLot({ ...terms, timeoutAt: victim.time + taken.lifeMs }));
		}
		case 'certificates': {
			const held = holding(victim, taken.place, taken.lengthWh);
			if (!held) return;
			const terms = { ...to, to: 'home-04', parts: [held.part], timeoutAt: victim.time + taken.lifeMs };
			return send(held.owner, calls.bridge.sendCertificates(terms));
		}
		case 'offer': {
			const held = taken.isLot ? undefined : holding(victim, taken.place, taken.lengthWh);
			const goods: GoodsToOffer = held
				? { kind: 'certificates', parts: [held.part] }
				: { kind: 'lot', trade: TRADE, quantityWh: taken.lengthWh };
			const terms = { ...to, taker: null, goods, price: taken.price, expiresAt: victim.time + taken.lifeMs };
			return send(held?.owner ?? 'home-02', calls.bridge.offer(terms));
		}
		case 'money': {
			const terms = { ...to, to: 'home-05', amount: taken.amount, timeoutAt: victim.time + taken.lifeMs };
			return send(taken.who, calls.bridge.sendMoney(terms));
		}
		case 'take': {
			const [path, open] = nth(leavesUnder<OpenOffer>(victim, 'bridge/offer/'), taken.place) ?? [];
			if (!path || !open) return;
			const taker = HOMES.find((home) => home === open.taker) ?? taken.who;
			return send(taker, calls.bridge.take({ offer: path.slice('bridge/offer/'.length) }));
		}
		case 'use': {
			const held = holding(victim, taken.place, taken.lengthWh);
			if (!held) return;
			if (taken.to === null) send(held.owner, calls.certificates.cancel({ parts: [held.part], purpose: 'heating' }));
			else send(held.owner, calls.certificates.transfer({ to: taken.to, parts: [held.part] }));
			return;
		}
		case 'honest': {
			const terms = { chain: victim.chainId, to: 'home-02', amount: 1_000, timeoutAt: honest.time + HOUR_MS };
			honest.send(taken.who, calls.bridge.sendMoney(terms));
			relayOnce(victim, honest);
			relayOnce(honest, victim);
			return;
		}
		case 'wait':
			victim.block(victim.time + taken.ms);
	}
}

interface CertificateSums {
	readonly quantityWh: number;
	readonly heldWh: number;
	readonly cancelledWh: number;
	readonly expiredWh: number;
}

/** Every Wh is in one hand. */
function requireCertificates(chain: CertifiedChain): void {
	const hands = new Map<string, WhRange[]>();
	for (const [path, ranges] of leavesUnder<WhRanges>(chain, 'certificates/held/')) {
		const certificate = path.slice(path.lastIndexOf('/') + 1);
		hands.set(certificate, [...(hands.get(certificate) ?? []), ...ranges]);
	}
	for (const [path, sums] of leavesUnder<CertificateSums>(chain, 'certificates/certificate/')) {
		const id = path.slice(path.lastIndexOf('/') + 1);
		const sorted = (hands.get(id) ?? []).sort((a, b) => a[0] - b[0]);
		for (const [n, [from]] of sorted.entries()) if (n > 0) expect(from).toBeGreaterThanOrEqual(sorted[n - 1]?.[1] ?? 0);
		expect(energyOf(sorted), id).toBe(sums.heldWh);
		expect(sums.heldWh + sums.cancelledWh + sums.expiredWh, id).toBe(sums.quantityWh);
		const foreign = readLeaf<ForeignCertificate>(chain, bridgePaths.foreign(id));
		for (const range of foreign ? sorted : []) expect(holdsRange(foreign?.here ?? [], range), id).toBe(true);
	}
}

const sumOfAccounts = (chain: CertifiedChain) =>
	leavesUnder<number>(chain, 'ledger/account/').reduce((sum, [, balance]) => sum + balance, 0);

function requireSound(on: Chains, locks: Locks, money: number): void {
	const { victim, corrupt, honest } = on;
	expect(sumOfAccounts(victim)).toBe(money);
	const reserved = readLeaf<number>(victim, bridgePaths.reserved(corrupt.chainId)) ?? 0;
	expect(claim(victim, corrupt) - reserved).toBeGreaterThanOrEqual(-LIMIT);
	expect(claim(victim, corrupt)).toBeLessThanOrEqual(LIMIT);
	requireCertificates(victim);
	locks.follow();
	const refused = victim.results.slice(-3).flatMap(({ receipts }) => receipts.filter(({ ok }) => !ok));
	expect(refused.filter(({ sender }) => !sender)).toEqual([]);
	expect(refused.filter(({ code }) => code === 'CALL_STEP_LIMIT' || code === 'CALL_FAULT')).toEqual([]);
	expect(
		eventsIn(victim.results.at(-1)?.events ?? [], 'packet-received').map(({ answer: { code } }) => code),
	).not.toContain('CALL_FAULT');
	expect(lockedWh(victim, honest)).toEqual(abroadWh(victim, honest));
	expect(claim(victim, honest) + claim(honest, victim)).toBe(
		moneyOnItsWay(victim, honest) + moneyOnItsWay(honest, victim),
	);
}

/** What the chain keeps of the channel with the honest one and of its client: nothing that the corrupt one says alters. */
const honestLeaves = ({ victim, honest }: Chains) =>
	[...victim.engine.leaves()]
		.filter(({ path }) => /^bridge\/(client|scope|root|arrived|received|acknowledged|answer)\//.test(path))
		.filter(({ path }) => path.includes(honest.chainId));

/** The corrupt chain refuses whatever is open, and the honest one goes on. */
function comeToRest(on: Chains): void {
	const { victim, corrupt, honest, liar } = on;
	for (let round = 0; ; round++) {
		if (round > 50) throw new Error('a packet to the corrupt chain stays');
		const call = liar.answers(
			Array.from({ length: PACKET_LIMITS.perCall }, () => ({ ok: false, code: 'FUNDS_SHORT' })),
		);
		if (!call) break;
		victim.send('metering', call);
		victim.block();
	}
	expect(leavesUnder(victim, `bridge/packet/${corrupt.chainId}/`)).toEqual([]);
	for (const chain of [victim, honest]) chain.block(victim.time + DAY_MS / 2);
	settle(victim, honest);
	for (const chain of [victim, honest]) chain.run(3);
	settle(victim, honest);
	for (const path of ['packet', 'reserved', 'sent-offers'].map((each) => `bridge/${each}/${honest.chainId}`))
		expect(leavesUnder(victim, path)).toEqual([]);
}

function play(before: readonly Step[], after: readonly Step[], seen: Map<string, number>): void {
	const on = chains();
	const { victim, honest } = on;
	const money = sumOfAccounts(victim);
	const locks = new Locks(on);
	const take = (taken: Step): void => {
		const kept = honestLeaves(on);
		act(on, taken);
		victim.block();
		if (taken.kind !== 'honest') expect(honestLeaves(on)).toEqual(kept);
		honest.block(victim.time);
		requireSound(on, locks, money);
	};
	for (const taken of before) take(taken);
	meter(victim, [
		['home-01', 1_000, 0],
		['home-02', 0, 700],
		['home-03', 1_500, 200],
	]);
	settleHour(victim);
	expect(eventsIn(victim.events, 'product-settled').map(({ residue }) => residue)).toEqual([0]);
	requireSound(on, locks, money);
	for (const taken of after) take(taken);
	comeToRest(on);
	requireSound(on, locks, money);
	for (const { kind } of victim.events) seen.set(kind, (seen.get(kind) ?? 0) + 1);
	for (const { answer: given } of eventsIn(victim.events, 'packet-received'))
		seen.set(given.code ?? 'ok', (seen.get(given.code ?? 'ok') ?? 0) + 1);
}

describe('a chain whose counterpart is corrupt', () => {
	it('goes on, loses no more than it has lent, and keeps its sums and its other channels', () => {
		const seen = new Map<string, number>();
		const steps = fc.array(step, { minLength: 30, maxLength: 60, size: 'max' });
		fc.assert(
			fc.property(steps, steps, (before, after) => play(before, after, seen)),
			{ numRuns: 40 },
		);
		for (const kind of [
			'certificate-admitted',
			'certificate-returned',
			'certificate-sent',
			'lot-admitted',
			'lot-returned',
			'offer-opened',
			'offer-taken',
			'BRIDGE_MONEY_LIMIT',
			'BRIDGE_TIE_FULL',
			'BRIDGE_CERTIFICATE_ABSENT',
			'BRIDGE_OFFER_UNKNOWN',
		])
			expect(seen.get(kind) ?? 0, kind).toBeGreaterThan(0);
	}, 240_000);
});
