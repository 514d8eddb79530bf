import type { Auction } from '../../../../shared/contract/index.ts';
import type { Cleared } from '../../../workers/product-clearing.ts';
import { type PriceMatrix, priceMatrix } from '../price-matrix.ts';

/** One border in one period. */
export interface LinkFlow {
	readonly from: string;
	readonly to: string;
	/** Positive from `from` to `to`; null while nothing is known. */
	readonly flowWh: number | null;
	/** What it could carry in the flow's direction, and in all either way. */
	readonly limitWh: number;
	readonly largestWh: number;
	/** 0 … 1. */
	readonly share: number;
	readonly isFull: boolean;
	/** Energy times the gap of prices, less the border's fee; micro-money; null where a price is missing. */
	readonly rent: number | null;
	/** The same over all periods, and periods in which it is full. */
	readonly rentInAll: number;
	readonly fullPeriods: number;
}

export interface Network {
	readonly zones: readonly { readonly name: string; readonly price: number | null }[];
	readonly links: readonly LinkFlow[];
	readonly periods: number;
	/** Rent of the period, and of all periods. */
	readonly rent: number;
	readonly rentInAll: number;
	/** What the chain recorded that buyers pay beyond sellers and fees; null before the result. */
	readonly recorded: number | null;
}

/** The zones of a product with what flows between them in a period. */
export function networkOf(auction: Auction, cleared: Cleared | null, period: number): Network {
	const matrix = priceMatrix(auction, cleared);
	const priceOf = (zone: string, at: number) => matrix.zones.find(({ name }) => name === zone)?.prices[at] ?? null;
	const links = matrix.borders.map((border, at): LinkFlow => {
		const { from, to, flows } = border;
		const terms = auction.borders[at] as Auction['borders'][number];
		const flow = flows[period];
		const rents = flows.map((_, each) => rentOf(border, terms.fee, each, priceOf) ?? 0);
		const [forward, back] = [inPeriod(terms.maxWh, period), -inPeriod(terms.minWh, period)];
		return {
			from,
			to,
			flowWh: flow?.flowWh ?? null,
			limitWh: (flow?.flowWh ?? 0) < 0 ? back : forward,
			largestWh: Math.max(forward, back, 0),
			share: flow?.share ?? 0,
			isFull: flow?.isFull ?? false,
			rent: rentOf(border, terms.fee, period, priceOf),
			rentInAll: sum(rents),
			fullPeriods: flows.filter(({ isFull }) => isFull).length,
		};
	});
	return {
		zones: auction.zones.map((name) => ({ name, price: priceOf(name, period) })),
		links,
		periods: matrix.periods.length,
		rent: sum(links.map(({ rent }) => rent ?? 0)),
		rentInAll: sum(links.map(({ rentInAll }) => rentInAll)),
		recorded: auction.result?.surplus ?? null,
	};
}

function rentOf(
	{ from, to, flows }: PriceMatrix['borders'][number],
	fees: readonly number[],
	period: number,
	priceOf: (zone: string, period: number) => number | null,
): number | null {
	const flowWh = flows[period]?.flowWh ?? null;
	const [low, high] = [priceOf(from, period), priceOf(to, period)];
	if (flowWh === null) return null;
	if (flowWh === 0) return 0;
	if (low === null || high === null) return null;
	const rent = flowWh * (high - low) - Math.abs(flowWh) * inPeriod(fees, period);
	return rent === 0 ? 0 : rent / 1_000;
}

function inPeriod(figures: readonly number[], period: number): number {
	return (figures.length === 1 ? figures[0] : figures[period]) ?? 0;
}

const sum = (figures: readonly number[]): number => figures.reduce((a, b) => a + b, 0);
