import { periodsOf } from '../../../../shared/codec/product-terms.ts';
import type { CallContext } from '../engine/call-context.ts';
import { readBook } from './book-pages.ts';
import type { Clearing } from './clearing.ts';
import { storeResult } from './clearing-pages.ts';
import type { Product } from './products.ts';
import { forgetTrading, type RestingOrder, readTrading, type TradingState } from './trading-state.ts';

/**
 * The gate of a product whose orders traded one by one: nothing is cleared; what its periods traded is told, and what
 * still rests gets its collateral back.
 */
export function closeTrading(context: CallContext, product: Product): Clearing {
	const states = Array.from({ length: periodsOf(product) }, (_, period) => {
		const state = readTrading(context, product, period);
		forgetTrading(context, product, period);
		return state;
	});
	const resting = new Map(states.flatMap(({ orders }) => orders.map((order) => [order.n, order] as const)));
	const rows = readBook(context, product.product).map(({ n, escrow }) => {
		const order = resting.get(n) as RestingOrder;
		const { trades, filledWh, leftWh, zone } = order;
		const verdict =
			trades > 0 ? ({ kind: 'matched', trades, restingWh: leftWh } as const) : ({ kind: 'resting' } as const);
		return { n, filledWh, verdict, spare: escrow, zone, priority: 0 };
	});
	const sum = (of: (state: TradingState) => number): number => states.reduce((total, state) => total + of(state), 0);
	const one = product.zones.length === 1 && states.length === 1 ? states[0]?.prices[0] : null;
	const left = (side: 'bid' | 'offer'): number =>
		[...resting.values()].reduce((total, order) => total + (order.side === side ? order.leftWh : 0), 0);
	const volumeWh = sum((state) => state.volumeWh);
	context.emit({
		kind: 'product-cleared',
		product: product.product,
		price: one && one[0] === one[1] ? one[0] : null,
		priceLow: one?.[0] ?? null,
		priceHigh: one?.[1] ?? null,
		prices: product.zones.map((zone, at) => {
			const ranges = states.map(({ prices }) => prices[at]);
			return {
				zone,
				price: ranges.map((range) => (range && range[0] === range[1] ? range[0] : null)),
				low: ranges.map((range) => range?.[0] ?? null),
				high: ranges.map((range) => range?.[1] ?? null),
			};
		}),
		flows: [],
		volumeWh,
		welfare: sum((state) => state.welfare),
		surplus: 0,
		offeredWh: volumeWh + left('offer'),
		wantedWh: volumeWh + left('bid'),
		orders: rows.length,
		trades: product.trades,
		seed: null,
		proof: null,
	});
	return { head: storeResult(context, product.product, rows, []), trades: product.trades };
}
