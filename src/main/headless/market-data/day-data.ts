import type { Side } from '../../../shared/clearing/market.ts';

/** What the files say of one delivery day. Prices in millionths of EUR/MWh, energies in Wh (millionths of MWh). */
export interface DayData {
	readonly day: string;
	readonly curves: CurveStep[];
	/** By id and ends. */
	readonly links: Map<string, LinkData>;
	readonly prices: ByPeriod;
	/** Export from the first zone to the other one, by `from>to`. */
	readonly exchanges: Map<string, ExchangeData>;
	readonly flows: Map<string, ExchangeData>;
	readonly blocks: Map<string, BlockData>;
}

/** Values by name, then by period as the files number them. */
export type ByPeriod = Map<string, Map<number, number>>;

export interface CurveStep {
	readonly period: number;
	readonly zone: string;
	readonly side: Side;
	readonly price: number;
	readonly quantity: number;
}

export interface LinkData {
	readonly id: string;
	readonly from: string;
	readonly to: string;
	readonly bounds: Map<number, { readonly min: number; readonly max: number }>;
}

export interface ExchangeData {
	readonly from: string;
	readonly to: string;
	readonly byPeriod: Map<number, number>;
}

export const PUBLISHED_STATUSES = ['ACC', 'REJ', 'PREJ'] as const;
export type PublishedStatus = (typeof PUBLISHED_STATUSES)[number];

export interface BlockData {
	readonly id: string;
	readonly zone: string;
	readonly side: Side;
	readonly price: number;
	readonly status: PublishedStatus;
	readonly byPeriod: Map<number, number>;
}

export interface MarketData {
	/** Zones with bid curves, sorted: they are cleared, all others are outside. */
	readonly zones: readonly string[];
	/** In order of time. */
	readonly days: readonly DayData[];
}

export function emptyDay(day: string): DayData {
	return {
		day,
		curves: [],
		links: new Map(),
		prices: new Map(),
		exchanges: new Map(),
		flows: new Map(),
		blocks: new Map(),
	};
}
