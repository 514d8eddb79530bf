import type { Sha256 } from '../../../shared/codec/bytes.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { type FinalityStatistics, finalityStatistics, roundsOf } from '../measure/message-run.ts';
import { type RoundStatistics, roundStatistics } from '../measure/round-statistics.ts';
import { warmUpOf } from '../measure/warm-up.ts';
import { createLatency } from '../network/latency.ts';
import { struckReplicas } from '../network/network-faults.ts';
import { DEFAULT_LOAD, runProtocol } from '../network/run-protocol.ts';
import { createProtocol } from '../protocols/registry.ts';
import { Behaviour } from '../rounds/behaviour.ts';
import { electWithoutCredit } from '../rounds/equal-weights.ts';
import { runRounds } from '../rounds/run-rounds.ts';
import type { LabJob } from './lab-job.ts';

/** What one job found; null where it does not measure it. */
export interface JobFigures {
	readonly statistics: RoundStatistics | null;
	readonly finality: FinalityStatistics | null;
}

/** Rounds that a run goes on beyond those that count, so that the last of these can become final. */
const OVERRUN_ROUNDS = 16;
/**
 * Virtual time that a run may take at most, in the longest of expected delay and shortest timer, a round: a protocol
 * that stands still ends here, and the rounds that it did not reach are lost.
 */
const DELAYS_PER_ROUND = 500;
const SHORTEST_TIMER_MS = 100;

/** @throws CodedError LAB_FAILED when the simulated run broke one of its checks */
export function runJob(job: LabJob, sha256: Sha256, onProgress: (round: number) => void): JobFigures {
	return job.level === 'round' ? roundJob(job, sha256, onProgress) : messageJob(job, sha256, onProgress);
}

function roundJob(job: LabJob, sha256: Sha256, onProgress: (round: number) => void): JobFigures {
	const { validators: size, faulty, fault, credit } = job.network;
	if (fault === 'slow') throw new Error('the round level has no times, hence no slow validators');
	const behaviour = new Behaviour({ size, fault, seed: job.seed, faulty: struckReplicas(size, faulty, job.seed) });
	const options = { size, rounds: job.rounds, seed: job.seed, credit, onProgress };
	const record = runRounds(job.protocol, options, behaviour, sha256);
	return { statistics: roundStatistics(record, windowOf(job)), finality: null };
}

function messageJob(job: LabJob, sha256: Sha256, onProgress: (round: number) => void): JobFigures {
	const { validators: size, faulty, fault, latency, credit } = job.network;
	const rounds = job.rounds + OVERRUN_ROUNDS;
	const { expectedUs } = createLatency(latency, size);
	const modules = credit ? { sha256 } : { sha256, elect: electWithoutCredit };
	const run = runProtocol(createProtocol(job.protocol, modules), {
		size,
		seed: job.seed,
		latency,
		load: DEFAULT_LOAD,
		fault,
		faulty,
		rounds,
		onProgress,
		untilMs: rounds * DELAYS_PER_ROUND * Math.max(SHORTEST_TIMER_MS, expectedUs / 1000),
	});
	const [violation] = run.violations;
	if (violation) throw new CodedError('LAB_FAILED', { protocol: job.protocol, seed: job.seed, reason: violation });
	const window = windowOf(job);
	return {
		statistics: job.measures === 'all' ? roundStatistics(roundsOf(run, job.rounds), window) : null,
		finality: finalityStatistics(run, window),
	};
}

function windowOf(job: LabJob): { from: number; to: number } {
	return { from: warmUpOf(job.rounds), to: job.rounds };
}
