import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LimitOrder, Market } from '../../../src/shared/clearing/market.ts';
import type { ClearingFault, Mechanism, Outcome } from '../../../src/shared/clearing/outcome.ts';
import { profiles } from '../../../src/shared/clearing/profiles.ts';
import { huang } from '../../../src/shared/clearing/truthful/huang.ts';
import { mcafee } from '../../../src/shared/clearing/truthful/mcafee.ts';
import { muda } from '../../../src/shared/clearing/truthful/muda.ts';
import { MUDA_FAULTS } from '../../../src/shared/clearing/truthful/muda-check.ts';
import { REDUCTION_FAULTS } from '../../../src/shared/clearing/truthful/trade-reduction-check.ts';
import { vickrey } from '../../../src/shared/clearing/truthful/vickrey.ts';
import { VICKREY_FAULTS } from '../../../src/shared/clearing/truthful/vickrey-check.ts';
import { uniformPrice } from '../../../src/shared/clearing/uniform-price.ts';

const profile = profiles['default-v1'];
const PRICES = 7;

interface Shape {
	readonly maxOrders: number;
	/** Owners may have several orders. */
	readonly owners: boolean;
	/** All orders of this side belong to one owner. */
	readonly single: 'bid' | 'offer' | null;
}

function markets({ maxOrders, owners, single }: Shape): fc.Arbitrary<Market> {
	const order = fc.record({
		side: fc.constantFrom<'bid' | 'offer'>('bid', 'offer'),
		price: fc.integer({ min: 0, max: PRICES }),
		quantity: fc.integer({ min: 1, max: 4 }),
		owner: fc.integer({ min: 1, max: 6 }),
	});
	return fc
		.record({
			orders: fc.array(order, { minLength: 2, maxLength: maxOrders }),
			fee: fc.integer({ min: 0, max: 1 }),
			seed: fc.integer({ min: 16, max: 255 }),
		})
		.map(({ orders, fee, seed }) => ({
			periods: 1,
			zones: [{ name: '', fee: [fee] }],
			links: [],
			tick: 1,
			lot: 1,
			blocks: [],
			seed: seed.toString(16),
			orders: orders.map(({ owner, ...each }, at): LimitOrder => {
				const base = { ...each, zone: 0, period: 0 };
				if (each.side === single) return { ...base, owner: 0 };
				return { ...base, owner: owners ? owner + (each.side === 'bid' ? 10 : 20) : 100 + at };
			}),
		}));
}

/** What an owner's orders gain at their true limits, by an outcome. */
function gainOf(truth: Market, owner: number | undefined, { trades }: Outcome): number {
	const fee = truth.zones[0]?.fee[0] as number;
	return trades.reduce((sum, { bid, offer, quantity, price, buyerPrice }) => {
		const [buying, selling] = [truth.orders[bid] as LimitOrder, truth.orders[offer] as LimitOrder];
		const bought = buying.owner === owner ? (buying.price - fee - buyerPrice) * quantity : 0;
		const sold = selling.owner === owner ? (price - selling.price) * quantity : 0;
		return sum + bought + sold;
	}, 0);
}

/** The best that an owner can reach by stating other prices for one of its orders, each price of the grid tried. */
function bestLie(mechanism: Mechanism, truth: Market, at: number): number {
	const order = truth.orders[at] as LimitOrder;
	let best = Number.NEGATIVE_INFINITY;
	for (let price = -1; price <= PRICES + 2; price++) {
		const orders = truth.orders.map((each, other) => (other === at ? { ...each, price } : each));
		best = Math.max(best, gainOf(truth, order.owner, mechanism.clear({ ...truth, orders }, profile)));
	}
	return best;
}

/** Whether the orders of each owner and side fall in value in the order of their positions. */
function isConcave({ orders }: Market): boolean {
	return orders.every((each, at) =>
		orders
			.slice(0, at)
			.every(
				(before) =>
					before.owner !== each.owner ||
					(each.side === 'bid' ? before.price >= each.price : before.price <= each.price),
			),
	);
}

const bySingleOrders = markets({ maxOrders: 8, owners: false, single: null });
const byOwners = markets({ maxOrders: 20, owners: true, single: null });
const oneSeller = markets({ maxOrders: 7, owners: true, single: 'offer' });
const oneBuyer = markets({ maxOrders: 7, owners: true, single: 'bid' });

const cases: { readonly name: string; readonly mechanism: Mechanism; readonly market: fc.Arbitrary<Market> }[] = [
	{ name: 'mcafee', mechanism: mcafee as Mechanism, market: bySingleOrders },
	{ name: 'huang', mechanism: huang as Mechanism, market: bySingleOrders },
	{ name: 'muda', mechanism: muda as Mechanism, market: byOwners },
	{ name: 'vickrey with one seller', mechanism: vickrey as Mechanism, market: oneSeller },
	{ name: 'vickrey with several sellers', mechanism: vickrey as Mechanism, market: byOwners },
	{ name: 'vickrey with one buyer', mechanism: vickrey as Mechanism, market: oneBuyer },
];

/** Whether the mechanism makes its promise to this order's owner: in Vickrey's, one of several on the competing side. */
function competes(name: string, { orders }: Market, { side, owner }: LimitOrder): boolean {
	if (!name.startsWith('vickrey')) return true;
	const isCompeting = side === (name.endsWith('one buyer') ? 'offer' : 'bid');
	return isCompeting && orders.some((other) => other.side === side && other.owner !== owner);
}

describe.each(cases)('$name', ({ name, mechanism, market }) => {
	it('rewards no owner for stating another limit than its true one', () => {
		let gained = 0;
		fc.assert(
			fc.property(market, fc.nat(), (truth, pick) => {
				const at = pick % truth.orders.length;
				const order = truth.orders[at] as LimitOrder;
				fc.pre(competes(name, truth, order) && isConcave(truth));
				const honest = gainOf(truth, order.owner, mechanism.clear(truth, profile));
				if (honest > 0) gained += 1;
				expect(bestLie(mechanism, truth, at)).toBeLessThanOrEqual(honest);
			}),
			{ numRuns: 600 },
		);
		expect(gained).toBeGreaterThan(10);
	});

	it('passes its own checker, which finds nobody losing, no deficit and every sum right', () => {
		let traded = 0;
		fc.assert(
			fc.property(market, (each) => {
				const outcome = mechanism.clear(each, profile);
				if (outcome.volume > 0) traded += 1;
				expect(mechanism.check(each, profile, outcome)).toEqual([]);
				if (mechanism.properties.budget === 'balanced') expect(outcome.surplus).toBe(0n);
			}),
			{ numRuns: 1_000 },
		);
		expect(traded).toBeGreaterThan(100);
	});

	it('trades as much and keeps as much whatever the order of arrival, where no two limits are equal', () => {
		fc.assert(
			fc.property(market, (each) => {
				const seen = new Set<string>();
				const orders = each.orders.filter(({ side, price }) => {
					const isNew = !seen.has(`${side} ${price}`);
					seen.add(`${side} ${price}`);
					return isNew;
				});
				const straight = mechanism.clear({ ...each, orders }, profile);
				const reversed = mechanism.clear({ ...each, orders: [...orders].reverse() }, profile);
				expect(reversed.volume).toBe(straight.volume);
				expect(reversed.surplus).toBe(straight.surplus);
				if (!name.match(/mcafee|huang/)) expect(reversed.welfare).toBe(straight.welfare);
			}),
			{ numRuns: 500 },
		);
	});

	it('never beats the highest welfare, and reaches it where it claims to', () => {
		fc.assert(
			fc.property(market, (each) => {
				const highest = uniformPrice.clear(each, profile).welfare;
				const { welfare } = mechanism.clear(each, profile);
				if (mechanism.properties.welfare === 'highest') expect(welfare).toBe(highest);
				else expect(welfare <= highest).toBe(true);
			}),
			{ numRuns: 500 },
		);
	});

	it('is refused by its checker after any tampering, with a named code', () => {
		const tamperings = [
			'fill',
			'quantity',
			'price',
			'buyerPrice',
			'volume',
			'welfare',
			'surplus',
			'range',
			'verdict',
			'proof',
			'drop',
			'swap',
			'shape',
		] as const;
		const tried = new Map<string, number>();
		fc.assert(
			fc.property(market, fc.constantFrom(...tamperings), fc.nat(), (each, what, pick) => {
				const outcome = structuredClone(mechanism.clear(each, profile)) as Mutable<Outcome<unknown[]>>;
				fc.pre(outcome.trades.length > 0);
				if (!tamper(outcome, what, pick)) return;
				tried.set(what, (tried.get(what) ?? 0) + 1);
				const codes: readonly ClearingFault[] = mechanism.check(each, profile, outcome as Outcome);
				expect(codes).not.toEqual([]);
			}),
			{ numRuns: 1_500 },
		);
		expect(tried.size).toBeGreaterThanOrEqual(12);
	});
});

it('tells at least twelve classes of faults apart in each mechanism', () => {
	for (const codes of [REDUCTION_FAULTS, VICKREY_FAULTS, MUDA_FAULTS])
		expect(new Set(codes).size).toBeGreaterThanOrEqual(12);
});

type Mutable<T> = T extends readonly (infer E)[]
	? Mutable<E>[]
	: T extends object
		? { -readonly [K in keyof T]: Mutable<T[K]> }
		: T;

function tamper(outcome: Mutable<Outcome<unknown[]>>, what: string, pick: number): boolean {
	const trade = outcome.trades[pick % outcome.trades.length];
	const at = pick % outcome.fills.length;
	const range = outcome.prices[0]?.[0];
	if (!trade || !range) return false;
	switch (what) {
		case 'fill':
			outcome.fills[at] = (outcome.fills[at] as number) + 1;
			return true;
		case 'quantity':
			trade.quantity += 1;
			return true;
		case 'price':
			trade.price += 1;
			return true;
		case 'buyerPrice':
			trade.buyerPrice += 1;
			return true;
		case 'volume':
			outcome.volume += 1;
			return true;
		case 'welfare':
			outcome.welfare += 1n;
			return true;
		case 'surplus':
			outcome.surplus += 1n;
			return true;
		case 'range':
			range.low = (range.low ?? 0) - 1;
			return true;
		case 'verdict':
			outcome.verdicts[at] = outcome.verdicts[at]?.kind === 'resting' ? { kind: 'no-cross' } : { kind: 'resting' };
			return true;
		case 'proof':
			outcome.proof[0] = { regime: 'none', competing: null, halfPrices: [null, null] };
			return true;
		case 'drop':
			outcome.trades.splice(pick % outcome.trades.length, 1);
			return true;
		case 'swap': {
			const other = outcome.trades.find(({ bid, offer }) => bid !== trade.bid && offer !== trade.offer);
			if (!other || other.quantity === trade.quantity) return false;
			[other.bid, trade.bid] = [trade.bid, other.bid];
			return true;
		}
		default:
			outcome.fills.push(0);
			return true;
	}
}
