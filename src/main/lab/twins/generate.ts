import type { Random } from '../random.ts';
import { SCENARIO_FORMAT, type TwinsScenario } from './scenario.ts';

export interface TwinsShape {
	readonly validators: number;
	/** The last ones run twice. */
	readonly twins: number;
	/** Rounds. */
	readonly depth: number;
	readonly maxSets: number;
	/** Leaves the leaders to the real election. */
	readonly isElected: boolean;
}

/** A random scenario; equal generators give equal scenarios. */
export function randomScenario(random: Random, shape: TwinsShape, name: string): TwinsScenario {
	const { validators, depth, maxSets, isElected } = shape;
	const twins = Array.from({ length: shape.twins }, (_, i) => validators - shape.twins + i);
	const rounds = Array.from({ length: depth }, () => {
		const sets: number[][] = Array.from({ length: random.between(1, maxSets) }, () => []);
		for (let instance = 0; instance < validators + twins.length; instance++) random.pick(sets).push(instance);
		// Half of the leaders are twins: what an honest leader can do wrong is little.
		const isTwin = random.chance(500);
		const leader = isTwin && twins.length > 0 ? random.pick(twins) : random.between(0, validators - 1);
		return { leader: isElected ? null : leader, sets: sets.filter((set) => set.length > 0) };
	});
	const faulty = Math.floor((validators - 1) / 3);
	return {
		format: SCENARIO_FORMAT,
		name,
		validators,
		twins,
		rounds,
		expect: shape.twins > faulty ? 'fork' : 'safe',
	};
}

/** Four validators, one twin, 4 … 12 rounds, up to three sets; every third one with the real election. */
export function randomShape(random: Random): TwinsShape {
	return { validators: 4, twins: 1, depth: random.between(4, 12), maxSets: 3, isElected: random.chance(333) };
}
