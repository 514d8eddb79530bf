import { performance } from 'node:perf_hooks';
import { deserialize, serialize } from 'node:v8';
import { encodeExecution } from '../../src/main/node/store/records.ts';
import { calls } from '../../src/shared/codec/calls.ts';
import { batchRoot, orderRow } from '../../src/shared/codec/order-row.ts';
import type { ProductTerms } from '../../src/shared/codec/product-terms.ts';
import { EngineMarket, homeIds, hourProduct, neighbourhoodGenesis, START, sha256 } from '../fixtures/engine-market.ts';

const HOMES = 20;
const BATCH_ROWS = 5_000;

export interface LargeProductResult {
	readonly orders: number;
	readonly trades: number;
	/** Blocks from gate closure until the whole result is told. */
	readonly blocks: number;
	/** Execution of the block that clears, and the longest of the others; on the executor's thread, ms. */
	readonly clearMs: number;
	readonly longestMs: number;
	/** Largest block: its events, the bytes that it writes, and what taking its result from a worker costs, ms. */
	readonly mostEvents: number;
	readonly mostWrittenBytes: number;
	readonly longestCloneMs: number;
	/** Encoding of its record for the store, ms. */
	readonly longestEncodeMs: number;
}

/** A market for products of so many orders, with one product whose book is full. */
export function fillProduct(orders: number): { readonly market: EngineMarket; readonly terms: ProductTerms } {
	const market = new EngineMarket(
		neighbourhoodGenesis({
			homes: HOMES,
			balance: 5_000_000_000,
			market: { ordersPerProduct: orders, taskStepLimit: 1_000 * orders, blockTaskStepLimit: 2_000 * orders },
		}),
	);
	const terms = hourProduct(24);
	market.send('market', calls.auction.openProducts({ products: [terms] }));
	market.block(START + 1);
	let time = START + 1;
	for (let from = 0, n = 0; from < orders; from += BATCH_ROWS, n++) {
		const owner = homeIds(HOMES)[n % HOMES] as string;
		const side = n % 2 === 0 ? 'bid' : 'offer';
		const rows = Array.from({ length: BATCH_ROWS }, (_, at) =>
			orderRow({
				side,
				price: 100_000 + (side === 'bid' ? 1_000 : -1_000) * ((at * 7 + n) % 100),
				quantityWh: 1 + ((at * 13) % 40),
				name: `o${at}`,
			}),
		);
		const batch = { batch: `b${n}`, owner: null, product: terms.product, root: batchRoot(rows, sha256) };
		market.send(owner, calls.auction.placeBatch({ ...batch, allOrNone: true, orders: rows }));
		const failed = market.block(++time).receipts.find(({ ok }) => !ok);
		if (failed) throw new Error(`${failed.code} ${JSON.stringify(failed.details)}`);
	}
	return { market, terms };
}

/** A product of many orders from its batches to the last deed, on one engine. */
export function benchLargeProduct(orders = 100_000): LargeProductResult {
	const { market, terms } = fillProduct(orders);
	let [blocks, clearMs, longestMs, mostEvents, mostWrittenBytes, longestCloneMs, trades, longestEncodeMs] = [
		0, 0, 0, 0, 0, 0, 0, 0,
	];
	for (let at = terms.gateClosure; blocks === 0 || market.engine.nextDeadline === terms.gateClosure; at++, blocks++) {
		const start = performance.now();
		const result = market.block(at);
		const took = performance.now() - start;
		if (blocks === 0) clearMs = took;
		else longestMs = Math.max(longestMs, took);
		const encoded = serialize(result);
		const cloning = performance.now();
		deserialize(encoded);
		const clone = performance.now() - cloning;
		longestCloneMs = Math.max(longestCloneMs, clone);
		const { height, stateRoot, receipts, events, nextDeadline } = result;
		const encoding = performance.now();
		encodeExecution({ height, stateRoot, transactionIds: [], receipts, events, nextDeadline, credit: null });
		longestEncodeMs = Math.max(longestEncodeMs, performance.now() - encoding);
		mostEvents = Math.max(mostEvents, result.events.length);
		const written = result.writes.reduce((sum, { value }) => sum + (value?.length ?? 0), 0);
		mostWrittenBytes = Math.max(mostWrittenBytes, written);
		trades += result.events.filter(({ kind }) => kind === 'trade-made').length;
	}
	return { orders, trades, blocks, clearMs, longestMs, mostEvents, mostWrittenBytes, longestCloneMs, longestEncodeMs };
}

if (import.meta.main)
	process.stdout.write(`${JSON.stringify(benchLargeProduct(Number(process.argv[2] ?? 100_000)))}\n`);
