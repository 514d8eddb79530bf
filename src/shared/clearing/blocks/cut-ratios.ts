import { MARKET_LIMITS } from '../market.ts';
import type { Decision, Evaluation } from './decision.ts';
import { type BlockProblem, evaluateIn, isSpent } from './problem.ts';
import { narrow, openRanges, type Ranges } from './ranges.ts';
import { type BlockTerms, gainOf } from './terms.ts';

/** Rounds in which every block that may be cut is set anew. */
const MOST_ROUNDS = 4;

/**
 * Sets the steps of the blocks that may be cut, one after the other while the rest stay, each to the most welfare that
 * its range leaves, the most steps of equal ones: exact where a single block may be cut, since welfare is concave in its
 * steps, otherwise a point that no change of one block improves; as far as the search's effort allows.
 */
export function cutForWelfare(problem: BlockProblem, start: Decision, ranges: Ranges): Evaluation | null {
	const open = openOf(problem.terms, start, ranges);
	let best = evaluateIn(problem, filled(problem, start, ranges, open)) ?? evaluateIn(problem, start);
	if (!best || open.length === 0) return best;
	for (let round = 0; round < MOST_ROUNDS; round++) {
		const before: bigint = best.welfare;
		for (const at of open) if (!isSpent(problem)) best = cutOne(problem, best, ranges, at);
		if (best.welfare === before || open.length === 1 || isSpent(problem)) break;
	}
	return best;
}

/** Accepted blocks whose range leaves several steps to choose from, which no book decides. */
export function openOf(terms: readonly BlockTerms[], { steps }: Decision, { low, high }: Ranges): number[] {
	return [...terms.keys()].filter((at) => {
		const { isDivisible, least } = terms[at] as BlockTerms;
		return !isDivisible && steps[at] !== 0 && Math.max(low[at] as number, least) < (high[at] as number);
	});
}

/** Every open block in turn with the most steps that its family and its group then leave. */
function filled(problem: BlockProblem, { steps, rests }: Decision, ranges: Ranges, open: readonly number[]): Decision {
	const most = steps.slice();
	for (let generation = 0; generation < MARKET_LIMITS.generations; generation++)
		for (const at of open) {
			const room = roomOf(problem, { steps: most, rests }, ranges, at);
			if (room) most[at] = room.most;
		}
	return { steps: most, rests };
}

function cutOne(problem: BlockProblem, start: Evaluation, ranges: Ranges, at: number): Evaluation {
	const room = roomOf(problem, start, ranges, at);
	if (!room) return start;
	const terms = problem.terms[at] as BlockTerms;
	const withSteps = (steps: number): Evaluation | null =>
		evaluateIn(problem, { steps: start.steps.with(at, steps), rests: start.rests });
	let { least, most } = room;
	while (most - least > 1) {
		const middle = least + Math.floor((most - least) / 2);
		const slope = slopeAt(problem, withSteps(middle), terms, start, middle, at);
		if (slope >= 0n) least = middle;
		else most = middle;
	}
	const found = [withSteps(most), withSteps(least)].filter((each) => each !== null);
	return found.reduce((best, each) => (each.welfare > best.welfare ? each : best), found[0] ?? start);
}

/** What one more step would change the welfare by at prices that support these steps, or which way a balance lies. */
function slopeAt(
	{ periods, terms }: BlockProblem,
	evaluation: Evaluation | null,
	block: BlockTerms,
	{ steps }: Decision,
	middle: number,
	at: number,
): bigint {
	if (evaluation)
		return gainOf(
			block,
			evaluation.optima.map(({ support }) => support),
		);
	for (const period of block.active) {
		const row = new Array<number>(periods.zones).fill(0);
		for (const [other, { zone, sign, step }] of terms.entries()) {
			const count = other === at ? middle : (steps[other] as number);
			row[zone] = (row[zone] as number) + sign * count * (step[period] as number);
		}
		const obstacle = periods.book(period, []).zones.obstacle(row);
		if (obstacle) return (obstacle.kind === 'surplus') === (block.sign === 1) ? -1n : 1n;
	}
	return -1n;
}

/** The steps that the block may take while all others stay; null where it has no choice. */
function roomOf(
	{ terms, groups }: BlockProblem,
	{ steps }: Decision,
	{ low, high }: Ranges,
	at: number,
): { least: number; most: number } | null {
	const room = { low: steps.slice(), high: steps.slice() };
	room.low[at] = Math.max(low[at] as number, (terms[at] as BlockTerms).least);
	room.high[at] = high[at] as number;
	if (!narrow(terms, groups, room)) return null;
	const [fewest, most] = [room.low[at] as number, room.high[at] as number];
	return fewest < most ? { least: fewest, most } : null;
}

/**
 * Whether no block is cut between its least and the whole though one step more would raise the welfare and be allowed:
 * it is at the money as far as its grid of steps can tell.
 */
export function isCutAtTheMoney(problem: BlockProblem, evaluation: Evaluation): boolean {
	const { terms } = problem;
	const whole = openRanges(terms);
	return terms.every(({ isDivisible, least, steps }, at) => {
		const taken = evaluation.steps[at] as number;
		if (isDivisible || taken <= least || taken >= steps) return true;
		const room = roomOf(problem, evaluation, whole, at);
		if (!room || room.most <= taken) return true;
		const more = evaluateIn(problem, { steps: evaluation.steps.with(at, taken + 1), rests: evaluation.rests });
		return !more || more.welfare <= evaluation.welfare;
	});
}
