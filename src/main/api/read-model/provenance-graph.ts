import type { ProvenanceNode, ProvenanceRelation } from '../../../shared/codec/events.ts';
import type { EnergyWh, TimeMs } from '../../../shared/codec/units.ts';
import type { EventOf, EventStep } from './block-step.ts';
import { EdgeRing, emptyHeads, type EdgeHeads, type EdgeRow } from './edge-ring.ts';

export interface GraphNode extends EdgeHeads {
	readonly type: ProvenanceNode['type'];
	readonly id: string;
	/** Block and time that first named it, as far as the graph remembers. */
	readonly height: number;
	readonly time: TimeMs;
	/** Energy of all its flow edges so far; null while it has none on that side. */
	inWh: EnergyWh | null;
	outWh: EnergyWh | null;
	/** Retained edges at it. */
	degree: number;
	/** Place in the order of arrival. */
	place: number;
}

export interface GraphEdge {
	readonly from: GraphNode;
	readonly to: GraphNode;
	readonly relation: ProvenanceRelation;
	readonly energyWh: EnergyWh | null;
	readonly height: number;
}

export interface GraphQuery {
	readonly focus: ProvenanceNode;
	readonly direction: 'back' | 'forward' | 'both';
	/** Hops from the focus. */
	readonly depth: number;
	/** Nodes at most. */
	readonly limit: number;
	/** Also go on from nodes with more than `HUB_DEGREE` edges; the focus itself is always followed. */
	readonly expandHubs: boolean;
}

export interface GraphAnswer {
	readonly nodes: readonly { readonly node: GraphNode; readonly distance: number }[];
	readonly edges: readonly GraphEdge[];
	readonly truncated: boolean;
}

const RELATIONS: readonly ProvenanceRelation[] = [
	'wasGeneratedBy',
	'used',
	'wasDerivedFrom',
	'wasAttributedTo',
	'wasAssociatedWith',
	'energyFlow',
];

/** Nodes with more edges than this are drawn but not followed, unless asked. */
export const HUB_DEGREE = 256;
/** Edges of one answer, at most. */
const MAX_EDGES = 2_000;
/** Edges that one search looks at, at most: bounds its time whatever the graph. */
const MAX_LOOKS = 20_000;

/**
 * The typed provenance edges that the contracts emit. A PROV relation points from effect to cause ("deed
 * wasDerivedFrom trade"), an energy flow from source to sink; `back` leads to causes and sources.
 */
export class ProvenanceGraph {
	readonly #nodes = new Map<string, GraphNode>();
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

	/** Breadth first from the focus along causes, effects, or both cones; null for an unknown focus. */
	search(query: GraphQuery): GraphAnswer | null {
		const focus = this.find(query.focus);
		if (!focus) return null;
		const distances = new Map<GraphNode, number>([[focus, 0]]);
		const edges = new Map<number, GraphEdge>();
		let looks = 0;
		let truncated = false;
		const cones = query.direction === 'both' ? (['back', 'forward'] as const) : ([query.direction] as const);
		let frontier = cones.map((cone) => ({ node: focus, cone }));
		const visited = { back: new Set([focus]), forward: new Set([focus]) };
		for (let distance = 1; distance <= query.depth && frontier.length > 0; distance++) {
			const next: typeof frontier = [];
			for (const { node, cone } of frontier) {
				if (node !== focus && node.degree > HUB_DEGREE && !query.expandHubs) continue;
				for (const edge of this.#edges.of(node, cone)) {
					if (++looks > MAX_LOOKS) return answer(distances, edges, true);
					const other = cone === 'back' ? edge.cause : edge.effect;
					if (!distances.has(other)) {
						if (distances.size >= query.limit) {
							truncated = true;
							continue;
						}
						distances.set(other, distance);
					}
					if (edges.size < MAX_EDGES) edges.set(edge.id, directed(edge));
					else truncated = true;
					if (visited[cone].has(other)) continue;
					visited[cone].add(other);
					next.push({ node: other, cone });
				}
			}
			frontier = next;
		}
		return answer(distances, edges, truncated);
	}

	#open({ type, id }: ProvenanceNode, { height, time }: EventStep): GraphNode {
		const key = `${type} ${id}`;
		const known = this.#nodes.get(key);
		if (known) return known;
		const node: GraphNode = { type, id, height, time, inWh: null, outWh: null, degree: 0, place: this.#sequence.length, ...emptyHeads() };
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

function directed(edge: EdgeRow<GraphNode>): GraphEdge {
	const relation = RELATIONS[edge.relation] as ProvenanceRelation;
	const isFlow = relation === 'energyFlow';
	return {
		from: isFlow ? edge.cause : edge.effect,
		to: isFlow ? edge.effect : edge.cause,
		relation,
		energyWh: edge.energyWh,
		height: edge.height,
	};
}

function answer(distances: Map<GraphNode, number>, edges: Map<number, GraphEdge>, truncated: boolean): GraphAnswer {
	return {
		nodes: [...distances].map(([node, distance]) => ({ node, distance })),
		edges: [...edges.values()],
		truncated,
	};
}
