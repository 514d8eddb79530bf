import type { Market } from '../market.ts';
import type { Profile } from '../profiles.ts';
import { type Decision, type Evaluation, evaluate } from './decision.ts';
import { type Forest, forestOf } from './families.ts';
import { marketPeriods, type Periods } from './periods.ts';
import { familyBounds, type PriceSpace, priceSpace } from './price-space.ts';
import { groupsOf } from './ranges.ts';
import { middleOf, supportingPrices } from './supporting-prices.ts';
import { type BlockTerms, blockTerms } from './terms.ts';

/** A market with blocks, as its search sees it. */
export interface BlockProblem {
	readonly terms: readonly BlockTerms[];
	readonly forest: Forest;
	readonly groups: readonly (readonly number[])[];
	readonly periods: Periods;
	readonly periodCount: number;
	readonly tick: number;
	readonly lot: number;
}

export function blockProblem(market: Market, profile: Profile): BlockProblem {
	const terms = blockTerms(market);
	return {
		terms,
		forest: forestOf(terms),
		groups: groupsOf(terms),
		periods: marketPeriods(market, profile),
		periodCount: market.periods,
		tick: market.tick,
		lot: market.lot,
	};
}

export function evaluateIn({ terms, periodCount, periods }: BlockProblem, decision: Decision): Evaluation | null {
	return evaluate(terms, periodCount, periods, decision);
}

/** The prices by which the decision stands; null where no supporting price lets every single-price bound hold. */
export function spaceOf({ terms, periods, tick }: BlockProblem, evaluation: Evaluation): PriceSpace | null {
	const { zones } = periods;
	const links = evaluation.optima.map((_, period) => periods.book(period, []).input.links);
	return priceSpace(evaluation, familyBounds(terms, zones, evaluation.steps), links, { tick, zones });
}

/** Whether there are supporting prices by which no accepted family loses. */
export function isSupported(problem: BlockProblem, evaluation: Evaluation): boolean {
	const space = spaceOf(problem, evaluation);
	return space !== null && supportingPrices(space, middleOf(space)) !== null;
}
