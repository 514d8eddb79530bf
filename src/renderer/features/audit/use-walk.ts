import { computed, onScopeDispose, type Ref, ref, type ShallowRef, shallowRef, watch } from 'vue';
import type { WalkView } from '../../../shared/audit/walk/bundle-walk.ts';
import type { WalkAsked } from '../../../shared/audit/walk/chains-walk.ts';
import type { ProvenanceNode } from '../../../shared/codec/provenance.ts';
import { nodeKey } from '../../../shared/provenance/graph.ts';

/** A thing on one chain of the bundle. */
export interface WalkStart {
	readonly node: ProvenanceNode;
	/** Null for the first chain that tells of it. */
	readonly chain: string | null;
}

/** Things that the way back remembers. */
const TRAIL_MAX = 100;

export interface Walk {
	/** Null until the first answer, and where the bundle does not tell of the thing. */
	readonly view: Readonly<ShallowRef<WalkView | null>>;
	readonly failure: Readonly<ShallowRef<unknown>>;
	readonly isReading: Readonly<Ref<boolean>>;
	/** Things that led here, the first one first. */
	readonly trail: Readonly<ShallowRef<readonly WalkStart[]>>;
	/** Block after which is looked; null for the newest. */
	readonly asOf: Ref<number | null>;
	readonly earlier: Readonly<Ref<number | null>>;
	readonly later: Readonly<Ref<number | null>>;
	/** @param chain on which it is looked at; null for the one that is looked at */
	go(node: ProvenanceNode, chain?: string | null): void;
	/** To the thing before; false at the start of the way. */
	back(): boolean;
	again(): void;
}

/** A walk through the bundle in hand, thing by thing, at one block of its chain. */
export function useWalk(start: WalkStart, ask: (asked: WalkAsked) => Promise<WalkView | null>): Walk {
	const view = shallowRef<WalkView | null>(null);
	const failure = shallowRef<unknown>(null);
	const isReading = ref(true);
	const trail = shallowRef<readonly WalkStart[]>([]);
	const focus = shallowRef(start);
	const asOf = ref<number | null>(null);
	let turn = 0;

	async function read(): Promise<void> {
		const mine = ++turn;
		isReading.value = true;
		failure.value = null;
		try {
			const { node, chain } = focus.value;
			const isHere = chain === null || chain === view.value?.chain;
			const deed = isHere ? (view.value?.deed ?? null) : null;
			const answer = await ask({ focus: node, chain, deed, asOf: asOf.value });
			if (mine === turn) view.value = answer;
		} catch (error) {
			if (mine === turn) failure.value = error;
		} finally {
			if (mine === turn) isReading.value = false;
		}
	}

	function go(node: ProvenanceNode, chain: string | null = null): void {
		const here = focus.value.chain ?? view.value?.chain ?? null;
		const on = chain ?? here;
		if (on === here && nodeKey(node) === nodeKey(focus.value.node)) return;
		trail.value = [...trail.value, { node: focus.value.node, chain: here }].slice(-TRAIL_MAX);
		// Blocks of another chain are counted anew.
		if (on !== here) asOf.value = null;
		focus.value = { node, chain: on };
	}

	function back(): boolean {
		const before = trail.value.at(-1);
		if (!before) return false;
		trail.value = trail.value.slice(0, -1);
		if (before.chain !== focus.value.chain) asOf.value = null;
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
