import type { ProvenanceType } from '../../../shared/codec/provenance.ts';
import type { EdgeOfIndices, GraphEdge, GraphNode, ProvenanceGraph } from './provenance-graph.ts';

/** Nodes that stand for so much that an auction beyond them is not the focus's own. */
const HUBS: ReadonlySet<ProvenanceType> = new Set(['participant', 'grid', 'meter', 'readings']);
/** A signature or a reading has its deed or settlement between itself and the trade. */
const HOPS_TO_AUCTION = 3;
/** Nodes looked at on the way to the auction, and edges. */
const MAX_LOOKS = 400;
const MAX_EDGE_LOOKS = 20_000;
/** Nodes and edges of one auction's flow, at most. */
const MAX_NODES = 1_000;
const MAX_EDGES = 2_000;

export interface AuctionFlow {
	readonly auction: GraphNode;
	readonly nodes: readonly GraphNode[];
	readonly edges: readonly GraphEdge[];
	/** True when the auction has more than an answer holds. */
	readonly truncated: boolean;
}

/**
 * All energy of the auction that the focus belongs to, as of a block: its trades and their deeds, the settlements at
 * their ends, what those took in and gave off, and the signed batches that the readings came in. Null for a focus
 * without an auction of its own, such as a participant or the grid.
 */
export function auctionFlowOf(
	focus: GraphNode,
	graph: ProvenanceGraph,
	asOf: number = Number.POSITIVE_INFINITY,
): AuctionFlow | null {
	const past = new PastEdges(graph, asOf);
	const auction = nearestAuction(focus.index, graph, past);
	return auction === null ? null : flowOf(auction, graph, past);
}

/** The edges at nodes up to a block, as many as one answer may look at. */
class PastEdges {
	readonly #graph: ProvenanceGraph;
	readonly #asOf: number;
	#looksLeft = MAX_EDGE_LOOKS;

	constructor(graph: ProvenanceGraph, asOf: number) {
		this.#graph = graph;
		this.#asOf = asOf;
	}

	get isSpent(): boolean {
		return this.#looksLeft <= 0;
	}

	*at(node: number): Generator<EdgeOfIndices, void, undefined> {
		for (const edge of this.#graph.edgesAt(node)) {
			if (this.#looksLeft-- <= 0) return;
			if (edge.height <= this.#asOf) yield edge;
		}
	}
}

function nearestAuction(focus: number, graph: ProvenanceGraph, past: PastEdges): number | null {
	const { nodes } = graph;
	if (HUBS.has(nodes.typeOf(focus))) return null;
	const seen = new Set([focus]);
	let ring = [focus];
	for (let hop = 0; hop <= HOPS_TO_AUCTION; hop++) {
		const auction = ring.find((node) => nodes.typeOf(node) === 'auction');
		if (auction !== undefined) return auction;
		const next: number[] = [];
		for (const node of ring)
			for (const { from, to } of past.at(node)) {
				const other = from === node ? to : from;
				if (HUBS.has(nodes.typeOf(other)) || seen.has(other) || seen.size >= MAX_LOOKS) continue;
				seen.add(other);
				next.push(other);
			}
		ring = next;
	}
	return null;
}

/** From each reading among the nodes to the signed batch that it came in. */
function batchesOf(nodes: ReadonlySet<number>, graph: ProvenanceGraph, past: PastEdges): EdgeOfIndices[] {
	const isOf = (node: number, type: ProvenanceType): boolean => graph.nodes.typeOf(node) === type;
	return [...nodes]
		.filter((node) => isOf(node, 'reading'))
		.flatMap((reading) =>
			[...past.at(reading)].filter(
				({ from, to, relation }) => relation === 'wasDerivedFrom' && from === reading && isOf(to, 'readings'),
			),
		);
}

function flowOf(auction: number, graph: ProvenanceGraph, past: PastEdges): AuctionFlow {
	const typeOf = (node: number): ProvenanceType => graph.nodes.typeOf(node);
	const nodes = new Set([auction]);
	const edges: EdgeOfIndices[] = [];
	let truncated = false;
	const take = (edge: EdgeOfIndices): boolean => {
		const added = [edge.from, edge.to].filter((node) => !nodes.has(node));
		if (edges.length >= MAX_EDGES || nodes.size + added.length > MAX_NODES) {
			truncated = true;
			return false;
		}
		for (const node of added) nodes.add(node);
		edges.push(edge);
		return true;
	};
	const settlements = new Set<number>();
	for (const made of past.at(auction)) {
		if (made.relation !== 'wasGeneratedBy' || typeOf(made.from) !== 'trade' || !take(made)) continue;
		const trade = made.from;
		for (const edge of past.at(trade)) {
			const other = edge.from === trade ? edge.to : edge.from;
			if (typeOf(other) === 'deed') take(edge);
			else if (typeOf(other) === 'settlement' && edge.relation === 'energyFlow' && take(edge)) settlements.add(other);
		}
	}
	for (const settlement of settlements)
		for (const edge of past.at(settlement))
			if (edge.relation === 'energyFlow' && typeOf(edge.from) !== 'trade' && typeOf(edge.to) !== 'trade') take(edge);
	for (const batch of batchesOf(nodes, graph, past)) take(batch);
	const views = new Map([...nodes].map((index) => [index, graph.view(index)]));
	const viewOf = (index: number): GraphNode => views.get(index) as GraphNode;
	return {
		auction: viewOf(auction),
		nodes: [...views.values()],
		edges: edges.map(({ from, to, relation, energyWh, height, time }) => ({
			from: viewOf(from),
			to: viewOf(to),
			relation,
			energyWh,
			height,
			time,
		})),
		truncated: truncated || past.isSpent,
	};
}
