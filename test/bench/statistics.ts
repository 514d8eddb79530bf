/** The value below which `share` of the sorted samples lie; NaN without samples. */
export function percentile(sorted: readonly number[], share: number): number {
	if (sorted.length === 0) return Number.NaN;
	return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number;
}

export function ascending(samples: readonly number[]): number[] {
	return [...samples].sort((a, b) => a - b);
}

export function round(value: number, digits = 2): number {
	return Number(value.toFixed(digits));
}

/** p50, p95 and p99 of unsorted samples. */
export function summary(samples: readonly number[]): { p50: number; p95: number; p99: number; samples: number } {
	const sorted = ascending(samples);
	const at = (share: number): number => round(percentile(sorted, share));
	return { p50: at(0.5), p95: at(0.95), p99: at(0.99), samples: sorted.length };
}
