import { escrowAccount } from '../../../../shared/codec/accounts.ts';
import { batchId, orderId, tradeId } from '../../../../shared/codec/ids.ts';
import { orderOf } from '../../../../shared/codec/order-row.ts';
import type { MicroMoney } from '../../../../shared/codec/units.ts';
import type { TradeTerms } from '../depository/deeds.ts';
import { draftDeed } from '../depository/drafting.ts';
import { draftPairs, isPaired } from '../depository/pairing.ts';
import type { CallContext } from '../engine/call-context.ts';
import { pay } from '../ledger.ts';
import { attribute, derive, generate, use } from '../provenance.ts';
import { type BookEntry, BookPages } from './book-pages.ts';
import { type OrderRow, type ResultHead, takeOrderPage, takeTradePage } from './clearing-pages.ts';
import { releaseDelegate } from './orders-release.ts';
import { tradesAtOnce } from './orders-terms.ts';
import type { Product } from './products.ts';

/** What is left of a result is told at once where it is no more than so many pages, else a page in each block. */
const LAST_PAGES = 2;

/** Tells the next part of a result: what each order got, then the trades with their deeds. */
export function tellResult(context: CallContext, product: Product, head: ResultHead): ResultHead {
	let { toldOrderPages, toldTradePages } = head;
	const book = new BookPages(product.product, context);
	const left = head.orderPages - toldOrderPages + head.tradePages - toldTradePages;
	for (let pages = left > LAST_PAGES ? 1 : left; pages > 0; pages--) {
		if (toldOrderPages < head.orderPages)
			tellOrders(context, product, book, takeOrderPage(context, product.product, toldOrderPages++));
		else if (toldTradePages < head.tradePages)
			tellTrades(
				context,
				product,
				takeTradePage(context, product.product, toldTradePages++),
				toldTradePages === head.tradePages,
			);
	}
	return { ...head, toldOrderPages, toldTradePages };
}

/** What was taken from its owner at entry and is not held for a trade goes back. */
function tellOrders(context: CallContext, product: Product, book: BookPages, rows: readonly OrderRow[]): void {
	const id = product.product;
	context.emit({
		kind: 'orders-cleared',
		product: id,
		fills: rows.map(({ n, filledWh, verdict, zone, priority }) => ({
			order: orderId(id, n),
			quantityWh: filledWh,
			verdict,
			zone,
			priority,
		})),
	});
	const ofBatches = new Map<string, { readonly to: string; readonly amount: MicroMoney }>();
	const from = escrowAccount(id);
	for (const { n, filledWh, spare } of rows) {
		const order = orderId(id, n);
		const entry = book.entry(n) as BookEntry;
		const { participant: to, batch } = entry;
		if (!tradesAtOnce(product)) traceOrder(context, id, order, entry, filledWh > 0);
		if (batch === null) pay(context, { from, to, amount: spare, reason: 'escrow-released', subject: order });
		else {
			const subject = batchId(id, to, batch);
			ofBatches.set(subject, { to, amount: (ofBatches.get(subject)?.amount ?? 0) + spare });
		}
		if (entry.delegate !== null) releaseDelegate(context, product, { ...entry, n, terms: orderOf(entry.row) });
	}
	for (const [subject, { to, amount }] of ofBatches)
		pay(context, { from, to, amount, reason: 'escrow-released', subject });
}

/** An order of a batch becomes a thing of its own when something came of it. */
function traceOrder(
	context: CallContext,
	product: string,
	order: string,
	{ participant, batch }: BookEntry,
	isAccepted: boolean,
): void {
	if (batch !== null && !isAccepted) return;
	if (batch !== null) attribute(context, { type: 'order', id: order }, participant);
	use(context, { type: 'auction', id: product }, { type: 'order', id: order });
}

function tellTrades(context: CallContext, product: Product, trades: readonly TradeTerms[], isLast: boolean): void {
	for (const trade of trades) makeTrade(context, product, trade);
	if (isPaired(product)) draftPairs(context, product, trades, isLast);
}

/** Makes one trade and drafts its deed, unless its pair's is drafted over all of them. */
export function makeTrade(context: CallContext, product: Product, terms: TradeTerms): void {
	const { n, heldOfBuyer: _buyer, heldOfSeller: _seller, asksSource: _asks, ...told } = terms;
	const trade = tradeId(product.product, n);
	context.emit({ kind: 'trade-made', trade, product: product.product, ...told });
	const node = { type: 'trade', id: trade } as const;
	generate(context, node, { type: 'auction', id: product.product });
	derive(context, node, { type: 'order', id: terms.bid });
	derive(context, node, { type: 'order', id: terms.offer });
	if (!isPaired(product)) draftDeed(context, product, n, [terms]);
}
