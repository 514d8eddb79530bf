import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BLOCKS_FAULTS, checkBlocks } from '../../../src/shared/clearing/blocks/check-blocks.ts';
import { type BlocksProof, clearBlocks } from '../../../src/shared/clearing/blocks/clear-blocks.ts';
import type { Market } from '../../../src/shared/clearing/market.ts';
import type { Outcome } from '../../../src/shared/clearing/outcome.ts';
import { profiles } from '../../../src/shared/clearing/profiles.ts';
import { randomMarket } from '../../fixtures/clearing/random-market.ts';

const profile = profiles['default-v1'];
const SHAPE = { periods: 3, zones: 3, orders: 20, blocks: 5, price: 9, quantity: 6, owners: 0 };

/** Every other block may be cut, so that ratios between 0 and 1 occur. */
const market: fc.Arbitrary<Market> = fc.nat({ max: 2 ** 31 - 1 }).map((seed) => {
	const drawn = randomMarket(seed, SHAPE);
	const blocks = drawn.blocks.map((block, at) => (at % 2 === 0 ? block : { ...block, minAcceptance: 300_000 }));
	return { ...drawn, blocks };
});
const withBlocks = market.filter(({ blocks }) => blocks.length > 0);

type Mutable<T> = T extends readonly (infer E)[]
	? Mutable<E>[]
	: T extends object
		? { -readonly [K in keyof T]: Mutable<T[K]> }
		: T;
type Altered = Mutable<Outcome<BlocksProof>>;

/** Alters one thing; false where the outcome offers nothing to alter. */
const TAMPERINGS: { readonly [name: string]: (outcome: Altered, market: Market, pick: number) => boolean } = {
	shape: ({ fills }) => fills.pop() !== undefined,
	fill: ({ fills }, { lot }, pick) => add(fills, pick, lot),
	'block quantity': ({ blockFills }, { lot }, pick) => add(blockFills[pick % blockFills.length] ?? [], 0, lot),
	'block taken': (outcome, { orders, blocks }) => {
		const at = blocks.findIndex((_, each) => outcome.fills[orders.length + each] === 0);
		const block = blocks[at];
		if (!block) return false;
		outcome.blockFills[at] = [...block.profile];
		outcome.fills[orders.length + at] = block.profile.reduce((a, b) => a + b, 0);
		return true;
	},
	'block left out': (outcome, { orders, blocks }) => {
		const at = blocks.findIndex((_, each) => (outcome.fills[orders.length + each] ?? 0) > 0);
		if (at === -1) return false;
		outcome.blockFills[at] = outcome.blockFills[at]?.map(() => 0) ?? [];
		outcome.fills[orders.length + at] = 0;
		return true;
	},
	flow: ({ flows }, { lot }) => add(flows[0] ?? [], 0, lot),
	price: ({ prices }, { tick }) => {
		const range = prices.flat().find(({ price }) => price !== null);
		if (range?.price == null) return false;
		range.price += tick;
		return true;
	},
	interval: ({ prices }) => {
		const range = prices.flat().find(({ low }) => low !== null);
		if (range?.low == null) return false;
		range.low -= 1;
		return true;
	},
	trade: ({ trades }, { lot }, pick) => {
		const trade = trades[pick % Math.max(1, trades.length)];
		if (trade) trade.quantity += lot;
		return trade !== undefined;
	},
	'order of trades': ({ trades }) => {
		if (trades.length < 2) return false;
		trades.reverse();
		return true;
	},
	volume: (outcome) => {
		outcome.volume += 1;
		return true;
	},
	welfare: (outcome) => {
		outcome.welfare += 1n;
		return true;
	},
	surplus: (outcome) => {
		outcome.surplus += 1n;
		return true;
	},
	bound: ({ proof }) => {
		proof.bound -= 1n;
		return true;
	},
	'root bound': ({ proof }) => {
		proof.rootBound += 1n;
		return true;
	},
	nodes: ({ proof }) => {
		proof.nodes += 1;
		return true;
	},
	verdict: ({ verdicts }, _market, pick) => {
		const at = pick % verdicts.length;
		verdicts[at] = verdicts[at]?.kind === 'resting' ? { kind: 'no-cross' } : { kind: 'resting' };
		return true;
	},
};

function add(list: number[], pick: number, by: number): boolean {
	if (list.length === 0) return false;
	const at = pick % list.length;
	list[at] = (list[at] as number) + by;
	return true;
}

describe('the decision of blocks', () => {
	it('passes its checker', () => {
		fc.assert(
			fc.property(market, (each) => {
				expect(checkBlocks(each, profile, clearBlocks(each, profile))).toEqual([]);
			}),
			{ numRuns: 800 },
		);
	});

	it.each(Object.keys(TAMPERINGS))('is refused with a named code when tampered with: %s', (name) => {
		let tried = 0;
		fc.assert(
			fc.property(withBlocks, fc.nat(), (each, pick) => {
				const outcome = structuredClone(clearBlocks(each, profile)) as Altered;
				if (!TAMPERINGS[name]?.(outcome, each, pick)) return;
				tried += 1;
				expect(checkBlocks(each, profile, outcome as Outcome<BlocksProof>)).not.toEqual([]);
			}),
			{ numRuns: 60 },
		);
		expect(tried).toBeGreaterThan(5);
	});

	it('has a name for at least twelve classes of faults', () => {
		expect(new Set(BLOCKS_FAULTS).size).toBeGreaterThanOrEqual(12);
		expect(Object.keys(TAMPERINGS).length).toBeGreaterThanOrEqual(12);
	});
});
