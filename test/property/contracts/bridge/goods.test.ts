import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WhRanges } from '../../../../src/shared/certificates/wh-ranges.ts';
import { calls } from '../../../../src/shared/codec/calls.ts';
import type { ProvenanceNode } from '../../../../src/shared/codec/provenance.ts';
import { HOUR_MS } from '../../../../src/shared/codec/units.ts';
import { claim, eventsIn } from '../../../fixtures/bridge/bridge-calls.ts';
import type { CertifiedChain } from '../../../fixtures/bridge/certified-chain.ts';
import { DAY_MS, relayOnce, settle, TERMS } from '../../../fixtures/bridge/connected-chains.ts';
import { abroadWh, leavesUnder, lockedWh, moneyOnItsWay } from '../../../fixtures/bridge/goods-in-transit.ts';
import { meter, settleHour, TRADE, tradedRegions } from '../../../fixtures/bridge/traded-regions.ts';
import { homeIds } from '../../../fixtures/engine-market.ts';

const HOMES = homeIds(5);
const LIVES_MS = [1_500, 10_000, HOUR_MS, 6 * HOUR_MS];

const north = fc.boolean();
const who = fc.constantFrom(...HOMES);
const receiver = fc.oneof({ weight: 6, arbitrary: who }, fc.constant('nobody'));
const lifeMs = fc.constantFrom(...LIVES_MS);
const place = fc.nat(30);
const quantityWh = fc.integer({ min: 1, max: 500 });
const goods = fc.constantFrom('lot' as const, 'certificates' as const);
const amount = fc.integer({ min: 1, max: 90_000 });
const kind = <K extends string>(name: K) => ({ kind: fc.constant(name), north });
const readings = fc.array(fc.tuple(fc.nat(2_000), fc.nat(900)), { minLength: 5, maxLength: 5 });
const step = fc.oneof(
	{ weight: 4, arbitrary: fc.record({ ...kind('lot'), receiver, quantityWh, lifeMs }) },
	{ weight: 4, arbitrary: fc.record({ ...kind('certificates'), receiver, place, lengthWh: quantityWh, lifeMs }) },
	{ weight: 4, arbitrary: fc.record({ ...kind('offer'), goods, place, quantityWh, lifeMs, price: amount }) },
	{ weight: 4, arbitrary: fc.record({ ...kind('take'), who, place }) },
	{ weight: 1, arbitrary: fc.record({ ...kind('money'), who, receiver, lifeMs, amount }) },
	{ weight: 2, arbitrary: fc.record({ ...kind('use'), place, lengthWh: quantityWh, to: fc.option(who) }) },
	{ weight: 10, arbitrary: fc.record({ ...kind('relay'), most: fc.integer({ min: 1, max: 5 }) }) },
	{ weight: 1, arbitrary: fc.record({ ...kind('settle'), readings }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** A range that somebody holds of a certificate, own or foreign. */
function holding(chain: CertifiedChain, at: number, lengthWh: number) {
	const hands = leavesUnder<WhRanges>(chain, 'certificates/held/home-').flatMap(([path, ranges]) => {
		const [, , owner = '', certificate = ''] = path.split('/');
		return ranges.map(([from, to]) => ({
			owner,
			part: { certificate, fromWh: from, toWh: Math.min(to, from + lengthWh) },
		}));
	});
	return hands[at % Math.max(1, hands.length)];
}

function act(chain: CertifiedChain, other: CertifiedChain, taken: Step): void {
	const to = { chain: other.chainId };
	switch (taken.kind) {
		case 'lot': {
			const { receiver, quantityWh, lifeMs } = taken;
			const terms = { ...to, to: receiver, trade: TRADE, quantityWh, timeoutAt: chain.time + lifeMs };
			return chain.send('home-02', calls.bridge.sendLot(terms));
		}
		case 'certificates': {
			const held = holding(chain, taken.place, taken.lengthWh);
			const terms = { ...to, to: taken.receiver, timeoutAt: chain.time + taken.lifeMs };
			if (held) chain.send(held.owner, calls.bridge.sendCertificates({ ...terms, parts: [held.part] }));
			return;
		}
		case 'offer': {
			const held = taken.goods === 'lot' ? null : holding(chain, taken.place, taken.quantityWh);
			const terms = { ...to, taker: null, price: taken.price, expiresAt: chain.time + taken.lifeMs };
			const { quantityWh } = taken;
			if (held)
				chain.send(held.owner, calls.bridge.offer({ ...terms, goods: { kind: 'certificates', parts: [held.part] } }));
			else if (taken.goods === 'lot')
				chain.send('home-02', calls.bridge.offer({ ...terms, goods: { kind: 'lot', trade: TRADE, quantityWh } }));
			return;
		}
		case 'take': {
			const opened = eventsIn(chain.events, 'offer-opened');
			const offer = opened.at(-1 - (taken.place % Math.max(1, opened.length)))?.offer;
			if (offer) chain.send(taken.who, calls.bridge.take({ offer }));
			return;
		}
		case 'money': {
			const { receiver, amount, lifeMs } = taken;
			return chain.send(
				taken.who,
				calls.bridge.sendMoney({ ...to, to: receiver, amount, timeoutAt: chain.time + lifeMs }),
			);
		}
		case 'use': {
			const held = holding(chain, taken.place, taken.lengthWh);
			if (!held) return;
			const parts = [held.part];
			if (taken.to === null) chain.send(held.owner, calls.certificates.cancel({ parts, purpose: 'heating' }));
			else chain.send(held.owner, calls.certificates.transfer({ to: taken.to, parts }));
			return;
		}
		case 'relay':
			relayOnce(other, chain, taken.most);
			return;
		case 'settle':
			settleOnce(chain, taken.readings);
	}
}

function settleOnce(chain: CertifiedChain, readings: readonly (readonly [number, number])[]): void {
	if (eventsIn(chain.events, 'product-settled').length > 0) return;
	meter(
		chain,
		HOMES.map((home, n) => [home, n % 2 === 0 ? (readings[n]?.[0] ?? 0) : 0, readings[n]?.[1] ?? 0]),
	);
	settleHour(chain);
}

/** What holds after every block of either chain. */
function requireConserved(chain: CertifiedChain, other: CertifiedChain, money: number): void {
	expect(abroadWh(chain, other)).toEqual(lockedWh(chain, other));
	const accounts = leavesUnder<number>(chain, 'ledger/account/').reduce((sum, [, balance]) => sum + balance, 0);
	expect(accounts).toBe(money);
	expect(claim(chain, other) + claim(other, chain)).toBe(moneyOnItsWay(chain, other) + moneyOnItsWay(other, chain));
	expect(Math.abs(claim(chain, other))).toBeLessThanOrEqual(TERMS.moneyLimit);
	const failed = chain.results.at(-1)?.receipts.filter(({ ok, sender }) => !ok && !sender);
	expect(failed).toEqual([]);
}

/** Energy into and out of a node on both chains. */
function flows(
	chains: readonly CertifiedChain[],
	type: ProvenanceNode['type'],
): Map<string, [inWh: number, outWh: number]> {
	const sums = new Map<string, [number, number]>();
	for (const [n, chain] of chains.entries())
		for (const { from, to, energyWh } of eventsIn(chain.events, 'provenance')) {
			const name = (node: ProvenanceNode) => (type === 'packet' ? node.id : `${n} ${node.id}`);
			for (const [node, side] of [
				[to, 0],
				[from, 1],
			] as const) {
				if (node.type !== type || energyWh === null) continue;
				const sum = sums.get(name(node)) ?? [0, 0];
				sum[side] += energyWh;
				sums.set(name(node), sum);
			}
		}
	return sums;
}

/** Both regions are settled, and what left one arrived in the other. */
function requireSettled(chain: CertifiedChain, other: CertifiedChain): void {
	const [settled] = eventsIn(chain.events, 'product-settled');
	expect(settled?.residue).toBe(0);
	const statements = settled?.statements ?? [];
	for (const column of ['contractedWh', 'meteredWh', 'traded', 'wheeling', 'residual'] as const)
		expect(
			statements.reduce((sum, each) => sum + each[column], 0),
			column,
		).toBe(0);
	const keptHere = new Set(
		eventsIn(chain.events, 'lot-returned').flatMap(({ packet, settled }) => (settled ? [] : [packet])),
	);
	const out = eventsIn(chain.events, 'lot-sent').filter(({ packet }) => !keptHere.has(packet));
	const came = eventsIn(chain.events, 'lot-admitted');
	const carried = [...out.map(({ lot }) => lot.quantityWh), ...came.map(({ lot }) => -lot.quantityWh)];
	const grid = statements.find(({ participant }) => participant === 'grid');
	expect(grid?.contractedWh).toBe(0 - carried.reduce((sum, each) => sum + each, 0));
	const returned = new Set(eventsIn(chain.events, 'lot-returned').map(({ packet }) => packet));
	const admitted = new Set(eventsIn(other.events, 'lot-admitted').map(({ packet }) => packet));
	for (const { packet } of eventsIn(chain.events, 'lot-sent')) expect(returned.has(packet)).toBe(!admitted.has(packet));
}

/** Plays the steps, then gives everything the time that it needs, with a relayer at work. */
function play(steps: readonly Step[]): readonly [CertifiedChain, CertifiedChain] {
	const terms = { ...TERMS, capacityW: 900, trustPeriodMs: 90 * DAY_MS };
	const { north, south } = tradedRegions({ terms, soldThereWh: 700 });
	const chains = [north, south] as const;
	const money = leavesUnder<number>(north, 'ledger/account/').reduce((sum, [, balance]) => sum + balance, 0);
	const check = () => {
		requireConserved(north, south, money);
		requireConserved(south, north, money);
	};
	for (const taken of steps) {
		act(taken.north ? north : south, taken.north ? south : north, taken);
		for (const chain of chains) chain.block(chain.time + 300);
		check();
	}
	for (const chain of chains) settleOnce(chain, []);
	const end = Math.max(north.time, south.time) + DAY_MS / 2;
	for (const chain of chains) chain.block(end);
	check();
	settle(north, south);
	for (const chain of chains) chain.run(3);
	settle(north, south);
	check();
	return chains;
}

/** Nothing is on its way, offered or reserved any more. */
function requireDone(chain: CertifiedChain): void {
	const waiting = /^bridge\/(packet|offer|sent-offer|sent-offers|open-offers|reserved)\//;
	expect([...chain.engine.leaves()].map(({ path }) => path).filter((path) => waiting.test(path))).toEqual([]);
}

describe('goods between two regions, whatever is relayed and when', () => {
	it('are on one side at a time, and both regions, their money and the energy between them balance', () => {
		const seen = new Map<string, number>();
		fc.assert(
			fc.property(fc.array(step, { minLength: 40, maxLength: 70, size: 'max' }), (steps) => {
				const [north, south] = play(steps);
				requireSettled(north, south);
				requireSettled(south, north);
				for (const type of ['packet', 'settlement', 'trade'] as const)
					for (const [id, [inWh, outWh]] of flows([north, south], type)) expect(outWh, id).toBe(inWh);
				for (const chain of [north, south]) {
					requireDone(chain);
					for (const { kind } of chain.events) seen.set(kind, (seen.get(kind) ?? 0) + 1);
				}
			}),
			{ numRuns: 25 },
		);
		for (const kind of [
			'lot-admitted',
			'lot-returned',
			'certificate-admitted',
			'certificate-returned',
			'offer-taken',
			'offer-expired',
		])
			expect(seen.get(kind) ?? 0, kind).toBeGreaterThan(3);
	}, 240_000);
});
