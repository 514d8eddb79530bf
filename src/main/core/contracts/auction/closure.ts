import { toHex } from '../../../../shared/codec/bytes.ts';
import { periodsOf } from '../../../../shared/codec/product-terms.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import { forgetDeeds } from '../depository/deeds.ts';
import type { CallContext } from '../engine/call-context.ts';
import { forgetBook, readBook } from './book-pages.ts';
import { clearBook } from './clearing.ts';
import { readHead, storeResult, writeHead } from './clearing-pages.ts';
import { tradesAtOnce } from './orders-terms.ts';
import { AUCTION, findProduct, forgetProduct, freeSlots, type Product, writeProduct } from './products.ts';
import { tellResult } from './result-telling.ts';
import { closeSealed } from './sealed.ts';
import { forgetCommitments, returnDeposits } from './sealed-commitments.ts';
import { closeTrading } from './trading-closure.ts';
import { forgetTrading } from './trading-state.ts';

/** Pages of orders, and deeds, that one task of pruning removes. */
const PRUNE_PAGES = 8;
const PRUNE_DEEDS = 2_000;

/** What no product may survive by being given up. */
const FATAL: readonly string[] = ['ENGINE_CONSERVATION', 'CALL_STEP_LIMIT'];

/**
 * What the chain does for a product by itself: at gate closure, or when sealed bids are open, it clears the book; a
 * large result is told over the blocks that follow, between which everything else goes on.
 */
export function closeProduct(context: CallContext, id: string): void {
	const product = findProduct(context, id);
	if (!product) return;
	switch (product.status) {
		case 'open':
			if (product.sealed) reveal(context, product, product.sealed.revealUntil);
			else beginClearing(context, product, null);
			return;
		case 'revealing':
			beginClearing(context, product, toHex(closeSealed(context, product)));
			return;
		case 'clearing':
		case 'cancelled':
			tellOn(context, product);
	}
}

/** Ends a product whose gate has not closed. @throws CodedError GATE_CLOSED */
export function cancelProduct(context: CallContext, product: Product, reason: string): void {
	const { product: id, status, gateClosure } = product;
	if (status !== 'open' || context.time >= gateClosure)
		throw new CodedError('GATE_CLOSED', { product: id, gateClosure });
	abandon(context, product, reason);
	context.schedule(context.time, { contract: AUCTION, task: 'close', subject: id });
}

/** Subject `<product>/<first deed to remove>`: what is settled leaves the state and stays in the events. */
export function pruneProduct(context: CallContext, subject: string): void {
	const [id, first] = subject.split('/') as [string, string];
	const product = findProduct(context, id);
	if (!product) return;
	const from = Number(first);
	const to = Math.min(from + PRUNE_DEEDS, product.trades);
	forgetDeeds(context, id, from, to);
	const isBookGone = forgetBook(context, id, PRUNE_PAGES);
	if (from === 0 && product.sealed) forgetCommitments(context, product);
	if (isBookGone && to >= product.trades) forgetProduct(context, product);
	else context.schedule(context.time, { contract: AUCTION, task: 'prune', subject: `${id}/${to}` });
}

/** The details of a product stay in the state for a while after its end. */
export function schedulePruning(context: CallContext, { product }: Product): void {
	const deadline = context.time + context.market.retentionMs;
	context.schedule(deadline, { contract: AUCTION, task: 'prune', subject: `${product}/0` });
}

function reveal(context: CallContext, product: Product, until: number): void {
	writeProduct(context, { ...product, status: 'revealing' });
	context.schedule(until, { contract: AUCTION, task: 'close', subject: product.product });
}

function beginClearing(context: CallContext, product: Product, seed: string | null): void {
	try {
		const { head, trades } = tradesAtOnce(product) ? closeTrading(context, product) : clearBook(context, product, seed);
		writeHead(context, product.product, head);
		tellOn(context, { ...product, status: 'clearing', trades });
	} catch (error) {
		if (!(error instanceof CodedError) || FATAL.includes(error.code)) throw error;
		abandon(context, product, error.code);
		tellOn(context, { ...product, status: 'cancelled' });
	}
}

function tellOn(context: CallContext, product: Product): void {
	const head = readHead(context, product.product);
	if (!head) return;
	const told = tellResult(context, product, head);
	writeHead(context, product.product, told);
	const isTold = told.toldOrderPages === told.orderPages && told.toldTradePages === told.tradePages;
	if (!isTold) {
		writeProduct(context, product);
		context.continueTask();
	} else if (product.status === 'cancelled') {
		writeProduct(context, product);
		schedulePruning(context, product);
	} else writeProduct(context, { ...product, status: 'cleared' });
}

/** Every order gets back what it holds. */
function abandon(context: CallContext, product: Product, reason: string): void {
	const rows = readBook(context, product.product).map(({ n, escrow }) => ({
		n,
		filledWh: 0,
		verdict: { kind: 'cancelled' } as const,
		spare: escrow,
		zone: -1,
		priority: 0,
	}));
	writeHead(context, product.product, storeResult(context, product.product, rows, []));
	if (product.sealed) returnDeposits(context, product);
	for (let period = 0; tradesAtOnce(product) && period < periodsOf(product); period++)
		forgetTrading(context, product, period);
	freeSlots(context, product);
	writeProduct(context, { ...product, status: 'cancelled' });
	context.emit({ kind: 'product-cancelled', product: product.product, reason });
}
