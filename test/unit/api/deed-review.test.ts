import { beforeAll, describe, expect, it } from 'vitest';
import { type DeedReviewScope, deedChecks } from '../../../src/main/api/deed-review.ts';
import type { DeedRow } from '../../../src/main/api/read-model/product.ts';
import { ReadModel } from '../../../src/main/api/read-model/read-model.ts';
import { type DeedDocument, type DeedTrade, decodeDeed, encodeDeed } from '../../../src/shared/codec/deed.ts';
import { orderRow } from '../../../src/shared/codec/order-row.ts';
import { clearHour } from '../../fixtures/engine-market-hour.ts';
import { createEngineNode, type EngineNode, GRID, HOMES, PROOFS } from '../../fixtures/engine-node.ts';

describe('the review of a deed', () => {
	let node: EngineNode;
	let deed: DeedRow;
	let scope: DeedReviewScope;

	beforeAll(async () => {
		node = createEngineNode();
		const { deeds } = await clearHour(node, 2);
		const model = new ReadModel({ genesis: node.genesis, hasher: PROOFS, utcOffsetMinutes: 0, wallNow: () => 0 });
		for (const block of node.chain.blocks) model.apply(block);
		deed = model.products.deed(deeds[0] as string) as DeedRow;
		scope = { chainId: node.chainId, gridOperator: GRID, now: node.clock.now(), sha256: PROOFS.sha256, signing: [] };
	});

	const failed = (row: DeedRow, changed: Partial<DeedReviewScope> = {}): string[] =>
		deedChecks(row, { ...scope, ...changed }).flatMap(({ check, ok, detail }) => {
			expect(detail === '').toBe(ok);
			return ok ? [] : [check];
		});

	/** The same deed with another text, and the digest that belongs to that text. */
	const written = (changes: Partial<DeedDocument & DeedTrade>): DeedRow => {
		const recorded = decodeDeed(deed.document);
		const [trade] = recorded.trades as [DeedTrade];
		const ofTrade = Object.entries(changes).filter(([field]) => field in trade);
		const ofDeed = Object.entries(changes).filter(([field]) => !(field in trade));
		const document = encodeDeed({
			...recorded,
			...Object.fromEntries(ofDeed),
			trades: [{ ...trade, ...Object.fromEntries(ofTrade) }],
		});
		return { ...deed, document, digest: PROOFS.sha256(document) };
	};

	it('passes what the clearing drafted', () => {
		expect(failed(deed)).toEqual([]);
	});

	it('finds a digest that is not the document’s', () => {
		expect(failed({ ...deed, digest: new Uint8Array(32) })).toEqual(['digest']);
	});

	it('finds a document that is no deed, and then vouches for nothing in it', () => {
		const document = Uint8Array.of(0xff, 0x00);
		expect(failed({ ...deed, document, digest: PROOFS.sha256(document) })).toEqual([
			'decoded',
			'parties',
			'fee',
			'deadline',
		]);
	});

	it.each<[string, Partial<DeedDocument & DeedTrade>, string]>([
		['generator', { generator: HOMES[3] }, 'parties'],
		['user', { user: HOMES[0] }, 'parties'],
		['gridOperator', { gridOperator: 'market' }, 'parties'],
		['chainId', { chainId: 'another-chain' }, 'parties'],
		['trade', { trade: 'T-F-2-9' }, 'parties'],
		['quantityWh', { quantityWh: 1 }, 'parties'],
		['price', { price: 1 }, 'parties'],
		['amount', { amount: 1 }, 'parties'],
		['deliveryStart', { deliveryStart: 1 }, 'parties'],
		['fee', { fee: 1 }, 'fee'],
		['wheelingFee', { wheelingFee: 1 }, 'fee'],
		['tariff', { tariff: 1 }, 'fee'],
		['feedIn', { feedIn: 1 }, 'fee'],
		['signingDeadline', { signingDeadline: 1 }, 'deadline'],
		['settlementTime', { settlementTime: 1 }, 'deadline'],
	])('finds another %s in the text, even under a matching digest', (_field, changes, check) => {
		expect(failed(written(changes))).toEqual([check]);
	});

	it('finds a trade that the auction did not make at that quantity or price', () => {
		const less = { ...deed.trade, quantityWh: deed.trade.quantityWh - 100 };
		expect(failed({ ...deed, trades: [less] })).toContain('clearing');
		const dearer = { ...deed.trade, price: deed.trade.price + 1_000 };
		expect(failed({ ...deed, trades: [dearer] })).toContain('clearing');
	});

	it('finds a recorded result that the orders do not give', () => {
		const { product } = deed;
		const { result } = product;
		if (!result) throw new Error('not cleared');
		expect(
			failed({ ...deed, product: { ...product, result: { ...result, volumeWh: result.volumeWh + 100 } } }),
		).toEqual(['clearing']);
		const [first, ...rest] = [...product.orders.values()];
		if (!first) throw new Error('no order');
		const orders = new Map([
			[first.id, { ...first, terms: orderRow({ side: first.side, price: first.price, quantityWh: 100 }) }],
			...rest.map((order) => [order.id, order] as const),
		]);
		expect(failed({ ...deed, product: { ...product, orders } })).toContain('clearing');
	});

	it('finds signers that are not the parties', () => {
		const signers = deed.signers.map((signer) => (signer.as === 'user' ? { ...signer, participant: GRID } : signer));
		expect(failed({ ...deed, signers })).toEqual(['parties']);
	});

	it('finds a deadline that has passed', () => {
		expect(failed(deed, { now: deed.deadline })).toEqual(['deadline']);
	});
});
