import { PROVENANCE_RELATIONS } from '../../../shared/codec/provenance.ts';
import { balanceOf, isFlowEnd, type MassBalance } from '../../../shared/provenance/mass-balance.ts';
import { NO_EDGE } from './edge-ring.ts';
import { NODE_MASK } from './node-table.ts';
import type { ProvenanceGraph } from './provenance-graph.ts';

const FLOW = PROVENANCE_RELATIONS.indexOf('energyFlow');

/**
 * The mass balance of a node after a block: the sums of its whole history, forgotten edges included, less what newer
 * blocks declared. Null when there are more newer edges than the budget of looks allows.
 */
export function balanceAt(
	node: number,
	asOf: number,
	graph: ProvenanceGraph,
	budget: { looks: number },
): MassBalance | null {
	const page = graph.nodes.page(node);
	const at = node & NODE_MASK;
	const type = graph.nodes.typeOf(node);
	const later = energyAfter(node, asOf, graph, budget);
	if (!later) return null;
	let isSettled = page.isSettled[at] === 1;
	if (isSettled && later.edges > 0 && !isFlowEnd(type)) {
		const settled = wasSettled(node, asOf, graph, budget);
		if (settled === null) return null;
		isSettled = settled;
	}
	return balanceOf(type, (page.inWh[at] as number) - later.inWh, (page.outWh[at] as number) - later.outWh, isSettled);
}

/** Energy along the edges of blocks after `asOf`, and how many edges they have. */
function energyAfter(node: number, asOf: number, graph: ProvenanceGraph, budget: { looks: number }) {
	const { edges } = graph;
	const sums = { inWh: 0, outWh: 0, edges: 0 };
	for (const cone of ['back', 'forward'] as const) {
		let slot = graph.newestEdge(node, cone);
		for (; slot !== NO_EDGE && edges.heightAt(slot) > asOf; slot = older(slot, cone, graph)) {
			if (budget.looks-- <= 0) return null;
			sums.edges += 1;
			if (edges.relationAt(slot) !== FLOW) continue;
			const energyWh = edges.read(slot).energyWh ?? 0;
			if (cone === 'back') sums.inWh += energyWh;
			else sums.outWh += energyWh;
		}
	}
	return sums;
}

/** Whether a settlement was at an edge of the node by then; null when that takes too long to tell. */
function wasSettled(node: number, asOf: number, graph: ProvenanceGraph, budget: { looks: number }): boolean | null {
	const { edges, nodes } = graph;
	for (const cone of ['back', 'forward'] as const)
		for (let slot = graph.newestEdge(node, cone); slot !== NO_EDGE; slot = older(slot, cone, graph)) {
			if (budget.looks-- <= 0) return null;
			if (edges.heightAt(slot) > asOf) continue;
			const other = cone === 'back' ? edges.causeAt(slot) : edges.effectAt(slot);
			if (nodes.typeOf(other) === 'settlement') return true;
		}
	return false;
}

function older(slot: number, cone: 'back' | 'forward', { edges }: ProvenanceGraph): number {
	return cone === 'back' ? edges.olderAtEffect(slot) : edges.olderAtCause(slot);
}
