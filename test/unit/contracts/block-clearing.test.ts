import { describe, expect, it } from 'vitest';
import type { ExecutionResult } from '../../../src/main/core/contracts/types.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import type { ContractEvent } from '../../../src/shared/codec/events.ts';
import type { OrderBody } from '../../../src/shared/codec/order-terms.ts';
import { HOUR_MS } from '../../../src/shared/codec/units.ts';
import { EngineMarket, hourProduct, neighbourhoodGenesis, START } from '../../fixtures/engine-market.ts';

type Cleared = Extract<ContractEvent, { kind: 'product-cleared' }>;
type Fills = Extract<ContractEvent, { kind: 'orders-cleared' }>;
type Trade = Extract<ContractEvent, { kind: 'trade-made' }>;

/** Two hours; the gate closes with a first hour dear and a second one cheap. */
const terms = hourProduct(24, { deliveryEnd: START + 26 * HOUR_MS, settlementTime: START + 28 * HOUR_MS });

function clear(orders: readonly (readonly [owner: string, order: OrderBody])[]): {
	readonly market: EngineMarket;
	readonly result: ExecutionResult;
	readonly cleared: Cleared;
	readonly fills: Fills['fills'];
	readonly trades: readonly Trade[];
} {
	const market = new EngineMarket(neighbourhoodGenesis());
	market.send('market', calls.auction.openProducts({ products: [terms] }));
	market.block(START + 1);
	for (const [owner, order] of orders)
		market.send(owner, calls.auction.placeOrders({ owner: null, orders: [{ ...order, product: terms.product }] }));
	const { receipts } = market.block(START + 2);
	expect(receipts.flatMap(({ code }) => code ?? [])).toEqual([]);
	const result = market.block(terms.gateClosure);
	const { events } = result;
	return {
		market,
		result,
		cleared: events.find((event) => event.kind === 'product-cleared') as Cleared,
		fills: events.flatMap((event) => (event.kind === 'orders-cleared' ? event.fills : [])),
		trades: events.filter((event) => event.kind === 'trade-made'),
	};
}

const limits: readonly (readonly [string, OrderBody])[] = [
	['home-01', { side: 'bid', price: 200_000, quantityWh: 1_000, period: 0 }],
	['home-02', { side: 'bid', price: 150_000, quantityWh: 1_000, period: 1 }],
	['home-03', { side: 'offer', price: 180_000, quantityWh: 1_000, period: 0 }],
	['home-04', { side: 'offer', price: 60_000, quantityWh: 1_000, period: 1 }],
];
const battery = (price: number): readonly [string, OrderBody] => [
	'home-05',
	{ side: 'offer', price, profileWh: [1_000, 400], minAcceptance: 1_000_000, name: 'battery' },
];

describe('a product with blocks', () => {
	it('takes a block in all of its periods where it gains over them, with a deed for each trade', () => {
		const { cleared, fills, trades, market, result } = clear([...limits, battery(100_000)]);
		expect(cleared).toMatchObject({ volumeWh: 2_000 });
		expect(fills.at(-1)).toMatchObject({ order: 'O-F-24-4', quantityWh: 1_400, verdict: { kind: 'block-accepted' } });
		const sold = [0, 1].map((period) =>
			trades
				.filter((trade) => trade.offer === 'O-F-24-4' && trade.period === period)
				.reduce((sum, trade) => sum + trade.quantityWh, 0),
		);
		expect(sold).toEqual([1_000, 400]);
		market.signAll(result);
		market.block(terms.gateClosure + 1);
		market.block(terms.signingDeadline);
		const settled = market.block(terms.settlementTime).events.find((event) => event.kind === 'product-settled');
		expect(settled).toMatchObject({ residue: 0 });
	});

	it('rejects the same block in every period where it would lose over them', () => {
		const { fills, trades } = clear([...limits, battery(170_000)]);
		expect(fills.at(-1)).toMatchObject({ quantityWh: 0, verdict: { kind: 'block-out-of-price' } });
		expect(trades.every((trade) => trade.offer !== 'O-F-24-4')).toBe(true);
	});

	it('takes a linked block with its parent alone, and one of an exclusive group', () => {
		const child: OrderBody = {
			side: 'offer',
			price: 70_000,
			profileWh: [0, 200],
			minAcceptance: 1_000_000,
			name: 'evening',
			parent: 'battery',
		};
		const alternatives = [90_000, 95_000].map((price, at): readonly [string, OrderBody] => [
			'home-04',
			{ side: 'offer', price, profileWh: [300, 0], minAcceptance: 1_000_000, name: `way-${at}`, group: 'ways' },
		]);
		const with170 = clear([...limits, battery(170_000), ['home-05', child], ...alternatives]);
		expect(with170.fills.slice(4).map(({ quantityWh, verdict }) => [quantityWh, verdict.kind])).toEqual([
			[0, 'block-out-of-price'],
			[0, 'parent-rejected'],
			[300, 'block-accepted'],
			[0, 'exclusive-rejected'],
		]);
	});
});
