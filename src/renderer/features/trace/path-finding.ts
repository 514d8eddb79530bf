import type { TraceEdge } from '../../../shared/contract/index.ts';
import { keyOf } from './reference.ts';

/** One step along a path: the edge, and whether it is gone along in its own direction. */
export interface PathHop {
	readonly edge: TraceEdge;
	readonly to: string;
	readonly outward: boolean;
}

/** Nodes that so much leads through that a way round them says more. */
const CROSSROADS = new Set(['participant', 'grid', 'meter', 'readings']);

/**
 * Shortest way from one node to another along edges of either direction; through participants, the grid, meters and
 * batches of readings only where there is no other. Null without a way. O(nodes + edges), pure.
 */
export function pathBetween(start: string, end: string, edges: readonly TraceEdge[]): PathHop[] | null {
	const around = new Map<string, PathHop[]>();
	const add = (at: string, hop: PathHop) => {
		const known = around.get(at);
		if (known) known.push(hop);
		else around.set(at, [hop]);
	};
	for (const edge of edges) {
		const [from, to] = [keyOf(edge.from), keyOf(edge.to)];
		add(from, { edge, to, outward: true });
		add(to, { edge, to: from, outward: false });
	}
	return search(start, end, around, true) ?? search(start, end, around, false);
}

function search(
	start: string,
	end: string,
	around: ReadonlyMap<string, readonly PathHop[]>,
	avoidsCrossroads: boolean,
): PathHop[] | null {
	const reached = new Map<string, { readonly from: string; readonly hop: PathHop } | null>([[start, null]]);
	let ring = [start];
	while (ring.length > 0 && !reached.has(end)) {
		const next: string[] = [];
		for (const at of ring) {
			if (avoidsCrossroads && at !== start && CROSSROADS.has(at.slice(0, at.indexOf(':')))) continue;
			for (const hop of around.get(at) ?? []) {
				if (reached.has(hop.to)) continue;
				reached.set(hop.to, { from: at, hop });
				next.push(hop.to);
			}
		}
		ring = next;
	}
	if (!reached.has(end)) return null;
	const hops: PathHop[] = [];
	for (let step = reached.get(end); step; step = reached.get(step.from)) hops.unshift(step.hop);
	return hops;
}
