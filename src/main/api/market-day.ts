import { costOf, HOUR_MS, type TimeMs } from '../../shared/codec/units.ts';
import type { MarketDay, MarketHour } from '../../shared/contract/index.ts';
import { type Product, productStateAt, type TradeRow } from './read-model/product.ts';
import type { ReadModel } from './read-model/read-model.ts';

const DAY_MS = 24 * HOUR_MS;

/** One local day of the market as of chain time `now`; without a day the one `now` is in, or the nearest with products. */
export function marketDayOf(model: ReadModel, day: string | undefined, now: TimeMs): MarketDay {
	const { calendar } = model;
	const days = [...new Set([...model.products.byHour.keys()].map((hour) => calendar.dayOf(hour)))].sort();
	const chosen = day ?? nearestDay(days, calendar.dayOf(now));
	const start = calendar.startOf(chosen);
	const starts = start === null ? [] : calendar.hoursOf(start);
	const products = starts.flatMap((hour) => [...(model.products.byHour.get(hour) ?? [])]);
	return {
		day: chosen,
		days,
		meters: model.directory.meters.size,
		hours: starts.map((hour) => marketHour(model, hour, now)),
		totals: totalsOf(model, products, starts),
		blocks: blocksOf(model, products, starts),
	};
}

function nearestDay(days: readonly string[], today: string): string {
	if (days.length === 0 || days.includes(today)) return today;
	return days.findLast((day) => day < today) ?? (days[0] as string);
}

function marketHour(model: ReadModel, start: TimeMs, now: TimeMs): MarketHour {
	const products = [...(model.products.byHour.get(start) ?? [])].sort(
		(a, b) => a.terms.deliveryStart - b.terms.deliveryStart || a.openedAtHeight - b.openedAtHeight,
	);
	const first = products[0];
	const metered = model.readings.hours.get(start);
	const dayBefore = model.readings.hours.get(start - DAY_MS);
	const deeds = products.flatMap((product) => [...product.deeds.values()]);
	return {
		start,
		end: start + HOUR_MS,
		product: first?.terms.product ?? null,
		state: first ? productStateAt(first, now) : null,
		generatedWh: metered?.generatedWh ?? null,
		consumedWh: metered?.consumedWh ?? null,
		forecastGeneratedWh: dayBefore?.generatedWh ?? null,
		forecastConsumedWh: dayBefore?.consumedWh ?? null,
		...bookOf(products),
		tariff: first?.terms.tariff ?? null,
		feedIn: first?.terms.feedIn ?? null,
		gateClosure: first?.terms.gateClosure ?? null,
		deeds: deeds.length,
		deedsSealed: deeds.filter(({ state }) => state === 'sealed').length,
	};
}

/** Volumes of an hour's products together, and their price weighted by volume. */
function bookOf(products: readonly Product[]): Pick<MarketHour, 'offeredWh' | 'wantedWh' | 'tradedWh' | 'price'> {
	if (products.length === 0) return { offeredWh: null, wantedWh: null, tradedWh: null, price: null };
	const cleared = products.flatMap(({ result }) => (result ? [result] : []));
	const tradedWh = cleared.length === 0 ? null : cleared.reduce((sum, { volumeWh }) => sum + volumeWh, 0);
	const priced = cleared.flatMap(({ price, volumeWh }) => (price === null ? [] : [{ price, volumeWh }]));
	const weight = priced.reduce((sum, { volumeWh }) => sum + volumeWh, 0);
	const isOne = new Set(priced.map(({ price }) => price)).size === 1;
	return {
		offeredWh: sideOf(products, 'offer'),
		wantedWh: sideOf(products, 'bid'),
		tradedWh,
		price: isOne
			? (priced[0]?.price ?? null)
			: weight === 0
				? null
				: Math.round(priced.reduce((sum, { price, volumeWh }) => sum + price * (volumeWh / weight), 0)),
	};
}

/** What the orders ask for so far, or did at the gate; null before the first order of a gate that is not cleared yet. */
function sideOf(products: readonly Product[], side: 'bid' | 'offer'): number | null {
	let sum: number | null = null;
	for (const { result, orders } of products) {
		if (result) sum = (sum ?? 0) + (side === 'offer' ? result.offeredWh : result.wantedWh);
		else if (orders.size > 0)
			for (const order of orders.values()) sum = (sum ?? 0) + (order.side === side ? order.quantityWh : 0);
	}
	return sum;
}

/** A trade counts for what it paid and saved unless its deed fell through: then its energy goes at the tariff. */
function holds({ deed }: TradeRow): boolean {
	return deed?.state !== 'refused' && deed?.state !== 'expired';
}

function totalsOf(model: ReadModel, products: readonly Product[], hours: readonly TimeMs[]): MarketDay['totals'] {
	const totals = {
		tradedWh: 0,
		generatedWh: null as number | null,
		consumedWh: null as number | null,
		paidByBuyers: 0,
		savedByBuyers: 0,
		gainedBySellers: 0,
		settlementResidue: 0,
	};
	for (const { terms, result, trades, settled } of products) {
		totals.tradedWh += result?.volumeWh ?? 0;
		totals.settlementResidue += settled?.residue ?? 0;
		for (const trade of trades.values()) {
			if (!holds(trade)) continue;
			const paid = trade.amount + trade.fee + trade.border + trade.congestion;
			totals.paidByBuyers += paid;
			totals.savedByBuyers += costOf(trade.quantityWh, terms.tariff) - paid;
			totals.gainedBySellers += trade.amount - costOf(trade.quantityWh, terms.feedIn);
		}
	}
	for (const hour of hours) {
		const metered = model.readings.hours.get(hour);
		if (!metered) continue;
		totals.generatedWh = (totals.generatedWh ?? 0) + metered.generatedWh;
		totals.consumedWh = (totals.consumedWh ?? 0) + metered.consumedWh;
	}
	return totals;
}

function blocksOf(model: ReadModel, products: readonly Product[], hours: readonly TimeMs[]): MarketDay['blocks'] {
	let first = Number.POSITIVE_INFINITY;
	let last = 0;
	const cover = (from: number, to: number): void => {
		first = Math.min(first, from);
		last = Math.max(last, to);
	};
	for (const { openedAtHeight, lastHeight } of products) cover(openedAtHeight, lastHeight);
	for (const hour of hours) {
		const metered = model.readings.hours.get(hour);
		if (metered) cover(metered.firstHeight, metered.lastHeight);
	}
	return last === 0 ? null : { first, last };
}
