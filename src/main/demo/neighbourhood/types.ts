import type { EnergyWh, MicroPerKwh, TimeMs } from '../../../shared/codec/units.ts';

/** Bounds of an import; a longer file is refused with IMPORT_LIMIT_EXCEEDED before it costs memory. */
export const NEIGHBOURHOOD_LIMITS = {
	homes: 500,
	homeIdCharacters: 64,
	/** Rows of meters.csv: 500 homes for a year and a bit. */
	readings: 5_000_000,
	/** Rows of tariff.csv: ten years of hours. */
	tariffHours: 87_840,
	/** One CSV row, bytes. */
	rowBytes: 65_536,
	columns: 64,
	/** Energy of one home in one hour. */
	energyWh: 1_000_000_000,
	/** Retail price, up or down: 1,000 currency units per kWh. */
	pricePerKwh: 1_000_000_000,
} as const;

export interface Home {
	/** As written in homes.csv. */
	readonly id: string;
	/** Installed photovoltaic power, watts. */
	readonly pvW: number;
}

/** Electricity of one home in one hour. */
export interface HourReading {
	readonly loadWh: EnergyWh;
	readonly pvWh: EnergyWh;
}

export interface HourTariff {
	readonly tariff: MicroPerKwh;
	/** Grid carbon intensity, micrograms of CO₂ per kWh. */
	readonly carbonMicrogramsPerKwh: number;
}

export interface NeighbourhoodHour extends HourTariff {
	readonly start: TimeMs;
	/** Offset of the stamp that named this hour. */
	readonly utcOffsetMinutes: number;
	/** Local calendar day, `YYYY-MM-DD`, by the stamp's own offset. */
	readonly day: string;
	/** 0…23. An hour of a daylight-saving change may occur twice in one day. */
	readonly localHour: number;
	/** One per home, in the order of `Neighbourhood.homes`. */
	readonly readings: readonly HourReading[];
}

/** A validated neighbourhood: consecutive hours, each with a tariff and a reading of every home. */
export interface Neighbourhood {
	readonly homes: readonly Home[];
	readonly hours: readonly NeighbourhoodHour[];
}

export interface NeighbourhoodFiles {
	readonly homes: string;
	readonly meters: string;
	readonly tariff: string;
}

export interface NeighbourhoodRange {
	/** Local day `YYYY-MM-DD` to start with; null takes the first full day. */
	readonly from: string | null;
	/** Hours wanted, ≥ 1; null takes all that follow without a gap. */
	readonly hours: number | null;
}
