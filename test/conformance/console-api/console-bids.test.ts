import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toHex } from '../../../src/shared/codec/bytes.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import { batchRoot, orderRow } from '../../../src/shared/codec/order-row.ts';
import type { LimitTerms } from '../../../src/shared/codec/order-terms.ts';
import { codeOf, DOORS, type Stage, setStage } from '../../fixtures/console-stage.ts';
import { sha256 } from '../../fixtures/engine-chain.ts';
import { openHour } from '../../fixtures/engine-market-hour.ts';
import { HOMES, START } from '../../fixtures/engine-node.ts';

const [home, other] = HOMES;
const bid = (name: string, price = 200_000, quantityWh = 500): LimitTerms => ({ name, side: 'bid', price, quantityWh });

describe.each(DOORS)('bids over a %s', (_name, open) => {
	let stage: Stage;
	let product: string;
	let gateClosure: number;

	beforeEach(async () => {
		stage = await setStage(open);
		({ product, gateClosure } = await openHour(stage.node, 28, []));
	});

	afterEach(() => stage.strike());

	const place = (orders: readonly LimitTerms[], change: { root?: string; as?: string; owner?: string } = {}) => {
		const rows = orders.map(orderRow);
		const call = { as: home, owner: home, product, batch: 'day', root: toHex(batchRoot(rows, sha256)), rows };
		return stage.console.client.bids.place({ ...call, ...change });
	};
	const live = async (owner: string = home) =>
		(await stage.console.client.bids.orders({ owner, gate: 'ahead' })).orders;

	it('trades for the participants whose keys it holds, and for those who delegate to them', async () => {
		const before = await stage.console.client.bids.owners();
		expect(before.owners.map(({ owner, sender }) => [owner, sender])).toEqual([[home, home]]);
		const limits = {
			zones: ['F'],
			sides: ['bid' as const],
			priceMin: 0,
			priceMax: 150_000,
			quantityWhPerProduct: 1_000,
			collateralMax: 1_000_000,
		};
		const grant = { to: home, scope: 'orders', validFrom: START, validUntil: Number.MAX_SAFE_INTEGER, limits } as const;
		await stage.node.submit(stage.node.encode(other, calls.identity.delegate(grant)));
		const { owners } = await stage.console.client.bids.owners();
		expect(owners[1]).toMatchObject({ owner: other, sender: home, delegation: { limits } });
		const receipt = await place([bid('cheap', 100_000), bid('dear', 160_000)], { owner: other });
		expect(receipt.taken).toHaveLength(1);
		expect(receipt.refused).toEqual([{ row: 1, name: 'dear', code: 'DELEGATION_LIMIT' }]);
		expect(await live(other)).toMatchObject([{ delegate: home, batch: 'day' }]);
	});

	it('lists the products whose gate is ahead, with what they take', async () => {
		const { products } = await stage.console.client.bids.products({ owner: home });
		expect(products).toMatchObject([{ product, zone: 'F', state: 'open', entry: 'batch', periods: 1, tick: 1_000 }]);
		expect(products[0]?.kinds).toEqual(['limit', 'curve', 'block']);
		stage.node.advance(gateClosure);
		expect((await stage.console.client.bids.products({ owner: home })).products).toEqual([]);
	});

	it('takes a batch, and sent again brings it to what it now says without doubling', async () => {
		const first = await place([bid('a'), bid('b'), bid('c')]);
		expect(first).toMatchObject({ batch: 'day', product, taken: [{ row: 0 }, { row: 1 }, { row: 2 }], refused: [] });
		const again = await place([bid('a'), bid('b', 210_000), bid('d')]);
		expect(again.unchanged).toEqual([{ row: 0, order: first.taken[0]?.order }]);
		expect(again.amended).toMatchObject([{ row: 1, before: first.taken[1]?.order }]);
		expect(again.withdrawn).toEqual([first.taken[2]?.order]);
		expect((await live()).map(({ terms, batch }) => [terms.name, batch])).toEqual([
			['a', 'day'],
			['b', 'day'],
			['d', 'day'],
		]);
		expect(await place([bid('a'), bid('b', 210_000), bid('d')])).toMatchObject({
			taken: [],
			amended: [],
			withdrawn: [],
		});
	});

	it('refuses a bad row alone, by its code, and answers with the root that was signed', async () => {
		const receipt = await place([bid('good'), bid('off-tick', 200_001)]);
		expect(receipt.taken).toHaveLength(1);
		expect(receipt.refused).toEqual([{ row: 1, name: 'off-tick', code: 'ORDER_TERMS' }]);
		expect(receipt.root).toBe(toHex(batchRoot([bid('good'), bid('off-tick', 200_001)].map(orderRow), sha256)));
	});

	it('signs nothing but the rows that were reviewed', async () => {
		expect(await codeOf(place([bid('a')], { root: '0'.repeat(64) }))).toBe('BATCH_ROOT');
		expect(await live()).toEqual([]);
	});

	it('signs for nobody whose key it does not hold', async () => {
		expect(await codeOf(place([bid('a')], { as: other, owner: other }))).toBe('KEY_UNKNOWN');
		expect(await codeOf(place([bid('a')], { owner: other }))).toBe('CALL_FORBIDDEN');
	});

	it('amends one order, which stays in its batch, and cancels another', async () => {
		const { taken } = await place([bid('a'), bid('b')]);
		const amended = await stage.console.client.bids.amend({
			as: home,
			order: taken[0]?.order ?? '',
			terms: bid('a', 250_000),
		});
		expect(await live()).toMatchObject([
			{ terms: { name: 'b' } },
			{ order: amended.orders[0], price: 250_000, batch: 'day' },
		]);
		const { orders } = await stage.console.client.bids.cancel({ as: home, orders: [taken[1]?.order ?? ''] });
		expect(orders).toEqual([taken[1]?.order]);
		expect(await live()).toHaveLength(1);
	});

	it('tells what became of orders once the gate has closed, and the price', async () => {
		await place([bid('a', 300_000, 1_000)]);
		const offer = { product, side: 'offer', price: 100_000, quantityWh: 600 } as const;
		await stage.node.submit(stage.node.encode(other, calls.auction.placeOrders({ owner: null, orders: [offer] })));
		stage.node.advance(gateClosure);
		const { orders } = await stage.console.client.bids.orders({ owner: home, gate: 'closed', limit: 1 });
		expect(orders).toMatchObject([{ terms: { name: 'a' }, filledWh: 600, verdict: { kind: 'marginal' } }]);
		expect(orders[0]?.amount).toBeGreaterThan(0);
		const { prices } = await stage.console.client.bids.prices({ product });
		expect(prices).toMatchObject([{ product, zone: 'F', volumeWh: 600 }]);
		const { prices: day } = await stage.console.client.bids.prices({ day: '2017-07-28' });
		expect(day.length).toBeGreaterThan(0);
		expect(await codeOf(stage.console.client.bids.prices({ product: 'nothing' }))).toBe('CONSOLE_PRODUCT_UNKNOWN');
	});

	it('shows an auditor the desk and lets it change nothing', async () => {
		const { taken } = await place([bid('a')]);
		const auditor = await open(stage.api, { permission: 'observe' });
		const { bids } = auditor.client;
		expect((await bids.orders({ owner: home, gate: 'ahead' })).total).toBe(1);
		const order = taken[0]?.order ?? '';
		for (const refused of [
			bids.place({ as: home, owner: home, product, batch: 'day', root: '0'.repeat(64), rows: [] }),
			bids.amend({ as: home, order, terms: bid('a') }),
			bids.cancel({ as: home, orders: [order] }),
		])
			expect(await codeOf(refused)).toBe('NOT_PERMITTED');
		await auditor.close();
	});
});
