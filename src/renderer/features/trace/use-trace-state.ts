import { type ComputedRef, computed, type WritableComputedRef } from 'vue';
import { type LocationQueryRaw, useRoute, useRouter } from 'vue-router';
import type { TraceReference } from '../../../shared/contract/index.ts';
import { parseDay } from '../../../shared/formats/calendar.ts';
import { keyOf, parseKey } from './reference.ts';

/** The cones of the focus, or both and the whole auction around it. */
export type Direction = 'back' | 'both' | 'forward' | 'around';
export type Presentation = 'graph' | 'network' | 'table' | 'edges';
const DIRECTIONS = new Set<unknown>(['back', 'both', 'forward']);
const PRESENTATIONS = new Set<unknown>(['network', 'table', 'edges']);
export const DEPTH_MAX = 10;
const DEPTH_DEFAULT = 4;
const HEIGHT_FORM = /^\d{1,15}$/;

/** First and last local day, both included, as `YYYY-MM-DD`; an empty text leaves that side open. */
export interface DayRange {
	readonly from: string;
	readonly to: string;
}

export interface TraceState {
	/** Null until the URL names one: the view then asks the node where to begin. */
	readonly focus: ComputedRef<TraceReference | null>;
	readonly direction: WritableComputedRef<Direction>;
	readonly depth: WritableComputedRef<number>;
	readonly view: WritableComputedRef<Presentation>;
	/** Null: grouped when there is no room for each. */
	readonly grouped: WritableComputedRef<boolean | null>;
	/** Held still: clicks do not move the focus, new blocks do not redraw. */
	readonly held: WritableComputedRef<boolean>;
	/** Also through nodes with hundreds of edges. */
	readonly hubs: WritableComputedRef<boolean>;
	/** The graph as it was after this block; null for the newest. */
	readonly asOf: WritableComputedRef<number | null>;
	/** Only what blocks of these days declared, in the picture and in the search. */
	readonly days: WritableComputedRef<DayRange>;
	/** Participant or meter whose things the search lists. */
	readonly within: WritableComputedRef<TraceReference | null>;
	/** Type of node that the search lists; null for all. */
	readonly kind: WritableComputedRef<TraceReference['type'] | null>;
	/** Node to which the way from the focus is marked. */
	readonly pathTo: WritableComputedRef<string | null>;
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
	const flag = (name: string) =>
		computed({
			get: () => route.query[name] === '1',
			set: (value: boolean) => put({ [name]: value ? '1' : undefined }),
		});
	const day = (text: unknown) => (typeof text === 'string' && parseDay(text) !== null ? text : '');
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
			get: () => (PRESENTATIONS.has(route.query.view) ? (route.query.view as Presentation) : 'graph'),
			set: (value) => put({ view: value === 'graph' ? undefined : value }),
		}),
		grouped: computed({
			get: () => (route.query.group === 'home' ? true : route.query.group === 'none' ? false : null),
			set: (value) => put({ group: value === null ? undefined : value ? 'home' : 'none' }),
		}),
		held: flag('hold'),
		hubs: flag('hubs'),
		asOf: computed({
			get: () => {
				const { at } = route.query;
				return typeof at === 'string' && HEIGHT_FORM.test(at) ? Number(at) : null;
			},
			set: (value) => put({ at: value === null ? undefined : String(value) }),
		}),
		days: computed({
			get: () => ({ from: day(route.query.from), to: day(route.query.to) }),
			set: ({ from, to }) => put({ from: from || undefined, to: to || undefined }),
		}),
		within: computed({
			get: () => parseKey(route.query.of),
			set: (value) => put({ of: value ? keyOf(value) : undefined }),
		}),
		kind: computed({
			get: () => parseKey(`${route.query.kind}:-`)?.type ?? null,
			set: (value) => put({ kind: value ?? undefined }),
		}),
		pathTo: computed({
			get: () => {
				const to = parseKey(route.query.path);
				return to && keyOf(to);
			},
			set: (value) => put({ path: value ?? undefined }),
		}),
		selected: computed(() => {
			if (route.query.open === 'none') return null;
			const chosen = parseKey(route.query.open);
			if (chosen) return keyOf(chosen);
			return focus.value ? keyOf(focus.value) : null;
		}),
		setFocus: (next) => put({ focus: keyOf(next), open: undefined, path: undefined }, true),
		select: (key) => put({ open: key ?? 'none' }),
	};
}
