import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasher } from '../../src/main/node/crypto/sha256.ts';
import { createTestnet, type KeylessParticipant } from '../../src/main/node/testnet.ts';
import { chainIdOf } from '../../src/shared/codec/genesis.ts';
import type { GenesisParticipant } from '../../src/shared/codec/genesis-document.ts';
import { freePorts } from '../fixtures/free-ports.ts';
import { BenchProcess, type ValidatorStatus } from './bench-process.ts';
import type { Primitives } from './primitives.ts';
import { round, summary } from './statistics.ts';
import { TransferSource } from './transfer-source.ts';

const VALIDATORS = 4;
const PASSPHRASE = 'bench';
const SENDERS = Array.from({ length: 32 }, (_, index) => `sender-${index}`);
const WARM_UP_MS = 3_000;
const RATES_PER_SECOND = [50, 500];
/** Kept under way while the network is saturated. */
const WINDOW = 2_000;
const TICK_MS = 10;

interface Phase {
	readonly offeredPerSecond: number | 'saturating';
	readonly committedPerSecond: number;
	readonly commitLatencyMs: ReturnType<typeof summary>;
	readonly blocksPerSecond: number;
	readonly hostEventLoopDelayP99Ms: number;
	/** Processor time of all validators together; less noisy than rates where others share the machine. */
	readonly cpuMsPerTransaction: number;
	readonly cpuMsPerBlock: number;
}

const participant = (id: string, role: GenesisParticipant['role']): KeylessParticipant => ({
	id,
	role,
	name: id,
	zone: 'bench',
	eic: null,
	balance: 1_000_000_000_000,
	meters: [],
	delegates: [],
});

/**
 * Four validators, each a process with keys and disk of its own, over libp2p on loopback. This process signs and hands
 * the transactions to validator 0, the host, and does nothing else.
 */
export async function benchConsensus(options: { seconds: number; primitives: Primitives }): Promise<object> {
	const parent = await mkdtemp(join(tmpdir(), 'gridquorum-bench-'));
	const { genesis, directories } = await createTestnet({
		directory: join(parent, 'network'),
		name: 'bench',
		ports: await freePorts(VALIDATORS),
		time: Date.now(),
		participants: [
			participant('market', 'market-operator'),
			participant('grid', 'grid-operator'),
			...SENDERS.map((id) => participant(id, 'prosumer')),
		],
		market: { marketOperator: 'market', gridOperator: 'grid' },
		passphrase: PASSPHRASE,
		scrypt: { n: 2, r: 1, p: 1 },
	});
	process.env['GRIDQUORUM_PASSPHRASE'] = PASSPHRASE;
	let validators = directories.map((directory) => new BenchProcess(directory));
	try {
		await Promise.all(validators.map(({ ready }) => ready));
		const source = await TransferSource.open({
			chainId: chainIdOf(genesis, hasher.sha256),
			keys: join(directories[0] as string, 'keys'),
			passphrase: PASSPHRASE,
			senders: SENDERS,
		});
		await load(validators, source, { rate: RATES_PER_SECOND[0] as number, ms: WARM_UP_MS });
		const phases: Phase[] = [];
		for (const rate of [...RATES_PER_SECOND, null])
			phases.push(await load(validators, source, { rate, ms: options.seconds * 1000 }));
		const statuses = await Promise.all(validators.map((validator) => validator.status()));
		const restart = await restartHost(validators, directories[0] as string);
		validators = [restart.host, ...validators.slice(1)];
		const floorMs = 1.5 * options.primitives.tcpRoundTripMs + 3 * options.primitives.syncMs;
		return {
			validators: VALIDATORS,
			phases,
			/** Three message delays and three synced writes at the machine's own price. */
			latencyFloorMs: round(floorMs, 3),
			latencyOverFloor: round((phases[0]?.commitLatencyMs.p50 ?? Number.NaN) / floorMs, 1),
			/** Share of one core's signature checks that the saturated throughput stands for: each node checks each transaction once. */
			throughputOverVerifyRate: round(
				((phases.at(-1)?.committedPerSecond ?? 0) * options.primitives.verifyMicroseconds) / 1e6,
				3,
			),
			residentMegabytes: statuses.map(({ residentBytes }) => round(residentBytes / 1e6, 0)),
			height: statuses[0]?.height,
			refused: statuses[0]?.refused,
			restartToReadyMs: restart.ms,
			restartPhases: restart.phases,
		};
	} finally {
		await Promise.all(validators.map((validator) => validator.stop()));
		await rm(parent, { recursive: true, force: true });
	}
}

async function load(
	validators: readonly BenchProcess[],
	source: TransferSource,
	options: { rate: number | null; ms: number },
): Promise<Phase> {
	const host = validators[0] as BenchProcess;
	let latenciesMs: number[] = [];
	let underWay = 0;
	host.onCommitted = (batch) => {
		latenciesMs.push(...batch);
		underWay -= batch.length;
	};
	const offer = (count: number): void => {
		if (count <= 0) return;
		underWay += count;
		host.send({ kind: 'transactions', encoded: source.take(count) });
	};
	for (const validator of validators) validator.send({ kind: 'measure' });
	const startedAt = performance.now();
	let offered = 0;
	while (true) {
		const elapsedMs = performance.now() - startedAt;
		if (elapsedMs >= options.ms) break;
		const due = options.rate === null ? WINDOW - underWay : Math.floor((options.rate * elapsedMs) / 1000) - offered;
		offer(due);
		offered += Math.max(0, due);
		await sleep(TICK_MS);
	}
	const seconds = (performance.now() - startedAt) / 1000;
	const committed = latenciesMs.length;
	const measured = latenciesMs;
	const statuses = await Promise.all(validators.map((validator) => validator.status()));
	const { eventLoopDelayP99Ms, blocks } = statuses[0] as ValidatorStatus;
	const cpuMs = statuses.reduce((sum, status) => sum + status.cpuMs, 0);
	latenciesMs = [];
	while (underWay > 0) await sleep(TICK_MS);
	return {
		offeredPerSecond: options.rate ?? 'saturating',
		committedPerSecond: round(committed / seconds, 1),
		commitLatencyMs: summary(measured),
		blocksPerSecond: round(blocks / seconds, 1),
		hostEventLoopDelayP99Ms: round(eventLoopDelayP99Ms, 1),
		cpuMsPerTransaction: round(cpuMs / committed, 2),
		cpuMsPerBlock: round(cpuMs / blocks, 1),
	};
}

async function restartHost(validators: readonly BenchProcess[], directory: string) {
	await validators[0]?.stop();
	const startedAt = performance.now();
	const host = new BenchProcess(directory);
	await host.ready;
	const ms = round(performance.now() - startedAt, 0);
	const { phases } = await host.status();
	return { host, ms, phases: phases.map(({ name, ms: phaseMs }) => ({ name, ms: round(phaseMs, 1) })) };
}

function sleep(ms: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, ms));
}
