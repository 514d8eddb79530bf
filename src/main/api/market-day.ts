import { periodStart, periodsOf } from '../../shared/codec/product-terms.ts';
import { costOf, HOUR_MS, type TimeMs } from '../../shared/codec/units.ts';
import type { MarketDay, MarketHour } from '../../shared/contract/index.ts';
import { hourFigures } from './read-model/hour-figures.ts';
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
	const products = [...new Set(starts.flatMap((hour) => [...(model.products.byHour.get(hour) ?? [])]))];
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
	return {
		start,
		end: start + HOUR_MS,
		product: first?.terms.product ?? null,
		state: first ? productStateAt(first, now) : null,
		generatedWh: metered?.generatedWh ?? null,
		consumedWh: metered?.consumedWh ?? null,
		forecastGeneratedWh: dayBefore?.generatedWh ?? null,
		forecastConsumedWh: dayBefore?.consumedWh ?? null,
		...hourFigures(products, start),
		tariff: first?.terms.tariff ?? null,
		feedIn: first?.terms.feedIn ?? null,
		gateClosure: first?.terms.gateClosure ?? null,
	};
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
	const day = new Set(hours);
	for (const { terms, result, trades, settled } of products) {
		const isToday = (period: number): boolean => day.has(model.calendar.hourOf(periodStart(terms, period)));
		const isWhole = isToday(0) && isToday(periodsOf(terms) - 1);
		if (isWhole) totals.tradedWh += result?.volumeWh ?? 0;
		totals.settlementResidue += settled?.residue ?? 0;
		for (const trade of trades.values()) {
			if (!isToday(trade.period)) continue;
			if (!isWhole) totals.tradedWh += trade.quantityWh;
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
