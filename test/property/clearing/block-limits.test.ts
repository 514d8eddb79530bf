import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BlocksProof } from '../../../src/shared/clearing/blocks/clear-blocks.ts';
import { clearBlocks } from '../../../src/shared/clearing/blocks/clear-blocks.ts';
import { integerPoint } from '../../../src/shared/clearing/blocks/integer-point.ts';
import { type FamilyBound, isInside, type PriceSpace } from '../../../src/shared/clearing/blocks/price-space.ts';
import { middleOf, supportingPrices } from '../../../src/shared/clearing/blocks/supporting-prices.ts';
import type { Market } from '../../../src/shared/clearing/market.ts';
import type { Outcome } from '../../../src/shared/clearing/outcome.ts';
import { profiles } from '../../../src/shared/clearing/profiles.ts';
import { CodedError } from '../../../src/shared/errors/coded-error.ts';
import { blockMarket } from './block-market.ts';
import { bestByTrial } from './block-oracle.ts';

function cleared(market: Market, searchNodes: number): Outcome<BlocksProof> | null {
	try {
		return clearBlocks(market, { ...profiles['default-v1'], searchNodes });
	} catch (error) {
		if (error instanceof CodedError && error.code === 'CLEARING_INFEASIBLE') return null;
		throw error;
	}
}

describe('a search of blocks that ends at its limit', () => {
	it('gives a set that stands, and a bound that the best set does not pass', () => {
		fc.assert(
			fc.property(blockMarket(), fc.integer({ min: 1, max: 3 }), (market, searchNodes) => {
				const outcome = cleared(market, searchNodes);
				const best = bestByTrial(market);
				if (!outcome || !best) return;
				const { bound, nodes } = outcome.proof;
				expect(nodes).toBeLessThanOrEqual(searchNodes);
				expect(Number(outcome.welfare)).toBeLessThanOrEqual(best.welfare);
				expect(Number(bound)).toBeGreaterThanOrEqual(best.welfare);
			}),
			{ numRuns: 2_000 },
		);
	});
});

describe('the order of limit orders of different prices', () => {
	it('decides nothing about blocks and prices', () => {
		fc.assert(
			fc.property(blockMarket(), (market) => {
				const turned = { ...market, orders: market.orders.toReversed() };
				const [first, second] = [cleared(market, 20_000), cleared(turned, 20_000)];
				expect(second?.blockFills).toEqual(first?.blockFills);
				expect(second?.prices).toEqual(first?.prices);
				expect(second?.welfare).toBe(first?.welfare);
			}),
			{ numRuns: 1_000 },
		);
	});
});

const PLACES = 3;
const bound = fc
	.record({
		coefficients: fc.array(fc.integer({ min: -4, max: 4 }), { minLength: PLACES, maxLength: PLACES }),
		constant: fc.integer({ min: -40, max: 20 }),
	})
	.map(({ coefficients, constant }): FamilyBound => {
		const entries = coefficients.flatMap((each, place) => (each === 0 ? [] : [[place, BigInt(each)] as const]));
		return { block: 0, coefficients: new Map(entries), constant: BigInt(constant) };
	});
const space = fc
	.record({
		tick: fc.constantFrom(1, 3),
		ends: fc.array(fc.tuple(fc.integer({ min: -5, max: 5 }), fc.integer({ min: 0, max: 6 })), {
			minLength: PLACES,
			maxLength: PLACES,
		}),
		bounds: fc.array(bound, { minLength: 1, maxLength: 4 }),
	})
	.map(
		({ tick, ends, bounds }): PriceSpace => ({
			low: ends.map(([low]) => low * tick),
			high: ends.map(([low, width]) => (low + width) * tick),
			differences: [],
			bounds,
			tick,
			zones: 1,
		}),
	);

function hasPoint(each: PriceSpace, chosen: readonly number[] = []): boolean {
	if (chosen.length === PLACES) return isInside(each, chosen);
	const [low, high] = [each.low[chosen.length] as number, each.high[chosen.length] as number];
	for (let price = low; price <= high; price += each.tick) if (hasPoint(each, [...chosen, price])) return true;
	return false;
}

describe('prices that several families pull at', () => {
	it('are found on the tick wherever trying all of them finds any, and nowhere else', () => {
		fc.assert(
			fc.property(space, (each) => {
				for (const prices of [supportingPrices(each, middleOf(each)), integerPoint(each, middleOf(each))]) {
					expect(prices !== null).toBe(hasPoint(each));
					if (prices) expect(isInside(each, prices) && prices.every((price) => price % each.tick === 0)).toBe(true);
				}
			}),
			{ numRuns: 5_000 },
		);
	});
});
