import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { volumeOf } from '../../../src/shared/clearing/blocks/decision.ts';
import { blockProblem } from '../../../src/shared/clearing/blocks/problem.ts';
import { searchBlocks } from '../../../src/shared/clearing/blocks/search.ts';
import { profiles } from '../../../src/shared/clearing/profiles.ts';
import { blockMarket } from './block-market.ts';
import { bestByTrial } from './block-oracle.ts';

const profile = profiles['default-v1'];

describe('the search for the best set of blocks', () => {
	it('finds what trying every set, fill and price finds', () => {
		fc.assert(
			fc.property(blockMarket(), (market) => {
				const problem = blockProblem(market, profile);
				const { best, bound, isUnique } = searchBlocks(problem, 20_000);
				const oracle = bestByTrial(market);
				expect(best === null).toBe(oracle === null);
				if (!oracle || !best) return;
				const found = { welfare: Number(best.welfare), volume: volumeOf(problem.terms, problem.periods, best) };
				expect({ ...found, bound: Number(bound), isUnique }).toEqual({
					welfare: oracle.welfare,
					volume: oracle.volume,
					bound: oracle.welfare,
					isUnique: true,
				});
				expect(Array.from(best.steps, (each) => each > 0)).toEqual(oracle.steps.map((each) => each > 0));
			}),
			{ numRuns: 20_000 },
		);
	});

	it('finds it among more blocks, where families and groups leave the relaxed market far behind', () => {
		const size = { orders: 4, blocks: 8, zones: 2, periods: 2, prices: 6, quantities: 2, blockQuantities: 2 };
		fc.assert(
			fc.property(blockMarket(size), (market) => {
				const { best, bound } = searchBlocks(blockProblem(market, profile), 20_000);
				const oracle = bestByTrial(market);
				expect(best === null).toBe(oracle === null);
				if (!oracle || !best) return;
				expect([Number(best.welfare), Number(bound)]).toEqual([oracle.welfare, oracle.welfare]);
				expect(Array.from(best.steps, (each) => each > 0)).toEqual(oracle.steps.map((each) => each > 0));
			}),
			{ numRuns: 1_500 },
		);
	});
});
