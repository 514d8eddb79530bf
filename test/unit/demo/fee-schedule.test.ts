import { describe, expect, it } from 'vitest';
import { createMarketPlan } from '../../../src/main/demo/market/market-plan.ts';
import { MarketView } from '../../../src/main/demo/market/market-view.ts';
import { ProductOpener } from '../../../src/main/demo/market/product-opener.ts';
import { TERMS } from '../../../src/main/demo/market/terms.ts';
import { readNeighbourhood } from '../../../src/main/demo/neighbourhood/read-neighbourhood.ts';
import type { ExecutedBlock } from '../../../src/main/node/types.ts';
import { forms, readArguments } from '../../../src/shared/codec/calls.ts';
import type { FeeEntry } from '../../../src/shared/codec/fee-schedule.ts';
import type { ProductTerms } from '../../../src/shared/codec/product-terms.ts';
import { smallNeighbourhood, withFiles } from '../../fixtures/neighbourhood-files.ts';

/** What the call that opens products says, as the contract reads it. */
const readOpened = (encoded: Uint8Array): readonly ProductTerms[] =>
	readArguments(forms.auction.openProducts, encoded).products;

let height = 0;
const announced = (time: number, entries: readonly FeeEntry[], zone: string = TERMS.zone): ExecutedBlock => {
	height += 1;
	const events = [{ kind: 'fees-set', place: { kind: 'zone', zone }, entries }];
	return { block: { header: { height, time } }, receipts: [], events } as unknown as ExecutedBlock;
};

async function market() {
	const plan = await withFiles(smallNeighbourhood(), async (files) =>
		createMarketPlan(await readNeighbourhood(files, { from: null, hours: null }), { feedIn: 50_000 }),
	);
	const view = new MarketView();
	const opened = (): readonly ProductTerms[] => {
		const [errand] = new ProductOpener(plan, view).due(plan.genesisTime);
		return errand ? readOpened(errand.call.arguments) : [];
	};
	return { plan, view, opened };
}

describe('the market operator of the demo', () => {
	it('lets the schedule set the fee of deliveries that it covers, and states its own for the others', async () => {
		const { plan, view, opened } = await market();
		const products = opened();
		expect(products.every(({ wheelingFee }) => wheelingFee === TERMS.wheelingFee)).toBe(true);
		const from = products[3]?.deliveryStart ?? 0;
		view.apply(announced(plan.genesisTime, [{ from, fee: 20_000 }]));
		expect(opened().map(({ wheelingFee }) => wheelingFee)).toEqual(
			products.map(({ deliveryStart }) => (deliveryStart >= from ? null : TERMS.wheelingFee)),
		);
	});

	it('keeps its own fee where the schedule has one off the tick, of another zone, or none any more', async () => {
		const { plan, view, opened } = await market();
		const own = () => opened().every(({ wheelingFee }) => wheelingFee === TERMS.wheelingFee);
		const from = plan.genesisTime + 1;
		view.apply(announced(plan.genesisTime, [{ from, fee: 20_500 }]));
		expect(own()).toBe(true);
		view.apply(announced(plan.genesisTime, [{ from, fee: 20_000 }]));
		expect(own()).toBe(false);
		view.apply(announced(plan.genesisTime, []));
		view.apply(announced(plan.genesisTime, [{ from, fee: 20_000 }], 'elsewhere'));
		expect(own()).toBe(true);
	});

	it('keeps what is in effect when the schedule ahead is replaced', async () => {
		const { view } = await market();
		view.apply(
			announced(100, [
				{ from: 200, fee: 1_000 },
				{ from: 300, fee: 2_000 },
			]),
		);
		view.apply(announced(250, [{ from: 400, fee: 3_000 }]));
		expect([199, 200, 350, 400].map((time) => view.feeAt(TERMS.zone, time))).toEqual([null, 1_000, 1_000, 3_000]);
	});
});
