import { PROVENANCE_RELATIONS } from '../../../shared/codec/provenance.ts';
import { balanceOf, type MassBalance } from '../../../shared/provenance/mass-balance.ts';
import { NO_EDGE } from './edge-ring.ts';
import { NEVER, NODE_MASK } from './node-table.ts';
import type { ProvenanceGraph } from './provenance-graph.ts';

const FLOW = PROVENANCE_RELATIONS.indexOf('energyFlow');

/**
 * The mass balance of a node after a block: the sums of its whole history, forgotten edges included, less what newer
 * blocks declared.
 */
export function balanceAt(node: number, asOf: number, graph: ProvenanceGraph): MassBalance {
	const { edges } = graph;
	const state = graph.stateAfter(node, asOf);
	let { inWh, outWh } = state;
	for (const cone of ['back', 'forward'] as const) {
		let slot = state[cone];
		for (; slot !== NO_EDGE && edges.heightAt(slot) > asOf; slot = graph.olderEdge(slot, cone)) {
			if (edges.relationAt(slot) !== FLOW) continue;
			if (cone === 'back') inWh -= edges.energyAt(slot);
			else outWh -= edges.energyAt(slot);
		}
	}
	const settledFrom = graph.nodes.page(node).settledFrom[node & NODE_MASK] as number;
	return balanceOf(graph.nodes.typeOf(node), inWh, outWh, settledFrom !== NEVER && settledFrom <= asOf);
}
