import { integerPoint } from './integer-point.ts';
import { type FamilyBound, gainAt, isInside, mostGain, type PriceSpace } from './price-space.ts';

/** Parts into which a way is divided on which prices move together. */
const SHARES = 2 ** 30;

/** The point midway between the ends of every price, rounded half down to the tick: it keeps every difference. */
export function middleOf({ low, high, tick }: PriceSpace): number[] {
	return low.map((each, place) => each + Math.floor(((high[place] as number) - each) / tick / 2) * tick);
}

/**
 * Supporting prices by which no accepted family loses, from `start`, the midpoints of the prices cut to what families
 * with a bound on a single price need:
 * 1. `start` itself where no family loses by it.
 * 2. In position order, each family of sellers that still loses moves all prices of its periods by the smallest common
 *    share of their way to their upper ends (in 2⁻³⁰, then up to the tick), each family of buyers to their lower ends.
 *    One share for all prices of a period keeps the differences between zones, since the ends keep them.
 * 3. Where that leaves a family losing, since families pull at the same prices from both sides: the integer point that
 *    an exact search finds from there.
 * @returns null where there are none, or where step 3 reached its limit
 */
export function supportingPrices(space: PriceSpace, start: readonly number[]): readonly number[] | null {
	const { bounds, low, high } = space;
	if (isInside(space, start)) return start;
	if (bounds.some((bound) => mostGain(bound, low, high) < 0n)) return null;
	const middle = isInside({ ...space, bounds: [] }, start) ? [...start] : middleOf(space);
	const sellers = bounds.filter(({ coefficients }) => [...coefficients.values()].every((each) => each > 0n));
	const buyers = bounds.filter(({ coefficients }) => [...coefficients.values()].every((each) => each < 0n));
	const prices = [...middle];
	for (const bound of sellers) moveTogether(space, prices, high, bound);
	for (const bound of buyers) moveTogether(space, prices, low, bound);
	return isInside(space, prices) ? prices : integerPoint(space, middle);
}

function moveTogether(
	{ zones, tick }: PriceSpace,
	prices: number[],
	ends: readonly number[],
	bound: FamilyBound,
): void {
	if (gainAt(bound, prices) >= 0n) return;
	const periods = new Set([...bound.coefficients.keys()].map((place) => Math.floor(place / zones)));
	const moved = (share: number): number[] =>
		prices.map((price, place) => {
			if (!periods.has(Math.floor(place / zones))) return price;
			const ticks = ((ends[place] as number) - price) / tick;
			return price + tick * Math.sign(ticks) * shareUp(Math.abs(ticks), share);
		});
	let [short, enough] = [0, SHARES];
	while (enough - short > 1) {
		const share = Math.floor((short + enough) / 2);
		if (gainAt(bound, moved(share)) >= 0n) enough = share;
		else short = share;
	}
	moved(enough).forEach((price, place) => {
		prices[place] = price;
	});
}

/** ⌈ticks × share / SHARES⌉. */
function shareUp(ticks: number, share: number): number {
	const product = ticks * share;
	if (Number.isSafeInteger(product)) return Math.ceil(product / SHARES);
	return Number((BigInt(ticks) * BigInt(share) + BigInt(SHARES - 1)) / BigInt(SHARES));
}
