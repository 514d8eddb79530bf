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

/** Messages that one message-level job may send, about: what bounds its rounds. */
const MESSAGE_BUDGET = 1_000_000;
const FINALITY_ROUNDS = { min: 150, max: 1_000 } as const;

/** The simulations of a run, protocol by protocol, seed by seed. */
export function jobsOf(run: LabRun): LabJob[] {
	const { validators, faulty, fault, latency, credit } = run;
	const network = { validators, faulty, fault, latency, credit };
	return run.protocols.flatMap((protocol) =>
		run.seeds.flatMap((seed): LabJob[] => {
			const job = { protocol, seed, network };
			if (run.level === 'message') return [{ ...job, level: 'message', measures: 'all', rounds: run.rounds }];
			const rounds = Math.min(run.rounds, finalityRounds(validators));
			if (!hasRoundLevel(protocol, fault)) return [{ ...job, level: 'message', measures: 'all', rounds }];
			return [
				{ ...job, level: 'message', measures: 'finality', rounds },
				{ ...job, level: 'round', measures: 'statistics', rounds: run.rounds },
			];
		}),
	);
}

export function sampleOf({ level, rounds }: LabJob): Sample {
	const warmUpRounds = warmUpOf(rounds);
	return { level, rounds: rounds - warmUpRounds, warmUpRounds };
}

/** Rounds of the message level that give finality, throughput and messages: fewer, the more messages a round has. */
function finalityRounds(validators: number): number {
	const affordable = Math.floor(MESSAGE_BUDGET / (2 * validators * validators));
	return Math.max(FINALITY_ROUNDS.min, Math.min(FINALITY_ROUNDS.max, affordable));
}
