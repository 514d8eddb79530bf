import type { Sha256 } from '../../../shared/codec/bytes.ts';
import { roundStatistics } from '../measure/round-statistics.ts';
import { warmUpOf } from '../measure/warm-up.ts';
import { struckReplicas } from '../network/network-faults.ts';
import { Behaviour } from '../rounds/behaviour.ts';
import { runCLbftRounds } from '../rounds/c-lbft-rounds.ts';

/** What C-LBFT's participation goals ask: all honest, f leaders that censor votes, or f that vote for each other only. */
export interface ParticipationStudy {
	readonly behaviour: 'fair' | 'censor' | 'collude';
	readonly validators: number;
	readonly rounds: number;
	readonly seeds: readonly number[];
	readonly credit: boolean;
}

/** The worst of the seeds, at round level. */
export interface ParticipationFigures {
	/** Least and most blocks of one honest validator, as a multiple of the fair share 1/n. */
	readonly leastLed: number;
	readonly mostLed: number;
	/** Least share of honest votes that the chain credits. */
	readonly votesCredited: number;
	/** Most blocks that the f validators together have of all; 0 where all are honest. */
	readonly faultyBlocks: number;
}

/** `fair` counts from the first round; the others after the warm-up. */
export function studyParticipation(study: ParticipationStudy, sha256: Sha256): ParticipationFigures {
	const runs = study.seeds.map((seed) => oneRun(study, seed, sha256));
	return {
		leastLed: Math.min(...runs.map(({ leastLed }) => leastLed)),
		mostLed: Math.max(...runs.map(({ mostLed }) => mostLed)),
		votesCredited: Math.min(...runs.map(({ votesCredited }) => votesCredited)),
		faultyBlocks: Math.max(...runs.map(({ faultyBlocks }) => faultyBlocks)),
	};
}

function oneRun(study: ParticipationStudy, seed: number, sha256: Sha256): ParticipationFigures {
	const { behaviour, validators: size, rounds, credit } = study;
	const faulty = behaviour === 'fair' ? [] : struckReplicas(size, Math.floor((size - 1) / 3), seed);
	const fault = behaviour === 'fair' ? 'none' : behaviour;
	const record = runCLbftRounds({ size, rounds, seed, credit }, new Behaviour({ size, fault, seed, faulty }), sha256);
	const from = behaviour === 'fair' ? 0 : warmUpOf(rounds);
	const { leaderShares, votesCreditedShare } = roundStatistics(record, { from, to: rounds });
	const led = record.honest.map((validator) => (leaderShares[validator] as number) * size);
	return {
		leastLed: Math.min(...led),
		mostLed: Math.max(...led),
		votesCredited: votesCreditedShare ?? 0,
		faultyBlocks: faulty.reduce((sum, validator) => sum + (leaderShares[validator] as number), 0),
	};
}
