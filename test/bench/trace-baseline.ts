import type { ProvenanceNode } from '../../src/shared/codec/provenance.ts';
import { type DatedProvenance, nodeKey } from '../../src/shared/provenance/graph.ts';

interface PlainEdge {
	readonly from: string;
	readonly to: string;
	readonly relation: string;
	readonly energyWh: number | null;
	readonly height: number;
}

/** The plainest index: a map from a node's key to an array of edge objects, for each direction. */
export class PlainGraph {
	readonly #back = new Map<string, PlainEdge[]>();
	readonly #forward = new Map<string, PlainEdge[]>();

	add({ event, height }: DatedProvenance): void {
		const edge = {
			from: nodeKey(event.from),
			to: nodeKey(event.to),
			relation: event.relation,
			energyWh: event.energyWh,
			height,
		};
		const isFlow = edge.relation === 'energyFlow';
		append(this.#back, isFlow ? edge.to : edge.from, edge);
		append(this.#forward, isFlow ? edge.from : edge.to, edge);
	}

	/** As `searchGraph` does, without balances: breadth first, both cones, hubs not followed. */
	search(
		focus: ProvenanceNode,
		{ depth, limit, hubDegree }: { readonly depth: number; readonly limit: number; readonly hubDegree: number },
	): { readonly nodes: number; readonly edges: number } {
		const start = nodeKey(focus);
		const found = new Set<PlainEdge>();
		const known = new Set([start]);
		for (const cone of [this.#back, this.#forward]) {
			const visited = new Set([start]);
			let frontier = [start];
			for (let distance = 1; distance <= depth && frontier.length > 0; distance++) {
				const followed = frontier.filter((node) => node === start || this.#degree(node) <= hubDegree);
				frontier = [];
				for (const node of followed)
					for (const edge of cone.get(node) ?? []) {
						const end = edge.from === node ? edge.to : edge.from;
						if (found.size >= limit || (!known.has(end) && known.size >= limit)) continue;
						found.add(edge);
						known.add(end);
						if (visited.has(end)) continue;
						visited.add(end);
						frontier.push(end);
					}
			}
		}
		return { nodes: known.size, edges: found.size };
	}

	#degree(node: string): number {
		return (this.#back.get(node)?.length ?? 0) + (this.#forward.get(node)?.length ?? 0);
	}
}

function append(map: Map<string, PlainEdge[]>, key: string, edge: PlainEdge): void {
	const list = map.get(key);
	if (list) list.push(edge);
	else map.set(key, [edge]);
}
