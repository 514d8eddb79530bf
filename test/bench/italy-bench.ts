/**
 * A real market's days, read, built, cleared and compared: seconds by stage. Usage: node test/bench/italy-bench.ts [DIR];
 * without DIR the two days that the tests carry.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { replayMarket } from '../../src/main/headless/market-data/replay.ts';
import { mechanisms } from '../../src/shared/clearing/mechanisms.ts';
import { profiles } from '../../src/shared/clearing/profiles.ts';
import { describeMachine } from './machine.ts';
import { round } from './statistics.ts';

const CARRIED = fileURLToPath(new URL('../fixtures/italy-2025-04', import.meta.url));

/** @param directory market data; null takes the two days that the tests carry */
export async function benchItaly(directory: string | null) {
	const from = directory ?? CARRIED;
	if (!existsSync(from)) return { skipped: `${from} is not there` };
	const choices = [
		{ days: null, borders: 'prices', blocks: 'given' },
		{ days: null, borders: 'exchanges', blocks: 'given' },
	] as const;
	const runs: object[] = [];
	for (const choice of choices) {
		const modules = { mechanism: mechanisms['uniform-price'], profile: profiles['default-v1'], onDay: () => undefined };
		const { stages, ...figures } = await replayMarket(from, choice, modules);
		const seconds = Object.fromEntries(
			Object.entries(stages).map(([stage, ms]) => [stage.slice(0, -2), round(ms / 1_000, 3)]),
		);
		runs.push({ borders: choice.borders, ...figures, stages: seconds });
	}
	return { runs };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const report = { machine: describeMachine(), italy: await benchItaly(process.argv[2] ?? null) };
	process.stdout.write(`${JSON.stringify(report, null, '\t')}\n`);
}
