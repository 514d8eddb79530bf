import { escrowAccount } from '../../../../shared/codec/accounts.ts';
import type { OrderTerms } from '../../../../shared/codec/calls.ts';
import { orderId, parseNumberedId } from '../../../../shared/codec/ids.ts';
import type { Role } from '../../../../shared/codec/roles.ts';
import type { MicroMoney } from '../../../../shared/codec/units.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import { amountOf } from '../amounts.ts';
import type { CallContext } from '../engine/call-context.ts';
import { type Acting, requireActing } from '../identity/delegations.ts';
import { countDelegatedUse, delegatedUse, requireWithinLimits } from '../identity/order-limits.ts';
import { type Participant, zoneAt } from '../identity/participants.ts';
import { pay } from '../ledger.ts';
import { attribute } from '../traceability.ts';
import { AUCTION, type Product, requireProduct, writeProduct, zoneFee } from './products.ts';

export interface LiveOrder {
	readonly participant: string;
	/** Who placed it for the participant, or null. */
	readonly delegate: string | null;
	readonly side: 'bid' | 'offer';
	readonly price: number;
	readonly quantityWh: number;
	/** Collateral in the product's escrow account. */
	readonly escrow: MicroMoney;
}

const SIDES: { readonly [side in OrderTerms['side']]: readonly Role[] } = {
	bid: ['consumer', 'prosumer', 'aggregator'],
	offer: ['generator', 'prosumer', 'aggregator'],
};

/** What an order may cost its owner at worst: a bid at its limit, an offer where its price is negative. */
export function collateralOf({ side, price, quantityWh }: OrderTerms): MicroMoney {
	return Math.max(0, amountOf(quantityWh, side === 'bid' ? price : -price));
}

export function liveOrder(context: CallContext, product: string, n: number): LiveOrder | undefined {
	return context.space(AUCTION).get<LiveOrder>(`order/${product}/${n}`);
}

/** Takes one order into an open product and its collateral into escrow. */
export function placeOrder(context: CallContext, acting: Acting, terms: OrderTerms, index: number): void {
	const { owner, delegate } = acting;
	const product = requireProduct(context, terms.product);
	requireOpenGate(context, product);
	requireOrderTerms(owner, product, terms, index);
	requireWithinOwnBook(context, owner, product, terms);
	const n = product.orders;
	if (n >= context.market.ordersPerProduct)
		throw new CodedError('ORDER_LIMIT', { product: terms.product, max: context.market.ordersPerProduct });
	const order = orderId(terms.product, n);
	const { side, price, quantityWh } = terms;
	const escrow = collateralOf(terms);
	if (delegate !== null) countForDelegate(context, acting, delegate, product, terms, escrow);
	const to = escrowAccount(terms.product);
	pay(context, { from: owner.id, to, amount: escrow, reason: 'escrow-reserved', subject: order });
	const live: LiveOrder = { participant: owner.id, delegate, side, price, quantityWh, escrow };
	context.space(AUCTION).set(`order/${terms.product}/${n}`, live);
	setOwnBook(context, terms.product, owner.id, [...ownBook(context, terms.product, owner.id), n]);
	writeProduct(context, { ...product, orders: n + 1 });
	const about = { order, product: terms.product, participant: owner.id };
	context.emit({ kind: 'order-placed', ...about, side, price, quantityWh, position: n, escrow });
	attribute(context, { type: 'order', id: order }, owner.id);
}

/** Takes one live order out again, until the gate closes. */
export function cancelOrder(context: CallContext, order: string): void {
	const at = parseNumberedId('O', order);
	const live = at && liveOrder(context, at.product, at.n);
	if (!at || !live) throw new CodedError('ORDER_UNKNOWN', { order });
	requireActing(context, live.participant, 'orders');
	requireOpenGate(context, requireProduct(context, at.product));
	context.space(AUCTION).delete(`order/${at.product}/${at.n}`);
	const rest = ownBook(context, at.product, live.participant).filter((n) => n !== at.n);
	setOwnBook(context, at.product, live.participant, rest);
	const from = escrowAccount(at.product);
	const { participant, escrow } = live;
	releaseDelegate(context, at.product, live);
	pay(context, { from, to: participant, amount: escrow, reason: 'escrow-released', subject: order });
	context.emit({ kind: 'order-cancelled', order, product: at.product, participant, escrow });
}

/** An order that lives no more leaves its delegate room for another. */
export function releaseDelegate(context: CallContext, product: string, order: LiveOrder): void {
	const { participant, delegate, quantityWh, escrow } = order;
	if (delegate === null) return;
	countDelegatedUse(context, participant, delegate, product, { quantityWh: -quantityWh, collateral: -escrow });
}

/** @throws CodedError DELEGATION_LIMIT */
function countForDelegate(
	context: CallContext,
	{ owner, limits }: Acting,
	delegate: string,
	{ product, deliveryStart }: Product,
	{ side, price, quantityWh }: OrderTerms,
	collateral: MicroMoney,
): void {
	const zone = zoneAt(owner, deliveryStart);
	const order = { zone, side, priceLow: price, priceHigh: price, quantityWh, collateral };
	requireWithinLimits(limits, order, delegatedUse(context, owner.id, delegate, product));
	countDelegatedUse(context, owner.id, delegate, product, { quantityWh, collateral });
}

/** Forgets orders from `n` on, at most `count` of them, once their product is settled. */
export function forgetOrders(context: CallContext, product: string, from: number, to: number): void {
	const space = context.space(AUCTION);
	for (let n = from; n < to; n++) {
		const live = liveOrder(context, product, n);
		if (!live) continue;
		space.delete(`order/${product}/${n}`);
		space.delete(`own/${product}/${live.participant}`);
	}
}

function requireOpenGate(context: CallContext, { product, status, gateOpening, gateClosure }: Product): void {
	if (context.time < gateOpening) throw new CodedError('GATE_NOT_OPEN', { product, gateOpening });
	if (status !== 'open' || context.time >= gateClosure) throw new CodedError('GATE_CLOSED', { product, gateClosure });
}

function requireOrderTerms(owner: Participant, product: Product, terms: OrderTerms, index: number): void {
	const need = (isMet: boolean, field: string, reason: string): void => {
		if (!isMet) throw new CodedError('ORDER_TERMS', { index, field, reason });
	};
	if (!SIDES[terms.side].includes(owner.role))
		throw new CodedError('CALL_FORBIDDEN', { sender: owner.id, needed: SIDES[terms.side].join(', ') });
	need(product.zones.includes(zoneAt(owner, product.deliveryStart)), 'product', `outside zone ${owner.zone}`);
	need(terms.price % product.tick === 0, 'price', `not a multiple of the tick ${product.tick}`);
	need(
		terms.price >= product.priceMin && terms.price <= product.priceMax,
		'price',
		`not within ${product.priceMin} and ${product.priceMax}`,
	);
	need(terms.quantityWh % product.lotWh === 0, 'quantityWh', `not a multiple of the lot ${product.lotWh}`);
}

/** Bounds an owner's live orders and refuses one that would trade with the owner itself. */
function requireWithinOwnBook(context: CallContext, owner: Participant, product: Product, terms: OrderTerms): void {
	const own = ownBook(context, terms.product, owner.id);
	if (own.length >= context.market.ordersPerParticipant)
		throw new CodedError('ORDER_LIMIT', { product: terms.product, max: context.market.ordersPerParticipant });
	for (const n of own) {
		const other = liveOrder(context, terms.product, n);
		if (!other || other.side === terms.side) continue;
		const [bid, offer] = terms.side === 'bid' ? [terms.price, other.price] : [other.price, terms.price];
		if (offer + zoneFee(product, zoneAt(owner, product.deliveryStart), 0) <= bid)
			throw new CodedError('ORDER_CROSSES_OWN', { product: terms.product, other: orderId(terms.product, n) });
	}
}

/** Numbers of an owner's live orders in a product. */
function ownBook(context: CallContext, product: string, owner: string): readonly number[] {
	return context.space(AUCTION).get<readonly number[]>(`own/${product}/${owner}`) ?? [];
}

function setOwnBook(context: CallContext, product: string, owner: string, numbers: readonly number[]): void {
	const key = `own/${product}/${owner}`;
	if (numbers.length === 0) context.space(AUCTION).delete(key);
	else context.space(AUCTION).set(key, numbers);
}
