import { orderId, parseNumberedId } from '../../../../shared/codec/ids.ts';
import type { AmendOrders, OrderReference } from '../../../../shared/codec/order-calls.ts';
import type { PlacedOrder } from '../../../../shared/codec/order-events.ts';
import { headlineOf } from '../../../../shared/codec/order-headline.ts';
import { orderOf, orderRow } from '../../../../shared/codec/order-row.ts';
import type { OrderBody, OrderTerms } from '../../../../shared/codec/order-terms.ts';
import { periodsOf } from '../../../../shared/codec/product-terms.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import type { CallContext } from '../engine/call-context.ts';
import { type Acting, requireActing, requireOwner } from '../identity/delegations.ts';
import { attribute, derive } from '../provenance.ts';
import { findOrder } from './book-pages.ts';
import { requireOpenGate, tradesAtOnce } from './orders-terms.ts';
import { type Entered, Portfolio } from './portfolio.ts';
import { type Product, requireProduct } from './products.ts';
import { amendTrading, leaveTrading, tradeOrder } from './trading.ts';

/** Takes orders into open products, all or none, and their collateral into escrow. */
export function placeOrders(context: CallContext, acting: Acting, orders: readonly OrderTerms[]): void {
	const desk = new EntryDesk(context);
	for (const [index, { product, ...terms }] of orders.entries()) {
		const portfolio = desk.open(requireOpenBook(context, product), acting);
		const entered = portfolio.enter(terms, { index, batch: null, replaces: null }) as Entered;
		portfolio.settle(orderId(product, entered.n));
		const placed = placedOrder(portfolio.product, acting, terms, entered);
		context.emit({ kind: 'order-placed', ...placed });
		attribute(context, { type: 'order', id: placed.order }, acting.owner.id);
		if (!tradesAtOnce(portfolio.product)) continue;
		desk.close();
		tradeOrder(context, product, entered.n);
	}
	desk.close();
}

/** Gives live orders new terms, all or none, until the gate closes. */
export function amendOrders(context: CallContext, orders: AmendOrders['orders']): void {
	const desk = new EntryDesk(context);
	for (const [index, { order, terms }] of orders.entries()) {
		const { product, owner, n } = desk.find(order);
		const acting = requireOwner(context, owner, 'orders');
		const portfolio = desk.open(requireOpenBook(context, product), acting);
		const at = n ?? numberOf(portfolio, order);
		const { batch, row } = portfolio.entry(at);
		if (batch !== null && terms.name !== orderOf(row).name)
			throw new CodedError('ORDER_TERMS', { index, field: 'name', reason: `not the one that batch ${batch} gave it` });
		const entered = portfolio.enter(terms, { index, batch, replaces: at });
		if (!entered) continue;
		portfolio.settle(orderId(product, entered.n));
		const placed = placedOrder(portfolio.product, acting, terms, entered);
		context.emit({ kind: 'order-amended', before: orderId(product, at), ...placed });
		if (tradesAtOnce(portfolio.product)) {
			desk.close();
			amendTrading(context, portfolio.product, { n: at, terms: orderOf(row) }, { n: entered.n, terms });
		}
		if (entered.n === at) continue;
		const node = { type: 'order', id: placed.order } as const;
		attribute(context, node, acting.owner.id);
		derive(context, node, { type: 'order', id: orderId(product, at) });
	}
	desk.close();
}

/** Takes live orders out again, all or none, until the gate closes. */
export function cancelOrders(context: CallContext, orders: readonly OrderReference[]): void {
	const desk = new EntryDesk(context);
	for (const order of orders) {
		const { product, owner, n } = desk.find(order);
		const acting = requireActing(context, owner, 'orders');
		const portfolio = desk.open(requireOpenBook(context, product), acting);
		const at = n ?? numberOf(portfolio, order);
		const { escrow, row } = portfolio.withdraw(at);
		if (tradesAtOnce(portfolio.product)) leaveTrading(context, portfolio.product, { n: at, terms: orderOf(row) });
		const id = orderId(product, at);
		portfolio.settle(id);
		context.emit({ kind: 'order-cancelled', order: id, product, participant: acting.owner.id, escrow });
	}
	desk.close();
}

/** @throws CodedError GATE_NOT_OPEN, GATE_CLOSED, or PRODUCT_SEALED where orders are committed to instead */
export function requireOpenBook(context: CallContext, id: string): Product {
	const product = requireProduct(context, id);
	if (product.sealed) throw new CodedError('PRODUCT_SEALED', { product: id });
	requireOpenGate(context, product);
	return product;
}

function placedOrder(
	product: Product,
	{ owner, delegate }: Acting,
	terms: OrderBody,
	{ n, escrow }: Entered,
): PlacedOrder {
	return {
		order: orderId(product.product, n),
		product: product.product,
		participant: owner.id,
		delegate,
		...headlineOf(terms, periodsOf(product)),
		position: n,
		escrow,
		terms: orderRow(terms),
	};
}

/** @throws CodedError ORDER_UNKNOWN */
function numberOf(portfolio: Portfolio, reference: OrderReference): number {
	const name = typeof reference === 'string' ? reference : reference.name;
	const n = portfolio.numbered(name);
	if (n === undefined) throw new CodedError('ORDER_UNKNOWN', { order: name });
	return n;
}

/** Holds one portfolio open at a time, so that no two hold changes of one book. */
class EntryDesk {
	readonly #context: CallContext;
	#portfolio: Portfolio | null = null;
	#owner = '';

	constructor(context: CallContext) {
		this.#context = context;
	}

	open(product: Product, acting: Acting): Portfolio {
		const isSame = this.#portfolio?.product.product === product.product && this.#owner === acting.owner.id;
		if (this.#portfolio && isSame) return this.#portfolio;
		this.close();
		const current = requireProduct(this.#context, product.product);
		const portfolio = new Portfolio({ product: current, acting }, this.#context);
		this.#portfolio = portfolio;
		this.#owner = acting.owner.id;
		return portfolio;
	}

	close(): void {
		this.#portfolio?.flush();
		this.#portfolio = null;
	}

	/**
	 * Whose order it is, in which product; `n` is null where only the owner's portfolio knows it by name.
	 * @throws CodedError ORDER_UNKNOWN
	 */
	find(reference: OrderReference): {
		readonly product: string;
		readonly owner: string | null;
		readonly n: number | null;
	} {
		if (typeof reference !== 'string') return { product: reference.product, owner: reference.owner, n: null };
		const at = parseNumberedId('O', reference);
		if (at && this.#portfolio?.product.product === at.product && this.#portfolio.has(at.n))
			return { product: at.product, owner: this.#owner, n: at.n };
		this.close();
		const found = at && findOrder(this.#context, at.product, at.n);
		if (!at || !found) throw new CodedError('ORDER_UNKNOWN', { order: reference });
		return { product: at.product, owner: found.participant, n: at.n };
	}
}
