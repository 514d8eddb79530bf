import { type Digest, type Sha256, toHex } from '../../../shared/codec/bytes.ts';
import { transactionIdBytes } from '../../../shared/codec/transaction.ts';

/** Transactions that wait for a block, in order of arrival. */
export class SimulatedMempool {
	readonly #waiting = new Map<string, Uint8Array>();
	readonly #sha256: Sha256;

	constructor(sha256: Sha256) {
		this.#sha256 = sha256;
	}

	get isEmpty(): boolean {
		return this.#waiting.size === 0;
	}

	add(transaction: Uint8Array): void {
		this.#waiting.set(this.#keyOf(transaction), transaction);
	}

	remove(transactions: readonly Uint8Array[]): void {
		for (const transaction of transactions) this.#waiting.delete(this.#keyOf(transaction));
	}

	select(maxBytes: number, exclude: readonly Digest[]): Uint8Array[] {
		const excluded = new Set(exclude.map(toHex));
		const chosen: Uint8Array[] = [];
		let size = 0;
		for (const [key, transaction] of this.#waiting) {
			if (excluded.has(key)) continue;
			if (size + transaction.length > maxBytes) break;
			chosen.push(transaction);
			size += transaction.length;
		}
		return chosen;
	}

	#keyOf(transaction: Uint8Array): string {
		return toHex(this.#sha256(transactionIdBytes(transaction)));
	}
}
