import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recomputeClearing } from '../../../src/main/api/clearing-recompute.ts';
import { ReadModel } from '../../../src/main/api/read-model/read-model.ts';
import { createEngine } from '../../../src/main/core/contracts/engine/create-engine.ts';
import { toHex } from '../../../src/shared/codec/bytes.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import { decode } from '../../../src/shared/codec/cbor.ts';
import type { ContractEvent } from '../../../src/shared/codec/events.ts';
import type { OrderBody } from '../../../src/shared/codec/order-terms.ts';
import {
	PRODUCT_MECHANISMS,
	type ProductMechanism,
	type ProductTerms,
} from '../../../src/shared/codec/product-terms.ts';
import { HOUR_MS } from '../../../src/shared/codec/units.ts';
import {
	EngineMarket,
	homeIds,
	hourProduct,
	modules,
	neighbourhoodGenesis,
	START,
	sha256,
} from '../../fixtures/engine-market.ts';

const HOMES = homeIds(6);
const PERIODS = 2;
const BALANCE = 5_000_000;
/** Homes in turn in the first and the second zone. */
const zoneOf = (id: string): string => (HOMES.indexOf(id) % 2 === 1 ? 'G' : 'F');

type EventOf<K extends ContractEvent['kind']> = Extract<ContractEvent, { kind: K }>;

const side = fc.constantFrom('bid' as const, 'offer' as const);
const price = fc.integer({ min: -20, max: 250 }).map((each) => each * 1_000);
const quantityWh = fc.integer({ min: 1, max: 400 }).map((each) => each * 10);
const period = fc.nat(PERIODS - 1);
const limit: fc.Arbitrary<OrderBody> = fc.record({ side, price, quantityWh, period });
const overall: fc.Arbitrary<OrderBody> = fc.record({ side, price, quantityWh });
const curve: fc.Arbitrary<OrderBody> = fc
	.record({
		side,
		first: fc.integer({ min: 0, max: 120 }),
		steps: fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 4 }),
		period,
	})
	.map(({ side: of, first, steps, period: at }) => {
		let [at_, total] = [first, 0];
		const points = steps.map((step) => {
			at_ += of === 'offer' ? step : -step;
			total += step * 10;
			return { price: at_ * 1_000, quantityWh: total };
		});
		return { side: of, curve: 'stepwise' as const, points, period: at };
	});

const placed = fc.record({
	who: fc.nat(HOMES.length - 1),
	order: fc.oneof({ weight: 4, arbitrary: limit }, overall, curve),
});
const scenario = fc.record({
	mechanism: fc.constantFrom<ProductMechanism>(...PRODUCT_MECHANISMS),
	twoZones: fc.boolean(),
	maxWh: fc.array(
		fc.integer({ min: 0, max: 300 }).map((each) => each * 10),
		{ minLength: PERIODS, maxLength: PERIODS },
	),
	/** Half of the capacity must flow, which may leave money short in the dearer zone, or be impossible. */
	isForced: fc.integer({ min: 0, max: 3 }).map((roll) => roll === 0),
	borderFee: fc.integer({ min: 0, max: 10 }).map((each) => each * 1_000),
	profile: fc.constantFrom('default-v1', 'credit-priority-v1', 'time-priority-v1'),
	orders: fc.array(placed, { minLength: 12, maxLength: 60 }),
	/** Which of the homes sign their deeds. */
	signers: fc.array(fc.boolean(), { minLength: HOMES.length, maxLength: HOMES.length }),
	readings: fc.array(fc.nat(2_000), { minLength: HOMES.length, maxLength: HOMES.length }),
	restartAt: fc.nat(6),
});
type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never;

function termsOf({ mechanism, twoZones, maxWh, isForced, borderFee, profile }: Scenario): ProductTerms {
	const coupled = twoZones && mechanism === 'uniform-price';
	const deliveryStart = START + 24 * HOUR_MS;
	return hourProduct(24, {
		zones: coupled ? ['F', 'G'] : ['F'],
		borders: coupled
			? [
					{
						from: 'F',
						to: 'G',
						minWh: maxWh.map((most) => (isForced ? Math.floor(most / 20) * 10 : -most)),
						maxWh,
						fee: borderFee,
					},
				]
			: [],
		deliveryEnd: deliveryStart + PERIODS * (HOUR_MS / 4),
		periodMs: HOUR_MS / 4,
		lotWh: 10,
		mechanism,
		profile,
	});
}

/** The product from its opening to its settlement; the time between is as short as it may be. */
function play(given: Scenario): EngineMarket {
	const market = new EngineMarket(
		neighbourhoodGenesis({
			homes: HOMES.length,
			balance: BALANCE,
			zoneOf: (id) => (given.twoZones ? zoneOf(id) : 'F'),
		}),
	);
	const terms = termsOf(given);
	market.send('market', calls.auction.openProducts({ products: [terms] }));
	market.block(START + 1);
	for (const { who, order } of given.orders)
		market.send(
			HOMES[who] as string,
			calls.auction.placeOrders({ owner: null, orders: [{ ...order, product: terms.product }] }),
		);
	const entered = market.block(START + 2);
	if (given.mechanism === 'listing') takeAll(market, entered.events);
	market.signAll(entered, (id) => given.signers[HOMES.indexOf(id)] ?? true);
	const closed = market.block(terms.gateClosure);
	market.signAll(closed, (id) => given.signers[HOMES.indexOf(id)] ?? true);
	market.block(terms.gateClosure + 1);
	market.block(terms.signingDeadline);
	const start = terms.deliveryStart;
	const readings = HOMES.map((home, at) => ({
		meter: `meter-${home}`,
		start,
		end: start + HOUR_MS / 4,
		generatedWh: given.readings[at] as number,
		consumedWh: 300,
	}));
	for (const reading of readings) market.send('metering', market.readings([reading]));
	market.block(terms.settlementTime - 1);
	market.block(terms.settlementTime);
	return market;
}

/** Of every listing, each home that may take a part does. */
function takeAll(market: EngineMarket, events: readonly ContractEvent[]): void {
	for (const event of events)
		if (event.kind === 'order-placed')
			for (const home of HOMES)
				market.send(home, calls.auction.take({ owner: null, order: event.order, quantityWh: 10, source: null }));
	market.block(START + 3);
}

function moneyIn(market: EngineMarket): number {
	let total = 0;
	for (const { path, value } of market.engine.leaves())
		if (path.startsWith('ledger/account/')) total += decode(value, 64) as number;
	return total;
}

const eventsOf = <K extends ContractEvent['kind']>(market: EngineMarket, kind: K): EventOf<K>[] =>
	market.events.filter((event): event is EventOf<K> => event.kind === kind);

describe('products of every mechanism', () => {
	it('conserve money and energy from the first order to the last statement, and clear again to the same', () => {
		const seen = new Map<string, number>();
		const see = (what: string): void => void seen.set(what, (seen.get(what) ?? 0) + 1);
		fc.assert(
			fc.property(scenario, (given) => {
				const market = play(given);
				const first = new EngineMarket(market.genesis);
				expect(moneyIn(market)).toBe(moneyIn(first));
				expect(market.balance('$escrow/F-24')).toBe(0);
				const receipts = market.results.flatMap((result) => result.receipts);
				expect(receipts.filter(({ ok, sender }) => !ok && !sender)).toEqual([]);
				if (eventsOf(market, 'product-cancelled').length > 0) {
					see('cancelled');
					return;
				}
				const [settled] = eventsOf(market, 'product-settled');
				expect(settled?.residue).toBe(0);
				const trades = eventsOf(market, 'trade-made');
				const [cleared] = eventsOf(market, 'product-cleared');
				expect(cleared?.trades).toBe(trades.length);
				expect(trades.reduce((sum, trade) => sum + trade.quantityWh, 0)).toBe(cleared?.volumeWh);
				requireRational(market, trades);
				if (trades.length > 0) see(given.mechanism);
				if (trades.some(({ congestion }) => congestion < 0)) see('against the price');
				if (trades.some((trade) => trade.buyerZone !== trade.sellerZone)) see('across');
			}),
			{ numRuns: 120 },
		);
		for (const what of ['uniform-price', 'pay-as-bid', 'vickrey', 'continuous', 'listing', 'across'])
			expect(seen.get(what) ?? 0, what).toBeGreaterThan(0);
	}, 120_000);

	it('are seen by a read model as the chain recorded them', () => {
		fc.assert(
			fc.property(scenario, (given) => {
				const market = play(given);
				const model = new ReadModel({
					genesis: market.genesis,
					hasher: modules.hasher,
					utcOffsetMinutes: 0,
					wallNow: () => 0,
				});
				market.blocks.forEach((block, at) => {
					const { stateRoot, receipts, events } = market.results[at] as (typeof market.results)[number];
					const transactionIds = block.transactions.map(sha256);
					model.apply({
						block,
						blockId: stateRoot,
						proof: null as never,
						stateRoot,
						transactionIds,
						receipts,
						events,
						finalisedAtMs: 0,
					});
				});
				const product = model.products.products.get('F-24');
				const again = product && recomputeClearing(product);
				expect(again?.faults ?? []).toEqual([]);
				if (again) expect(again.trades).toHaveLength(product.trades.size);
			}),
			{ numRuns: 40 },
		);
	}, 120_000);

	it('replay to the same roots on an engine that restarts from its leaves in between', () => {
		fc.assert(
			fc.property(scenario, (given) => {
				const market = play(given);
				let engine = createEngine({ genesis: market.genesis }, modules);
				market.blocks.forEach((block, at) => {
					if (at === given.restartAt) engine = createEngine({ genesis: market.genesis }, modules, engine.leaves());
					expect(toHex(engine.execute(block).stateRoot)).toBe(
						toHex((market.results[at] as (typeof market.results)[number]).stateRoot),
					);
				});
			}),
			{ numRuns: 20 },
		);
	}, 120_000);
});

/** Nobody pays more than its limit, or gets less, whatever the mechanism. */
function requireRational(market: EngineMarket, trades: readonly EventOf<'trade-made'>[]): void {
	const paid = new Map<string, { money: number; energyWh: number; trades: number }>();
	const add = (order: string, money: number, energyWh: number): void => {
		const before = paid.get(order) ?? { money: 0, energyWh: 0, trades: 0 };
		paid.set(order, { money: before.money + money, energyWh: before.energyWh + energyWh, trades: before.trades + 1 });
	};
	for (const { bid, offer, quantityWh: energyWh, amount, fee, border, congestion } of trades) {
		add(bid, amount + fee + border + congestion, energyWh);
		add(offer, -amount, energyWh);
	}
	for (const { order, side: of, price: best, terms } of eventsOf(market, 'order-placed')) {
		const total = paid.get(order);
		if (!total || Array.isArray(terms[2])) continue;
		const worst = (of === 'bid' ? best : -best) * total.energyWh;
		// Each amount is rounded towards zero by itself.
		expect(total.money * 1_000, order).toBeLessThanOrEqual(worst + 4_000 * total.trades);
	}
}
