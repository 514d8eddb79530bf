import type { MarketHour } from '../../shared/contract/index.ts';

/** Width of the day's label column, px; equals the token --hour-x0. */
export const HOUR_X0 = 136;

/** x of an hour's left edge by its index in the day; days of 23 and 25 hours share the same width. */
export function hourX(index: number, width: number, hours: number): number {
	return HOUR_X0 + ((width - HOUR_X0) * index) / Math.max(1, hours);
}

/** Where an instant lies in the day, in hours from its start by index; null outside the day. */
export function hourIndexOf(hours: readonly MarketHour[], at: number): number | null {
	const index = hours.findIndex((hour) => at >= hour.start && at < hour.end);
	const hour = hours[index];
	return hour ? index + (at - hour.start) / (hour.end - hour.start) : null;
}

export type CellState = 'none' | 'no-cross' | 'open' | 'gate' | 'cleared' | 'delivering' | 'delivered' | 'settled';

const GATE_NEAR_MS = 3_600_000;

/** How an hour's product is drawn: the gate that closes next, within the hour, is the signal. */
export function cellState(hour: MarketHour, now: number | null): CellState {
	switch (hour.state) {
		case null:
		case 'scheduled':
		case 'cancelled':
			return 'none';
		case 'open':
			return now !== null && hour.gateClosure !== null && hour.gateClosure - now < GATE_NEAR_MS ? 'gate' : 'open';
		case 'closing':
			return 'gate';
		default:
			return hour.state;
	}
}
