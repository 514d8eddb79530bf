import { describe, expect, it } from 'vitest';
import { positionsIn } from '../../../src/main/api/desk/period-positions.ts';
import { ReadModel } from '../../../src/main/api/read-model/read-model.ts';
import type { ExecutedBlock } from '../../../src/main/node/types.ts';
import { run } from '../../fixtures/bridge/bridge-calls.ts';
import type { CertifiedChain } from '../../fixtures/bridge/certified-chain.ts';
import { settle } from '../../fixtures/bridge/connected-chains.ts';
import { lotCall, meter, settleHour, tradedRegions } from '../../fixtures/bridge/traded-regions.ts';
import { modules, sha256 } from '../../fixtures/engine-market.ts';

/** What the console's desk says that everybody has contracted for in the hour. */
function contracted(chain: CertifiedChain): Map<string, number> {
	const { genesis, blocks, results } = chain;
	const model = new ReadModel({ genesis, hasher: modules.hasher, utcOffsetMinutes: 0, wallNow: () => 0 });
	blocks.forEach((block, n) => {
		const transactionIds = block.transactions.map(sha256);
		model.apply({ ...results[n], block, transactionIds } as unknown as ExecutedBlock);
	});
	const product = model.products.products.get('F-24');
	if (!product) throw new Error('there is no product');
	const { positions } = positionsIn(model, { product, period: 0, gridOperator: 'grid' });
	return new Map(positions.map((each) => [each.participant, each.contractedWh]));
}

describe('positions of a period with lots', () => {
	it('say before the settlement what it will count, and count nothing that came back', () => {
		const regions = tradedRegions();
		const { north, south } = regions;
		run(north, lotCall(regions, 400), 'home-02');
		run(north, lotCall(regions, 100, { to: 'nobody' }), 'home-02');
		settle(north, south);
		expect(contracted(north).get('home-02')).toBe(-600);
		expect(contracted(south).get('home-02')).toBe(-400);
		meter(north, [['home-01', 1_000, 0]]);
		expect(settleHour(north).get('home-02')).toMatchObject({ contractedWh: -600 });
		expect(contracted(north).get('home-02')).toBe(-600);
	});
});
