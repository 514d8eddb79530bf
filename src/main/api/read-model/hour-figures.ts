import { orderOf } from '../../../shared/codec/order-row.ts';
import type { OrderBody } from '../../../shared/codec/order-terms.ts';
import { periodStart, periodsOf } from '../../../shared/codec/product-terms.ts';
import { type EnergyWh, HOUR_MS, type MicroPerKwh, type TimeMs } from '../../../shared/codec/units.ts';
import type { Product, TradeRow } from './product.ts';

/** What the products of one hour come to, in the periods that begin in it. Null figures are not known yet, never 0. */
export interface HourFigures {
	readonly offeredWh: EnergyWh | null;
	readonly wantedWh: EnergyWh | null;
	readonly tradedWh: EnergyWh | null;
	/** Weighted by volume where there are several. */
	readonly price: MicroPerKwh | null;
	readonly deeds: number;
	readonly deedsSealed: number;
}

/** Numbers of a product's periods that begin in the hour. */
export function periodsIn({ terms }: Product, hour: TimeMs): number[] {
	const periods: number[] = [];
	for (let period = 0; period < periodsOf(terms); period++) {
		const start = periodStart(terms, period);
		if (start >= hour && start < hour + HOUR_MS) periods.push(period);
	}
	return periods;
}

export function hourFigures(products: readonly Product[], hour: TimeMs): HourFigures {
	const parts = products
		.filter(({ cancelled }) => cancelled === null)
		.map((product) => {
			const periods = periodsIn(product, hour);
			const isWhole = periods.length === periodsOf(product.terms);
			const trades = isWhole
				? [...product.trades.values()]
				: [...product.trades.values()].filter(({ period }) => periods.includes(period));
			return { product, periods, isWhole, trades };
		});
	const cleared = parts.filter(({ product }) => product.result !== null);
	const priced = cleared.flatMap(pricesOf);
	const deeds = parts.flatMap(({ trades }) => trades.flatMap(({ deed }) => deed ?? []));
	return {
		offeredWh: sumOrNull(parts, (part) => sideOf(part, 'offer')),
		wantedWh: sumOrNull(parts, (part) => sideOf(part, 'bid')),
		tradedWh: sumOrNull(cleared, ({ product, isWhole, trades }) =>
			isWhole ? (product.result?.volumeWh ?? 0) : volumeOf(trades),
		),
		price: averagePrice(priced),
		deeds: deeds.length,
		deedsSealed: deeds.filter(({ state }) => state === 'sealed').length,
	};
}

interface Part {
	readonly product: Product;
	readonly periods: readonly number[];
	/** Every period of the product begins in the hour. */
	readonly isWhole: boolean;
	readonly trades: readonly TradeRow[];
}

interface Priced {
	readonly price: MicroPerKwh;
	readonly volumeWh: EnergyWh;
}

function pricesOf({ product, isWhole, trades }: Part): Priced[] {
	const { price = null, volumeWh = 0 } = product.result ?? {};
	if (isWhole && price !== null) return [{ price, volumeWh }];
	return trades.map((trade) => ({ price: trade.price, volumeWh: trade.quantityWh }));
}

function averagePrice(priced: readonly Priced[]): MicroPerKwh | null {
	if (new Set(priced.map(({ price }) => price)).size === 1) return priced[0]?.price ?? null;
	const weight = priced.reduce((sum, { volumeWh }) => sum + volumeWh, 0);
	if (weight === 0) return null;
	return Math.round(priced.reduce((sum, { price, volumeWh }) => sum + price * (volumeWh / weight), 0));
}

/** What the orders ask for so far, or did at the gate; null before the first order of a gate that is not cleared yet. */
function sideOf({ product, periods, isWhole }: Part, side: 'bid' | 'offer'): EnergyWh | null {
	const { result, orders } = product;
	if (result && isWhole) return side === 'offer' ? result.offeredWh : result.wantedWh;
	if (!result && orders.size === 0) return null;
	let sum = 0;
	for (const order of orders.values()) {
		if (order.side !== side) continue;
		if (isWhole) sum += order.quantityWh;
		else {
			const terms = orderOf(order.terms);
			for (const period of periods) sum += quantityIn(terms, period);
		}
	}
	return sum;
}

function quantityIn(terms: OrderBody, period: number): EnergyWh {
	if ('profileWh' in terms) return terms.profileWh[period] ?? 0;
	if (terms.period !== undefined && terms.period !== period) return 0;
	return 'points' in terms ? (terms.points.at(-1)?.quantityWh ?? 0) : terms.quantityWh;
}

function volumeOf(trades: readonly TradeRow[]): EnergyWh {
	return trades.reduce((sum, { quantityWh }) => sum + quantityWh, 0);
}

function sumOrNull<T>(parts: readonly T[], of: (part: T) => number | null): number | null {
	let sum: number | null = null;
	for (const part of parts) {
		const figure = of(part);
		if (figure !== null) sum = (sum ?? 0) + figure;
	}
	return sum;
}
