import { extentOf } from '../../../../shared/auction/collateral.ts';
import type { Match } from '../../../../shared/clearing/continuous/continuous-book.ts';
import { escrowAccount } from '../../../../shared/codec/accounts.ts';
import { orderId } from '../../../../shared/codec/ids.ts';
import { orderOf, orderRow } from '../../../../shared/codec/order-row.ts';
import type { LimitTerms, OrderBody } from '../../../../shared/codec/order-terms.ts';
import { amountOf, type EnergyWh, type MicroMoney, mulDivFloor } from '../../../../shared/codec/units.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import type { CallContext } from '../engine/call-context.ts';
import { countDelegatedUse } from '../identity/order-limits.ts';
import { requireParticipant } from '../identity/participants.ts';
import { pay } from '../ledger.ts';
import { use } from '../provenance.ts';
import { type BookEntry, BookPages, ownNumbers, setOwnNumbers } from './book-pages.ts';
import { zoneOf } from './orders-terms.ts';
import { carriageFees, type Product, requireProduct, writeProduct } from './products.ts';
import { makeTrade } from './result-telling.ts';
import {
	RESTING_MAX,
	type RestingOrder,
	readTrading,
	restoreBook,
	sourcesOf,
	type TradingState,
	withTrade,
	writeTrading,
} from './trading-state.ts';

/** One delivery period of a product: what a single order trades in. */
const ONE_PERIOD = 1;

/**
 * Lets an order that has just entered the book of a continuous product trade with what rests there, best price first,
 * or, in a product of listings, wait to be taken. What is left of it waits.
 * @throws CodedError ORDER_LIMIT, ORDER_CROSSES_OWN, or ORDER_TERMS for one that is not valid yet
 */
export function tradeOrder(context: CallContext, id: string, n: number): void {
	const product = requireProduct(context, id);
	const pages = new BookPages(id, context);
	const entry = pages.entry(n) as BookEntry;
	const terms = orderOf(entry.row) as LimitTerms;
	if ((terms.validFrom ?? 0) > context.time)
		throw new CodedError('ORDER_TERMS', { index: 0, field: 'validFrom', reason: 'ahead of the block time' });
	const period = periodOf(terms);
	const before = withoutExpired(context, product, period, pages);
	const arriving = arrivingOrder(context, product, n, entry, terms);
	use(context, { type: 'auction', id }, { type: 'order', id: orderId(id, n) });
	if (before.orders.length >= RESTING_MAX) throw new CodedError('ORDER_LIMIT', { product: id, max: RESTING_MAX });
	if (product.mechanism === 'listing') {
		const listed = { ...arriving, rank: before.nextRank };
		writeTrading(context, product, period, {
			...before,
			nextRank: before.nextRank + 1,
			orders: [...before.orders, listed],
		});
	} else writeTrading(context, product, period, matchOrder(context, product, pages, period, before, arriving));
	pages.flush();
}

interface NumberedTerms {
	readonly n: number;
	readonly terms: OrderBody;
}

/** Takes an order out of its period's trading: it was withdrawn, or is about to be changed. */
export function leaveTrading(context: CallContext, product: Product, { n, terms }: NumberedTerms): void {
	const period = periodOf(terms);
	const state = readTrading(context, product, period);
	writeTrading(context, product, period, { ...state, orders: state.orders.filter((order) => order.n !== n) });
}

/** Follows an amendment: an order that kept its number is smaller and keeps its place, any other trades anew. */
export function amendTrading(
	context: CallContext,
	product: Product,
	before: NumberedTerms,
	after: NumberedTerms,
): void {
	if (after.n !== before.n) {
		leaveTrading(context, product, before);
		tradeOrder(context, product.product, after.n);
		return;
	}
	const { n, terms } = after;
	const { quantityWh } = terms as LimitTerms;
	const period = periodOf(terms);
	const state = readTrading(context, product, period);
	const orders = state.orders.map((order) =>
		order.n === n ? { ...order, leftWh: quantityWh, shownWh: Math.min(order.shownWh, quantityWh) } : order,
	);
	writeTrading(context, product, period, { ...state, orders });
}

/** Orders that trade one by one are limit orders. */
function periodOf(terms: OrderBody): number {
	return (terms as LimitTerms).period ?? 0;
}

function arrivingOrder(
	context: CallContext,
	product: Product,
	n: number,
	{ participant }: BookEntry,
	{ side, price, quantityWh, source, visibleWh, validUntil }: LimitTerms,
): RestingOrder {
	return {
		n,
		participant,
		side,
		price,
		zone: product.zones.indexOf(zoneOf(requireParticipant(context, participant), product)),
		source: source ?? null,
		visibleWh: visibleWh ?? null,
		validUntil: validUntil ?? null,
		rank: 0,
		leftWh: quantityWh,
		shownWh: visibleWh ?? quantityWh,
		filledWh: 0,
		trades: 0,
	};
}

function matchOrder(
	context: CallContext,
	product: Product,
	pages: BookPages,
	period: number,
	before: TradingState,
	arriving: RestingOrder,
): TradingState {
	const { book, ownerOf } = restoreBook(product, period, before);
	const { n, participant, side, price, zone, source, visibleWh, leftWh } = arriving;
	const { matches, crossesOwn } = book.place({
		id: n,
		owner: ownerOf(participant),
		side,
		price,
		quantity: leftWh,
		zone,
		...sourcesOf(side, source, participant),
		visible: visibleWh,
	});
	if (crossesOwn !== null)
		throw new CodedError('ORDER_CROSSES_OWN', {
			product: product.product,
			other: orderId(product.product, crossesOwn),
		});
	const known = new Map([...before.orders, arriving].map((order) => [order.n, order]));
	let state: TradingState = before;
	for (const match of matches) {
		state = tradeBetween(context, product, pages, period, { state, known, match });
		for (const each of [match.bid, match.offer]) {
			const order = known.get(each) as RestingOrder;
			known.set(each, { ...order, filledWh: order.filledWh + match.quantity, trades: order.trades + 1 });
		}
	}
	const stored = book.stored();
	return {
		...state,
		nextRank: stored.nextRank,
		orders: stored.orders.map(({ id, rank, left, shown }) => ({
			...(known.get(id) as RestingOrder),
			rank,
			leftWh: left,
			shownWh: shown,
		})),
	};
}

interface TradeBetween {
	readonly state: TradingState;
	readonly known: ReadonlyMap<number, RestingOrder>;
	readonly match: Match;
}

/** Makes the trade of one match: both orders shrink by it, and their collateral pays for it. */
function tradeBetween(
	context: CallContext,
	product: Product,
	pages: BookPages,
	period: number,
	{ state, known, match }: TradeBetween,
): TradingState {
	const { bid, offer, quantity, price } = match;
	const [buying, selling] = [known.get(bid) as RestingOrder, known.get(offer) as RestingOrder];
	const amount = amountOf(quantity, price);
	const carriage = carriageFees(product, selling.zone, buying.zone, period);
	const fee = amountOf(quantity, carriage.zone);
	const border = amountOf(quantity, carriage.border);
	makeNextTrade(context, product, {
		bid: orderId(product.product, bid),
		offer: orderId(product.product, offer),
		buyer: buying.participant,
		seller: selling.participant,
		buyerZone: product.zones[buying.zone] as string,
		sellerZone: product.zones[selling.zone] as string,
		period,
		quantityWh: quantity,
		price,
		amount,
		fee,
		border,
		heldOfBuyer: shrink(context, product, pages, bid, quantity, amount + fee + border),
		heldOfSeller: shrink(context, product, pages, offer, quantity, -amount),
		asksSource: buying.source !== null,
	});
	const gain = amountOf(quantity, buying.price - match.fee - selling.price);
	return withTrade(state, { zone: selling.zone, price, quantityWh: quantity, gain });
}

type SingleTrade = Omit<Parameters<typeof makeTrade>[2], 'n' | 'congestion'>;

/** Makes a product's next trade, apart from any clearing. */
export function makeNextTrade(context: CallContext, { product: id }: Product, trade: SingleTrade): void {
	const product = requireProduct(context, id);
	writeProduct(context, { ...product, trades: product.trades + 1 });
	makeTrade(context, product, { ...trade, n: product.trades, congestion: 0 });
}

/**
 * Takes a traded quantity off an order in the book. Of its collateral, what the trade is owed stays in escrow and what
 * the rest of the order does not need goes back. @returns what is held for the trade
 */
export function shrink(
	context: CallContext,
	product: Product,
	pages: BookPages,
	n: number,
	quantityWh: EnergyWh,
	owed: number,
): number {
	const entry = pages.entry(n) as BookEntry;
	const { participant, delegate, escrow } = entry;
	const terms = orderOf(entry.row) as LimitTerms;
	const leftWh = terms.quantityWh - quantityWh;
	const rest = leftWh === 0 ? null : restOf(terms, leftWh);
	const needed = rest ? collateralOfRest(escrow, terms, rest) : 0;
	const held = Math.max(0, Math.min(escrow - needed, owed));
	const subject = orderId(product.product, n);
	pay(context, {
		from: escrowAccount(product.product),
		to: participant,
		amount: escrow - needed - held,
		reason: 'escrow-released',
		subject,
	});
	if (delegate !== null) {
		const change = { quantityWh: 0 - quantityWh, collateral: needed - escrow };
		countDelegatedUse(context, participant, delegate, product.product, change);
	}
	if (rest) pages.put(n, { ...entry, escrow: needed, row: orderRow(rest) }, { weight: 0, blocks: 0 });
	else forgetEntry(context, product, pages, n, participant);
	return held;
}

/** The rest keeps its share of what was taken when the order was placed, whatever its owner's credit is now. */
function collateralOfRest(escrow: MicroMoney, terms: LimitTerms, rest: LimitTerms): MicroMoney {
	const { cost } = extentOf(terms, ONE_PERIOD);
	return cost === 0 ? 0 : mulDivFloor(escrow, extentOf(rest, ONE_PERIOD).cost, cost);
}

/** An iceberg whose rest is all visible is a plain limit order. */
function restOf({ visibleWh, ...terms }: LimitTerms, quantityWh: EnergyWh): LimitTerms {
	return visibleWh !== undefined && visibleWh < quantityWh
		? { ...terms, quantityWh, visibleWh }
		: { ...terms, quantityWh };
}

function forgetEntry(context: CallContext, { product }: Product, pages: BookPages, n: number, owner: string): void {
	pages.remove(n, { weight: 1, blocks: 0 });
	const rest = ownNumbers(context, product, owner).filter((each) => each !== n);
	setOwnNumbers(context, product, owner, rest);
}

/** Orders whose time is over leave the period with their collateral before another arrives. */
export function withoutExpired(context: CallContext, product: Product, period: number, pages: BookPages): TradingState {
	const state = readTrading(context, product, period);
	const isOver = ({ validUntil }: RestingOrder): boolean => validUntil !== null && validUntil <= context.time;
	const over = state.orders.filter(isOver);
	for (const { n, participant, leftWh } of over) {
		const { escrow } = pages.entry(n) as BookEntry;
		shrink(context, product, pages, n, leftWh, 0);
		const order = orderId(product.product, n);
		context.emit({ kind: 'order-cancelled', order, product: product.product, participant, escrow });
	}
	return over.length === 0 ? state : { ...state, orders: state.orders.filter((order) => !isOver(order)) };
}
