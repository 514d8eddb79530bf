/**
 * Benchmarks: prints one JSON object with the machine, the machine's own prices as baseline, and each suite's figures.
 * Usage: npm run -s bench -- [--seconds N] [--out FILE]
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { benchConsensus } from './consensus-bench.ts';
import { describeMachine } from './machine.ts';
import { measurePrimitives } from './primitives.ts';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '15' }, out: { type: 'string' } } });
const seconds = Number(values.seconds);
if (!(seconds >= 1 && seconds <= 600)) {
	process.stderr.write('--seconds takes 1 to 600\n');
	process.exit(2);
}
const primitives = await measurePrimitives();
const consensus = await benchConsensus({ seconds, primitives });
const report = `${JSON.stringify({ machine: describeMachine(), secondsPerPhase: seconds, primitives, consensus }, null, '\t')}\n`;
process.stdout.write(report);
if (values.out) await writeFile(values.out, report);
