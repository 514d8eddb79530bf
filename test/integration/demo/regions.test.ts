import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DemoLog } from '../../../src/main/demo/demo-log.ts';
import { hurryRegions } from '../../../src/main/demo/regions/hurry-regions.ts';
import { liveRegions } from '../../../src/main/demo/regions/live-regions.ts';
import type { RegionalReport } from '../../../src/main/demo/regions/regional-report.ts';
import { childValidators } from '../../../src/main/headless/child-validator.ts';
import type { ContractEvent } from '../../../src/shared/codec/events.ts';
import { runCommand } from '../../fixtures/command-line.ts';
import { withFiles } from '../../fixtures/neighbourhood-files.ts';
import { regionalNeighbourhood } from '../../fixtures/regional-neighbourhood.ts';
import { until } from '../../fixtures/until.ts';

const never = new AbortController().signal;
let directory: string;
const failures: string[] = [];
const log: DemoLog = {
	info: () => undefined,
	warn: () => undefined,
	error: (facts, message) => void failures.push(`${message} ${JSON.stringify(facts)}`),
};

beforeEach(() => {
	directory = mkdtempSync(join(tmpdir(), 'gridquorum-regions-'));
	failures.length = 0;
});

afterEach(() => {
	rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
});

function reportOf({ code, stdout, stderr }: Awaited<ReturnType<typeof runCommand>>): RegionalReport {
	expect({ code, stderr }).toEqual({ code: 0, stderr: expect.any(String) });
	return JSON.parse(stdout) as RegionalReport;
}

describe('the demo of several regions', () => {
	it('moves lots between two regions, settles them there, anchors both, and goes on where it stopped', async () => {
		const home = join(directory, 'home');
		const first = await withFiles(regionalNeighbourhood(2), ({ homes, meters, tariff }) =>
			runCommand(
				...['demo', '--regions', '2', '--hours', '2', '--validators', '1', '--home', home, '--json'],
				...['--homes', homes, '--meters', meters, '--tariff', tariff],
			),
		);
		const report = reportOf(first);
		expect(report).toMatchObject({
			ok: true,
			validators: 2,
			auctions: 4,
			settlementImbalance: 0,
			stateRootsIdentical: true,
			regions: 2,
			supplyConstant: true,
		});
		expect(report.lotsMoved).toBeGreaterThan(0);
		expect(report.packets).toBeGreaterThan(report.lotsMoved);
		expect(report.anchors).toBeGreaterThanOrEqual(2);

		const again = reportOf(await runCommand('demo', '--home', home, '--json'));
		const { auctions, trades, packets, lotsMoved } = report;
		expect(again).toMatchObject({ ok: true, auctions, trades, packets, lotsMoved, supplyConstant: true });

		const other = await runCommand('demo', '--home', home, '--regions', '3', '--json');
		expect(other.code).not.toBe(0);
		expect(other.stderr).toContain('DEMO_HOME_OTHER');
	});

	it('connects three regions each with each', async () => {
		const report = await withFiles(regionalNeighbourhood(3), (files) =>
			hurryRegions(
				{
					home: join(directory, 'home'),
					resources: '',
					files,
					regions: 3,
					hours: 3,
					defaultHours: null,
					validators: 1,
				},
				{ spawn: childValidators(process.env), log, signal: never },
			),
		);
		expect(failures).toEqual([]);
		expect(report).toMatchObject({ ok: true, regions: 3, auctions: 9, supplyConstant: true });
		expect(report.lotsMoved).toBeGreaterThanOrEqual(3);
	});

	it('runs by the clock with a console on the first region, where packets cross', async () => {
		const played = ['home-1'];
		const demo = await withFiles(regionalNeighbourhood(2), (files) =>
			liveRegions(
				{
					home: join(directory, 'home'),
					resources: '',
					files,
					regions: 2,
					hours: 6,
					defaultHours: null,
					validators: 1,
					speed: 600,
					played,
				},
				{ spawn: childValidators(process.env), log, signal: never },
			),
		);
		try {
			const { node } = demo.console;
			expect(node.chainId).toMatch(/^region-1-/);
			expect(node.identities.map(({ participant }) => participant)).toEqual(played);
			const heard = new Set<ContractEvent['kind']>();
			node.onBlock(({ events }) => {
				for (const { kind } of events) heard.add(kind);
			});
			const living = demo.live().catch(() => undefined);
			await until(() => heard.has('packet-closed') && heard.has('packet-received'), 30_000);
			expect(() => demo.play(['home-2'])).toThrowError(expect.objectContaining({ code: 'HOST_PLAYER_UNKNOWN' }));
			demo.play(['home-3']);
			expect(node.identities.map(({ participant }) => participant)).toEqual(['home-3']);
			await demo.stop();
			await living;
		} finally {
			await demo.stop();
		}
	});
});
