import { mulDivFloor } from '../codec/units.ts';

/**
 * Shares `total` lots among weights in lots: floors first, then one lot each to the largest remainders, ties to the
 * lower index. 0 ≤ total ≤ Σ weights, Σ weights > 0; no share exceeds its weight and they sum to `total` exactly.
 */
export function proRata(total: number, weights: readonly number[]): number[] {
	const sum = weights.reduce((a, b) => a + b, 0);
	if (total === sum) return [...weights];
	const shares = weights.map((weight) => mulDivFloor(total, weight, sum));
	const left = total - shares.reduce((a, b) => a + b, 0);
	if (left === 0) return shares;
	const remainders = weights.map((weight, index) => exactRemainder(total, weight, shares[index] as number, sum));
	const byRemainder = weights.map((_, index) => index);
	byRemainder.sort((a, b) => (remainders[b] as number) - (remainders[a] as number) || a - b);
	for (const index of byRemainder.slice(0, left)) shares[index] = (shares[index] as number) + 1;
	return shares;
}

/** total × weight − share × sum, which lies in [0, sum) and so is a safe integer. */
function exactRemainder(total: number, weight: number, share: number, sum: number): number {
	const product = total * weight;
	if (Number.isSafeInteger(product)) return product - share * sum;
	return Number(BigInt(total) * BigInt(weight) - BigInt(share) * BigInt(sum));
}
