/** Sums of factor × quantity over the first i of a list, exact for all safe integers and cheap where they are small. */
export interface ExactPrefix {
	/** By i: the sum since `carried`, a safe integer. */
	readonly safe: Float64Array;
	/** By i: index into `carried`. */
	readonly chunk: Int32Array;
	readonly carried: readonly bigint[];
}

export function exactPrefix(factors: Float64Array, quantities: Float64Array): ExactPrefix {
	const safe = new Float64Array(factors.length + 1);
	const chunk = new Int32Array(factors.length + 1);
	const carried = [0n];
	let sum = 0;
	for (let i = 0; i < factors.length; i++) {
		const factor = factors[i] as number;
		const quantity = quantities[i] as number;
		const next = sum + factor * quantity;
		if (Number.isSafeInteger(factor * quantity) && Number.isSafeInteger(next)) sum = next;
		else {
			carried.push((carried.at(-1) as bigint) + BigInt(sum) + BigInt(factor) * BigInt(quantity));
			sum = 0;
		}
		safe[i + 1] = sum;
		chunk[i + 1] = carried.length - 1;
	}
	return { safe, chunk, carried };
}

export function prefixAt({ safe, chunk, carried }: ExactPrefix, index: number): bigint {
	return (carried[chunk[index] as number] as bigint) + BigInt(safe[index] as number);
}

/** Adds up products of safe integers exactly. */
export function exactSum(): { add(factor: number, quantity: number): void; total(): bigint } {
	let carried = 0n;
	let safe = 0;
	return {
		add(factor, quantity) {
			const next = safe + factor * quantity;
			if (Number.isSafeInteger(factor * quantity) && Number.isSafeInteger(next)) {
				safe = next;
				return;
			}
			carried += BigInt(safe) + BigInt(factor) * BigInt(quantity);
			safe = 0;
		},
		total: () => carried + BigInt(safe),
	};
}
