import type { Auction } from '../../../shared/contract/index.ts';
import type { Cleared } from '../../workers/product-clearing.ts';
import type { Slice } from './book.ts';

/** Prices by zone, and flows by border, over the periods of a product: the committed ones, else those of the preview. */
export interface PriceMatrix {
	readonly periods: readonly { readonly start: number; readonly end: number }[];
	readonly zones: readonly { readonly name: string; readonly prices: readonly (number | null)[] }[];
	readonly borders: readonly {
		readonly from: string;
		readonly to: string;
		readonly flows: readonly Flow[];
	}[];
	readonly lowest: number | null;
	readonly highest: number | null;
}

export interface Flow {
	/** Positive from `from` to `to`; null while nothing is known. */
	readonly flowWh: number | null;
	/** Share of what the border can carry in that direction, 0 … 1. */
	readonly share: number;
	readonly isFull: boolean;
}

export function priceMatrix(auction: Auction, cleared: Cleared | null): PriceMatrix {
	const { deliveryStart, deliveryEnd, periodMs, result } = auction;
	const count = Math.round((deliveryEnd - deliveryStart) / periodMs);
	const periods = Array.from({ length: count }, (_, period) => ({
		start: deliveryStart + period * periodMs,
		end: deliveryStart + (period + 1) * periodMs,
	}));
	const zones = result
		? result.prices.map(({ zone, price }) => ({ name: zone, prices: price }))
		: (cleared?.prices.map(({ name, ranges }) => ({ name, prices: ranges.map(({ price }) => price) })) ??
			auction.zones.map((name) => ({ name, prices: periods.map(() => null) })));
	const borders = auction.borders.map(({ from, to, minWh, maxWh }, border) => ({
		from,
		to,
		flows: periods.map((_, period): Flow => {
			const flowWh = result?.flows[border]?.flowWh[period] ?? cleared?.flows[border]?.[period] ?? null;
			const bound = (flowWh ?? 0) < 0 ? -inPeriod(minWh, period) : inPeriod(maxWh, period);
			const share = flowWh === null || bound <= 0 ? 0 : Math.min(1, Math.abs(flowWh) / bound);
			return { flowWh, share, isFull: flowWh !== null && flowWh !== 0 && Math.abs(flowWh) >= bound };
		}),
	}));
	const known = zones.flatMap(({ prices }) => prices.filter((price) => price !== null));
	return {
		periods,
		zones,
		borders,
		lowest: known.length === 0 ? null : Math.min(...known),
		highest: known.length === 0 ? null : Math.max(...known),
	};
}

function inPeriod(figures: readonly number[], period: number): number {
	return (figures.length === 1 ? figures[0] : figures[period]) ?? 0;
}

/** Shade of a price among all of the matrix, 0 … 4. */
export function shadeOf(price: number, { lowest, highest }: PriceMatrix): 0 | 1 | 2 | 3 | 4 {
	if (lowest === null || highest === null || highest === lowest) return 1;
	return Math.min(4, Math.floor(((price - lowest) / (highest - lowest)) * 5)) as 0 | 1 | 2 | 3 | 4;
}

/** The slice that an arrow key leads to, at the edges the same one. */
export function stepSlice(slice: Slice, key: string, zones: number, periods: number): Slice {
	const within = (value: number, count: number): number => Math.min(count - 1, Math.max(0, value));
	switch (key) {
		case 'ArrowRight':
			return { ...slice, period: within(slice.period + 1, periods) };
		case 'ArrowLeft':
			return { ...slice, period: within(slice.period - 1, periods) };
		case 'ArrowDown':
			return { ...slice, zone: within(slice.zone + 1, zones) };
		case 'ArrowUp':
			return { ...slice, zone: within(slice.zone - 1, zones) };
		case 'Home':
			return { ...slice, period: 0 };
		case 'End':
			return { ...slice, period: periods - 1 };
		default:
			return slice;
	}
}
