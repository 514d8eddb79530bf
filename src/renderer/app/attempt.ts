import { type Ref, ref } from 'vue';
import { loadCatalogue } from './error-catalogue.ts';
import { useFailureText } from './failure.ts';
import { useReceipts } from './receipts.ts';

export interface Attempts {
	/** True while an action is under way; another one is then not begun. */
	readonly busy: Ref<boolean>;
	/** What the action answered; null when it was not begun, or failed, which leaves a receipt. */
	attempt<T>(work: () => Promise<T>): Promise<T | null>;
}

/** Operator actions, one at a time; a failure ends in a receipt with its code and the next step. */
export function useAttempts(): Attempts {
	const receipts = useReceipts();
	const explain = useFailureText();
	const busy = ref(false);
	return {
		busy,
		async attempt(work) {
			if (busy.value) return null;
			busy.value = true;
			try {
				return await work();
			} catch (error) {
				// A receipt is written once: it waits for its sentence, unless that cannot be had.
				await loadCatalogue().catch(() => undefined);
				const { code, message, action } = explain(error);
				receipts.add({ ok: false, title: message, detail: `${code}. ${action}` });
				return null;
			} finally {
				busy.value = false;
			}
		},
	};
}
