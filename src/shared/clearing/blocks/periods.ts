import { type LimitOrder, type Market, netLimitOf } from '../market.ts';
import type { Profile } from '../profiles.ts';
import { linksOf } from '../zonal/prepare-market.ts';
import { prepareColumns } from '../zonal/prepared.ts';
import type { OrderColumns, PreparedZones, ZonesInput, ZonesOptimum } from '../zonal/zones.ts';

/** Optima kept per period; the oldest half goes when there are more. */
const MOST_OPTIMA = 4_096;
/** Books with blocks' divisible rests in them kept per period. */
const MOST_BOOKS = 64;

/** Prices by period and zone. */
export type Prices = readonly (readonly number[])[];

/** The limit orders and borders of one period for given accepted blocks. */
export interface PeriodOptimum {
	/** Of limit orders and borders, and of the rests that stand in the book. */
	readonly welfare: bigint;
	/** By zone: prices that support it. */
	readonly support: readonly number[];
	/** By zone: ends of the supporting prices within the market's limits. */
	readonly low: readonly number[];
	readonly high: readonly number[];
	readonly optimum: ZonesOptimum;
}

/** All periods of a market, each prepared once and cleared for many sets of blocks. */
export interface Periods {
	readonly zones: number;
	/** Lowest and highest net limit of all orders and blocks, wider by all borders' fees: what bounds a price if nothing else. */
	readonly range: { readonly lowest: number; readonly highest: number };
	/**
	 * The period's optimum with `injections` by zone, and with the rests of the blocks `rests` among its orders.
	 * @returns null where no flow balances every zone
	 */
	optimum(period: number, injections: readonly number[], rests: readonly number[]): PeriodOptimum | null;
	/** Period, orders and rests as the zonal clearing takes them. */
	book(period: number, rests: readonly number[]): PreparedBook;
	/** Most that limit orders and borders gain at these prices; see `PreparedZones.valueAt`. */
	valueAt(period: number, prices: readonly number[]): bigint;
	/** Prices at which a period that cannot balance would shed what it has too much of, or attract what it lacks. */
	emergencyPrices(period: number, injections: readonly number[], rests: readonly number[]): readonly number[];
}

export interface PreparedBook {
	readonly zones: PreparedZones;
	readonly input: ZonesInput;
	/** Position in the market by row of the orders. */
	readonly positions: Int32Array;
}

export function marketPeriods(market: Market, profile: Profile): Periods {
	const range = rangeOf(market);
	const zones = market.zones.length;
	const byPeriod = Array.from({ length: market.periods }, (): number[] => []);
	market.orders.forEach(({ period }, position) => {
		byPeriod[period]?.push(position);
	});
	const books = byPeriod.map(() => new Map<string, PreparedBook>());
	const optima = byPeriod.map(() => new Map<string, PeriodOptimum | null>());
	const bounds = market.zones.map(() => range);

	const book = (period: number, rests: readonly number[]): PreparedBook =>
		remembered(books[period] as Map<string, PreparedBook>, MOST_BOOKS, rests.join(), () =>
			prepareBook(market, profile, period, byPeriod[period] as number[], rests),
		);

	return {
		zones,
		range,
		book,
		optimum(period, injections, rests) {
			const key = `${injections.join()}|${rests.join()}`;
			return remembered(optima[period] as Map<string, PeriodOptimum | null>, MOST_OPTIMA, key, () => {
				const optimum = book(period, rests).zones.clear(injections, bounds);
				if (!optimum) return null;
				const { welfare, support, ends } = optimum;
				const { low, high } = ends ?? { low: support, high: support };
				return { welfare, support, low, high, optimum };
			});
		},
		valueAt: (period, prices) => book(period, []).zones.valueAt(prices),
		emergencyPrices(period, injections, rests) {
			const obstacle = book(period, rests).zones.obstacle(injections);
			const price = obstacle?.kind === 'surplus' ? range.lowest : range.highest;
			return market.zones.map(() => price);
		},
	};
}

function remembered<T>(memory: Map<string, T>, most: number, key: string, make: () => T): T {
	const known = memory.get(key);
	if (known !== undefined || memory.has(key)) return known as T;
	if (memory.size >= most) for (const old of [...memory.keys()].slice(0, most / 2)) memory.delete(old);
	const made = make();
	memory.set(key, made);
	return made;
}

function rangeOf(market: Market): { lowest: number; highest: number } {
	const range = { lowest: Number.POSITIVE_INFINITY, highest: Number.NEGATIVE_INFINITY };
	const add = (limit: number): void => {
		range.lowest = Math.min(range.lowest, limit);
		range.highest = Math.max(range.highest, limit);
	};
	for (const order of market.orders) add(netLimitOf(market, order));
	for (const { side, price, zone, profile } of market.blocks)
		profile.forEach((quantity, period) => {
			if (quantity > 0) add(side === 'bid' ? price - (market.zones[zone]?.fee[period] ?? 0) : price);
		});
	const fees = market.links.reduce((sum, { fee }) => sum + Math.max(...fee), 0);
	return { lowest: range.lowest - fees, highest: range.highest + fees };
}

function prepareBook(
	market: Market,
	profile: Profile,
	period: number,
	own: readonly number[],
	rests: readonly number[],
): PreparedBook {
	const positions = Int32Array.from([...own, ...rests.map((at) => market.orders.length + at)]);
	const orders: readonly LimitOrder[] = [
		...own.map((position) => market.orders[position] as LimitOrder),
		...rests.map((at) => restOf(market, at, period)),
	];
	const hasCredit = orders.some(({ priority = 0 }) => priority > 0);
	const columns: OrderColumns = {
		zones: Uint8Array.from(orders, ({ zone }) => zone),
		bids: Uint8Array.from(orders, ({ side }) => (side === 'bid' ? 1 : 0)),
		limits: Float64Array.from(orders, (order) => netLimitOf(market, order) + 0),
		quantities: Float64Array.from(orders, ({ quantity }) => quantity),
		priorities: hasCredit ? Uint16Array.from(orders, ({ priority = 0 }) => priority) : null,
	};
	const links = linksOf(market, period);
	const { tick, lot, zones } = market;
	const input: ZonesInput = { tick, lot, zones: zones.length, links, orders: columns, positions };
	return { zones: prepareColumns(input, profile), input, positions };
}

/** What a divisible block asks for beyond its least ratio, as a limit order of its period. */
function restOf(market: Market, at: number, period: number): LimitOrder {
	const block = market.blocks[at] as Market['blocks'][number];
	const { side, price, zone, profile, minAcceptance, priority = 0 } = block;
	const whole = (profile[period] as number) / market.lot;
	const least = Number((BigInt(minAcceptance) * BigInt(whole) + 999_999n) / 1_000_000n);
	return { side, price, zone, period, quantity: (whole - least) * market.lot, priority };
}
