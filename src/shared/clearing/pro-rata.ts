/**
 * Shares `total` lots among weights in lots: floors first, then one lot each to the largest remainders, ties to the
 * lower index. 0 ≤ total ≤ Σ weights, Σ weights > 0 and safe; no share exceeds its weight and they sum to `total`
 * exactly. O(n log n), for the sorting of the remainders.
 */
export function proRata(total: number, weights: ArrayLike<number>): number[] {
	const count = weights.length;
	let sum = 0;
	for (let n = 0; n < count; n++) sum += weights[n] as number;
	const shares: number[] = Array.from(weights);
	if (total === sum) return shares;
	const remainders = new Float64Array(count);
	const divide = total * largest(weights) <= Number.MAX_SAFE_INTEGER ? divideSafe : divideExact;
	let left = total;
	for (let n = 0; n < count; n++) {
		left -= shares[n] = divide(total, weights[n] as number, sum, remainders, n);
	}
	if (left > 0) giveToLargest(remainders, left, shares);
	return shares;
}

function largest(weights: ArrayLike<number>): number {
	let most = 0;
	for (let n = 0; n < weights.length; n++) if ((weights[n] as number) > most) most = weights[n] as number;
	return most;
}

/** ⌊total × weight / sum⌋; its remainder goes to remainders[at]. The product is a safe integer. */
function divideSafe(total: number, weight: number, sum: number, remainders: Float64Array, at: number): number {
	const product = total * weight;
	const remainder = product % sum;
	remainders[at] = remainder;
	return (product - remainder) / sum;
}

function divideExact(total: number, weight: number, sum: number, remainders: Float64Array, at: number): number {
	const product = BigInt(total) * BigInt(weight);
	const share = product / BigInt(sum);
	remainders[at] = Number(product - share * BigInt(sum));
	return Number(share);
}

/** One lot each to the `left` largest remainders, the earliest of those that tie at the last place. */
function giveToLargest(remainders: Float64Array, left: number, shares: number[]): void {
	const last = remainders.slice().sort()[remainders.length - left] as number;
	let atLast = left;
	for (const remainder of remainders) if (remainder > last) atLast -= 1;
	for (let n = 0; n < remainders.length; n++) {
		const isServed = (remainders[n] as number) > last || (remainders[n] === last && atLast-- > 0);
		if (isServed) shares[n] = (shares[n] as number) + 1;
	}
}
