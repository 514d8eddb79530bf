import { compareText, equalBytes, fromHex, toHex } from '../../../shared/codec/bytes.ts';
import { type Call, calls } from '../../../shared/codec/calls.ts';
import { orderId } from '../../../shared/codec/ids.ts';
import { batchRoot } from '../../../shared/codec/order-row.ts';
import { BID_ORDERS_MAX, BID_PRODUCTS_MAX, CLEARED_PRICES_MAX } from '../../../shared/contract/bids.ts';
import type { BatchReceipt, BidOrder, OrderReceipt } from '../../../shared/contract/index.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { TransactionOutcome } from '../../node/types.ts';
import { amountsByOrder, bidOrder, bidOwners, bidProduct, clearedPrices, isGateAhead } from '../bid-views.ts';
import { requireOk } from '../call-outcome.ts';
import { type Product, productStateAt } from '../read-model/product.ts';
import type { ConsoleServices } from '../services.ts';
import { contract, requireOperator } from './procedure.ts';

export function bidProcedures(services: ConsoleServices) {
	const { node, model, proofs, requireReady } = services;
	const now = () => Math.floor(node.clock.now());
	return {
		owners: contract.bids.owners.handler(() => {
			requireReady();
			return { asOfHeight: model.asOfHeight, owners: bidOwners(services) };
		}),
		products: contract.bids.products.handler(({ input: { owner } }) => {
			requireReady();
			const ahead = [...model.products.products.values()]
				.filter((product) => isGateAhead(product, now()))
				.flatMap((product) => bidProduct(product, owner, services) ?? [])
				.sort((a, b) => a.gateClosure - b.gateClosure || compareText(a.product, b.product));
			return { asOfHeight: model.asOfHeight, products: ahead.slice(0, BID_PRODUCTS_MAX), total: ahead.length };
		}),
		orders: contract.bids.orders.handler(({ input: { owner, gate, offset, limit } }) => {
			requireReady();
			const isAhead = gate === 'ahead';
			const products = [...model.products.products.values()].filter(
				(product) => isGateAhead(product, now()) === isAhead,
			);
			products.sort(isAhead ? byGate : (a, b) => byGate(b, a));
			const { page, total } = ordersOf(products, { owner, offset, limit }, services);
			return { asOfHeight: model.asOfHeight, orders: page, total };
		}),
		mark: contract.bids.mark.handler(({ input: { owner, gate } }) => {
			requireReady();
			const parts: string[] = [];
			for (const product of model.products.products.values()) {
				if (isGateAhead(product, now()) !== (gate === 'ahead')) continue;
				const state = productStateAt(product, now());
				for (const { id, participant, escrow, filledWh } of product.orders.values())
					if (participant === owner) parts.push(`${id} ${state} ${escrow} ${filledWh}`);
			}
			const mark = toHex(proofs.sha256(new TextEncoder().encode(parts.join('\n'))));
			return { asOfHeight: model.asOfHeight, mark, total: parts.length };
		}),
		place: contract.bids.place.handler(async ({ input, context }): Promise<BatchReceipt> => {
			requireOperator(context, 'bids.place');
			requireReady();
			const { as, owner, product, batch, rows } = input;
			const root = fromHex(input.root);
			const actual = batchRoot(rows, proofs.sha256);
			if (!equalBytes(actual, root)) throw new CodedError('BATCH_ROOT', { batch });
			const call = { batch, owner: owner === as ? null : owner, product, root, allOrNone: false, orders: rows };
			const outcome = await send(as, calls.auction.placeBatch(call), services);
			return receiptOf(outcome, product, batch);
		}),
		enter: contract.bids.enter.handler(async ({ input, context }): Promise<OrderReceipt> => {
			requireOperator(context, 'bids.enter');
			requireReady();
			const { as, owner, product, terms } = input;
			const call = { owner: owner === as ? null : owner, orders: [{ product, ...terms }] };
			const outcome = await send(as, calls.auction.placeOrders(call), services);
			const orders = outcome.events.flatMap((event) => (event.kind === 'order-placed' ? [event.order] : []));
			return { orders, ...placeInChain(outcome) };
		}),
		amend: contract.bids.amend.handler(async ({ input: { as, order, terms }, context }): Promise<OrderReceipt> => {
			requireOperator(context, 'bids.amend');
			requireReady();
			const outcome = await send(as, calls.auction.amendOrders({ orders: [{ order, terms }] }), services);
			const orders = outcome.events.flatMap((event) => (event.kind === 'order-amended' ? [event.order] : []));
			return { orders, ...placeInChain(outcome) };
		}),
		cancel: contract.bids.cancel.handler(async ({ input: { as, orders }, context }): Promise<OrderReceipt> => {
			requireOperator(context, 'bids.cancel');
			requireReady();
			const outcome = await send(as, calls.auction.cancelOrders({ orders }), services);
			const gone = outcome.events.flatMap((event) => (event.kind === 'order-cancelled' ? [event.order] : []));
			return { orders: gone, ...placeInChain(outcome) };
		}),
		prices: contract.bids.prices.handler(({ input }) => {
			requireReady();
			const prices = productsOf(input, services)
				.flatMap(clearedPrices)
				.sort((a, b) => compareText(a.zone, b.zone) || a.start - b.start);
			return { asOfHeight: model.asOfHeight, prices: prices.slice(0, CLEARED_PRICES_MAX) };
		}),
	};
}

const byGate = (a: Product, b: Product): number =>
	a.terms.gateClosure - b.terms.gateClosure || compareText(a.terms.product, b.terms.product);

/** One page of an owner's orders, product after product, in chain order within each. */
function ordersOf(
	products: readonly Product[],
	{ owner, offset, limit }: { readonly owner: string; readonly offset: number; readonly limit: number },
	services: ConsoleServices,
): { page: BidOrder[]; total: number } {
	const page: BidOrder[] = [];
	const size = Math.min(limit, BID_ORDERS_MAX);
	let total = 0;
	for (const product of products) {
		const mine = [...product.orders.values()].filter(({ participant }) => participant === owner);
		if (mine.length === 0) continue;
		const amounts = amountsByOrder(product);
		for (const row of mine.sort((a, b) => a.position - b.position)) {
			if (total >= offset && page.length < size)
				page.push({ ...bidOrder(row, product, services), amount: amounts.get(row.id) ?? null });
			total += 1;
		}
	}
	return { page, total };
}

function productsOf(of: { product: string } | { day: string }, { model }: ConsoleServices): Product[] {
	const { products } = model.products;
	if ('product' in of) {
		const product = products.get(of.product);
		if (!product) throw new CodedError('CONSOLE_PRODUCT_UNKNOWN', { product: of.product });
		return [product];
	}
	return [...products.values()].filter(({ terms }) => model.calendar.dayOf(terms.deliveryStart) === of.day);
}

/** Sends the call, and answers when the read model shows its block. */
async function send(as: string, call: Call, { node, reached }: ConsoleServices): Promise<TransactionOutcome> {
	const outcome = await node.call(as, call);
	requireOk(outcome);
	await reached(outcome.height);
	return outcome;
}

function placeInChain({ height, transactionId }: TransactionOutcome): { height: number; transactionId: string } {
	return { height, transactionId: toHex(transactionId) };
}

/** @throws CodedError CONSOLE_CALL_FAILED for a batch that the chain has said nothing of */
function receiptOf(outcome: TransactionOutcome, product: string, batch: string): BatchReceipt {
	const event = outcome.events.find((each) => each.kind === 'orders-taken');
	if (!event) throw new CodedError('CONSOLE_CALL_FAILED', { reason: 'no event of the batch' });
	const order = (n: number): string => orderId(product, n);
	return {
		batch,
		product,
		...placeInChain(outcome),
		root: toHex(event.root),
		taken: event.taken.map(([row, n, escrow]) => ({ row, order: order(n), escrow })),
		amended: event.amended.map(([row, n, before, escrow]) => ({ row, order: order(n), before: order(before), escrow })),
		unchanged: event.unchanged.map(([row, n]) => ({ row, order: order(n) })),
		withdrawn: event.withdrawn.map(order),
		refused: event.refused.map(([row, name, code]) => ({ row, name, code })),
	};
}
