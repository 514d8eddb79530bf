import type { BookColumns } from './columns.ts';

/** Indexes of one side in the order in which the price takes them: best limit first, then earliest. */
export function rank({ count, isBid, limit }: BookColumns, side: 'bid' | 'offer', tick: number): Int32Array {
	const wanted = side === 'bid' ? 1 : 0;
	const sign = side === 'bid' ? -1 : 1;
	const members = new Int32Array(count);
	const ranks = new Float64Array(count);
	let size = 0;
	let lowest = Number.POSITIVE_INFINITY;
	let highest = Number.NEGATIVE_INFINITY;
	for (let at = 0; at < count; at++) {
		if (isBid[at] !== wanted) continue;
		const value = sign * (limit[at] as number);
		members[size] = at;
		ranks[size++] = value;
		if (value < lowest) lowest = value;
		if (value > highest) highest = value;
	}
	const keys = ranks.subarray(0, size);
	const levels = (highest - lowest) / tick + 1;
	if (levels * size <= Number.MAX_SAFE_INTEGER)
		for (let n = 0; n < size; n++) keys[n] = (((keys[n] as number) - lowest) / tick) * size + n;
	else packByLevel(keys);
	keys.sort();
	const ranked = new Int32Array(size);
	for (let n = 0; n < size; n++) ranked[n] = members[(keys[n] as number) % size] as number;
	return ranked;
}

/**
 * Limit and index as one safe integer, so that the native numeric sort does the work. Where limits lie so far apart that
 * their ticks do not fit, the limit is replaced by its number among the limits that occur.
 */
function packByLevel(keys: Float64Array): void {
	const sorted = keys.slice().sort();
	let levels = 0;
	for (let n = 0; n < sorted.length; n++)
		if (n === 0 || sorted[n] !== sorted[levels - 1]) sorted[levels++] = sorted[n] as number;
	for (let n = 0; n < keys.length; n++) {
		let low = 0;
		let high = levels - 1;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if ((sorted[middle] as number) < (keys[n] as number)) low = middle + 1;
			else high = middle;
		}
		keys[n] = low * keys.length + n;
	}
}
