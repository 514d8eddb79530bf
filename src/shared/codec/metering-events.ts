import type { ReadingsSource } from './metering-calls.ts';
import type { EnergyWh, TimeMs } from './units.ts';

export type MeteringEvent =
	/** A batch in which something was new; its readings follow. */
	| {
			kind: 'readings-submitted';
			/** `RB-<first 32 hex digits of the root>`. */
			batch: string;
			source: ReadingsSource;
			/** `merkleRoot` of all its readings, those included that said nothing new. */
			root: Uint8Array;
			count: number;
			signature: Uint8Array;
	  }
	| {
			kind: 'reading-recorded';
			reading: string;
			/** The batch that it came in. */
			batch: string;
			meter: string;
			participant: string;
			start: TimeMs;
			end: TimeMs;
			generatedWh: EnergyWh;
			consumedWh: EnergyWh;
			version: number;
	  };
