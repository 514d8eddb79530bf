import type { EnergyWh } from '../../../../shared/codec/units.ts';
import type { RecordedReading } from '../metering/readings.ts';

export interface MeterReading extends RecordedReading {
	readonly meter: string;
}

/** What a participant's own meters say about one period of a product. */
export interface Measurement {
	/** Generated less consumed; the contracted position where a reading is missing. */
	readonly meteredWh: EnergyWh;
	/** A meter's readings do not cover the period, or there is no meter. */
	readonly isMissing: boolean;
	/** What `meteredWh` adds up; empty when missing. */
	readonly readings: readonly MeterReading[];
}

/** What the meters of a complete period consumed. */
export function consumedIn({ readings }: Measurement): EnergyWh {
	return readings.reduce((sum, { consumedWh }) => sum + consumedWh, 0);
}
