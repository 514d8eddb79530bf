import type { MicroPerKwh, TimeMs } from '../codec/units.ts';

/** Price of one zone in one delivery period; null where nothing was traded, for no price is not a price of 0. */
export interface ClearedPrice {
	readonly zone: string;
	readonly product: string;
	readonly start: TimeMs;
	readonly end: TimeMs;
	readonly price: MicroPerKwh | null;
	/** Null where it is not stated. */
	readonly volumeWh: number | null;
}
