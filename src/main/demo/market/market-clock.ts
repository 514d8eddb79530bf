import type { TimeMs } from '../../../shared/codec/units.ts';

/** The chain clock of the whole demo network: every validator follows what is set here. */
export interface MarketClock {
	now(): TimeMs;
	/** Chain milliseconds per wall millisecond. */
	readonly speed: number;
	/** Moves every validator's clock forward to `time`; it goes on from there at its present speed. */
	jumpTo(time: TimeMs): void;
	/** Goes on from now at another speed, ≥ 1. */
	runAt(speed: number): void;
}
