import type { LabResult } from '../../../shared/contract/lab.ts';
import type { FinalityStatistics } from '../measure/message-run.ts';
import type { RoundStatistics } from '../measure/round-statistics.ts';
import { type LabJob, sampleOf } from './lab-job.ts';
import type { JobFigures } from './run-job.ts';

/** The figures of one protocol's jobs, one per seed and level, as one result: means over the seeds. */
export function labResultOf(done: readonly { readonly job: LabJob; readonly figures: JobFigures }[]): LabResult {
	const withStatistics = done.filter(({ figures }) => figures.statistics);
	const withFinality = done.filter(({ figures }) => figures.finality);
	const first = withStatistics[0];
	if (!first || withFinality.length === 0) throw new Error('a protocol was measured in part only');
	return {
		protocol: first.job.protocol,
		...meanStatistics(withStatistics.flatMap(({ figures }) => figures.statistics ?? [])),
		...meanFinality(withFinality.flatMap(({ figures }) => figures.finality ?? [])),
		measured: {
			statistics: sampleOf(withStatistics.map(({ job }) => job)),
			finality: sampleOf(withFinality.map(({ job }) => job)),
		},
	};
}

function meanStatistics(runs: readonly RoundStatistics[]) {
	const credited = runs.flatMap(({ votesCreditedShare }) => (votesCreditedShare === null ? [] : [votesCreditedShare]));
	return {
		roundsLostShare: mean(runs.map(({ roundsLostShare }) => roundsLostShare)),
		leaderShares: (runs[0]?.leaderShares ?? []).map((_, index) =>
			mean(runs.map(({ leaderShares }) => leaderShares[index] ?? 0)),
		),
		distinctLeadersPer100: mean(runs.map(({ distinctLeadersPer100 }) => distinctLeadersPer100)),
		votesCreditedShare: credited.length === 0 ? null : mean(credited),
		worstCommitGapRounds: mean(runs.map(({ worstCommitGapRounds }) => worstCommitGapRounds)),
	};
}

/** A seed in which nothing was decided has no finality, and its zeros must not pass for the best: only its throughput counts. */
function meanFinality(runs: readonly FinalityStatistics[]): FinalityStatistics {
	const decided = runs.filter(({ finalityMs }) => finalityMs.p50 > 0);
	const deciding = decided.length > 0 ? decided : runs;
	return {
		finalityDelays: meanPercentiles(deciding.map(({ finalityDelays }) => finalityDelays)),
		finalityMs: meanPercentiles(deciding.map(({ finalityMs }) => finalityMs)),
		throughputTps: mean(runs.map(({ throughputTps }) => throughputTps)),
		messagesPerDecision: mean(deciding.map(({ messagesPerDecision }) => messagesPerDecision)),
	};
}

function meanPercentiles(values: readonly { p50: number; p99: number }[]): { p50: number; p99: number } {
	return { p50: mean(values.map(({ p50 }) => p50)), p99: mean(values.map(({ p99 }) => p99)) };
}

function mean(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0) / values.length;
}
