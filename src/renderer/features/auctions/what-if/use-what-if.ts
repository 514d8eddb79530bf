import { type ComputedRef, computed, type ShallowRef, shallowRef, watch } from 'vue';
import { type LocationQueryRaw, useRoute, useRouter } from 'vue-router';
import type { Auction } from '../../../../shared/contract/index.ts';
import { type ClearingDesk, inputOf } from '../../../workers/clearing-desk.ts';
import type { Cleared } from '../../../workers/product-clearing.ts';
import { type Book, buildBook, type Slice } from '../book.ts';
import { CHANGES_MAX, changeCount, NOTHING, type Supposed, suppose, type WhatIf } from './what-if.ts';
import { linkOf, whatIfOf } from './what-if-link.ts';

export interface WhatIfState {
	readonly isOn: ComputedRef<boolean>;
	/** The link names a what-if that cannot be read: nothing is supposed. */
	readonly isBroken: ComputedRef<boolean>;
	readonly whatIf: ComputedRef<WhatIf>;
	readonly changes: ComputedRef<number>;
	readonly isFull: ComputedRef<boolean>;
	/** Whether this page can clear the product anew. */
	readonly canClear: ComputedRef<boolean>;
	readonly supposed: ComputedRef<Supposed | null>;
	readonly cleared: Readonly<ShallowRef<Cleared | null>>;
	/** Code, or words, of the engine that refuses what is supposed. */
	readonly refusal: Readonly<ShallowRef<string | null>>;
	readonly book: ComputedRef<Book | null>;
	toggle(): void;
	set(next: WhatIf): void;
	reset(): void;
}

/** A supposed product beside the real one, in the address; cleared by the same engine, and never sent anywhere. */
export function useWhatIf(
	auction: ComputedRef<Auction | null>,
	slice: ComputedRef<Slice>,
	desk: ClearingDesk,
): WhatIfState {
	const route = useRoute();
	const router = useRouter();
	const link = computed(() => (typeof route.query.whatif === 'string' ? route.query.whatif : null));
	const isOn = computed(() => link.value !== null);
	const read = computed(() => whatIfOf(link.value ?? ''));
	const whatIf = computed(() => read.value ?? NOTHING);
	const changes = computed(() => changeCount(whatIf.value));
	const canClear = computed(() => auction.value !== null && inputOf(auction.value) !== null);
	const supposed = computed(() =>
		isOn.value && auction.value && canClear.value ? suppose(auction.value, whatIf.value) : null,
	);
	const cleared = shallowRef<Cleared | null>(null);
	const refusal = shallowRef<string | null>(null);
	watch(
		supposed,
		async (current) => {
			refusal.value = null;
			if (!current) {
				cleared.value = null;
				return;
			}
			try {
				const outcome = await desk.clear(current.clearing);
				if (supposed.value === current) cleared.value = outcome;
			} catch (error) {
				if (supposed.value !== current) return;
				cleared.value = null;
				refusal.value = error instanceof Error ? error.message : String(error);
			}
		},
		{ immediate: true },
	);
	const book = computed(() =>
		supposed.value && cleared.value ? buildBook(supposed.value.shown, cleared.value, slice.value) : null,
	);
	const put = (whatif: string | undefined) =>
		void router.replace({ query: { ...route.query, whatif } as LocationQueryRaw });
	return {
		isOn,
		isBroken: computed(() => read.value === null),
		whatIf,
		changes,
		isFull: computed(() => changes.value >= CHANGES_MAX),
		canClear,
		supposed,
		cleared,
		refusal,
		book,
		toggle: () => put(isOn.value ? undefined : ''),
		set(next) {
			if (changeCount(next) <= CHANGES_MAX) put(linkOf(next));
		},
		reset: () => put(''),
	};
}
