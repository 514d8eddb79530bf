import { integer, literal, nullable, type Reader, record } from './reader.ts';

/** What a meter measures: the technology behind it decides whether its energy earns certificates. */
export const DEVICE_TECHNOLOGIES = [
	'solar',
	'wind',
	'hydro',
	'biomass',
	'geothermal',
	'storage',
	'fossil',
	'load',
] as const;

export type DeviceTechnology = (typeof DEVICE_TECHNOLOGIES)[number];

/** Technologies whose generation earns granular certificates; storage only gives back what others made. */
export const RENEWABLE_TECHNOLOGIES: readonly DeviceTechnology[] = ['solar', 'wind', 'hydro', 'biomass', 'geothermal'];

export interface Device {
	readonly technology: DeviceTechnology;
	/** Rated power in watts, which bounds what a period may generate; > 0. */
	readonly capacityW: number;
}

export const readDevice: Reader<Device | null> = nullable(
	record<Device>({ technology: literal(...DEVICE_TECHNOLOGIES), capacityW: integer(1, 100_000_000_000) }),
);
