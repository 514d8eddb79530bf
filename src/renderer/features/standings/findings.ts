import type { CreditStep, ValidatorStanding } from '../../../shared/contract/index.ts';

/** What the headline says of the validators. */
export type StandingsFinding =
	| { readonly kind: 'none' }
	| { readonly kind: 'convicted'; readonly name: string }
	| { readonly kind: 'all-equal'; readonly count: number; readonly credit: number }
	| {
			readonly kind: 'blamed';
			readonly name: string;
			readonly rounds: number;
			readonly cost: number;
			readonly regained: number;
	  }
	| { readonly kind: 'lowest'; readonly name: string; readonly credit: number; readonly best: number };

/** The validator whose story the headline tells: the one with least credit, when not all are equal. */
export function lowestValidator(validators: readonly ValidatorStanding[]): ValidatorStanding | null {
	const lowest = validators.toSorted((a, b) => a.credit - b.credit || b.index - a.index)[0];
	return lowest && validators.some((each) => each.credit > lowest.credit) ? lowest : null;
}

/**
 * @param steps what the node knows of how the lowest validator's credit came about, oldest first; empty while unknown
 */
export function standingsFinding(
	validators: readonly ValidatorStanding[],
	steps: readonly CreditStep[],
): StandingsFinding {
	const [first] = validators;
	if (!first) return { kind: 'none' };
	const convicted = validators.find(isConvicted);
	if (convicted) return { kind: 'convicted', name: convicted.name };
	const lowest = lowestValidator(validators);
	if (!lowest) return { kind: 'all-equal', count: validators.length, credit: first.credit };
	const moves = steps.filter((step) => step.figure === 'credit');
	const blamed = moves.findLastIndex((step) => step.rule === 'blamed');
	const blame = moves[blamed];
	if (!blame || blame.change >= 0)
		return {
			kind: 'lowest',
			name: lowest.name,
			credit: lowest.credit,
			best: Math.max(...validators.map((each) => each.credit)),
		};
	const regained = moves.slice(blamed + 1).reduce((sum, step) => sum + Math.max(0, step.change), 0);
	return { kind: 'blamed', name: lowest.name, rounds: blame.count, cost: -blame.change, regained };
}

/** Proven guilty: benched until the epoch ends. */
export function isConvicted({ benchedUntilRound }: Pick<ValidatorStanding, 'benchedUntilRound'>): boolean {
	return benchedUntilRound === Number.MAX_SAFE_INTEGER;
}

export type Tier = 'prime' | 'standard' | 'watch';

export const TIERS = { watchBelow: 300, primeFrom: 900 } as const;

/** How the credit line is divided; a reading aid, the rules know only the number. */
export function tierOf(credit: number): Tier {
	return credit >= TIERS.primeFrom ? 'prime' : credit < TIERS.watchBelow ? 'watch' : 'standard';
}
