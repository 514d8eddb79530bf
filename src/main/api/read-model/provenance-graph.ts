import type { ProvenanceNode } from '../../../shared/codec/provenance.ts';
import type { EventOf, EventStep } from './block-step.ts';
import { EdgeRing, emptyHeads } from './edge-ring.ts';
import {
	directed,
	type GraphAnswer,
	type GraphEdge,
	type GraphNode,
	type GraphQuery,
	RELATIONS,
	searchGraph,
} from './graph-search.ts';
import { ShardedMap } from './sharded-map.ts';

/**
 * The typed provenance edges that the contracts emit. A PROV relation points from effect to cause ("deed
 * wasDerivedFrom trade"), an energy flow from source to sink; `back` leads to causes and sources.
 */
export class ProvenanceGraph {
	readonly #nodes = new ShardedMap<GraphNode>();
	readonly #edges: EdgeRing<GraphNode>;
	/** Every node in the order in which it came, with gaps where one was forgotten. */
	#sequence: (GraphNode | null)[] = [];

	constructor(limits: { readonly edges: number }) {
		this.#edges = new EdgeRing(limits.edges);
	}

	get nodeCount(): number {
		return this.#nodes.size;
	}

	get edgeCount(): number {
		return this.#edges.size;
	}

	find({ type, id }: ProvenanceNode): GraphNode | undefined {
		return this.#nodes.get(`${type} ${id}`);
	}

	add(event: EventOf<'provenance'>, step: EventStep): void {
		const from = this.#open(event.from, step);
		const to = this.#open(event.to, step);
		const isFlow = event.relation === 'energyFlow';
		if (isFlow && event.energyWh !== null) {
			from.outWh = (from.outWh ?? 0) + event.energyWh;
			to.inWh = (to.inWh ?? 0) + event.energyWh;
		}
		from.degree += 1;
		to.degree += 1;
		const evicted = this.#edges.add({
			cause: isFlow ? from : to,
			effect: isFlow ? to : from,
			relation: RELATIONS.indexOf(event.relation),
			energyWh: event.energyWh,
			height: step.height,
		});
		if (!evicted) return;
		this.#release(evicted.cause);
		this.#release(evicted.effect);
	}

	/** Nodes, newest first. */
	*newestFirst(): Generator<GraphNode> {
		for (let place = this.#sequence.length - 1; place >= 0; place--) {
			const node = this.#sequence[place];
			if (node) yield node;
		}
	}

	/** Every retained edge at a node, newest first: those to its causes, then those to its effects. */
	*edgesAt(node: GraphNode): Generator<GraphEdge> {
		for (const direction of ['back', 'forward'] as const)
			for (const edge of this.#edges.of(node, direction)) yield directed(edge);
	}

	/** Breadth first from the focus along causes, effects, or both cones; null for an unknown focus. */
	search(query: GraphQuery): GraphAnswer | null {
		const focus = this.find(query.focus);
		return focus ? searchGraph(focus, query, this.#edges) : null;
	}

	#open({ type, id }: ProvenanceNode, { height, time }: EventStep): GraphNode {
		const key = `${type} ${id}`;
		const known = this.#nodes.get(key);
		if (known) return known;
		const node: GraphNode = {
			type,
			id,
			height,
			time,
			inWh: null,
			outWh: null,
			degree: 0,
			place: this.#sequence.length,
			...emptyHeads(),
		};
		this.#nodes.set(key, node);
		this.#sequence.push(node);
		return node;
	}

	#release(node: GraphNode): void {
		node.degree -= 1;
		if (node.degree > 0) return;
		this.#nodes.delete(`${node.type} ${node.id}`);
		this.#sequence[node.place] = null;
		if (this.#sequence.length > 2 * this.#nodes.size + 1_024) this.#compact();
	}

	#compact(): void {
		this.#sequence = this.#sequence.filter((node) => node !== null);
		this.#sequence.forEach((node, place) => {
			if (node) node.place = place;
		});
	}
}
