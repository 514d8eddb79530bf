import { cutForWelfare, isCutAtTheMoney, openOf } from './cut-ratios.ts';
import { type Decision, type Evaluation, isEarlier, volumeOf } from './decision.ts';
import { type Dual, dualAt, mixTowards, mixWithin, pricesOfMix, WHOLE } from './dual.ts';
import { bestSelection } from './families.ts';
import type { Prices } from './periods.ts';
import { familyBounds, gainAt } from './price-space.ts';
import { type BlockProblem, evaluateIn, isSpent, isSupported } from './problem.ts';
import { copyOf, isAllowed, isUndecided, narrow, openRanges, type Ranges } from './ranges.ts';
import { middleOf } from './supporting-prices.ts';
import type { BlockTerms } from './terms.ts';

/** Price vectors tried for the bound of the first node, and of every other. */
const FIRST_ROUNDS = 64;
const ROUNDS = 3;
/** Rounds that the mix which a node inherits counts for. */
const INHERITED = 6;
/** Losing families taken out one after the other from a selection without prices, to find one with. */
const MOST_DROPS = 12;
/** Times a block's range of steps is split on the way to one node. */
const MOST_SPLITS = 12;
/** Nodes whose bound is the best welfare itself, visited for a larger volume or earlier positions. */
const MOST_TIES = 4_096;

interface Node {
	readonly ranges: Ranges;
	readonly mix: Float64Array;
	readonly dual: Dual;
	/** No selection within the ranges has more welfare. */
	readonly bound: bigint;
	readonly splits: number;
	/** Divisible blocks whose rest stays in the book in all nodes below, by block. */
	readonly kept: ReadonlySet<number>;
}

export interface SearchResult {
	/** Null where no selection of blocks lets every zone balance. */
	readonly best: Evaluation | null;
	/** No selection that stands has more welfare. */
	readonly bound: bigint;
	/** The bound of the first node, and the prices that give it. */
	readonly rootBound: bigint;
	readonly boundPrices: Prices;
	readonly nodes: number;
	/** Whether every selection of the same welfare was ruled out, too, by volume or positions. */
	readonly isUnique: boolean;
}

/**
 * Finds the selection of highest welfare among those with supporting prices, then of the largest volume, then with the
 * earliest positions, by branch and bound, depth first. Prices bound a node: welfare ≤ what limit orders and borders
 * gain at them + what the best selection of blocks gains (weak duality), all in integers. They come from clearing the
 * market with mixed ratios, which move towards the best selection at each price (Frank and Wolfe's method); each
 * selection met on the way is a candidate. A selection whose prices make a family lose is branched on.
 */
export function searchBlocks(problem: BlockProblem, mostNodes: number): SearchResult {
	const search = new BlockSearch(problem);
	return search.run(mostNodes);
}

class BlockSearch {
	readonly #problem: BlockProblem;
	readonly #tried = new Set<string>();
	#best: { evaluation: Evaluation; volume: number } | null = null;
	#root: Node;
	#ties = 0;
	#isUnique = true;
	/** Bound of what was given up without a visit. */
	#left: bigint | null = null;

	constructor(problem: BlockProblem) {
		this.#problem = problem;
		this.#root = this.#first(openRanges(problem.terms));
	}

	run(mostNodes: number): SearchResult {
		const { terms } = this.#problem;
		this.#consider({ steps: new Float64Array(terms.length), rests: [] });
		const stack: Node[] = [this.#root];
		let nodes = 0;
		for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
			if (this.#isBeaten(node.bound)) continue;
			if (nodes === mostNodes || isSpent(this.#problem)) {
				this.#giveUp(node.bound);
				continue;
			}
			nodes += 1;
			stack.push(...this.#visit(node, nodes === 1).reverse());
		}
		const welfare = this.#best?.evaluation.welfare ?? 0n;
		const bound = this.#left !== null && this.#left > welfare ? this.#left : welfare;
		const { bound: rootBound, dual } = this.#root;
		return {
			best: this.#best?.evaluation ?? null,
			bound: rootBound < bound ? rootBound : bound,
			rootBound,
			boundPrices: dual.prices,
			nodes,
			isUnique: this.#isUnique && bound === welfare,
		};
	}

	#first(ranges: Ranges): Node {
		const { terms, periods, forest } = this.#problem;
		const mix = new Float64Array(terms.length);
		const dual = dualAt(terms, periods, pricesOfMix(terms, periods, this.#problem, mix));
		const { value } = bestSelection(terms, forest, dual.gains, ranges);
		return { ranges, mix, dual, bound: dual.base + value, splits: 0, kept: new Set() };
	}

	/** Whether the node holds nothing better than what was found; counts the nodes that could hold only its equal. */
	#isBeaten(bound: bigint): boolean {
		if (!this.#best || bound > this.#best.evaluation.welfare) return false;
		if (bound < this.#best.evaluation.welfare) return true;
		this.#ties += 1;
		if (this.#ties <= MOST_TIES) return false;
		this.#isUnique = false;
		return true;
	}

	#giveUp(bound: bigint): void {
		this.#isUnique = false;
		if (this.#left === null || bound > this.#left) this.#left = bound;
	}

	/** The nodes that remain of a node, the most promising first. */
	#visit(node: Node, isFirst: boolean): Node[] {
		const { terms } = this.#problem;
		if (terms.every((_, at) => !isUndecided(node.ranges, at))) return this.#decide(node);
		const tight = this.#tighten(node, isFirst);
		if (isFirst) this.#root = tight.node;
		if (this.#isBeaten(tight.node.bound)) return [];
		return this.#branch(tight.node, tight.loser);
	}

	#tighten(start: Node, isFirst: boolean): { node: Node; loser: number | null } {
		const { terms, periods, forest } = this.#problem;
		let node: Node = { ...start, mix: mixWithin(terms, start.mix, start.ranges) };
		let selection = bestSelection(terms, forest, node.dual.gains, node.ranges);
		let loser = this.#tryOut(selection.steps, node.ranges);
		let { mix } = node;
		const [from, to] = isFirst ? [0, FIRST_ROUNDS] : [INHERITED, INHERITED + ROUNDS];
		for (let round = from; round < to && !this.#isDone(node.bound); round++) {
			mix = mixTowards(terms, mix, selection.steps, 2, round + 2);
			const dual = dualAt(terms, periods, pricesOfMix(terms, periods, this.#problem, mix));
			selection = bestSelection(terms, forest, dual.gains, node.ranges);
			const bound = dual.base + selection.value;
			node = bound < node.bound ? { ...node, dual, bound, mix } : { ...node, mix };
			loser = this.#tryOut(selection.steps, node.ranges) ?? loser;
		}
		return { node, loser };
	}

	#isDone(bound: bigint): boolean {
		return this.#best !== null && bound <= this.#best.evaluation.welfare;
	}

	/**
	 * Tries a selection that the node allows, and while its prices make a family lose, the same without that family.
	 * @returns the block whose family lost first
	 */
	#tryOut(steps: Float64Array, ranges: Ranges): number | null {
		const { terms, groups } = this.#problem;
		if (!isAllowed(terms, groups, steps)) return null;
		let first: number | null = null;
		let current = steps;
		for (let drop = 0; drop <= MOST_DROPS; drop++) {
			const decision = this.#decisionOf(current, drop === 0 ? ranges : openRanges(terms));
			const key = `${decision.steps.join()}|${decision.rests.join()}`;
			if (this.#tried.has(key)) return first;
			if (this.#tried.size >= 20_000) this.#tried.clear();
			this.#tried.add(key);
			const evaluation = evaluateIn(this.#problem, decision);
			if (!evaluation || this.#isWorse(evaluation.welfare) || this.#accept(evaluation)) return first;
			const loser = this.#worstLoser(evaluation);
			if (loser === null) return first;
			first ??= loser;
			current = this.#without(current, loser);
		}
		return first;
	}

	#isWorse(welfare: bigint): boolean {
		return this.#best !== null && welfare < this.#best.evaluation.welfare;
	}

	/** The decision that takes these steps, each divisible block by its least with the rest in the book if it may be more. */
	#decisionOf(steps: Float64Array, ranges: Ranges): Decision {
		const { terms } = this.#problem;
		const rests = [...terms.keys()].filter(
			(at) =>
				terms[at]?.isDivisible && steps[at] !== 0 && (ranges.high[at] as number) > (terms[at] as BlockTerms).least,
		);
		const decided = steps.slice();
		for (const at of rests) decided[at] = (terms[at] as BlockTerms).least;
		return { steps: decided, rests };
	}

	/** The accepted block whose family loses most at the midpoints, the latest of equal ones. */
	#worstLoser(evaluation: Evaluation): number | null {
		const { terms, periods, tick } = this.#problem;
		const low = evaluation.optima.flatMap((optimum) => optimum.low);
		const high = evaluation.optima.flatMap((optimum) => optimum.high);
		const middle = middleOf({ low, high, differences: [], bounds: [], tick, zones: periods.zones });
		let worst: { block: number; gain: bigint } | null = null;
		for (const bound of familyBounds(terms, periods.zones, evaluation.steps)) {
			const gain = gainAt(bound, middle);
			if (gain < 0n && (!worst || gain <= worst.gain)) worst = { block: bound.block, gain };
		}
		return worst === null ? null : lastTwin(terms, evaluation.steps, worst.block);
	}

	#without(steps: Float64Array, block: number): Float64Array {
		const { terms } = this.#problem;
		const rest = steps.slice();
		const drop = (at: number): void => {
			rest[at] = 0;
			for (const child of (terms[at] as BlockTerms).children) drop(child);
		};
		drop(block);
		return rest;
	}

	#consider(decision: Decision): boolean {
		const evaluation = evaluateIn(this.#problem, decision);
		return evaluation !== null && !this.#isWorse(evaluation.welfare) && this.#accept(evaluation);
	}

	/** Keeps the selection if it stands and is the better one; whether it stands. */
	#accept(evaluation: Evaluation): boolean {
		const { terms, periods } = this.#problem;
		if (!isCutAtTheMoney(this.#problem, evaluation) || !isSupported(this.#problem, evaluation)) return false;
		if (this.#best && evaluation.welfare < this.#best.evaluation.welfare) return true;
		const volume = volumeOf(terms, periods, evaluation);
		const isEqual = this.#best?.evaluation.welfare === evaluation.welfare;
		if (this.#best && isEqual) {
			if (volume < this.#best.volume) return true;
			if (volume === this.#best.volume && !isEarlier(terms, evaluation, this.#best.evaluation)) return true;
		}
		if (!isEqual) this.#ties = 0;
		this.#best = { evaluation, volume };
		return true;
	}

	/** Children of a node: a losing or the most mixed block rejected and accepted. */
	#branch(node: Node, loser: number | null): Node[] {
		const { terms } = this.#problem;
		const undecided = [...terms.keys()].filter((at) => isUndecided(node.ranges, at));
		const isLoserOpen = loser !== null && isUndecided(node.ranges, loser);
		const at = isLoserOpen ? loser : this.#mostMixed(node, undecided);
		const rejected = copyOf(node.ranges);
		rejected.high[at] = 0;
		const accepted = copyOf(node.ranges);
		accepted.low[at] = (terms[at] as BlockTerms).least;
		const children = [this.#child(node, rejected), this.#child(node, accepted)];
		if (!isLoserOpen && (node.mix[at] as number) * 2 >= WHOLE) children.reverse();
		return children.filter((child) => child !== null);
	}

	/** The block whose ratio is nearest to a half; if none is mixed, the one that gains or loses least. */
	#mostMixed({ mix, dual }: Node, undecided: readonly number[]): number {
		const { terms } = this.#problem;
		const distance = (at: number): number => Math.abs((mix[at] as number) * 2 - WHOLE);
		const stake = (at: number): bigint => {
			const gain = (dual.gains[at] as bigint) * BigInt((terms[at] as BlockTerms).steps);
			return gain < 0n ? -gain : gain;
		};
		return undecided.reduce((best, at) => {
			if (distance(at) !== distance(best)) return distance(at) < distance(best) ? at : best;
			return stake(at) < stake(best) ? at : best;
		});
	}

	#child(node: Node, ranges: Ranges, changes: Partial<Pick<Node, 'splits' | 'kept'>> = {}): Node | null {
		const { terms, groups, forest } = this.#problem;
		if (!narrow(terms, groups, ranges)) return null;
		const value = node.dual.base + bestSelection(terms, forest, node.dual.gains, ranges).value;
		return { ...node, ...changes, ranges, bound: lesser(value, node.bound) };
	}

	/** A node in which every block is accepted or rejected: ratios are what is left to decide. */
	#decide(node: Node): Node[] {
		const { terms } = this.#problem;
		const { ranges } = node;
		const least = this.#decisionOf(ranges.low, ranges);
		const cut = cutForWelfare(this.#problem, least, ranges);
		const open = openOf(terms, least, ranges);
		const dual = cut ? this.#dualOf(cut) : node.dual;
		const value = dual.base + bestSelection(terms, this.#problem.forest, dual.gains, ranges).value;
		const bound = lesser(value, node.bound);
		if (this.#isBeaten(bound)) return [];
		const stands = cut !== null && (this.#isWorse(cut.welfare) || this.#accept(cut));
		const isExact = open.length === 0 || (open.length === 1 && cut !== null) || this.#isSettled(node, cut, bound, open);
		if (isExact && stands && !(isSpent(this.#problem) && open.length > 0)) return [];
		return [...this.#withoutRests({ ...node, dual, bound }), ...this.#split({ ...node, dual, bound }, cut, open)];
	}

	/** Whether several cut ratios have the most welfare, and their choices are too many to look for a larger volume. */
	#isSettled({ ranges }: Node, cut: Evaluation | null, bound: bigint, open: readonly number[]): boolean {
		if (cut?.welfare !== bound) return false;
		const choices = open.reduce((all, at) => all * ((ranges.high[at] as number) - (ranges.low[at] as number) + 1), 1);
		if (choices <= MOST_TIES) return false;
		this.#isUnique = false;
		return true;
	}

	#dualOf(evaluation: Evaluation): Dual {
		const { terms, periods } = this.#problem;
		return dualAt(
			terms,
			periods,
			evaluation.optima.map(({ support }) => support),
		);
	}

	/** The same with one divisible block at its least and its rest out of the book, for every such block. */
	#withoutRests(node: Node): Node[] {
		const { terms } = this.#problem;
		const kept = new Set(node.kept);
		const nodes: Node[] = [];
		for (const [at, { isDivisible, least }] of terms.entries()) {
			if (!isDivisible || kept.has(at) || (node.ranges.high[at] as number) <= least) continue;
			const ranges = copyOf(node.ranges);
			ranges.low[at] = least;
			ranges.high[at] = least;
			const child = this.#child(node, ranges, { kept: new Set(kept) });
			if (child) nodes.push(child);
			kept.add(at);
		}
		return nodes;
	}

	/** Splits the range of the first block that may be cut at the steps that it was cut to. */
	#split(node: Node, cut: Evaluation | null, open: readonly number[]): Node[] {
		const { terms } = this.#problem;
		const [at] = open;
		if (at === undefined) return [];
		if (node.splits === MOST_SPLITS) {
			this.#giveUp(node.bound);
			return [];
		}
		const low = node.ranges.low[at] as number;
		const high = node.ranges.high[at] as number;
		const middle = cut?.steps[at] ?? low + Math.floor((high - low) / 2);
		const kept = new Set(terms.keys());
		const parts = [
			[middle, middle],
			[low, middle - 1],
			[middle + 1, high],
		] as const;
		return parts.flatMap(([least, most]) => {
			if (least > most) return [];
			const ranges = copyOf(node.ranges);
			ranges.low[at] = least;
			ranges.high[at] = most;
			return this.#child(node, ranges, { splits: node.splits + 1, kept }) ?? [];
		});
	}
}

function lastTwin(terms: readonly BlockTerms[], steps: ArrayLike<number>, block: number): number {
	let last = block;
	for (const [at, { twin }] of terms.entries()) if (twin === last && steps[at] !== 0) last = at;
	return last;
}

function lesser(a: bigint, b: bigint): bigint {
	if (a < b) return a;
	return b;
}
