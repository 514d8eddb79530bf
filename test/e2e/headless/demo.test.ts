import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DemoReport } from '../../../src/main/demo/report.ts';
import { runCommand } from '../../fixtures/command-line.ts';
import { smallNeighbourhood, withFiles, withLine } from '../../fixtures/neighbourhood-files.ts';

let directory: string;

beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), 'gridquorum-e2e-'));
});

afterEach(() => {
	rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
});

/** Homes that trade at noon: one with the sun, two without, under names that no id could hold. */
function sunnyStreet() {
	const { meters: _, ...rest } = smallNeighbourhood('+05:30', ['2031-02-03']);
	const rows = Array.from({ length: 24 }, (_, hour) => {
		const start = `2031-02-03T${String(hour).padStart(2, '0')}:00:00+05:30`;
		const sun = hour >= 6 && hour < 18 ? 4_000 : 0;
		return [`${start},"Sunny, No. 1",500,${sun}`, `${start},阴凉处,900,0`, `${start},x y,700,0`];
	});
	return {
		...rest,
		homes: 'home,pv_kw,note\n"Sunny, No. 1",6,south\n阴凉处,0,\nx y,0,\n',
		meters: `start,home,load_wh,pv_wh\n${rows.flat().join('\n')}\n`,
	};
}

describe('demo', () => {
	it('settles a neighbourhood that nobody has seen, and prints one JSON object alone', async () => {
		const { code, stdout, stderr } = await withFiles(sunnyStreet(), ({ homes, meters, tariff }) =>
			runCommand('demo', '--hours', '10', '--homes', homes, '--meters', meters, '--tariff', tariff, '--json'),
		);
		expect(code, stderr).toBe(0);
		const report = JSON.parse(stdout) as DemoReport;
		expect(report).toMatchObject({
			ok: true,
			validators: 4,
			auctions: 10,
			settlementImbalance: 0,
			stateRootsIdentical: true,
		});
		expect(Object.keys(report)).toEqual([
			'ok',
			'validators',
			'height',
			'transactions',
			'auctions',
			'trades',
			'energyWh',
			'deedsSealed',
			'settlementImbalance',
			'stateRootsIdentical',
			'commitLatencyMs',
			'wallSeconds',
		]);
		// From six to ten o'clock the sunny home has more than both others need.
		expect(report.energyWh).toBeGreaterThan(0);
		expect(report.energyWh).toBeLessThanOrEqual(4 * (900 + 700));
		expect(report.deedsSealed).toBe(report.trades);
	});

	it('keeps its data with --home, goes on there, and refuses another market in the same place', async () => {
		const home = join(directory, 'kept');
		const first = await runCommand('demo', '--hours', '7', '--validators', '1', '--home', home, '--json');
		expect(first.code, first.stderr).toBe(0);
		const again = await runCommand('demo', '--home', home, '--json');
		expect(again.code, again.stderr).toBe(0);
		const [before, after] = [first, again].map(({ stdout }) => JSON.parse(stdout) as DemoReport);
		expect(after).toMatchObject({ ok: true, validators: 1, auctions: 7 });
		// Everything was done already: but for the call that asks whether it was, nothing is done again.
		expect(after?.transactions).toBe((before?.transactions ?? 0) + 1);
		expect([after?.trades, after?.energyWh]).toEqual([before?.trades, before?.energyWh]);
		for (const different of [
			['--validators', '2'],
			['--hours', '8'],
			['--feed-in', '0.04'],
			['--from', '2017-07-25'],
		]) {
			const other = await runCommand('demo', ...different, '--home', home, '--json');
			expect(other).toMatchObject({ code: 2, stdout: '' });
			expect(other.stderr).toContain('DEMO_HOME_OTHER');
		}
	});

	it('refuses a bad row with file, line and column on stderr, and leaves nothing behind', async () => {
		const good = smallNeighbourhood();
		const meters = withLine(good.meters, 7, '2024-05-01T02:00:00+02:00,b,-1,0');
		const home = join(directory, 'never');
		const result = await withFiles({ ...good, meters }, (files) =>
			runCommand(
				'demo',
				'--home',
				home,
				'--homes',
				files.homes,
				'--meters',
				files.meters,
				'--tariff',
				files.tariff,
				'--json',
			),
		);
		expect(result).toMatchObject({ code: 2, stdout: '' });
		expect(result.stderr).toMatch(/IMPORT_ENERGY_NEGATIVE: .*meters\.csv, line 7, column load_wh/);
		expect(existsSync(home)).toBe(false);
		expect(readdirSync(directory)).toEqual([]);
	});

	it.each([
		['is a file', 'file'],
		['leads through a file', join('file', 'home')],
	])('says so, and leaves nothing behind, when the chosen directory %s', async (_, path) => {
		writeFileSync(join(directory, 'file'), 'kept');
		const result = await runCommand('demo', '--hours', '1', '--home', join(directory, path), '--json');
		expect(result).toMatchObject({ code: 2, stdout: '' });
		expect(result.stderr).toMatch(/^DEMO_HOME_UNUSABLE: .*ENOTDIR/);
		expect(result.stderr).not.toContain('    at ');
		expect(readdirSync(directory)).toEqual(['file']);
		expect(readFileSync(join(directory, 'file'), 'utf8')).toBe('kept');
	});

	it('never writes into a directory that holds something else', async () => {
		const result = await runCommand('demo', '--hours', '1', '--home', join(import.meta.dirname), '--json');
		expect(result).toMatchObject({ code: 2, stdout: '' });
		expect(result.stderr).toContain('DEMO_HOME_FOREIGN');
	});
});

describe('the command line', () => {
	it('prints help of every command on stdout and exits with 0', async () => {
		for (const args of [['--help'], ['demo', '--help'], ['start', '--help'], ['node', '--help']]) {
			const { code, stdout } = await runCommand(...args);
			expect(code).toBe(0);
			expect(stdout).toContain('Usage: gridquorum');
		}
	});

	it.each([
		['an unknown option', ['demo', '--nope']],
		['an unknown command', ['trade']],
		['no command', []],
		['too many validators', ['demo', '--validators', '17']],
		['a day that is none', ['demo', '--from', '2024-02-30']],
		['one of three files', ['demo', '--homes', 'homes.csv']],
		['a data directory that is not there', ['node', '--home', '/nonexistent']],
		['a stranger to play', ['start', '--no-open', '--play', 'nobody', '--validators', '1', '--hours', '1']],
	])('exits with 2 and says why for %s', async (_, args) => {
		const where = args[0] === 'start' ? ['--home', join(directory, 'start')] : [];
		const { code, stdout, stderr } = await runCommand(...args, ...where);
		expect(code, stderr).toBe(2);
		// A market's console is there before its network: it is how a start is seen.
		if (args[0] === 'start') expect(stdout).toMatch(/^Console: /);
		else expect(stdout).toBe('');
		expect(stderr.length).toBeGreaterThan(10);
	});

	it('init and testnet make data directories once', async () => {
		const one = join(directory, 'one');
		expect((await runCommand('init', '--home', one)).code).toBe(0);
		expect(readdirSync(one)).toEqual(expect.arrayContaining(['config.json', 'genesis.cbor', 'keys']));
		expect((await runCommand('init', '--home', one)).code).toBe(2);
		const many = join(directory, 'many');
		expect((await runCommand('testnet', '--validators', '3', '--out', many)).code).toBe(0);
		expect(readdirSync(many)).toEqual(['validator-0', 'validator-1', 'validator-2']);
		expect(readdirSync(directory).sort()).toEqual(['many', 'one']);
	});
});
