import { HOUR_MS } from '../../../shared/codec/units.ts';

const MINUTE_MS = 60_000;

/** The market's calendar, relative to a product's delivery hour. */
export const CALENDAR = {
	/** Gate opening before delivery starts. */
	openingLeadMs: 6 * HOUR_MS,
	/** Gate closure before delivery starts. */
	closureLeadMs: 10 * MINUTE_MS,
	/** Signing deadline after delivery ends: later than every reading, earlier than settlement. */
	signingDelayMs: 5 * MINUTE_MS,
	settlementDelayMs: 30 * MINUTE_MS,
	/** Products are announced in one call for a day of gate openings, whenever fewer than half a day's are there. */
	announceAheadMs: 24 * HOUR_MS,
	announceAtLeastMs: 12 * HOUR_MS,
} as const;

export const TERMS = {
	zone: 'feeder-1',
	currency: 'USD',
	/** 0.001 USD/kWh. */
	tick: 1_000,
	lotWh: 1,
	/** 0.01 USD/kWh (过网费). */
	wheelingFee: 10_000,
	profile: 'default-v1',
} as const;

/** Participants beside the homes. */
export const OPERATORS = {
	market: 'market-operator',
	grid: 'grid-operator',
	meter: 'meter-operator',
} as const;

/** Feed-in price when none is given: 0.05 USD/kWh. */
export const DEFAULT_FEED_IN = 50_000;
