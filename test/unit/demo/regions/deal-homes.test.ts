import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bundledWeek } from '../../../../src/main/demo/bundled-week.ts';
import { readNeighbourhood } from '../../../../src/main/demo/neighbourhood/read-neighbourhood.ts';
import { dealHomes } from '../../../../src/main/demo/regions/deal-homes.ts';
import { repositoryRoot } from '../../../fixtures/repository.ts';

const week = () => readNeighbourhood(bundledWeek(join(repositoryRoot, 'resources')), { from: null, hours: 24 });

describe('dealing a neighbourhood out to regions', () => {
	it.each([2, 3, 4])('puts every home in one of %i regions, with its own readings', async (regions) => {
		const whole = await week();
		const dealt = dealHomes(whole, regions);
		expect(dealt).toHaveLength(regions);
		expect(dealt.flatMap(({ homes }) => homes.map(({ id }) => id)).toSorted()).toEqual(
			whole.homes.map(({ id }) => id).toSorted(),
		);
		for (const { homes, hours } of dealt)
			for (const [place, home] of homes.entries()) {
				const own = whole.homes.findIndex(({ id }) => id === home.id);
				expect(hours.map(({ readings }) => readings[place])).toEqual(whole.hours.map(({ readings }) => readings[own]));
			}
	});

	it('gives each region hours of its own sun and hours of its own need', async () => {
		for (const { hours } of dealHomes(await week(), 2)) {
			const net = hours.map(({ readings }) => readings.reduce((sum, { pvWh, loadWh }) => sum + pvWh - loadWh, 0));
			expect(Math.max(...net)).toBeGreaterThan(0);
			expect(Math.min(...net)).toBeLessThan(0);
		}
	});

	it('refuses fewer homes than regions', async () => {
		const { homes, hours } = await week();
		const two = {
			homes: homes.slice(0, 2),
			hours: hours.map((hour) => ({ ...hour, readings: hour.readings.slice(0, 2) })),
		};
		expect(() => dealHomes(two, 3)).toThrowError(expect.objectContaining({ code: 'DEMO_REGIONS_HOMES' }));
	});
});
