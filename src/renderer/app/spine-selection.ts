import { defineStore } from 'pinia';
import { type MaybeRefOrGetter, onScopeDispose, shallowRef, toValue } from 'vue';
import type { MarketHour } from '../../shared/contract/index.ts';

interface Selection {
	/** Start of the boxed hour, or null. */
	readonly selected: MaybeRefOrGetter<number | null>;
	readonly select: (hour: MarketHour) => void;
}

/** Which hour is boxed on the spine and what a click there does; the view on screen decides both. */
export const useSpineSelection = defineStore('spine-selection', () => {
	const current = shallowRef<Selection | null>(null);
	return { current };
});

/** Lets the calling view answer the spine until it leaves. */
export function useSpine(selected: MaybeRefOrGetter<number | null>, select: (hour: MarketHour) => void): void {
	const store = useSpineSelection();
	const mine: Selection = { selected: () => toValue(selected), select };
	store.current = mine;
	onScopeDispose(() => {
		if (store.current === mine) store.current = null;
	});
}
