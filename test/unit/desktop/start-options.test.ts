import { describe, expect, it } from 'vitest';
import { readStartOptions } from '../../../src/main/desktop/node/start-options.ts';
import { codeOf } from '../../../src/shared/errors/coded-error.ts';

function codeFrom(...line: string[]): string | null {
	try {
		readStartOptions(line);
		return null;
	} catch (error) {
		return codeOf(error);
	}
}

describe("the application's command line", () => {
	it('that names no network leaves it to the console, or to the last start', () => {
		expect(readStartOptions([])).toBeNull();
		expect(readStartOptions(['--minimised', 'gridquorum://open/lab'])).toBeNull();
	});

	it('that names a part of a demo has the rest from the defaults: an hour a minute, the grid operator', () => {
		expect(readStartOptions(['--home', '/demo'])).toEqual({ home: '/demo', speed: 60, played: ['grid-operator'] });
	});

	it('takes home, speed and participants', () => {
		expect(readStartOptions(['--home', '/demo', '--speed=120', '--play', 'grid, home-01'])).toEqual({
			home: '/demo',
			speed: 120,
			played: ['grid', 'home-01'],
		});
		expect(readStartOptions(['--play', 'none'])?.played).toEqual([]);
		expect(readStartOptions(['--regions', '2'])?.regions).toBe(2);
	});

	it("leaves Chromium's switches alone", () => {
		expect(readStartOptions(['--no-sandbox', '--speed', '30', '--remote-debugging-port=0', '/some/path'])?.speed).toBe(
			30,
		);
	});

	it.each([
		['--speed', '0'],
		['--speed', '3601'],
		['--speed', '1.5'],
		['--speed', 'fast'],
		['--speed', ''],
		['--regions', '1'],
		['--regions', '5'],
		['--home', ''],
		['--home'],
	])('refuses %s "%s"', (...line) => {
		expect(codeFrom(...line.filter((part) => part !== undefined))).toBe('OPTION_INVALID');
	});
});
