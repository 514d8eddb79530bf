/**
 * `npm run campaign -- <twins|crash|schedules|model|framing|clearing|year|audit|bridge> [options]`: long test runs whose short forms are in `npm test`.
 * Prints one JSON object of what was run, with a command that replays each violation; exit code 1 when there is one.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const USAGE = `usage: npm run campaign -- <what> [options]
  twins      --depth N [--part I --parts N] [--runs N]   every scenario of a depth by symmetry, or an even share
             --depth N --number M                        one of them
             --file PATH                                 a scenario file
             --seed S --runs N                           deeper random ones
  crash      [--from N --boundaries N] [--seed S] [--victim 0…3|all]   killed before each effect in turn
  schedules  --seed S --runs N                           random interleavings with a Byzantine validator
  model      --rounds N --states N                       states of the safety rules' model, fewest signatures first
             --rounds N --seed S --runs N                random walks through it
  framing    --seed S --runs N                           is anybody honest ever accused
  clearing   --seed S --runs N                           random markets against trial and linear programs
  audit      --seed S --runs N                           changed audit bundles, each to be refused
  bridge     --seed S --runs N                           chains that trade over bad relayers, forks and faults
  year       [--data DIR] [--day YYYY-MM-DD] [--runs HOURS] [--seed S] [--imbalance none|single|dual]   a neighbourhood's hours, settled to zero`;

/** Of one round: 16 splits of the network, 4 leaders. */
const SCENARIOS_OF_ONE_STEP = 64;
/** 64 to the fifth are a billion scenarios: more than anybody runs. */
const MAX_DEPTH = 5;

const { values, positionals } = parsed({
	allowPositionals: true,
	options: Object.fromEntries(
		[
			'depth',
			'number',
			'part',
			'parts',
			'runs',
			'seed',
			'file',
			'from',
			'boundaries',
			'victim',
			'rounds',
			'data',
			'day',
			'imbalance',
			'states',
		].map((name) => [name, { type: 'string' }]),
	),
});

const campaigns = { twins, crash, schedules, model, framing, clearing, year, audit, bridge };
const campaign = campaigns[positionals[0]];
if (!campaign) {
	process.stderr.write(`${USAGE}\n`);
	process.exit(2);
}
const startedAt = performance.now();
const summary = await campaign();
const seconds = Math.round((performance.now() - startedAt) / 100) / 10;
process.stdout.write(`${JSON.stringify({ ...summary, seconds }, null, '\t')}\n`);
process.exitCode = (summary.violations ?? []).length === 0 ? 0 : 1;

async function twins() {
	const { runTwinsDepth, runTwinsRandom, runTwinsScenario } = await import('../test/campaign/twins.ts');
	if (values.file) {
		const { readScenario } = await import('../src/main/lab/twins/scenario.ts');
		const scenario = asked('--file', () => readScenario(readFileSync(values.file, 'utf8')));
		return { kind: 'twins', scenario, ...runTwinsScenario(scenario) };
	}
	const depth = whole('depth', 3, 1, MAX_DEPTH);
	if (values.number) {
		const { numberedScenario } = await import('../src/main/lab/twins/enumerate.ts');
		const scenario = numberedScenario(depth, whole('number', 0, 0, SCENARIOS_OF_ONE_STEP ** depth - 1));
		return { kind: 'twins', scenario, ...runTwinsScenario(scenario) };
	}
	if (!values.depth) return runTwinsRandom({ seed: whole('seed', 1), runs: whole('runs', 1000, 1) });
	const parts = whole('parts', 1, 1);
	return runTwinsDepth({ depth, part: whole('part', 0, 0, parts - 1), parts, runs: whole('runs', 0) });
}

async function crash() {
	const { runCrashes } = await import('../test/campaign/crash.ts');
	return runCrashes({
		seed: whole('seed', 1),
		from: whole('from', 0),
		boundaries: whole('boundaries', 0),
		victims: victims(values.victim),
	});
}

async function schedules() {
	const { runSchedules } = await import('../test/campaign/schedules.ts');
	return runSchedules({ seed: whole('seed', 1), runs: whole('runs', 1000, 1) });
}

async function model() {
	const { runModel } = await import('../test/campaign/model.ts');
	return runModel({
		rounds: whole('rounds', 3),
		states: whole('states', 4_000_000),
		seed: whole('seed', 1),
		runs: whole('runs', 0),
	});
}

async function framing() {
	const { runFraming } = await import('../test/campaign/framing.ts');
	return runFraming({ seed: whole('seed', 1), runs: whole('runs', 10_000, 1) });
}

async function clearing() {
	const { runClearing } = await import('../test/campaign/clearing.ts');
	return runClearing({ seed: whole('seed', 1), runs: whole('runs', 100_000, 1) });
}

async function year() {
	const { YEAR_SHARES, runYear } = await import('../test/campaign/year.ts');
	const folder = values.data ?? fileURLToPath(new URL('../resources/demo/fontana-summer-week', import.meta.url));
	const file = (name) => join(folder, `${name}.csv`);
	const imbalance = values.imbalance ?? 'none';
	if (!['none', 'single', 'dual'].includes(imbalance))
		fail(`--imbalance ${imbalance} is neither none, single nor dual`);
	return runYear({
		...YEAR_SHARES,
		files: { homes: file('homes'), meters: file('meters'), tariff: file('tariff') },
		from: values.day ?? null,
		hours: values.runs === undefined ? null : whole('runs', 0, 1),
		seed: whole('seed', 1),
		imbalance,
	});
}

async function audit() {
	const { runAudit } = await import('../test/campaign/audit.ts');
	return runAudit({ seed: whole('seed', 1), runs: whole('runs', 10_000, 1) });
}

async function bridge() {
	const { runBridge } = await import('../test/campaign/bridge.ts');
	return runBridge({ seed: whole('seed', 1), runs: whole('runs', 300, 1) });
}

/** Null: each validator alone, then all at once. */
function victims(text) {
	if (text === undefined) return null;
	if (text === 'all') return [[0, 1, 2, 3]];
	if (/^[0-3]$/.test(text)) return [[Number(text)]];
	return fail(`--victim ${text} is neither 0…3 nor all`);
}

function whole(name, fallback, min = 0, max = 999_999_999) {
	const text = values[name];
	if (text === undefined) return fallback;
	const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
	if (number >= min && number <= max) return number;
	return fail(`--${name} ${text} is no whole number from ${min} to ${max}`);
}

function parsed(config) {
	return asked('options', () => parseArgs(config));
}

/** What the caller gave and can mend is told in a line, not in a stack. */
function asked(what, read) {
	try {
		return read();
	} catch (error) {
		return fail(`${what}: ${error.message}`);
	}
}

function fail(reason) {
	process.stderr.write(`${reason}\n${USAGE}\n`);
	process.exit(2);
}
