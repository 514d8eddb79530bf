import { type ArrivingOrder, ContinuousBook } from '../../src/shared/clearing/continuous/continuous-book.ts';
import { ascending, percentile, round } from './statistics.ts';

export interface ContinuousFigures {
	readonly orders: number;
	readonly trades: number;
	/** Orders a second, cancels counted as orders; median of the runs. */
	readonly ordersPerSecond: number;
	/** Time of the run over that of keeping the same orders in a plain map, and taking a third out again. */
	readonly timesMap: number;
}

const SIZES = [10_000, 100_000, 1_000_000] as const;
const RUNS = 5;
const ZONES = { zones: 1, feeOf: (): number => 2 };
/** One command in so many takes an earlier order out. */
const CANCEL_EVERY = 6;

/** A mixed flow around a wandering price: new orders of 1,000 owners, icebergs among them, and cancels. */
export function benchContinuous(): ContinuousFigures[] {
	return SIZES.map((size) => {
		const orders = flow(size);
		const own = Array.from({ length: RUNS }, () => timed(() => trade(orders)));
		const plain = Array.from({ length: RUNS }, () => timed(() => keep(orders)));
		const ms = median(own.map((run) => run.ms));
		return {
			orders: size,
			trades: own[0]?.value as number,
			ordersPerSecond: Math.round((size / ms) * 1000),
			timesMap: round(ms / median(plain.map((run) => run.ms))),
		};
	});
}

function trade(orders: readonly ArrivingOrder[]): number {
	const book = new ContinuousBook(ZONES);
	let trades = 0;
	for (const order of orders)
		if (order.id % CANCEL_EVERY === 0) book.cancel(order.id >> 1);
		else trades += book.place(order).matches.length;
	return trades;
}

function keep(orders: readonly ArrivingOrder[]): number {
	const map = new Map<number, ArrivingOrder>();
	for (const order of orders)
		if (order.id % CANCEL_EVERY === 0) map.delete(order.id >> 1);
		else map.set(order.id, { ...order });
	return map.size;
}

function flow(size: number): ArrivingOrder[] {
	let seed = 20_261_123;
	const next = (below: number): number => {
		seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
		return Math.floor((seed / 2 ** 32) * below);
	};
	let middle = 50_000;
	return Array.from({ length: size }, (_, id): ArrivingOrder => {
		middle += next(3) - 1;
		const side = next(2) === 0 ? 'bid' : 'offer';
		const distance = next(80) - 40;
		const quantity = 1 + next(500);
		return {
			id,
			owner: next(1_000),
			side,
			price: side === 'bid' ? middle - distance : middle + distance,
			quantity,
			zone: 0,
			preference: 'any',
			source: null,
			visible: next(20) === 0 ? Math.ceil(quantity / 5) : null,
		};
	});
}

function timed<T>(work: () => T): { readonly ms: number; readonly value: T } {
	const start = performance.now();
	const value = work();
	return { ms: performance.now() - start, value };
}

function median(samples: readonly number[]): number {
	return percentile(ascending(samples), 0.5);
}
