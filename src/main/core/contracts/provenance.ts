import type { ProvenanceNode } from '../../../shared/codec/provenance.ts';
import type { EnergyWh } from '../../../shared/codec/units.ts';
import type { CallContext } from './engine/call-context.ts';

/**
 * The provenance edges that contracts emit as they work. Edges point as in W3C PROV, from what came later to what it
 * rests on; an energy flow points with the energy. docs/design/contracts.md lists every edge and the balance at each
 * kind of node.
 */

/** `thing` belongs to, or was done by, a participant. */
export function attribute(context: CallContext, thing: ProvenanceNode, participant: string): void {
	edge(context, thing, { type: 'participant', id: participant }, 'wasAttributedTo');
}

export function derive(context: CallContext, thing: ProvenanceNode, source: ProvenanceNode): void {
	edge(context, thing, source, 'wasDerivedFrom');
}

export function generate(context: CallContext, thing: ProvenanceNode, activity: ProvenanceNode): void {
	edge(context, thing, activity, 'wasGeneratedBy');
}

export function use(context: CallContext, activity: ProvenanceNode, thing: ProvenanceNode): void {
	edge(context, activity, thing, 'used');
}

/** Energy from one node to the next; no edge where none flows. */
export function flow(context: CallContext, from: ProvenanceNode, to: ProvenanceNode, energyWh: EnergyWh): void {
	if (energyWh > 0) context.emit({ kind: 'provenance', from, to, relation: 'energyFlow', energyWh });
}

function edge(
	context: CallContext,
	from: ProvenanceNode,
	to: ProvenanceNode,
	relation: 'wasAttributedTo' | 'wasDerivedFrom' | 'wasGeneratedBy' | 'used',
): void {
	context.emit({ kind: 'provenance', from, to, relation, energyWh: null });
}
