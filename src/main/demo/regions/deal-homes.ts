import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { HourReading, Neighbourhood } from '../neighbourhood/types.ts';

/**
 * Deals the homes of a neighbourhood out to regions, one after another in their order, so that each region gets sun and
 * need of the same hours. Every home is in one region only.
 * @throws CodedError DEMO_REGIONS_HOMES when there is not a home for each region
 */
export function dealHomes({ homes, hours }: Neighbourhood, regions: number): Neighbourhood[] {
	if (homes.length < regions) throw new CodedError('DEMO_REGIONS_HOMES', { homes: homes.length, regions });
	return Array.from({ length: regions }, (_, region) => {
		const places = [...homes.keys()].filter((place) => place % regions === region);
		return {
			homes: places.map((place) => homes[place] as Neighbourhood['homes'][number]),
			hours: hours.map((hour) => ({
				...hour,
				readings: places.map((place) => hour.readings[place] as HourReading),
			})),
		};
	});
}
