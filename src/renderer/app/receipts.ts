import { defineStore } from 'pinia';
import { shallowRef } from 'vue';

/** What an operator action came to. Stays until dismissed when it failed, else a while. */
export interface Receipt {
	readonly id: number;
	readonly ok: boolean;
	readonly title: string;
	/** Block height and transaction, or cause and next step. */
	readonly detail: string;
}

const LIMIT = 4;
const SHOWN_MS = 12_000;

export const useReceipts = defineStore('receipts', () => {
	const shown = shallowRef<readonly Receipt[]>([]);
	let next = 1;

	function dismiss(id: number): void {
		shown.value = shown.value.filter((receipt) => receipt.id !== id);
	}

	function add(receipt: Omit<Receipt, 'id'>): void {
		const entry = { ...receipt, id: next };
		next += 1;
		shown.value = [...shown.value, entry].slice(-LIMIT);
		if (receipt.ok) setTimeout(() => dismiss(entry.id), SHOWN_MS);
	}

	return { shown, add, dismiss };
});
