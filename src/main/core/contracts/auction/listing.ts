import { type Listing, takeListing } from '../../../../shared/clearing/listing/listing.ts';
import { escrowAccount } from '../../../../shared/codec/accounts.ts';
import type { TakeListing } from '../../../../shared/codec/calls.ts';
import { orderId, parseNumberedId } from '../../../../shared/codec/ids.ts';
import { orderOf, orderRow } from '../../../../shared/codec/order-row.ts';
import type { LimitTerms } from '../../../../shared/codec/order-terms.ts';
import { amountOf } from '../../../../shared/codec/units.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import type { CallContext } from '../engine/call-context.ts';
import type { Acting } from '../identity/delegations.ts';
import { delegatedUse, requireWithinLimits } from '../identity/order-limits.ts';
import { pay } from '../ledger.ts';
import { attribute, use } from '../provenance.ts';
import { BookPages, findOrder } from './book-pages.ts';
import { requireOpenBook } from './orders.ts';
import { requireOrderTerms, zoneOf } from './orders-terms.ts';
import { carriageFees, type Product, writeProduct } from './products.ts';
import { claimsRenewable, hasRenewableDevice, refuseUnmetered } from './renewable-offers.ts';
import { makeNextTrade, shrink, withoutExpired } from './trading.ts';
import { type RestingOrder, sourcesOf, withTrade, writeTrading } from './trading-state.ts';

/**
 * Takes a part of a listing, or all that is left, at its price: the taker's own order, which is served at once.
 * @throws CodedError ORDER_UNKNOWN, PRODUCT_NO_LISTINGS, LISTING_*, ORDER_TERMS, SOURCE_UNMETERED, DELEGATION_LIMIT or FUNDS_SHORT
 */
export function takeListed(
	context: CallContext,
	acting: Acting,
	{ order, quantityWh, source }: Omit<TakeListing, 'owner'>,
): void {
	const at = parseNumberedId('O', order);
	const found = at && findOrder(context, at.product, at.n);
	if (!at || !found) throw new CodedError('ORDER_UNKNOWN', { order });
	const product = requireOpenBook(context, at.product);
	if (product.mechanism !== 'listing') throw new CodedError('PRODUCT_NO_LISTINGS', { product: at.product });
	const { period = 0 } = orderOf(found.row) as LimitTerms;
	const pages = new BookPages(at.product, context);
	const state = withoutExpired(context, product, period, pages);
	const listed = state.orders.find(({ n }) => n === at.n);
	if (!listed) throw new CodedError('ORDER_UNKNOWN', { order });
	const { owner } = acting;
	const side = listed.side === 'bid' ? 'offer' : 'bid';
	const terms: LimitTerms = { side, price: listed.price, quantityWh, period, ...(source && { source }) };
	requireOrderTerms(owner, product, terms, { index: 0, now: context.time });
	if (claimsRenewable(terms) && !hasRenewableDevice(context, owner)) refuseUnmetered(owner, 0);
	const zone = product.zones.indexOf(zoneOf(owner, product));
	const taken = takeListing(
		listingOf(listed, product),
		{ listing: at.n, owner: owner.id, zone, quantity: quantityWh, ...sourcesOf(side, source, owner.id) },
		{
			lot: product.lotWh,
			feeOf: (seller, buyer) => {
				const fees = carriageFees(product, seller, buyer, period);
				return fees.zone + fees.border;
			},
		},
	);
	const [buyerZone, sellerZone] = side === 'bid' ? [zone, listed.zone] : [listed.zone, zone];
	const carriage = carriageFees(product, sellerZone, buyerZone, period);
	const amount = amountOf(quantityWh, taken.price);
	const fee = amountOf(quantityWh, carriage.zone);
	const border = amountOf(quantityWh, carriage.border);
	const [ofBuyer, ofSeller] = [amount + fee + border, -amount];
	const limit = side === 'bid' ? taken.price + taken.fee : taken.price;
	const own = enterTaker(context, acting, product, { ...terms, price: limit }, side === 'bid' ? ofBuyer : ofSeller);
	const [bid, offer] = side === 'bid' ? [own, at.n] : [at.n, own];
	const [buyer, seller] = side === 'bid' ? [owner.id, listed.participant] : [listed.participant, owner.id];
	const heldOfListed = shrink(context, product, pages, at.n, quantityWh, side === 'bid' ? ofSeller : ofBuyer);
	makeNextTrade(context, product, {
		bid: orderId(at.product, bid),
		offer: orderId(at.product, offer),
		buyer,
		seller,
		buyerZone: product.zones[buyerZone] as string,
		sellerZone: product.zones[sellerZone] as string,
		period,
		quantityWh,
		price: taken.price,
		amount,
		fee,
		border,
		heldOfBuyer: side === 'bid' ? Math.max(0, ofBuyer) : heldOfListed,
		heldOfSeller: side === 'bid' ? heldOfListed : Math.max(0, ofSeller),
		asksSource: (side === 'bid' ? source : listed.source) !== null,
	});
	const orders = state.orders.flatMap((each): RestingOrder[] => {
		if (each.n !== at.n) return [each];
		const leftWh = each.leftWh - quantityWh;
		const filledWh = each.filledWh + quantityWh;
		return leftWh === 0 ? [] : [{ ...each, leftWh, shownWh: leftWh, filledWh, trades: each.trades + 1 }];
	});
	const trade = { zone: sellerZone, price: taken.price, quantityWh, gain: 0 };
	writeTrading(context, product, period, { ...withTrade(state, trade), orders });
	pages.flush();
}

function listingOf(listed: RestingOrder, { lotWh }: Product): Listing {
	const { n, participant, side, price, zone, leftWh, source } = listed;
	return {
		id: n,
		owner: participant,
		side,
		price,
		zone,
		minimum: lotWh,
		left: leftWh,
		...sourcesOf(side, source, participant),
	};
}

/** The taker's side as an order of its own, with the collateral of its trade. @returns its number */
function enterTaker(
	context: CallContext,
	{ owner, delegate, limits }: Acting,
	product: Product,
	terms: LimitTerms,
	owed: number,
): number {
	const { product: id, orders: n } = product;
	const { side, price, quantityWh } = terms;
	const escrow = Math.max(0, owed);
	if (delegate !== null)
		requireWithinLimits(
			limits,
			{ zone: zoneOf(owner, product), side, priceLow: price, priceHigh: price, quantityWh, collateral: escrow },
			delegatedUse(context, owner.id, delegate, id),
		);
	const order = orderId(id, n);
	const to = escrowAccount(id);
	pay(context, { from: owner.id, to, amount: escrow, reason: 'escrow-reserved', subject: order });
	writeProduct(context, { ...product, orders: n + 1 });
	context.emit({
		kind: 'order-placed',
		order,
		product: id,
		participant: owner.id,
		delegate,
		side,
		price,
		quantityWh,
		position: n,
		escrow,
		terms: orderRow(terms),
	});
	attribute(context, { type: 'order', id: order }, owner.id);
	use(context, { type: 'auction', id }, { type: 'order', id: order });
	return n;
}
