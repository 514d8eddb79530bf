/** Nearest-rank percentile of values in ascending order; 0 of none. */
export function percentile(ascending: readonly number[], permille: number): number {
	const rank = Math.max(1, Math.ceil((ascending.length * permille) / 1000));
	return ascending[rank - 1] ?? 0;
}
