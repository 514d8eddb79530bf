import type { Outcome } from '../../../shared/clearing/outcome.ts';
import { type DayData, type ExchangeData, PUBLISHED_STATUSES, type PublishedStatus } from './day-data.ts';
import type { DayMarket } from './day-market.ts';

/** A price within half of 0.01 EUR/MWh of the published one is exact; in millionths. */
const PRICE_TOLERANCE = 5_000;
const MILLION = 1_000_000;

/** Sums over days, in the units of the files' millionths. */
export interface Score {
	zoneHours: number;
	exact: number;
	/** Published prices of zones and periods in which nothing was traded. */
	unpriced: number;
	priceError: number;
	priceMax: number;
	linkHours: number;
	flowError: number;
	flowMax: number;
	readonly blocks: Record<PublishedStatus, { blocks: number; matched: number }>;
}

export function emptyScore(): Score {
	const blocks = Object.fromEntries(PUBLISHED_STATUSES.map((status) => [status, { blocks: 0, matched: 0 }]));
	return {
		zoneHours: 0,
		exact: 0,
		unpriced: 0,
		priceError: 0,
		priceMax: 0,
		linkHours: 0,
		flowError: 0,
		flowMax: 0,
		blocks: blocks as Score['blocks'],
	};
}

/** Adds a day: its prices, flows and blocks against those that were published. */
export function addDay(score: Score, day: DayMarket, data: DayData, outcome: Outcome): void {
	addPrices(score, day, data, outcome);
	addFlows(score, day, data, outcome);
	day.blocks.forEach(({ status }, index) => {
		const isAccepted = (outcome.fills[day.market.orders.length + index] as number) > 0;
		const count = score.blocks[status];
		count.blocks += 1;
		if (isAccepted === (status === 'ACC')) count.matched += 1;
	});
}

function addPrices(score: Score, { zones, periods }: DayMarket, { prices }: DayData, outcome: Outcome): void {
	zones.forEach((zone, z) => {
		periods.forEach((period, t) => {
			const published = prices.get(zone)?.get(period);
			if (published === undefined) return;
			score.zoneHours += 1;
			const price = outcome.prices[z]?.[t]?.price ?? null;
			if (price === null) {
				score.unpriced += 1;
				return;
			}
			const error = Math.abs(price - published);
			if (error <= PRICE_TOLERANCE) score.exact += 1;
			score.priceError += error;
			score.priceMax = Math.max(score.priceMax, error);
		});
	});
}

/** Links between the same two zones count together, since a flow is published by its ends. */
function addFlows(score: Score, { links, periods, zones }: DayMarket, { flows }: DayData, outcome: Outcome): void {
	const isInside = ({ from, to }: ExchangeData): boolean => zones.includes(from) && zones.includes(to);
	for (const published of flows.values()) {
		if (!isInside(published)) continue;
		periods.forEach((period, t) => {
			const target = published.byPeriod.get(period);
			if (target === undefined) return;
			let flow = 0;
			links.forEach(({ from, to }, link) => {
				const cleared = outcome.flows[link]?.[t] as number;
				if (from === published.from && to === published.to) flow += cleared;
				if (from === published.to && to === published.from) flow -= cleared;
			});
			const error = Math.abs(flow - target);
			score.linkHours += 1;
			score.flowError += error;
			score.flowMax = Math.max(score.flowMax, error);
		});
	}
}

/** Means and largest errors in EUR/MWh and MWh; null where nothing was compared. */
export function figuresOf(score: Score) {
	const priced = score.zoneHours - score.unpriced;
	return {
		zoneHours: score.zoneHours,
		exact: score.exact,
		priceMae: priced === 0 ? null : score.priceError / priced / MILLION,
		priceMax: priced === 0 ? null : score.priceMax / MILLION,
		linkHours: score.linkHours,
		flowMae: score.linkHours === 0 ? null : score.flowError / score.linkHours / MILLION,
		flowMax: score.linkHours === 0 ? null : score.flowMax / MILLION,
		unpriced: score.unpriced,
	};
}

export function blockFiguresOf({ blocks: byStatus }: Score) {
	const counts = Object.values(byStatus);
	const sum = (of: 'blocks' | 'matched'): number => counts.reduce((total, count) => total + count[of], 0);
	return { blocks: sum('blocks'), matched: sum('matched'), byStatus };
}
