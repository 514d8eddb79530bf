import { ALL_OR_NONE, type BlockOrder, type Market } from '../market.ts';

/**
 * A block on its own grid of ratios. Its quantities in lots have the greatest common divisor `steps`, so that every
 * ratio j / steps gives whole lots in every period: a one-period block can take any number of lots, one whose
 * quantities have no common divisor can only be taken as a whole.
 */
export interface BlockTerms {
	readonly zone: number;
	/** What a unit accepted adds to its zone's supply: 1 of an offer, −1 of a bid. */
	readonly sign: 1 | -1;
	/** Number of steps that make the whole block. */
	readonly steps: number;
	/** Fewest steps at which it may be accepted. */
	readonly least: number;
	/** Quantity of one step by period. */
	readonly step: readonly number[];
	/** Periods in which it takes part, ascending. */
	readonly active: readonly number[];
	/** Welfare of one step without prices: net limits × quantity of a bid, −limit × quantity of an offer. */
	readonly worth: bigint;
	readonly parent: number | null;
	readonly children: readonly number[];
	readonly group: number | null;
	/** Whether what exceeds its least steps is a limit order of its period: one period, no family, no group, not all or none. */
	readonly isDivisible: boolean;
	/** The last block before it with all the same terms, both all or none and without family or group; it goes first. */
	readonly twin: number | null;
}

/** The terms of every block of a market that `requireMarket` accepts. */
export function blockTerms(market: Market): readonly BlockTerms[] {
	const children = market.blocks.map((): number[] => []);
	market.blocks.forEach(({ parent }, at) => {
		if (parent !== null) children[parent]?.push(at);
	});
	const last = new Map<string, number>();
	return market.blocks.map((block, at) => {
		const terms = termsOf(market, block, children[at] as number[]);
		const isAlone = terms.parent === null && terms.group === null && terms.children.length === 0;
		if (!isAlone || terms.least < terms.steps) return { ...terms, twin: null };
		const { side, zone, price, profile } = block;
		const key = `${side} ${zone} ${price} ${profile.join()}`;
		const twin = last.get(key) ?? null;
		last.set(key, at);
		return { ...terms, twin };
	});
}

function termsOf({ lot, zones }: Market, block: BlockOrder, children: readonly number[]): Omit<BlockTerms, 'twin'> {
	const { side, price, zone, profile, minAcceptance, parent, group } = block;
	const steps = profile.reduce((divisor, quantity) => gcd(divisor, quantity / lot), 0);
	const least = Number((BigInt(minAcceptance) * BigInt(steps) + BigInt(ALL_OR_NONE) - 1n) / BigInt(ALL_OR_NONE));
	const step = profile.map((quantity) => quantity / steps);
	const active = [...profile.keys()].filter((period) => profile[period] !== 0);
	const fees = zones[zone]?.fee as readonly number[];
	let worth = 0n;
	for (const period of active) {
		const limit = side === 'bid' ? price - (fees[period] as number) : -price;
		worth += BigInt(limit) * BigInt(step[period] as number);
	}
	const isDivisible =
		active.length === 1 && least < steps && parent === null && group === null && children.length === 0;
	const sign = side === 'offer' ? 1 : -1;
	return { zone, sign, steps, least, step, active, worth, parent, children, group, isDivisible };
}

function gcd(a: number, b: number): number {
	let [larger, smaller] = [a, b];
	while (smaller !== 0) [larger, smaller] = [smaller, larger % smaller];
	return larger;
}

/** What one step gains at the prices, by period and zone; below 0 a loss. */
export function gainOf(
	{ zone, sign, step, active, worth }: BlockTerms,
	prices: readonly (readonly number[])[],
): bigint {
	let income = 0n;
	for (const period of active) income += BigInt(step[period] as number) * BigInt(prices[period]?.[zone] as number);
	return sign === 1 ? income + worth : worth - income;
}
