import { toHex } from '../../../../shared/codec/bytes.ts';
import { periodsOf } from '../../../../shared/codec/product-terms.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import { forgetLots } from '../bridge/lot-forgetting.ts';
import { strandLots } from '../bridge/stranded-lots.ts';
import { forgetDeeds } from '../depository/deeds.ts';
import { deedCount, forgetPairing } from '../depository/pairing.ts';
import type { CallContext } from '../engine/call-context.ts';
import { forgetBook, readBook } from './book-pages.ts';
import { type Clearing, clearBook } from './clearing.ts';
import { type ResultHead, readHead, storeResult, writeHead } from './clearing-pages.ts';
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

/** After these the task itself fails; any other error ends the product, so that nobody's money stays in it. */
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
			tellOn(context, product, readHead(context, id));
			return;
		case 'cancelling':
			tellOn(context, product, readHead(context, id) ?? giveBack(context, product));
	}
}

/** Ends a product whose gate has not closed; what its orders hold goes back with the next blocks. @throws CodedError GATE_CLOSED */
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
	const deeds = deedCount(context, product);
	const to = Math.min(from + PRUNE_DEEDS, deeds);
	forgetDeeds(context, id, from, to);
	const isBookGone = forgetBook(context, id, PRUNE_PAGES);
	if (from === 0 && product.sealed) forgetCommitments(context, product);
	const areLotsGone = forgetLots(context, id);
	if (isBookGone && areLotsGone && to >= deeds) {
		forgetPairing(context, id);
		forgetProduct(context, product);
	} else context.schedule(context.time, { contract: AUCTION, task: 'prune', subject: `${id}/${to}` });
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
	const cleared = clearOrNull(context, product, seed);
	if (cleared) tellOn(context, { ...product, status: 'clearing', trades: cleared.trades }, cleared.head);
	else tellOn(context, { ...product, status: 'cancelling' }, giveBack(context, product));
}

/** Null when the book cannot be cleared: then the product is cancelled. */
function clearOrNull(context: CallContext, product: Product, seed: string | null): Clearing | null {
	try {
		return tradesAtOnce(product) ? closeTrading(context, product) : clearBook(context, product, seed);
	} catch (error) {
		if (!(error instanceof CodedError) || FATAL.includes(error.code)) throw error;
		abandon(context, product, error.code);
		return null;
	}
}

function tellOn(context: CallContext, product: Product, head: ResultHead | undefined): void {
	const { product: id, status } = product;
	const told = head && tellResult(context, product, head);
	if (told) writeHead(context, id, told);
	if (told && (told.toldOrderPages < told.orderPages || told.toldTradePages < told.tradePages)) {
		writeProduct(context, product);
		context.continueTask();
		return;
	}
	writeProduct(context, { ...product, status: status === 'cancelling' ? 'cancelled' : 'cleared' });
	if (status === 'cancelling') schedulePruning(context, product);
}

/** The product is over before its time. */
function abandon(context: CallContext, product: Product, reason: string): void {
	freeSlots(context, product);
	writeProduct(context, { ...product, status: 'cancelling' });
	context.emit({ kind: 'product-cancelled', product: product.product, reason });
	strandLots(context, product.product);
}

/** A result by which every order gets back what it holds. */
function giveBack(context: CallContext, product: Product): ResultHead {
	if (product.sealed) returnDeposits(context, product);
	for (let period = 0; tradesAtOnce(product) && period < periodsOf(product); period++)
		forgetTrading(context, product, period);
	const rows = readBook(context, product.product).map(({ n, escrow }) => ({
		n,
		filledWh: 0,
		verdict: { kind: 'cancelled' } as const,
		spare: escrow,
		zone: -1,
		priority: 0,
	}));
	return storeResult(context, product.product, rows, []);
}
