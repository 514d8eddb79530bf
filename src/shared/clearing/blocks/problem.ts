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
	/** Selections cleared so far, and how many a search may clear: several for each node that the profile allows. */
	readonly effort: { spent: number; readonly most: number };
}

/** Selections that a node clears on average at most; a node that sets ratios clears many, most clear a few. */
const SELECTIONS_PER_NODE = 16;

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
		effort: { spent: 0, most: SELECTIONS_PER_NODE * profile.searchNodes },
	};
}

/** Whether the search has cleared as many selections as it may: what is open then keeps its bound and is given up. */
export function isSpent({ effort }: BlockProblem): boolean {
	return effort.spent >= effort.most;
}

export function evaluateIn(problem: BlockProblem, decision: Decision): Evaluation | null {
	const { terms, periodCount, periods, effort } = problem;
	effort.spent += 1;
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
