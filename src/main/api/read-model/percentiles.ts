export interface Percentiles {
	readonly p50: number;
	readonly p95: number;
	readonly p99: number;
}

/** Nearest-rank percentile of ascending numbers; `share` in (0, 1]. NaN for none. */
export function percentileOf(ascending: Float64Array, share: number): number {
	return ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)] ?? Number.NaN;
}

export function ascending(values: readonly number[]): Float64Array {
	return Float64Array.from(values).sort();
}

/** Null for an empty list. */
export function percentilesOf(sorted: Float64Array): Percentiles | null {
	if (sorted.length === 0) return null;
	return { p50: percentileOf(sorted, 0.5), p95: percentileOf(sorted, 0.95), p99: percentileOf(sorted, 0.99) };
}
