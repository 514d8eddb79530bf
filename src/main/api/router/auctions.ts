import { orderOf } from '../../../shared/codec/order-row.ts';
import { inPeriod } from '../../../shared/codec/product-terms.ts';
import type { Auction, BookOrder } from '../../../shared/contract/index.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { type OrderRow, type Product, productStateAt } from '../read-model/product.ts';
import type { ConsoleServices } from '../services.ts';
import { contract } from './procedure.ts';

/** Rows of one answer; the contract allows no more. */
const MAX_ROWS = 10_000;

export function auctionProcedures({ node, model, requireReady }: ConsoleServices) {
	const { directory, products } = model;
	const find = (id: string): Product => {
		const product = products.products.get(id);
		if (!product) throw new CodedError('CONSOLE_PRODUCT_UNKNOWN', { product: id });
		return product;
	};
	const bookOrder = ({ terms, result }: Product, row: OrderRow): BookOrder => {
		const { id, time: _time, batch: _batch, delegate: _delegate, terms: stored, zone, ...order } = row;
		return {
			order: id,
			name: directory.nameOf(order.participant),
			...order,
			terms: orderOf(stored),
			zone: result ? zone : terms.zones.indexOf(directory.zoneOf(order.participant, terms.deliveryStart)),
		};
	};
	return {
		withdrawn: contract.auctions.withdrawn.handler(({ input }) => {
			requireReady();
			const product = find(input.product);
			const { orders, forgotten } = product.withdrawn;
			return { forgotten, orders: orders.map(({ row, until }) => ({ ...bookOrder(product, row), until })) };
		}),
		get: contract.auctions.get.handler(({ input }): Auction => {
			requireReady();
			const product = find(input.product);
			const { terms, result } = product;
			return {
				product: terms.product,
				zone: terms.zones[0] as string,
				zones: [...terms.zones],
				periodMs: terms.periodMs,
				zoneFees: terms.zoneFees.map((fees) => [...fees]),
				borders: terms.borders.map(({ from, to, minWh, maxWh }, border) => ({
					from,
					to,
					minWh: [...minWh],
					maxWh: [...maxWh],
					fee: [...(terms.borderFees[border] ?? [])],
				})),
				sealed: terms.sealed,
				commitments: product.commitments,
				cancelled: product.cancelled?.reason ?? null,
				mechanism: terms.mechanism,
				profile: terms.profile,
				deliveryStart: terms.deliveryStart,
				deliveryEnd: terms.deliveryEnd,
				gateOpening: terms.gateOpening,
				gateClosure: terms.gateClosure,
				signingDeadline: terms.signingDeadline,
				settlementTime: terms.settlementTime,
				tick: terms.tick,
				lotWh: terms.lotWh,
				wheelingFee: inPeriod(terms.zoneFees[0] ?? [0], 0),
				tariff: terms.tariff,
				feedIn: terms.feedIn,
				state: productStateAt(product, Math.floor(node.clock.now())),
				openedAtHeight: product.openedAtHeight,
				orders: [...product.orders.values()]
					.sort((a, b) => a.position - b.position)
					.slice(0, MAX_ROWS)
					.map((row) => bookOrder(product, row)),
				result: result && {
					prices: result.prices.map(({ zone, price, low, high }) => ({
						zone,
						price: [...price],
						low: [...low],
						high: [...high],
					})),
					flows: result.flows.map(({ from, to, flowWh }) => ({ from, to, flowWh: [...flowWh] })),
					seed: result.seed,
					surplus: result.surplus,
					orders: result.orders,
					trades: result.trades,
					price: result.price,
					priceLow: result.priceLow,
					priceHigh: result.priceHigh,
					volumeWh: result.volumeWh,
					welfare: result.welfare,
					height: result.height,
				},
				trades: [...product.trades.values()]
					.slice(0, MAX_ROWS)
					.map(({ id, deed, ...trade }) => ({ trade: id, deed: deed?.id ?? null, ...trade })),
			};
		}),
	};
}
