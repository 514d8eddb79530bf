import type { BookResult } from '../../../../shared/clearing/book/book.ts';
import { uniformBook } from '../../../../shared/clearing/book/uniform-price.ts';
import { escrowAccount } from '../../../../shared/codec/accounts.ts';
import type { OrderVerdict } from '../../../../shared/codec/events.ts';
import { orderId, tradeId } from '../../../../shared/codec/ids.ts';
import type { MicroMoney } from '../../../../shared/codec/units.ts';
import { amountOf } from '../amounts.ts';
import type { TradeTerms } from '../depository/deeds.ts';
import { draftDeed } from '../depository/drafting.ts';
import type { CallContext } from '../engine/call-context.ts';
import { pay } from '../ledger.ts';
import { derive, generate, use } from '../traceability.ts';
import { type LiveOrder, liveOrder, releaseDelegate } from './orders.ts';
import { type Product, requireProduct, writeProduct, zoneFee } from './products.ts';

type NumberedOrder = LiveOrder & { readonly n: number };

/**
 * Gate closure: clears the book, makes the trades, drafts a deed for each, and gives back the collateral above what
 * each order's trades may cost. Every validator derives the result itself.
 */
export function closeProduct(context: CallContext, id: string): void {
	const product = requireProduct(context, id);
	const orders = readBook(context, product);
	context.charge(uniformBook.cost(orders.length));
	const result = uniformBook.clear({
		tick: product.tick,
		lot: product.lotWh,
		fee: zoneFee(product, product.zones[0] as string, 0),
		orders: orders.map(({ side, price, quantityWh }) => ({ side, price, quantity: quantityWh })),
	});
	const cleared: Product = { ...product, status: 'cleared', trades: result.trades.length };
	writeProduct(context, cleared);
	emitResult(context, product, orders, result);
	makeTrades(context, cleared, orders, result);
}

function readBook(context: CallContext, product: Product): NumberedOrder[] {
	const orders: NumberedOrder[] = [];
	for (let n = 0; n < product.orders; n++) {
		const order = liveOrder(context, product.product, n);
		if (order) orders.push({ ...order, n });
	}
	return orders;
}

function emitResult(
	context: CallContext,
	{ product }: Product,
	orders: readonly NumberedOrder[],
	result: BookResult,
): void {
	const total = (side: 'bid' | 'offer'): number =>
		orders.reduce((sum, order) => (order.side === side ? sum + order.quantityWh : sum), 0);
	context.charge(orders.length);
	context.emit({
		kind: 'product-cleared',
		product,
		price: result.price,
		priceLow: result.priceLow,
		priceHigh: result.priceHigh,
		volumeWh: result.volume,
		welfare: Number(result.welfare / 1000n),
		fills: orders.map(({ n }, at) => ({
			order: orderId(product, n),
			quantityWh: result.fills[at] as number,
			verdict: verdictOf(result, at),
		})),
		offeredWh: total('offer'),
		wantedWh: total('bid'),
	});
	for (const { n } of orders)
		use(context, { type: 'auction', id: product }, { type: 'order', id: orderId(product, n) });
}

function verdictOf(result: BookResult, at: number): OrderVerdict {
	const verdict = result.verdicts[at] as BookResult['verdicts'][number];
	return verdict.kind === 'marginal'
		? { kind: 'marginal', shareOfWh: verdict.shareOf, acceptedOfWh: verdict.acceptedOf }
		: { kind: verdict.kind };
}

function makeTrades(
	context: CallContext,
	product: Product,
	orders: readonly NumberedOrder[],
	result: BookResult,
): void {
	const spare = orders.map(({ escrow }) => escrow);
	/** Keeps back what one trade may cost an order, as far as its collateral goes. */
	const hold = (position: number, owed: MicroMoney): MicroMoney => {
		const held = Math.max(0, Math.min(spare[position] as number, owed));
		spare[position] = (spare[position] as number) - held;
		return held;
	};
	result.trades.forEach(({ bid, offer, quantity }, n) => {
		const [buying, selling] = [orders[bid] as NumberedOrder, orders[offer] as NumberedOrder];
		const price = result.price as number;
		const amount = amountOf(quantity, price);
		const fee = amountOf(quantity, zoneFee(product, product.zones[0] as string, 0));
		const trade: TradeTerms = {
			n,
			bid: orderId(product.product, buying.n),
			offer: orderId(product.product, selling.n),
			buyer: buying.participant,
			seller: selling.participant,
			quantityWh: quantity,
			price,
			amount,
			fee,
			heldOfBuyer: hold(bid, amount + fee),
			heldOfSeller: hold(offer, -amount),
		};
		emitTrade(context, product, trade);
		draftDeed(context, product, trade);
	});
	orders.forEach((order, position) => {
		const amount = spare[position] as number;
		const subject = orderId(product.product, order.n);
		const [from, to] = [escrowAccount(product.product), order.participant];
		pay(context, { from, to, amount, reason: 'escrow-released', subject });
		releaseDelegate(context, product.product, order);
	});
}

function emitTrade(context: CallContext, { product }: Product, terms: TradeTerms): void {
	const { n, bid, offer, buyer, seller, quantityWh, price, amount, fee } = terms;
	const trade = tradeId(product, n);
	context.emit({ kind: 'trade-made', trade, product, bid, offer, buyer, seller, quantityWh, price, amount, fee });
	const node = { type: 'trade', id: trade } as const;
	generate(context, node, { type: 'auction', id: product });
	derive(context, node, { type: 'order', id: bid });
	derive(context, node, { type: 'order', id: offer });
}
