import { join } from 'node:path';
import type { NeighbourhoodFiles } from './neighbourhood/types.ts';

/** The summer week that the product carries, under its resources folder. */
export function bundledWeek(resources: string): NeighbourhoodFiles {
	const file = (name: string) => join(resources, 'demo', 'fontana-summer-week', `${name}.csv`);
	return { homes: file('homes'), meters: file('meters'), tariff: file('tariff') };
}
