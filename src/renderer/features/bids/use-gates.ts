import { computed, shallowRef, watch } from 'vue';
import type { BidProduct } from '../../../shared/contract/index.ts';
import { chainNow } from '../../rpc/live.ts';

/** Products that have left the list of open ones are remembered so far. */
const REMEMBERED_MAX = 400;

/**
 * The owner's products, with those whose gate has closed since: a row that names one is judged by its gate, not as if
 * the product had never been.
 */
export function useGates(current: () => readonly BidProduct[]) {
	const seen = shallowRef<ReadonlyMap<string, BidProduct>>(new Map());
	watch(
		current,
		(products) => {
			const next = new Map(seen.value);
			for (const each of products) next.set(each.product, each);
			for (const id of next.keys()) if (next.size > REMEMBERED_MAX) next.delete(id);
			seen.value = next;
		},
		{ immediate: true },
	);
	const now = computed(() => chainNow.value ?? 0);
	const isClosed = ({ gateClosure }: BidProduct): boolean => now.value >= gateClosure;
	/** Changes when a gate opens or closes, and when a product comes or goes; holds still while the clock ticks. */
	const mark = computed(() =>
		known.value
			.map((each) => `${each.product} ${each.gateClosure} ${isClosed(each)} ${now.value >= each.gateOpening}`)
			.join(),
	);
	const known = computed(() => {
		const ids = new Set(current().map(({ product }) => product));
		return [...current(), ...[...seen.value.values()].filter((each) => !ids.has(each.product) && isClosed(each))];
	});
	return { known, mark, isClosed };
}
