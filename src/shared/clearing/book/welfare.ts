import type { BookColumns } from './columns.ts';

/** Σ net limit × fill of bids less Σ limit × fill of offers, exact. */
export function welfareOf({ count, isBid, limit }: BookColumns, fills: ArrayLike<number>): bigint {
	let exact = 0n;
	let safe = 0;
	for (let at = 0; at < count; at++) {
		const quantity = fills[at] as number;
		if (quantity === 0) continue;
		const signed = isBid[at] === 1 ? (limit[at] as number) : -(limit[at] as number);
		const product = signed * quantity;
		const sum = safe + product;
		if (Number.isSafeInteger(product) && Number.isSafeInteger(sum)) {
			safe = sum;
			continue;
		}
		exact += BigInt(safe) + BigInt(signed) * BigInt(quantity);
		safe = 0;
	}
	return exact + BigInt(safe);
}
