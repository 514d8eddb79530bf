import type { GraphEdge, GraphNode } from './graph-search.ts';
import type { ProvenanceGraph } from './provenance-graph.ts';

/** Nodes that stand for so much that an auction beyond them is not the focus's own. */
const HUBS: ReadonlySet<GraphNode['type']> = new Set(['participant', 'grid', 'meter']);
/** A signature or a reading has its deed or settlement between itself and the trade. */
const HOPS_TO_AUCTION = 3;
/** Nodes looked at on the way to the auction. */
const MAX_LOOKS = 400;
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
 * All energy of the auction that the focus belongs to: its trades and their deeds, the settlements at their ends, and
 * what those took in and gave off. Null for a focus without an auction of its own, such as a participant or the grid.
 */
export function auctionFlowOf(focus: GraphNode, graph: ProvenanceGraph): AuctionFlow | null {
	const auction = nearestAuction(focus, graph);
	return auction ? flowOf(auction, graph) : null;
}

function nearestAuction(focus: GraphNode, graph: ProvenanceGraph): GraphNode | null {
	if (HUBS.has(focus.type)) return null;
	const seen = new Set([focus]);
	let ring = [focus];
	for (let hop = 0; hop <= HOPS_TO_AUCTION; hop++) {
		const auction = ring.find(({ type }) => type === 'auction');
		if (auction) return auction;
		const next: GraphNode[] = [];
		for (const node of ring)
			for (const { from, to } of graph.edgesAt(node)) {
				const other = from === node ? to : from;
				if (HUBS.has(other.type) || seen.has(other) || seen.size >= MAX_LOOKS) continue;
				seen.add(other);
				next.push(other);
			}
		ring = next;
	}
	return null;
}

function flowOf(auction: GraphNode, graph: ProvenanceGraph): AuctionFlow {
	const nodes = new Set([auction]);
	const edges: GraphEdge[] = [];
	let truncated = false;
	const take = (edge: GraphEdge): boolean => {
		const added = [edge.from, edge.to].filter((node) => !nodes.has(node));
		if (edges.length >= MAX_EDGES || nodes.size + added.length > MAX_NODES) {
			truncated = true;
			return false;
		}
		for (const node of added) nodes.add(node);
		edges.push(edge);
		return true;
	};
	const settlements = new Set<GraphNode>();
	for (const made of graph.edgesAt(auction)) {
		if (made.relation !== 'wasGeneratedBy' || made.from.type !== 'trade' || !take(made)) continue;
		const trade = made.from;
		for (const edge of graph.edgesAt(trade)) {
			const other = edge.from === trade ? edge.to : edge.from;
			if (other.type === 'deed') take(edge);
			else if (other.type === 'settlement' && edge.relation === 'energyFlow' && take(edge)) settlements.add(other);
		}
	}
	for (const settlement of settlements)
		for (const edge of graph.edgesAt(settlement))
			if (edge.relation === 'energyFlow' && edge.from.type !== 'trade' && edge.to.type !== 'trade') take(edge);
	return { auction, nodes: [...nodes], edges, truncated };
}
