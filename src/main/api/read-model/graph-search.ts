import type { ProvenanceNode } from '../../../shared/codec/provenance.ts';
import type { TimeMs } from '../../../shared/codec/units.ts';
import type { MassBalance } from '../../../shared/provenance/mass-balance.ts';
import { NO_EDGE } from './edge-ring.ts';
import { balanceAt } from './graph-balance.ts';
import { NO_NODE, NODE_MASK } from './node-table.ts';
import type { GraphEdge, GraphNode, ProvenanceGraph } from './provenance-graph.ts';

export interface GraphQuery {
	readonly focus: ProvenanceNode;
	readonly direction: 'back' | 'forward' | 'both';
	/** Hops from the focus. */
	readonly depth: number;
	/** Nodes at most. */
	readonly limit: number;
	/** Edges at most; 2,000 where it is not given. */
	readonly edgeLimit?: number;
	/** Also go on from nodes with more than `HUB_DEGREE` edges; the focus itself is always followed. */
	readonly expandHubs: boolean;
	/** The graph as it was after that block; as it is where it is not given. */
	readonly asOf?: number | null;
	/** Only edges of blocks whose time lies in [from, to). */
	readonly period?: { readonly from: TimeMs; readonly to: TimeMs } | null;
}

export interface FoundNode {
	readonly node: GraphNode;
	readonly distance: number;
	/** Over the node's whole history up to that block. */
	readonly balance: MassBalance;
}

export interface GraphAnswer {
	readonly nodes: readonly FoundNode[];
	readonly edges: readonly GraphEdge[];
	/** Something was left out: a limit was reached, or older edges of a node that was followed are forgotten. */
	readonly truncated: boolean;
	/** Indices of the nodes that were followed. */
	readonly followed: ReadonlySet<number>;
}

/** Nodes with more edges than this are drawn but not followed, unless asked. */
export const HUB_DEGREE = 256;
/** Edges of one answer where no other limit is asked for. */
export const EDGES_UNLESS_ASKED = 2_000;
/** Edges of one answer, at most. */
export const MAX_EDGES = 20_000;
/** Edges that one search looks at, at most: bounds its time whatever the graph. */
const MAX_LOOKS = 50_000;

type Cone = 'back' | 'forward';

/** Breadth first along causes, effects, or both cones of the focus; null where the focus was not known as of the block, or the block is forgotten. */
export function searchGraph(query: GraphQuery, graph: ProvenanceGraph): GraphAnswer | null {
	const focus = graph.nodes.find(query.focus);
	if (focus === NO_NODE) return null;
	const { height } = graph.view(focus);
	const asOf = query.asOf ?? Number.POSITIVE_INFINITY;
	if (height > asOf || asOf < graph.oldestHeight) return null;
	const walk = new GraphWalk(focus, query, graph);
	const cones: readonly Cone[] = query.direction === 'both' ? ['back', 'forward'] : [query.direction];
	let frontier = cones.map((cone) => ({ node: focus, cone }));
	for (let distance = 1; distance <= query.depth && frontier.length > 0; distance++)
		frontier = frontier.flatMap(({ node, cone }) =>
			walk.expand(node, cone, distance).map((next) => ({ node: next, cone })),
		);
	return walk.answer();
}

class GraphWalk {
	readonly #focus: number;
	readonly #query: GraphQuery;
	readonly #graph: ProvenanceGraph;
	readonly #asOf: number;
	readonly #edgeLimit: number;
	readonly #distances: Map<number, number>;
	readonly #found = new Set<number>();
	readonly #visited: Readonly<Record<Cone, Set<number>>>;
	readonly #followed = new Set<number>();
	#looksLeft = MAX_LOOKS;
	#isTruncated = false;

	constructor(focus: number, query: GraphQuery, graph: ProvenanceGraph) {
		this.#focus = focus;
		this.#query = query;
		this.#graph = graph;
		this.#asOf = query.asOf ?? Number.POSITIVE_INFINITY;
		this.#edgeLimit = Math.min(query.edgeLimit ?? EDGES_UNLESS_ASKED, MAX_EDGES);
		this.#distances = new Map([[focus, 0]]);
		this.#visited = { back: new Set([focus]), forward: new Set([focus]) };
	}

	/** Takes a node's edges in and answers the nodes to go on from. */
	expand(node: number, cone: Cone, distance: number): number[] {
		const next: number[] = [];
		if (node !== this.#focus && !this.#query.expandHubs && this.#isHub(node)) return next;
		const { edges, nodes } = this.#graph;
		this.#followed.add(node);
		if (nodes.page(node).isCut[node & NODE_MASK] === 1) this.#isTruncated = true;
		let slot = this.#newest(node, cone);
		for (; slot !== NO_EDGE; slot = this.#graph.olderEdge(slot, cone)) {
			if (this.#looksLeft-- <= 0) {
				this.#isTruncated = true;
				break;
			}
			// Edges come newest first.
			if (this.#query.period && edges.timeAt(slot) < this.#query.period.from) break;
			const other = cone === 'back' ? edges.causeAt(slot) : edges.effectAt(slot);
			if (!this.#admit(other, slot, distance) || this.#visited[cone].has(other)) continue;
			this.#visited[cone].add(other);
			next.push(other);
		}
		return next;
	}

	answer(): GraphAnswer {
		const graph = this.#graph;
		const views = new Map([...this.#distances.keys()].map((index) => [index, graph.view(index)]));
		return {
			nodes: [...this.#distances].map(([index, distance]) => ({
				node: views.get(index) as GraphNode,
				distance,
				balance: balanceAt(index, this.#asOf, graph),
			})),
			edges: [...this.#found].map((slot) => {
				const { from, to, relation, energyWh, height, time } = graph.edgeAt(slot);
				const ends = { from: views.get(from) as GraphNode, to: views.get(to) as GraphNode };
				return { ...ends, relation, energyWh, height, time };
			}),
			truncated: this.#isTruncated,
			followed: this.#followed,
		};
	}

	/** The newest edge of the block and the period asked for. */
	#newest(node: number, cone: Cone): number {
		const before = this.#query.period?.to ?? Number.POSITIVE_INFINITY;
		return this.#graph.newestEdgeBefore(node, cone, this.#asOf, before);
	}

	/** By all edges that it had after the block asked for. */
	#isHub(node: number): boolean {
		if (this.#graph.nodes.degreeOf(node) <= HUB_DEGREE) return false;
		let seen = 0;
		for (const cone of ['back', 'forward'] as const) {
			let slot = this.#graph.newestEdgeBefore(node, cone, this.#asOf, Number.POSITIVE_INFINITY);
			for (; slot !== NO_EDGE; slot = this.#graph.olderEdge(slot, cone)) if (++seen > HUB_DEGREE) return true;
		}
		return false;
	}

	/** False when the answer has no room for the edge or the node. */
	#admit(node: number, slot: number, distance: number): boolean {
		const isKnown = this.#distances.has(node);
		const hasEdge = this.#found.has(slot);
		if ((!isKnown && this.#distances.size >= this.#query.limit) || (!hasEdge && this.#found.size >= this.#edgeLimit)) {
			this.#isTruncated = true;
			return false;
		}
		if (!isKnown) this.#distances.set(node, distance);
		this.#found.add(slot);
		return true;
	}
}
