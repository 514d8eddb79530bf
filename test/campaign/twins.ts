import { Random } from '../../src/main/lab/random.ts';
import { quickDigest } from '../../src/main/lab/signatures/quick-digest.ts';
import { standInModules } from '../../src/main/lab/signatures/stand-in-signatures.ts';
import { canonicalScenarios, numberedScenario } from '../../src/main/lab/twins/enumerate.ts';
import { randomScenario, randomShape } from '../../src/main/lab/twins/generate.ts';
import { runScenario, type TwinsOutcome } from '../../src/main/lab/twins/run-scenario.ts';
import type { TwinsScenario } from '../../src/main/lab/twins/scenario.ts';

export interface TwinsSummary {
	readonly kind: 'twins';
	readonly depth: number | 'random';
	readonly seed: number;
	/** Scenarios that were run. */
	readonly runs: number;
	/** Scenarios that these stand for, by symmetry. */
	readonly covered: number;
	readonly delivered: number;
	/** Most rounds after a scenario until one was final. */
	readonly worstSettlingRounds: number;
	/** Longest virtual time from then until every honest validator had it, ms. */
	readonly worstCatchUpMs: number;
	readonly violations: readonly string[];
}

/** At most this many failing scenarios are told. */
const MAX_VIOLATIONS = 20;
const modules = standInModules(quickDigest);

/**
 * Every scenario of a depth, by symmetry; `part` of `parts` takes each parts-th of them, so that several processes
 * share the work. `runs` bounds the number: 0 for all.
 */
export function runTwinsDepth(options: {
	readonly depth: number;
	readonly part: number;
	readonly parts: number;
	readonly runs: number;
}): TwinsSummary {
	const { depth, part, parts, runs } = options;
	const scenarios = canonicalScenarios(depth).filter((_, place) => place % parts === part);
	const chosen = runs > 0 ? scenarios.slice(0, runs) : scenarios;
	const tally = new Tally();
	for (const { number, multiplicity } of chosen) {
		const outcome = runScenario(numberedScenario(depth, number), modules);
		tally.add(outcome, multiplicity, `npm run campaign -- twins --depth ${depth} --number ${number}`);
	}
	return { kind: 'twins', depth, seed: 0, ...tally.summary() };
}

/** Deeper scenarios with up to three sets a round, from consecutive seeds; every third with the real election. */
export function runTwinsRandom({ seed, runs }: { readonly seed: number; readonly runs: number }): TwinsSummary {
	const tally = new Tally();
	for (let at = seed; at < seed + runs; at++) {
		const outcome = runScenario(seededScenario(at), modules);
		tally.add(outcome, 1, `npm run campaign -- twins --seed ${at} --runs 1`);
	}
	return { kind: 'twins', depth: 'random', seed, ...tally.summary() };
}

/** One scenario, for a replay. */
export function runTwinsScenario(scenario: TwinsScenario): TwinsOutcome {
	return runScenario(scenario, modules);
}

export function seededScenario(seed: number): TwinsScenario {
	const random = new Random(seed);
	return randomScenario(random, randomShape(random), `seed ${seed}`);
}

class Tally {
	#runs = 0;
	#covered = 0;
	#delivered = 0;
	#worstSettlingRounds = 0;
	#worstCatchUpMs = 0;
	readonly #violations: string[] = [];

	add(outcome: TwinsOutcome, multiplicity: number, replay: string): void {
		this.#runs += 1;
		this.#covered += multiplicity;
		this.#delivered += outcome.delivered;
		this.#worstSettlingRounds = Math.max(this.#worstSettlingRounds, outcome.settlingRounds);
		this.#worstCatchUpMs = Math.max(this.#worstCatchUpMs, outcome.catchUpMs);
		if (outcome.violations.length > 0 && this.#violations.length < MAX_VIOLATIONS)
			this.#violations.push(`${outcome.violations.join('; ')} — replay: ${replay}`);
	}

	summary() {
		return {
			runs: this.#runs,
			covered: this.#covered,
			delivered: this.#delivered,
			worstSettlingRounds: this.#worstSettlingRounds,
			worstCatchUpMs: this.#worstCatchUpMs,
			violations: this.#violations,
		};
	}
}
