import { expect, it } from 'vitest';
import type { Instant, RoundTrace } from '../../../src/main/core/consensus/types.ts';
import { Driver, type DriverModules } from '../../../src/main/node/driver/driver.ts';

it('tells the moment of an observation finer than the whole milliseconds that the core decides with', async () => {
	const seen: RoundTrace[] = [];
	const instants: number[] = [];
	const observed = Promise.withResolvers<void>();
	const driver = new Driver({
		core: {
			step: (_event: unknown, at: Instant) => {
				instants.push(at.wall);
				return [{ kind: 'trace', trace: { what: 'certified', round: 7, wall: at.wall } }];
			},
		},
		executions: { isFull: false },
		clock: { now: () => 0, setting: { speed: 1 } },
		onTrace: (trace: RoundTrace) => {
			seen.push(trace);
			observed.resolve();
		},
		onFailure: (error: unknown) => observed.reject(error),
	} as unknown as DriverModules);
	const before = performance.now();
	driver.start();
	await observed.promise;
	const after = performance.now();
	await driver.stop();
	expect(Number.isInteger(instants[0])).toBe(true);
	expect(seen[0]).toMatchObject({ what: 'certified', round: 7 });
	expect(seen[0]?.wall).toBeGreaterThanOrEqual(before);
	expect(seen[0]?.wall).toBeLessThanOrEqual(after);
	expect(Math.floor(seen[0]?.wall ?? Number.NaN)).toBe(instants[0]);
});
