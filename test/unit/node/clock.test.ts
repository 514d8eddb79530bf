import { describe, expect, it } from 'vitest';
import { MAX_CLOCK_SPEED, WallChainClock } from '../../../src/main/node/clock.ts';

function clockAt(setting = { anchorChainMs: 1_000_000, anchorWallMs: 5_000, speed: 60 }) {
	const time = { monotonic: 100, wall: 5_000 };
	const clock = new WallChainClock(setting, { monotonicMs: () => time.monotonic, wallMs: () => time.wall });
	const pass = (ms: number): void => {
		time.monotonic += ms;
		time.wall += ms;
	};
	return { clock, time, pass };
}

describe('chain clock', () => {
	it('runs at its speed from its anchor', () => {
		const { clock, pass } = clockAt();
		expect(clock.now()).toBe(1_000_000);
		pass(1_000);
		expect(clock.now()).toBe(1_060_000);
	});

	it('does not follow a corrected system clock', () => {
		const { clock, time, pass } = clockAt();
		pass(1_000);
		time.wall -= 500;
		expect(clock.now()).toBe(1_060_000);
	});

	it('jumps ahead when set anew, and tells its listeners', () => {
		const { clock, time, pass } = clockAt();
		pass(1_000);
		let told = 0;
		clock.onChange(() => {
			told += 1;
		});
		clock.set({ anchorChainMs: 2_000_000, anchorWallMs: time.wall, speed: 1 });
		expect(clock.now()).toBe(2_000_000);
		expect(told).toBe(1);
	});

	it('refuses to run backwards, and keeps its setting', () => {
		const { clock, time, pass } = clockAt();
		pass(1_000);
		const before = clock.setting;
		expect(() => clock.set({ anchorChainMs: 1_000_000, anchorWallMs: time.wall, speed: 60 })).toThrow(
			expect.objectContaining({ code: 'CLOCK_BACKWARDS' }),
		);
		expect(clock.setting).toBe(before);
	});

	it('holds its reading while a new anchor lags by the grain of the clocks', () => {
		const { clock, time, pass } = clockAt();
		pass(1_000);
		expect(clock.now()).toBe(1_060_000);
		clock.set({ anchorChainMs: 1_059_990, anchorWallMs: time.wall, speed: 60 });
		expect(clock.now()).toBe(1_060_000);
		pass(1);
		expect(clock.now()).toBe(1_060_050);
	});

	it.each([0, 0.5, Number.NaN, MAX_CLOCK_SPEED + 1])('refuses the speed %d', (speed) => {
		expect(() => clockAt({ anchorChainMs: 0, anchorWallMs: 0, speed })).toThrow(
			expect.objectContaining({ code: 'CLOCK_SPEED_INVALID' }),
		);
	});
});
