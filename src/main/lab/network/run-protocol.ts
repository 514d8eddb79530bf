import type { LabPayload, Protocol } from '../protocols/replica.ts';
import { type CostModel, MEASURED_COSTS, receiveCostUs } from './cost-model.ts';
import { DecisionLog } from './decision-log.ts';
import { createLatency, type Latency, type LatencyName } from './latency.ts';
import { Network, type NetworkWatch } from './network.ts';
import { type FaultName, lastingFaults, type NetworkFaults, namedFault, struckReplicas } from './network-faults.ts';
import type { RunRecord } from './run-record.ts';

export interface RunOptions {
	readonly size: number;
	readonly seed: number;
	/** One of the lab's networks, or a made-up one. */
	readonly latency: LatencyName | Latency;
	readonly load: LabPayload;
	/** A named fault that strikes `faulty` replicas drawn from the seed, or exactly these faults. */
	readonly fault: FaultName | NetworkFaults;
	/** How many replicas a named fault strikes. */
	readonly faulty: number;
	/** Ends when a quorum holds a decision of this round or a later one. */
	readonly rounds: number;
	/** Ends here at the latest, virtual ms. */
	readonly untilMs: number;
	/** Told whenever a quorum holds a decision of a higher round. */
	readonly onProgress?: (round: number) => void;
	/** Default: as measured on one machine. */
	readonly costModel?: CostModel;
}

/** Told of every message, for checks and tests. */
export type MessageWatch<M> = Pick<NetworkWatch<M>, 'sent' | 'arrived'>;

/** 100 transactions of 300 bytes a block. */
export const DEFAULT_LOAD: LabPayload = { transactions: 100, bytes: 30_000 };

/**
 * Runs one protocol through the simulated network and records what its replicas decide. Twins' decisions are not
 * recorded: they may be anything.
 */
export function runProtocol<M>(protocol: Protocol<M>, options: RunOptions, messages: MessageWatch<M> = {}): RunRecord {
	const { size, seed, load, costModel = MEASURED_COSTS } = options;
	const latency = typeof options.latency === 'string' ? createLatency(options.latency, size) : options.latency;
	const faults = faultsOf(options);
	const log = new DecisionLog(size, protocol.quorum(size));
	const messagesAtRound = new Map<number, number>();
	let highestRound = 0;
	const network = new Network<M>(
		{ size, seed, latency, faults, load, expectedDelayMs: expectedDelayMs({ size, latency, load, costModel }) },
		{
			protocol,
			costModel,
			watch: {
				...messages,
				decided: (replica, isTwin, atUs, decision) => {
					if (isTwin) return;
					log.add(replica, atUs / 1000, decision);
					if (log.quorumRound === highestRound) return;
					highestRound = log.quorumRound;
					messagesAtRound.set(highestRound, sumOf(network.messagesSent));
					options.onProgress?.(highestRound);
				},
			},
		},
	);
	network.start();
	network.run(options.untilMs, () => log.quorumRound >= options.rounds);
	return {
		protocol: protocol.name,
		seed,
		size,
		quorum: protocol.quorum(size),
		latency: latency.name,
		meanDelayMs: latency.meanUs / 1000,
		struck: lastingFaults(faults),
		durationMs: network.nowMs,
		decisions: log.recorded(),
		messagesAtRound,
		messagesSent: network.messagesSent,
		bytesSent: network.bytesSent,
		delivered: network.delivered,
		violations: log.violations.map((violation) => `seed ${seed}: ${violation}`),
		fingerprint: network.fingerprint,
	};
}

/** The faults that a run has. */
export function faultsOf({ size, seed, fault, faulty }: RunOptions): NetworkFaults {
	return typeof fault === 'string' ? namedFault(fault, struckReplicas(size, faulty, seed), 0) : fault;
}

/** A message of a signature or two, for what an operator expects of processors. */
const SMALL_MESSAGE = { bytes: 400, signatures: 1, verifications: 1, transactions: 0 };

/**
 * What an operator would take the slowest message for: the longest way, a full proposal to everybody over the
 * proposer's link, and a message of everybody else before it at the receiver. The same for all protocols.
 */
function expectedDelayMs(run: {
	readonly size: number;
	readonly latency: Latency;
	readonly load: LabPayload;
	readonly costModel: CostModel;
}): number {
	const { size, latency, load, costModel } = run;
	const { linkBitsPerSecond, hasCpuCost, expectedUs } = latency;
	const carryUs = linkBitsPerSecond === null ? 0 : (size * load.bytes * 8_000_000) / linkBitsPerSecond;
	const proposal = { bytes: load.bytes, signatures: 1, verifications: 1, transactions: load.transactions };
	const workUs = hasCpuCost ? size * receiveCostUs(costModel, SMALL_MESSAGE) + receiveCostUs(costModel, proposal) : 0;
	return Math.ceil(expectedUs + carryUs + workUs) / 1000;
}

function sumOf(counts: Float64Array): number {
	let sum = 0;
	for (const count of counts) sum += count;
	return sum;
}
