import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { hurryDemo } from '../../demo/hurry-demo.ts';
import { regionsOfHome } from '../../demo/network/prepare-home.ts';
import { hurryRegions } from '../../demo/regions/hurry-regions.ts';
import type { RegionalReport } from '../../demo/regions/regional-report.ts';
import type { DemoReport } from '../../demo/report.ts';
import { childValidators } from '../child-validator.ts';
import { EXIT } from '../exit-codes.ts';
import { stopSignal } from '../stop-signal.ts';
import { terminalLog } from '../terminal-log.ts';
import { type DemoFlags, openOptions, withDemoOptions } from './demo-options.ts';

const DEFAULT_HOURS = 24;

/** `demo`: runs the market as fast as the chain allows and reports. */
export function demoCommand(): Command {
	const command = new Command('demo')
		.description('run a neighbourhood’s market on local validators as fast as the chain allows, and report')
		.option('--home <dir>', 'keep the data here, or go on with it (default: a temporary directory)')
		.option('--json', 'print one JSON object and nothing else on stdout');
	return withDemoOptions(command).action(run);
}

async function run(flags: DemoFlags & { json?: boolean }): Promise<void> {
	const signal = stopSignal({ withStdin: false });
	const log = terminalLog({ quiet: flags.json === true });
	const temporary = flags.home === undefined ? await mkdtemp(join(tmpdir(), 'gridquorum-demo-')) : null;
	try {
		const options = openOptions(flags, flags.home ?? join(temporary as string, 'home'), DEFAULT_HOURS);
		const modules = { spawn: childValidators(process.env), log, signal };
		const regions = options.regions ?? (await regionsOfHome(options.home));
		const report = await (regions === null
			? hurryDemo(options, modules)
			: hurryRegions({ ...options, regions }, modules));
		process.stdout.write(flags.json ? `${JSON.stringify(report)}\n` : summaryOf(report));
		process.exitCode = report.ok ? EXIT.ok : EXIT.failure;
	} catch (error) {
		if (!signal.aborted) throw error;
		process.stderr.write('Stopped before the end.\n');
		process.exitCode = EXIT.failure;
	} finally {
		if (temporary !== null) await rm(temporary, { recursive: true, force: true, maxRetries: 5 });
	}
}

function summaryOf(report: DemoReport | RegionalReport): string {
	const kWh = (report.energyWh / 1000).toFixed(3);
	const ms = (value: number | null) => (value === null ? 'none' : `${value} ms`);
	return [
		report.ok ? 'Everything is settled.' : 'The run did not come out whole.',
		'',
		`  auctions             ${report.auctions}`,
		`  trades               ${report.trades}, ${kWh} kWh in all`,
		`  deeds sealed         ${report.deedsSealed} of ${report.trades}`,
		`  settlement imbalance ${report.settlementImbalance} micro-units`,
		`  chain                ${report.height} blocks, ${report.transactions} transactions, ${report.validators} validators`,
		...('regions' in report ? regionsOf(report) : []),
		`  state roots          ${report.stateRootsIdentical ? 'identical on every validator' : 'DIFFERENT'}`,
		`  call to final        p50 ${ms(report.commitLatencyMs.p50)}, p99 ${ms(report.commitLatencyMs.p99)}`,
		`  wall time            ${report.wallSeconds} s`,
		'',
	].join('\n');
}

function regionsOf({ regions, packets, lotsMoved, anchors, supplyConstant }: RegionalReport): string[] {
	return [
		`  regions              ${regions}, ${anchors} of their state roots anchored on the main chain`,
		`  between them         ${packets} packets, ${lotsMoved} lots of energy moved`,
		`  sums over all chains ${supplyConstant ? 'constant' : 'NOT CONSTANT'}`,
	];
}
