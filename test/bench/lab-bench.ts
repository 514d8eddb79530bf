/**
 * How fast the simulator runs C-LBFT, message by message, on one core. Prints JSON; processor time beside real time,
 * since others may share the machine. Usage: node test/bench/lab-bench.ts [--sizes 4,10,31,100] [--seconds N]
 */
import { parseArgs } from 'node:util';
import { DEFAULT_LOAD, runProtocol } from '../../src/main/lab/network/run-protocol.ts';
import { createCLbft } from '../../src/main/lab/protocols/c-lbft/c-lbft.ts';
import { hasher } from '../../src/main/node/crypto/sha256.ts';
import { describeMachine } from './machine.ts';
import { round } from './statistics.ts';

const { values } = parseArgs({
	options: { sizes: { type: 'string', default: '4,10,31,100' }, seconds: { type: 'string', default: '5' } },
});
const sizes = values.sizes.split(',').map(Number);
const seconds = Number(values.seconds);
if (!sizes.every((size) => size >= 4 && size <= 100) || !(seconds >= 1 && seconds <= 600)) {
	process.stderr.write('--sizes takes numbers from 4 to 100, --seconds 1 to 600\n');
	process.exit(2);
}

function measure(size: number, rounds: number) {
	const startedAt = performance.now();
	const used = process.cpuUsage();
	const record = runProtocol(createCLbft({ sha256: (bytes) => hasher.sha256(bytes) }), {
		size,
		seed: 1,
		latency: 'unit',
		load: DEFAULT_LOAD,
		fault: 'none',
		faulty: 0,
		rounds,
		untilMs: Number.MAX_SAFE_INTEGER,
	});
	const { user, system } = process.cpuUsage(used);
	return { record, realMs: performance.now() - startedAt, cpuMs: (user + system) / 1000 };
}

function bench(size: number) {
	const warmUp = measure(size, Math.max(10, Math.ceil(3_000 / size)));
	const blocksPerSecond = (1000 * warmUp.record.decisions.length) / warmUp.realMs;
	const { record, realMs, cpuMs } = measure(size, Math.max(20, Math.ceil(seconds * blocksPerSecond)));
	const blocks = record.decisions.length;
	return {
		validators: size,
		blocks,
		messages: record.delivered,
		blocksPerRealSecond: round((1000 * blocks) / realMs, 1),
		blocksPerCpuSecond: round((1000 * blocks) / cpuMs, 1),
		cpuMicrosecondsPerMessage: round((1000 * cpuMs) / record.delivered),
		messagesPerBlock: round(record.delivered / blocks, 1),
		violations: record.violations.length,
		fingerprint: record.fingerprint,
	};
}

process.stdout.write(`${JSON.stringify({ machine: describeMachine(), runs: sizes.map(bench) }, null, '\t')}\n`);
