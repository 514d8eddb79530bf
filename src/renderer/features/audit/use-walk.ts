import { computed, onScopeDispose, type Ref, ref, type ShallowRef, shallowRef, watch } from 'vue';
import type { WalkView } from '../../../shared/audit/walk/bundle-walk.ts';
import type { ProvenanceNode } from '../../../shared/codec/provenance.ts';
import { nodeKey } from '../../../shared/provenance/graph.ts';
import type { WalkAsked } from '../../workers/bundle-walker.ts';

/** Things that the way back remembers. */
const TRAIL_MAX = 100;

export interface Walk {
	/** Null until the first answer, and where the bundle does not tell of the thing. */
	readonly view: Readonly<ShallowRef<WalkView | null>>;
	readonly failure: Readonly<ShallowRef<unknown>>;
	readonly isReading: Readonly<Ref<boolean>>;
	/** Things that led here, the first one first. */
	readonly trail: Readonly<ShallowRef<readonly ProvenanceNode[]>>;
	/** Block after which is looked; null for the newest. */
	readonly asOf: Ref<number | null>;
	readonly earlier: Readonly<Ref<number | null>>;
	readonly later: Readonly<Ref<number | null>>;
	go(node: ProvenanceNode): void;
	/** To the thing before; false at the start of the way. */
	back(): boolean;
	again(): void;
}

/** A walk through the bundle in hand, thing by thing, at one block of its chain. */
export function useWalk(start: ProvenanceNode, ask: (asked: WalkAsked) => Promise<WalkView | null>): Walk {
	const view = shallowRef<WalkView | null>(null);
	const failure = shallowRef<unknown>(null);
	const isReading = ref(true);
	const trail = shallowRef<readonly ProvenanceNode[]>([]);
	const focus = shallowRef(start);
	const asOf = ref<number | null>(null);
	let turn = 0;

	async function read(): Promise<void> {
		const mine = ++turn;
		isReading.value = true;
		failure.value = null;
		try {
			const answer = await ask({ focus: focus.value, deed: view.value?.deed ?? null, asOf: asOf.value });
			if (mine === turn) view.value = answer;
		} catch (error) {
			if (mine === turn) failure.value = error;
		} finally {
			if (mine === turn) isReading.value = false;
		}
	}

	function go(node: ProvenanceNode): void {
		if (nodeKey(node) === nodeKey(focus.value)) return;
		trail.value = [...trail.value, focus.value].slice(-TRAIL_MAX);
		focus.value = node;
	}

	function back(): boolean {
		const before = trail.value.at(-1);
		if (!before) return false;
		trail.value = trail.value.slice(0, -1);
		focus.value = before;
		return true;
	}

	const at = computed(() => asOf.value ?? Number.POSITIVE_INFINITY);
	const earlier = computed(
		() => view.value?.moments.findLast((height) => height < Math.min(at.value, newest())) ?? null,
	);
	const later = computed(() => view.value?.moments.find((height) => height > at.value) ?? null);
	/** As of the newest block, the thing stands as its own last moment left it. */
	function newest(): number {
		return view.value?.moments.at(-1) ?? 0;
	}

	watch([focus, asOf], read, { immediate: true });
	onScopeDispose(() => {
		turn += 1;
	});
	return { view, failure, isReading, trail, asOf, earlier, later, go, back, again: () => void read() };
}
