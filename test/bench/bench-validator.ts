/**
 * One validator in a process of its own, driven over IPC (advanced serialisation). Latency is measured here, from the
 * arrival of a transaction at this validator to its execution in a final block.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createNode, readNodeOptions } from '../../src/main/node/create-node.ts';
import { codeOf } from '../../src/shared/errors/coded-error.ts';
import type { BenchReport, BenchRequest } from './bench-process.ts';

const SAMPLING_MS = 2;
const REPORT_EVERY_MS = 10;

const node = await createNode(await readNodeOptions(process.argv[2] as string));
await node.start();

const delay = monitorEventLoopDelay({ resolution: SAMPLING_MS });
delay.enable();
let latenciesMs: number[] = [];
const refused: { [code: string]: number } = {};
let blocks = 0;
let cpu = process.cpuUsage();
node.onBlock(() => {
	blocks += 1;
});

function report(message: BenchReport): void {
	process.send?.(message);
}

async function commit(encoded: Uint8Array): Promise<void> {
	const start = performance.now();
	try {
		await node.outcome(await node.submit(encoded));
		latenciesMs.push(performance.now() - start);
	} catch (error) {
		const code = codeOf(error) ?? 'OTHER';
		refused[code] = (refused[code] ?? 0) + 1;
	}
}

setInterval(() => {
	if (latenciesMs.length === 0) return;
	report({ kind: 'committed', latenciesMs });
	latenciesMs = [];
}, REPORT_EVERY_MS);

process.on('message', (request: BenchRequest) => {
	switch (request.kind) {
		case 'transactions':
			for (const encoded of request.encoded) void commit(encoded);
			break;
		case 'measure':
			delay.reset();
			blocks = 0;
			cpu = process.cpuUsage();
			break;
		case 'status': {
			const used = process.cpuUsage(cpu);
			report({
				kind: 'status',
				// The histogram counts its own sampling interval in.
				eventLoopDelayP99Ms: Math.max(0, delay.percentile(99) / 1e6 - SAMPLING_MS),
				residentBytes: process.memoryUsage.rss(),
				blocks,
				cpuMs: (used.user + used.system) / 1000,
				height: node.snapshot().height,
				refused,
				phases: node.snapshot().phases,
			});
			break;
		}
		case 'stop':
			void node.stop().then(() => process.exit(0));
			break;
	}
});
process.on('disconnect', () => void node.stop().finally(() => process.exit(0)));
report({ kind: 'ready' });
