/**
 * Clears books of one zone and period at a uniform price, with fills, trades and verdicts, and checks the results.
 * Usage: node test/bench/clearing-bench.ts
 */
import type { LimitOrder, Market } from '../../src/shared/clearing/market.ts';
import { mechanisms } from '../../src/shared/clearing/mechanisms.ts';
import { profiles } from '../../src/shared/clearing/profiles.ts';
import { round, summary } from './statistics.ts';

const SIZES = [10_000, 100_000, 1_000_000] as const;
const RUNS = 7;
const GOALS_MS: { readonly [orders: number]: number } = { 10000: 10, 100000: 100, 1000000: 1_500 };

interface ClearingFigures {
	readonly book: 'many prices' | 'few prices' | 'one price';
	readonly orders: number;
	readonly trades: number;
	readonly clearMs: number;
	readonly checkMs: number;
	/** The native sort of as many numbers, in the same run. */
	readonly sortMs: number;
	readonly clearPerSort: number;
	readonly goalMs: number;
}

/** Medians of seven runs each. */
export function benchClearing(): { readonly clearing: readonly ClearingFigures[] } {
	const prices = { 'many prices': 4_000_000, 'few prices': 40, 'one price': 1 } as const;
	const books = Object.keys(prices) as (keyof typeof prices)[];
	return {
		clearing: books.flatMap((book) => SIZES.map((orders) => measure(book, randomMarket(orders, prices[book])))),
	};
}

function measure(book: ClearingFigures['book'], market: Market): ClearingFigures {
	const mechanism = mechanisms['uniform-price'];
	const profile = profiles['default-v1'];
	const outcome = mechanism.clear(market, profile);
	const faults = mechanism.check(market, profile, outcome);
	if (faults.length > 0) throw new Error(`the checker refuses the result: ${faults[0]?.code}`);
	const prices = Float64Array.from(market.orders, ({ price }) => price);
	const times = { clear: [] as number[], check: [] as number[], sort: [] as number[] };
	for (let run = 0; run < RUNS; run++) {
		times.sort.push(timed(() => prices.slice().sort()));
		times.clear.push(timed(() => mechanism.clear(market, profile)));
		times.check.push(timed(() => mechanism.check(market, profile, outcome)));
	}
	const [clearMs, checkMs, sortMs] = [times.clear, times.check, times.sort].map((each) => summary(each).p50) as [
		number,
		number,
		number,
	];
	const orders = market.orders.length;
	return {
		book,
		orders,
		trades: outcome.trades.length,
		clearMs,
		checkMs,
		sortMs,
		clearPerSort: round(clearMs / sortMs),
		goalMs: GOALS_MS[orders] as number,
	};
}

function timed(run: () => unknown): number {
	const start = performance.now();
	run();
	return performance.now() - start;
}

/** Bids and offers in equal parts, prices spread evenly over as many ticks as told; the same on every run. */
function randomMarket(count: number, prices: number): Market {
	let state = 0x9e3779b9;
	const next = (below: number): number => {
		state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5) | 0;
		return (state >>> 0) % below;
	};
	const orders: LimitOrder[] = [];
	for (let n = 0; n < count; n++)
		orders.push({
			side: next(1_000) < 500 ? 'bid' : 'offer',
			price: next(prices),
			quantity: 1 + next(100_000),
			zone: 0,
			period: 0,
		});
	return { periods: 1, zones: [{ name: '', fee: [0] }], links: [], tick: 1, lot: 1, orders, blocks: [] };
}

if (import.meta.main) process.stdout.write(`${JSON.stringify(benchClearing(), null, '\t')}\n`);
