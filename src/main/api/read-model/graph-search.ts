import type { ProvenanceNode, ProvenanceRelation } from '../../../shared/codec/provenance.ts';
import type { EnergyWh, TimeMs } from '../../../shared/codec/units.ts';
import type { EdgeHeads, EdgeRing, EdgeRow } from './edge-ring.ts';

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

export const RELATIONS: readonly ProvenanceRelation[] = [
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

type Cone = 'back' | 'forward';

/** Breadth first along causes, effects, or both cones of the focus. */
export function searchGraph(focus: GraphNode, query: GraphQuery, edges: EdgeRing<GraphNode>): GraphAnswer {
	const walk = new GraphWalk(focus, query, edges);
	const cones: readonly Cone[] = query.direction === 'both' ? ['back', 'forward'] : [query.direction];
	let frontier = cones.map((cone) => ({ node: focus, cone }));
	for (let distance = 1; distance <= query.depth && frontier.length > 0; distance++)
		frontier = frontier.flatMap(({ node, cone }) =>
			walk.expand(node, cone, distance).map((next) => ({ node: next, cone })),
		);
	return walk.answer();
}

class GraphWalk {
	readonly #focus: GraphNode;
	readonly #query: GraphQuery;
	readonly #ring: EdgeRing<GraphNode>;
	readonly #distances: Map<GraphNode, number>;
	readonly #found = new Map<number, GraphEdge>();
	readonly #visited: Readonly<Record<Cone, Set<GraphNode>>>;
	#looks = 0;
	#isTruncated = false;

	constructor(focus: GraphNode, query: GraphQuery, ring: EdgeRing<GraphNode>) {
		this.#focus = focus;
		this.#query = query;
		this.#ring = ring;
		this.#distances = new Map([[focus, 0]]);
		this.#visited = { back: new Set([focus]), forward: new Set([focus]) };
	}

	/** Takes a node's edges in and answers the nodes to go on from. */
	expand(node: GraphNode, cone: Cone, distance: number): GraphNode[] {
		const next: GraphNode[] = [];
		if (node !== this.#focus && node.degree > HUB_DEGREE && !this.#query.expandHubs) return next;
		for (const edge of this.#ring.of(node, cone)) {
			if (++this.#looks > MAX_LOOKS) {
				this.#isTruncated = true;
				break;
			}
			const other = cone === 'back' ? edge.cause : edge.effect;
			if (!this.#admit(other, distance)) continue;
			if (this.#found.size < MAX_EDGES) this.#found.set(edge.id, directed(edge));
			else this.#isTruncated = true;
			if (this.#visited[cone].has(other)) continue;
			this.#visited[cone].add(other);
			next.push(other);
		}
		return next;
	}

	answer(): GraphAnswer {
		return {
			nodes: [...this.#distances].map(([node, distance]) => ({ node, distance })),
			edges: [...this.#found.values()],
			truncated: this.#isTruncated,
		};
	}

	/** False when the answer has no room for another node. */
	#admit(node: GraphNode, distance: number): boolean {
		if (this.#distances.has(node)) return true;
		if (this.#distances.size >= this.#query.limit) {
			this.#isTruncated = true;
			return false;
		}
		this.#distances.set(node, distance);
		return true;
	}
}

/** The edge in the direction in which it was declared. */
export function directed(edge: EdgeRow<GraphNode>): GraphEdge {
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
