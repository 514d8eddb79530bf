import type { LabResult, LabRun } from '../../../shared/contract/lab.ts';
import type { LabProtocol } from '../../../shared/contract/lab-terms.ts';
import { warmUpOf } from '../measure/warm-up.ts';
import { hasRoundLevel } from '../rounds/run-rounds.ts';

type Sample = LabResult['measured']['finality'];

/**
 * One simulation: of one protocol from one seed. A `message` job measures finality, and the round statistics too where
 * it is told to; a `round` job measures those alone.
 */
export interface LabJob {
	readonly protocol: LabProtocol;
	readonly seed: number;
	readonly level: Sample['level'];
	readonly measures: 'all' | 'finality' | 'statistics';
	readonly rounds: number;
	readonly network: Pick<LabRun, 'validators' | 'faulty' | 'fault' | 'latency' | 'credit'>;
}

/** What bounds the message level of a run whose statistics come from the round level, or from there as far as they can. */
export interface MessageBounds {
	/** Messages of one job, about; 60 rounds are simulated all the same. */
	readonly messages: number;
	/** Rounds of a job that measures finality alone, at most. */
	readonly finalityRounds: number;
	/** Seeds of the message level: the first of the run's. */
	readonly seeds: number;
}

export const DEFAULT_BOUNDS: MessageBounds = { messages: 1_000_000, finalityRounds: 1_000, seeds: 32 };

const MIN_ROUNDS = 60;
/** Protocols in which every validator writes to every other one twice a round. */
const ALL_TO_ALL: readonly LabProtocol[] = ['c-lbft', 'pbft'];

/** The simulations of a run, protocol by protocol, seed by seed. */
export function jobsOf(run: LabRun, bounds: MessageBounds = DEFAULT_BOUNDS): LabJob[] {
	const { validators, faulty, fault, latency, credit } = run;
	const network = { validators, faulty, fault, latency, credit };
	return run.protocols.flatMap((protocol) =>
		run.seeds.flatMap((seed, place): LabJob[] => {
			const job = { protocol, seed, network };
			if (run.level === 'message') return [{ ...job, level: 'message', measures: 'all', rounds: run.rounds }];
			const affordable = Math.min(run.rounds, affordableRounds(protocol, network, bounds));
			const isSampled = place < bounds.seeds;
			if (!hasRoundLevel(protocol, fault))
				return isSampled ? [{ ...job, level: 'message', measures: 'all', rounds: affordable }] : [];
			const rounds = Math.min(affordable, bounds.finalityRounds);
			return [
				...(isSampled ? [{ ...job, level: 'message', measures: 'finality', rounds } as const] : []),
				{ ...job, level: 'round', measures: 'statistics', rounds: run.rounds },
			];
		}),
	);
}

/** What the jobs of one protocol and level took their figures from. */
export function sampleOf(jobs: readonly LabJob[]): Sample {
	const { level, rounds } = jobs[0] as LabJob;
	const warmUpRounds = warmUpOf(rounds);
	return { level, rounds: rounds - warmUpRounds, warmUpRounds, seeds: jobs.length };
}

function affordableRounds(protocol: LabProtocol, network: LabJob['network'], bounds: MessageBounds): number {
	return Math.max(MIN_ROUNDS, Math.floor(bounds.messages / messagesPerRound(protocol, network)));
}

/** About: where votes go to one leader, it is the rounds that end with everybody's timeouts that count. */
function messagesPerRound(protocol: LabProtocol, { validators, fault }: LabJob['network']): number {
	const toAll = validators * validators;
	if (ALL_TO_ALL.includes(protocol)) return 2 * toAll;
	if (protocol === 'raft') return 3 * validators;
	return 10 * validators + (fault === 'none' ? 0 : toAll / 3);
}
