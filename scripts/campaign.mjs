/**
 * `npm run campaign -- <twins|crash|schedules|model|framing> [options]`: long test runs whose short forms are in `npm test`.
 * Prints one JSON object of what was run, with a command that replays each violation; exit code 1 when there is one.
 */
import { readFileSync } from 'node:fs';
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
  framing    --seed S --runs N                           is anybody honest ever accused`;

const { values, positionals } = parseArgs({
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
			'states',
		].map((name) => [name, { type: 'string' }]),
	),
});

const campaigns = { twins, crash, schedules, model, framing };
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
		const scenario = readScenario(readFileSync(values.file, 'utf8'));
		return { kind: 'twins', scenario, ...runTwinsScenario(scenario) };
	}
	if (values.number) {
		const { numberedScenario } = await import('../src/main/lab/twins/enumerate.ts');
		const scenario = numberedScenario(whole('depth', 3), whole('number', 0));
		return { kind: 'twins', scenario, ...runTwinsScenario(scenario) };
	}
	if (!values.depth) return runTwinsRandom({ seed: whole('seed', 1), runs: whole('runs', 1000) });
	const { depth, part, parts, runs } = { depth: whole('depth', 3), part: 0, parts: 1, runs: whole('runs', 0) };
	return runTwinsDepth({ depth, part: whole('part', part), parts: whole('parts', parts), runs });
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
	return runSchedules({ seed: whole('seed', 1), runs: whole('runs', 1000) });
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
	return runFraming({ seed: whole('seed', 1), runs: whole('runs', 10_000) });
}

/** Null: each validator alone, then all at once. */
function victims(text) {
	if (text === undefined) return null;
	if (text === 'all') return [[0, 1, 2, 3]];
	if (/^[0-3]$/.test(text)) return [[Number(text)]];
	return fail(`--victim ${text} is neither 0…3 nor all`);
}

function whole(name, fallback) {
	const text = values[name];
	if (text === undefined) return fallback;
	if (!/^\d{1,9}$/.test(text)) return fail(`--${name} ${text} is no whole number`);
	return Number(text);
}

function fail(reason) {
	process.stderr.write(`${reason}\n${USAGE}\n`);
	process.exit(2);
}
