import { describe, expect, it } from 'vitest';
import { calls } from '../../../../src/shared/codec/calls.ts';
import { amountOf, HOUR_MS } from '../../../../src/shared/codec/units.ts';
import { eventsIn, run } from '../../../fixtures/bridge/bridge-calls.ts';
import type { CertifiedChain } from '../../../fixtures/bridge/certified-chain.ts';
import { relayOnce, settle } from '../../../fixtures/bridge/connected-chains.ts';
import { readLeaf } from '../../../fixtures/bridge/relayed-calls.ts';
import {
	CERTIFICATE,
	lotCall,
	meter,
	packetFlows,
	pathsOf,
	type RegionsOptions,
	settleHour,
	TERMS_OF_HOUR,
	tradedRegions,
	withLot,
} from '../../../fixtures/bridge/traded-regions.ts';

const BOUGHT = [
	['home-01', 1_000, 0],
	['home-02', 0, 600],
] as const;
const outcomes = (chain: CertifiedChain) =>
	eventsIn(chain.events, 'packet-closed').map(({ outcome, code }) => [outcome, code]);

describe('a lot that is not taken', () => {
	it('is refused for its product, its period, its receiver or its time, and is as if never sent', () => {
		const cases: readonly [string, RegionsOptions, { to?: string }][] = [
			['BRIDGE_LOT_PRODUCT', { product: null }, {}],
			['BRIDGE_LOT_PRODUCT', { product: { zones: ['G'] } }, {}],
			['BRIDGE_LOT_PERIOD', { product: { periodMs: HOUR_MS / 2 } }, {}],
			['BRIDGE_LOT_RECEIVER', {}, { to: 'grid' }],
			['PARTICIPANT_UNKNOWN', {}, { to: 'nobody' }],
		];
		for (const [code, options, change] of cases) {
			const regions = tradedRegions(options);
			const { north, south } = regions;
			run(north, lotCall(regions, 400, change), 'home-02');
			settle(north, south);
			expect(outcomes(north)).toEqual([['refused', code]]);
			expect(eventsIn(north.events, 'lot-returned')).toEqual([expect.objectContaining({ settled: false, amount: 0 })]);
			meter(north, [
				['home-01', 1_000, 0],
				['home-02', 0, 1_000],
			]);
			expect(settleHour(north).get('home-02')).toMatchObject({ contractedWh: -1_000, residualWh: 0 });
		}
	});

	it('is refused where it could cost its receiver money, who has not asked for it', () => {
		const rule = (component: number) => ({ pricing: 'dual', component }) as const;
		const cases: readonly [RegionsOptions, string | null][] = [
			[{ product: { feedIn: -1_000 } }, 'BRIDGE_LOT_BURDEN'],
			[{ product: { feedIn: 0 } }, null],
			[{ product: { imbalance: rule(20_000) }, soldThereWh: 700 }, null],
			[{ product: { imbalance: rule(400_000) }, soldThereWh: 700 }, 'BRIDGE_LOT_BURDEN'],
			[{ product: { imbalance: rule(400_000) } }, null],
			[{ product: { imbalance: rule(20_000), gateClosure: TERMS_OF_HOUR.deliveryStart } }, 'BRIDGE_LOT_BURDEN'],
		];
		for (const [options, code] of cases) {
			const regions = tradedRegions(options);
			run(regions.north, lotCall(regions, 400), 'home-02');
			settle(regions.north, regions.south);
			expect(outcomes(regions.north)).toEqual([[code === null ? 'delivered' : 'refused', code]]);
		}
	});

	it('comes back before its settlement when its time is over', () => {
		const regions = tradedRegions();
		const { north, south } = regions;
		run(north, lotCall(regions, 400, { lifeMs: 60_000 }), 'home-02');
		for (const chain of [north, south]) chain.block(chain.time + 120_000);
		settle(north, south);
		expect(outcomes(north)).toEqual([['timed-out', 'BRIDGE_PACKET_EXPIRED']]);
		expect(run(north, lotCall(regions, 1_000), 'home-02').code).toBeNull();
	});

	it('is the grid operator’s when it comes back after its settlement, with the certificates its owner’s', () => {
		const regions = tradedRegions();
		const { north, south } = regions;
		run(north, lotCall(regions, 400, { to: 'nobody', lifeMs: 5 * HOUR_MS }), 'home-02');
		meter(north, BOUGHT);
		expect(settleHour(north).get('home-02')).toMatchObject({ contractedWh: -600 });
		const before = [north.balance('grid'), north.balance('home-02')];
		settle(north, south);
		const amount = amountOf(400, TERMS_OF_HOUR.feedIn);
		expect(eventsIn(north.events, 'lot-returned')).toEqual([expect.objectContaining({ settled: true, amount })]);
		expect([north.balance('grid'), north.balance('home-02')]).toEqual([
			(before[0] as number) - amount,
			(before[1] as number) + amount,
		]);
		const [packet] = eventsIn(north.events, 'lot-returned').map((each) => each.packet);
		expect(packetFlows(north, packet as string)).toEqual([
			['S-F-24-home-02', packet, 400],
			[packet, 'grid', 400],
		]);
		expect(eventsIn(north.events, 'certificate-returned')).toEqual([
			expect.objectContaining({ owner: 'home-02', fromWh: 0, toWh: 400 }),
		]);
		expect(readLeaf(north, `certificates/held/home-02/${CERTIFICATE}`)).toEqual([[0, 400]]);
	});

	it('is paid for where its product is cancelled there', () => {
		const regions = tradedRegions({ product: { gateClosure: TERMS_OF_HOUR.deliveryStart } });
		const { north, south } = regions;
		run(north, lotCall(regions, 400), 'home-02');
		settle(north, south);
		const [packet] = eventsIn(south.events, 'lot-admitted').map((each) => each.packet);
		const before = south.balance('home-02');
		run(south, calls.auction.cancelProduct({ product: 'F-24', reason: 'no network' }), 'market');
		south.run(2);
		const amount = amountOf(400, TERMS_OF_HOUR.feedIn);
		expect(eventsIn(south.events, 'lot-returned')).toEqual([
			expect.objectContaining({ packet, owner: 'home-02', settled: true, amount }),
		]);
		expect(south.balance('home-02')).toBe(before + amount);
	});
});

describe('what is kept of a lot', () => {
	it('goes with its products, on both sides', () => {
		const { north, south } = withLot();
		meter(north, BOUGHT);
		meter(south, [['home-02', 0, 400]]);
		settleHour(south);
		settleHour(north);
		settle(north, south);
		for (const chain of [north, south]) {
			chain.block(chain.time + chain.genesis.market.retentionMs);
			chain.run(3);
			expect(pathsOf(chain).filter((path) => /^bridge\/.*(lot|tie)/.test(path))).toEqual([]);
		}
	});

	it('stays while it is on its way, and goes when it is back', () => {
		const regions = tradedRegions();
		const { north, south } = regions;
		const { retentionMs } = north.genesis.market;
		run(north, lotCall(regions, 400, { lifeMs: 2 * retentionMs }), 'home-02');
		meter(north, BOUGHT);
		settleHour(north);
		north.block(north.time + retentionMs);
		north.run(3);
		expect(pathsOf(north).filter((path) => /^bridge\/sent-lot\//.test(path))).toHaveLength(1);
		south.block(north.time);
		settle(north, south);
		expect(outcomes(north)).toEqual([['refused', 'BRIDGE_LOT_LATE']]);
		expect(eventsIn(north.events, 'lot-returned')).toEqual([
			expect.objectContaining({ settled: true, amount: amountOf(400, TERMS_OF_HOUR.feedIn) }),
		]);
		expect(pathsOf(north).filter((path) => /^bridge\/.*(lot|tie)/.test(path))).toEqual([]);
	});

	it('goes when its delivery is told after its product is forgotten', () => {
		const regions = tradedRegions();
		const { north, south } = regions;
		run(north, lotCall(regions, 400), 'home-02');
		north.run(2);
		relayOnce(north, south);
		south.run(2);
		meter(north, []);
		settleHour(north);
		north.block(north.time + north.genesis.market.retentionMs);
		north.run(3);
		expect(pathsOf(north).filter((path) => /^bridge\/sent-lot\//.test(path))).toHaveLength(1);
		settle(north, south);
		expect(outcomes(north)).toEqual([['delivered', null]]);
		expect(pathsOf(north).filter((path) => /^bridge\/.*(lot|tie)/.test(path))).toEqual([]);
	});
});
