import { type ComputedRef, computed, shallowRef, watch } from 'vue';
import type { TraceReference } from '../../../shared/contract/index.ts';
import { DAY_MS, MINUTE_MS, parseDay } from '../../../shared/formats/calendar.ts';
import { useNodeStatus } from '../../app/node-status.ts';
import { type ConsoleClient, useClient } from '../../rpc/client.ts';
import { codedFailure } from '../../rpc/failure.ts';
import { type QueryPhase, useQuery } from '../../rpc/query.ts';
import { withFactsAsOf } from './as-of-facts.ts';
import { type Change, changesOf } from './changes.ts';
import { keyOf, type ShownGraph, withContext } from './reference.ts';
import type { TraceState } from './use-trace-state.ts';
import { type TraceWatch, useTraceWatch } from './use-trace-watch.ts';

/** What is asked for at most, and as much as the picture of the flow stays usable with. */
const FLOW_MAX = { limit: 1_000, edgeLimit: 2_000 } as const;
/** What the picture of single nodes stays usable with. */
const NETWORK_MAX = { limit: 10_000, edgeLimit: 20_000 } as const;
/** A larger picture is not asked for anew with every block: it says what is new, and shows it when asked to. */
const STILL_FROM_NODES = 2_000;

type Answer = Awaited<ReturnType<ConsoleClient['trace']['graph']>>;
type Asked = Parameters<ConsoleClient['trace']['graph']>[0];

export interface TraceGraph {
	readonly focus: ComputedRef<TraceReference | null>;
	readonly focusKey: ComputedRef<string>;
	/** What is on screen; null before the first answer. */
	readonly shown: ComputedRef<ShownGraph | null>;
	readonly phase: ComputedRef<QueryPhase>;
	readonly age: ComputedRef<number | null>;
	/** Why the block asked for, or anything at all, cannot be shown. */
	readonly failure: ComputedRef<unknown>;
	/** Blocks at which the graph on screen can be looked at, up to the newest. */
	readonly changes: ComputedRef<readonly Change[]>;
	/** Newest block that the node has answered for. */
	readonly newestHeight: ComputedRef<number | null>;
	/** Block that first named the focus, where the block asked for lies before it; else null. */
	readonly notBefore: ComputedRef<number | null>;
	/** Milliseconds in UTC of the days in the URL; null for all time. */
	readonly period: ComputedRef<{ readonly from: number; readonly to: number } | null>;
	/** Nothing was traded yet. */
	readonly isEmpty: ComputedRef<boolean>;
	readonly watch: TraceWatch;
	/** Held, or too large to follow every block: what is new is told, not drawn. */
	readonly isStill: ComputedRef<boolean>;
	readonly refetch: () => void;
}

/** The graph that the URL asks for: the newest, told of new edges as blocks bring them, or the one after a block. */
export function useTraceGraph(state: TraceState): TraceGraph {
	const client = useClient();
	const status = useNodeStatus();
	const start = useQuery('trace.start', ['trace'], () => client.trace.start(), {
		enabled: () => state.focus.value === null,
		throttleMs: 2_000,
	});
	const focus = computed(() => state.focus.value ?? start.data.value?.focus ?? null);
	const focusKey = computed(() => (focus.value ? keyOf(focus.value) : ''));
	const period = computed(() => {
		const { from, to } = state.days.value;
		const offsetMs = (status.data?.utcOffsetMinutes ?? 0) * MINUTE_MS;
		const [first, last] = [parseDay(from), parseDay(to)];
		if (first === null && last === null) return null;
		return {
			from: first === null ? 0 : Math.max(0, first * DAY_MS - offsetMs),
			to: last === null ? Number.MAX_SAFE_INTEGER : (last + 1) * DAY_MS - offsetMs,
		};
	});
	const around = computed(() => state.direction.value === 'around');
	const walk = computed(() => ({
		direction: state.direction.value === 'around' ? ('both' as const) : state.direction.value,
		depth: state.depth.value,
		limit: FLOW_MAX.limit,
		expandHubs: state.hubs.value,
	}));
	const most = computed(() => (state.view.value === 'network' ? NETWORK_MAX : FLOW_MAX));
	const question = computed(() => JSON.stringify([focusKey.value, walk.value, most.value, around.value, period.value]));
	const ask = async (asOf: number | null) => {
		const asked: Asked = {
			...walk.value,
			...most.value,
			focus: focus.value ?? { type: 'deed', id: '-' },
			context: around.value,
			period: period.value,
			asOf,
		};
		const of = question.value;
		return { of, answer: await client.trace.graph(asked) };
	};

	/** Question that a still picture answers: it is asked for once, then no more. */
	const drawn = shallowRef('');
	const drawnNodes = shallowRef(0);
	const isStill = computed(() => state.held.value || drawnNodes.value > STILL_FROM_NODES);
	const newest = useQuery(
		() => `trace.graph/${question.value}`,
		['trace'],
		() => ask(null),
		{
			keepPrevious: true,
			throttleMs: 1_500,
			enabled: () => focus.value !== null && !(isStill.value && drawn.value === question.value),
		},
	);
	watch(newest.data, (arrived) => {
		if (!arrived) return;
		drawnNodes.value = arrived.answer.nodes.length;
		drawn.value = arrived.of;
	});
	const past = useQuery(
		() => `trace.graph/${question.value}@${state.asOf.value}`,
		[],
		() => ask(state.asOf.value),
		{
			keepPrevious: true,
			enabled: () => focus.value !== null && state.asOf.value !== null,
		},
	);
	const watched = useTraceWatch(
		() => (focus.value && state.asOf.value === null ? { focus: focus.value, ...walk.value } : null),
		() => {
			if (!isStill.value) void newest.refetch();
		},
	);

	const isPast = computed(() => state.asOf.value !== null);
	const query = computed(() => (isPast.value ? past : newest));
	/** Sliding through blocks keeps the last picture of the same question until the next one is there. */
	const answer = computed<Answer | null>(() => {
		if (!isPast.value) return newest.data.value?.answer ?? null;
		return past.data.value?.of === question.value && past.error.value === null ? past.data.value.answer : null;
	});
	const merged = computed(() => (newest.data.value ? withContext(newest.data.value.answer) : null));
	return {
		focus,
		focusKey,
		period,
		shown: computed(() => (isPast.value ? answer.value && withFactsAsOf(withContext(answer.value)) : merged.value)),
		phase: computed(() => (focus.value ? query.value.phase.value : start.phase.value)),
		age: computed(() => query.value.age.value),
		failure: computed(() => query.value.error.value ?? (focus.value ? null : start.error.value)),
		changes: computed(() => (merged.value ? changesOf(merged.value) : [])),
		notBefore: computed(() => {
			const first = merged.value?.nodes.find((node) => keyOf(node) === focusKey.value)?.height ?? null;
			const isUnknown = codedFailure(query.value.error.value).code === 'CONSOLE_TRACE_UNKNOWN';
			return isUnknown && first !== null && (state.asOf.value ?? first) < first ? first : null;
		}),
		newestHeight: computed(() => newest.data.value?.answer.asOfHeight ?? null),
		isEmpty: computed(
			() => start.phase.value === 'ready' && start.data.value?.focus === null && state.focus.value === null,
		),
		watch: watched,
		isStill,
		refetch: () => {
			drawn.value = '';
			void start.refetch();
			void query.value.refetch();
		},
	};
}
