import type { Random } from '../../src/main/lab/random.ts';
import type { SafetyModel, State, Step } from './safety-model.ts';

export interface Exploration {
	readonly states: number;
	readonly isComplete: boolean;
	/** Signatures that lead to a fork; null when none was found. */
	readonly forkAfter: number | null;
}

/**
 * Breadth first, so that a fork is shown with the fewest signatures; ends after `maxStates`.
 * @param isAllowed leaves out signatures, to look further where a fork is thought to be
 */
export function exploreAll(
	model: SafetyModel,
	maxStates: number,
	isAllowed: (step: Step) => boolean = () => true,
): Exploration {
	const start = model.start();
	const seen = new Set([model.keyOf(start)]);
	let front: State[] = [start];
	for (let depth = 1; front.length > 0; depth++) {
		const next: State[] = [];
		for (const state of front) {
			for (const { state: successor } of model.steps(state).filter(isAllowed)) {
				const key = model.keyOf(successor);
				if (seen.has(key)) continue;
				if (seen.size >= maxStates) return { states: seen.size, isComplete: false, forkAfter: null };
				seen.add(key);
				if (model.fork(successor)) return { states: seen.size, isComplete: false, forkAfter: depth };
				next.push(successor);
			}
		}
		front = next;
	}
	return { states: seen.size, isComplete: true, forkAfter: null };
}

/**
 * Random walks until nothing more can be signed. Every second walk forbids half of all signatures at random, and often
 * all order votes: what it then runs into would hardly ever happen where everybody signs whatever is allowed.
 */
export function walk(model: SafetyModel, walks: number, random: Random): Exploration {
	let states = 0;
	for (let run = 0; run < walks; run++) {
		let state = model.start();
		const isFree = run % 2 === 0;
		const forbidden = isFree ? 0 : random.next();
		const forbidsOrders = !isFree && random.chance(500);
		const isAllowed = (step: Step) =>
			((forbidden >>> placeOf(step)) & 1) === 0 && !(forbidsOrders && step.kind === 'orders');
		for (let depth = 1; ; depth++) {
			const steps = model.steps(state).filter(isAllowed);
			if (steps.length === 0) break;
			state = random.pick(steps).state;
			states += 1;
			if (model.fork(state)) return { states, isComplete: false, forkAfter: depth };
		}
	}
	return { states, isComplete: false, forkAfter: null };
}

/** 0 … 31, by who signs what for which round. */
function placeOf({ kind, validator, round }: Step): number {
	return (['votes', 'orders', 'timeouts'].indexOf(kind) * 11 + validator * 4 + round) % 32;
}
