import { type ComputedRef, computed } from 'vue';
import { useClient } from '../../rpc/client.ts';
import { useQuery } from '../../rpc/query.ts';
import { unbalancedNodes } from './balance.ts';
import { certifiedPeriod, certifiedShares } from './certified.ts';
import { type Lanes, readLanes } from './lanes.ts';
import { type PathHop, pathBetween } from './path-finding.ts';
import { type PathStep, pathLedger } from './path-ledger.ts';
import { keyOf, type ShownGraph, type ShownNode } from './reference.ts';
import { buildFlow, type Flow, isCrowded } from './stations.ts';
import type { TraceState } from './use-trace-state.ts';

/** Certificates of the drawn hours, at most. */
const CERTIFICATES_MAX = 500;

export interface TracePicture {
	readonly lanes: ComputedRef<Lanes | null>;
	readonly flow: ComputedRef<Flow | null>;
	readonly isGrouped: ComputedRef<boolean>;
	readonly steps: ComputedRef<readonly PathStep[]>;
	/** Nodes where energy came from nothing or went nowhere. */
	readonly unbalanced: ComputedRef<readonly ShownNode[]>;
	/** Readings that came in a signed batch. */
	readonly signed: ComputedRef<ReadonlySet<string>>;
	/** The marked way: null where none is asked for, `hops` null where there is none. */
	readonly path: ComputedRef<{ readonly hops: readonly PathHop[] | null; readonly nodes: ReadonlySet<string> } | null>;
}

/** What is drawn of the graph on screen, with the certificates that its energy earned. */
export function useTracePicture(shown: ComputedRef<ShownGraph | null>, state: TraceState): TracePicture {
	const client = useClient();
	const lanes = computed(() => (shown.value ? readLanes(shown.value) : null));
	const hours = computed(() => lanes.value && certifiedPeriod(lanes.value));
	const certificates = useQuery(
		() => `certificates.list/${hours.value?.from}/${hours.value?.to}`,
		['trace'],
		() => client.certificates.list({ ...hours.value, limit: CERTIFICATES_MAX }),
		{ enabled: () => hours.value !== null, keepPrevious: true, throttleMs: 2_000 },
	);
	const certified = computed(() => {
		const answer = certificates.data.value;
		if (!lanes.value || !answer) return [];
		// Sums over a part of the certificates would be wrong: then none is drawn.
		const isWhole =
			answer.total <= answer.certificates.length &&
			answer.certificates.every(({ parts, partCount }) => partCount <= parts.length);
		return isWhole ? certifiedShares(answer.certificates, lanes.value, state.asOf.value) : [];
	});
	const isGrouped = computed(() => state.grouped.value ?? (lanes.value ? isCrowded(lanes.value) : false));
	return {
		lanes,
		isGrouped,
		flow: computed(() => (lanes.value ? buildFlow(lanes.value, isGrouped.value, certified.value) : null)),
		steps: computed(() => (lanes.value ? pathLedger(lanes.value, certified.value) : [])),
		unbalanced: computed(() => unbalancedNodes(shown.value?.nodes ?? [])),
		signed: computed(() => {
			const edges = shown.value?.edges ?? [];
			return new Set(
				edges
					.filter(({ from, to }) => from.type === 'reading' && to.type === 'readings')
					.map(({ from }) => keyOf(from)),
			);
		}),
		path: computed(() => {
			const to = state.pathTo.value;
			const graph = shown.value;
			if (!to || !graph) return null;
			const start = keyOf(graph.focus);
			const hops = pathBetween(start, to, graph.edges);
			return { hops, nodes: new Set([start, ...(hops ?? []).map((hop) => hop.to)]) };
		}),
	};
}
