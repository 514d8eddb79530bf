import { type ComputedRef, computed, type WritableComputedRef } from 'vue';
import { type LocationQueryRaw, useRoute, useRouter } from 'vue-router';
import type { TraceReference } from '../../../shared/contract/index.ts';
import { keyOf, parseKey } from './reference.ts';

/** The cones of the focus, or both and the whole auction around it. */
export type Direction = 'back' | 'both' | 'forward' | 'around';
const DIRECTIONS = new Set<unknown>(['back', 'both', 'forward']);
export const DEPTH_MAX = 10;
const DEPTH_DEFAULT = 4;

export interface TraceState {
	/** Null until the URL names one: the view then asks the node where to begin. */
	readonly focus: ComputedRef<TraceReference | null>;
	readonly direction: WritableComputedRef<Direction>;
	readonly depth: WritableComputedRef<number>;
	readonly view: WritableComputedRef<'graph' | 'table'>;
	/** Null: grouped when there is no room for each. */
	readonly grouped: WritableComputedRef<boolean | null>;
	/** Held still: clicks do not move the focus, new blocks do not redraw. */
	readonly held: WritableComputedRef<boolean>;
	/** Node in the drawer; null while it is closed. */
	readonly selected: ComputedRef<string | null>;
	readonly setFocus: (focus: TraceReference) => void;
	readonly select: (key: string | null) => void;
}

/** The whole state of the view, in the URL: it can be shared, kept and gone back to. */
export function useTraceState(): TraceState {
	const route = useRoute();
	const router = useRouter();
	const put = (change: LocationQueryRaw, keepHistory = false) => {
		const query: LocationQueryRaw = { ...route.query, ...change };
		void (keepHistory ? router.push({ query }) : router.replace({ query }));
	};
	const focus = computed(() => parseKey(route.query.focus));
	return {
		focus,
		direction: computed({
			get: () => (DIRECTIONS.has(route.query.way) ? (route.query.way as Direction) : 'around'),
			set: (value) => put({ way: value === 'around' ? undefined : value }),
		}),
		depth: computed({
			get: () => {
				const depth = Number(route.query.depth ?? DEPTH_DEFAULT);
				return Number.isInteger(depth) && depth >= 1 && depth <= DEPTH_MAX ? depth : DEPTH_DEFAULT;
			},
			set: (value) => put({ depth: String(Math.max(1, Math.min(DEPTH_MAX, value))) }),
		}),
		view: computed({
			get: () => (route.query.view === 'table' ? 'table' : 'graph'),
			set: (value) => put({ view: value === 'graph' ? undefined : value }),
		}),
		grouped: computed({
			get: () => (route.query.group === 'home' ? true : route.query.group === 'none' ? false : null),
			set: (value) => put({ group: value === null ? undefined : value ? 'home' : 'none' }),
		}),
		held: computed({
			get: () => route.query.hold === '1',
			set: (value) => put({ hold: value ? '1' : undefined }),
		}),
		selected: computed(() => {
			if (route.query.open === 'none') return null;
			const chosen = parseKey(route.query.open);
			if (chosen) return keyOf(chosen);
			return focus.value ? keyOf(focus.value) : null;
		}),
		setFocus: (next) => put({ focus: keyOf(next), open: undefined }, true),
		select: (key) => put({ open: key ?? 'none' }),
	};
}
