/**
 * Benchmarks: prints one JSON object with the machine, and each suite's figures beside its own baseline.
 * Usage: npm run -s bench -- [--suite NAME]… [--seconds N] [--data DIR] [--out FILE] [--keep DIR]
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { describeMachine } from './machine.ts';

const LINGER_MS = 5_000;

const { values } = parseArgs({
	options: {
		suite: { type: 'string', multiple: true },
		seconds: { type: 'string', default: '15' },
		/** Directory of a wholesale market's published days. */
		data: { type: 'string' },
		out: { type: 'string' },
		/** Directory in which the audit suite leaves its bundle. */
		keep: { type: 'string' },
	},
});

const suites: { readonly [name: string]: () => Promise<object> } = {
	async consensus() {
		const { measurePrimitives } = await import('./primitives.ts');
		const { benchConsensus } = await import('./consensus-bench.ts');
		const seconds = Number(values.seconds);
		if (!(seconds >= 1 && seconds <= 600)) fail('--seconds takes 1 to 600');
		const primitives = await measurePrimitives();
		return { secondsPerPhase: seconds, primitives, ...(await benchConsensus({ seconds, primitives })) };
	},
	async clearing() {
		const { benchClearing } = await import('./clearing-bench.ts');
		return benchClearing();
	},
	async blocks() {
		const { benchBlocks } = await import('./blocks-bench.ts');
		return benchBlocks();
	},
	async continuous() {
		const { benchContinuous } = await import('./continuous-bench.ts');
		return benchContinuous();
	},
	async formats() {
		const { benchFormats } = await import('./formats-bench.ts');
		return benchFormats();
	},
	async readings() {
		const { benchReadings } = await import('./readings-bench.ts');
		return benchReadings();
	},
	async 'large-product'() {
		const { benchLargeProduct } = await import('./large-product-bench.ts');
		const { benchProductNetwork } = await import('./product-network-bench.ts');
		return { engine: benchLargeProduct(), network: await benchProductNetwork() };
	},
	async 'host-slices'() {
		const { benchHostSlices } = await import('./host-slices-bench.ts');
		return benchHostSlices();
	},
	async trace() {
		const { benchTrace } = await import('./trace-bench.ts');
		return benchTrace();
	},
	async audit() {
		const { benchAudit } = await import('./audit-bench.ts');
		return benchAudit({ keep: values.keep ?? null });
	},
	async bridge() {
		const { benchBridge } = await import('./bridge-bench.ts');
		return benchBridge();
	},
	async console() {
		const { benchConsole } = await import('./console/console-bench.ts');
		return benchConsole();
	},
	async italy() {
		const { benchItaly } = await import('./italy-bench.ts');
		return benchItaly(values.data ?? null);
	},
};

const names = values.suite ?? Object.keys(suites);
const unknown = names.find((name) => !Object.hasOwn(suites, name));
if (unknown !== undefined) fail(`--suite ${unknown} is none of ${Object.keys(suites).join(', ')}`);
const figures: { [name: string]: object } = {};
for (const name of names) figures[name] = await (suites[name] as () => Promise<object>)();
const report = `${JSON.stringify({ machine: describeMachine(), ...figures }, null, '\t')}\n`;
process.stdout.write(report);
if (values.out) await writeFile(values.out, report);
// The report is whole: a connection that a stopped network left half closed must not keep the process.
setTimeout(() => process.exit(), LINGER_MS).unref();

function fail(reason: string): never {
	process.stderr.write(`${reason}\n`);
	process.exit(2);
}
