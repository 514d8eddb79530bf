import { Random } from '../../src/main/lab/random.ts';
import { exploreAll, walk } from '../model/explore.ts';
import { RULES, SafetyModel } from '../model/safety-model.ts';

export interface ModelSummary {
	readonly kind: 'model';
	readonly rounds: number;
	readonly seed: number;
	/** States met breadth first, up to a bound, or on random walks. */
	readonly states: number;
	/** True when these are all there are. */
	readonly isComplete: boolean;
	readonly violations: readonly string[];
}

/** The safety rules' model: all states up to `states`, or, with `runs`, that many random walks from a seed. */
export function runModel(options: {
	readonly rounds: number;
	readonly states: number;
	readonly seed: number;
	readonly runs: number;
}): ModelSummary {
	const { rounds, states, seed, runs } = options;
	const model = new SafetyModel(rounds, RULES);
	const found = runs > 0 ? walk(model, runs, new Random(seed)) : exploreAll(model, states);
	const replay = `npm run campaign -- model --rounds ${rounds} --states ${states} --seed ${seed} --runs ${runs}`;
	const violations = found.forkAfter === null ? [] : [`a fork after ${found.forkAfter} signatures — replay: ${replay}`];
	return { kind: 'model', rounds, seed, states: found.states, isComplete: found.isComplete, violations };
}
