import { ALL_OR_NONE } from '../market.ts';
import type { Verdict } from '../outcome.ts';
import { type BlockTerms, gainOf } from './terms.ts';

export type BlockVerdict = Extract<
	Verdict,
	{
		kind:
			| 'no-cross'
			| 'block-accepted'
			| 'block-cut'
			| 'block-out-of-price'
			| 'paradoxically-rejected'
			| 'parent-rejected'
			| 'exclusive-rejected';
	}
>;

/** Prices by period and zone, null where nothing trades. */
export type OutcomePrices = readonly (readonly (number | null)[])[];

/**
 * Why each block fared as it did. One that was rejected is out of price if it and the best of its descendants would
 * not gain together; else its parent or another of its group is the reason, and otherwise it is paradoxically rejected.
 * @param taken accepted steps by block, rests counted
 * @param ahead number of positions before the first block
 */
export function blockVerdicts(
	terms: readonly BlockTerms[],
	prices: OutcomePrices,
	taken: ArrayLike<number>,
	ahead: number,
): BlockVerdict[] {
	const gains = terms.map((each) => gainAtPrices(each, prices));
	return terms.map((each, at) => {
		const steps = taken[at] as number;
		const gain = gains[at] as bigint | null;
		if (steps === each.steps) return { kind: 'block-accepted', surplus: (gain ?? 0n) * BigInt(steps) };
		if (steps > 0) return { kind: 'block-cut', ratio: ratioOf(steps, each.steps) };
		const family = familyGain(terms, gains, at);
		if (family === null) return { kind: 'no-cross' };
		if (family <= 0n) return { kind: 'block-out-of-price', loss: -family };
		if (each.parent !== null && taken[each.parent] === 0)
			return { kind: 'parent-rejected', parent: ahead + each.parent };
		const other = terms.findIndex(({ group }, index) => group !== null && group === each.group && taken[index] !== 0);
		if (other !== -1) return { kind: 'exclusive-rejected', accepted: ahead + other };
		return { kind: 'paradoxically-rejected', foregone: family };
	});
}

/** In millionths, rounded down. */
function ratioOf(steps: number, whole: number): number {
	return Number((BigInt(steps) * BigInt(ALL_OR_NONE)) / BigInt(whole));
}

/** What a step gains; null where it would trade at no price. */
function gainAtPrices(terms: BlockTerms, prices: OutcomePrices): bigint | null {
	const isPriced = terms.active.every((period) => prices[period]?.[terms.zone] !== null);
	return isPriced ? gainOf(terms, prices as readonly (readonly number[])[]) : null;
}

/** What the block gains with the best of its descendants, of an exclusive group the best one; null without prices. */
function familyGain(terms: readonly BlockTerms[], gains: readonly (bigint | null)[], at: number): bigint | null {
	const gain = gains[at] as bigint | null;
	if (gain === null) return null;
	const { steps, least, children } = terms[at] as BlockTerms;
	let total = gain * BigInt(gain > 0n ? steps : least);
	const bestOfGroup = new Map<number, bigint>();
	for (const child of children) {
		const added = familyGain(terms, gains, child) ?? 0n;
		if (added <= 0n) continue;
		const { group } = terms[child] as BlockTerms;
		if (group === null) total += added;
		else if (added > (bestOfGroup.get(group) ?? 0n)) bestOfGroup.set(group, added);
	}
	for (const added of bestOfGroup.values()) total += added;
	return total;
}
