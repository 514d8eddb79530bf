import type { ProvenanceEvent, ProvenanceNode, ProvenanceRelation } from '../codec/provenance.ts';
import type { EnergyWh, TimeMs } from '../codec/units.ts';

/** What is known of a node beside its edges. */
export interface ProvenanceFact {
	readonly key: string;
	readonly value: string | number;
	readonly unit: 'Wh' | 'money' | 'price' | 'time' | 'text' | 'hash';
}

export interface ProvenanceThing extends ProvenanceNode {
	readonly label: string;
	/** Block and chain time that first named it. */
	readonly height: number;
	readonly time: TimeMs;
	readonly facts: readonly ProvenanceFact[];
}

export interface ProvenanceLink {
	readonly from: ProvenanceNode;
	readonly to: ProvenanceNode;
	readonly relation: ProvenanceRelation;
	readonly energyWh: EnergyWh | null;
	/** Block that declared it, and its chain time. */
	readonly height: number;
	readonly time: TimeMs;
}

/** A part of a chain's provenance, as the writers of this folder take it. Every end of a link is among the nodes. */
export interface ProvenanceGraphPart {
	readonly chainId: string;
	readonly nodes: readonly ProvenanceThing[];
	readonly edges: readonly ProvenanceLink[];
}

export interface DatedProvenance {
	readonly event: Omit<ProvenanceEvent, 'kind'>;
	readonly height: number;
	readonly time: TimeMs;
}

/** One text per node. */
export function nodeKey({ type, id }: ProvenanceNode): string {
	return `${type} ${id}`;
}

/** The nodes and edges that a chain's events name, in the order of the events; labels are ids, facts none. */
export function graphPartOf(chainId: string, entries: Iterable<DatedProvenance>): ProvenanceGraphPart {
	const nodes = new Map<string, ProvenanceThing>();
	const edges: ProvenanceLink[] = [];
	for (const { event, height, time } of entries) {
		const { from, to, relation, energyWh } = event;
		for (const { type, id } of [from, to]) {
			const key = nodeKey({ type, id });
			if (!nodes.has(key)) nodes.set(key, { type, id, label: id, height, time, facts: [] });
		}
		edges.push({ from, to, relation, energyWh, height, time });
	}
	return { chainId, nodes: [...nodes.values()], edges };
}

/** `urn:gridquorum:<chain>:`, the namespace of everything on one chain. */
export function chainNamespace(chainId: string): string {
	return `urn:gridquorum:${encodeURIComponent(chainId)}:`;
}

/** `<type>/<id>` below the chain's namespace. */
export function localName({ type, id }: ProvenanceNode): string {
	return `${type}/${id.split('/').map(encodeURIComponent).join('/')}`;
}

/** Name of a packet on both of its chains. */
export function crossingName(packet: string): string {
	return `urn:gridquorum:packet:${encodeURIComponent(packet)}`;
}

/** Namespace of the market's own terms: energy flows, quantities, block heights. */
export const VOCABULARY = 'urn:gridquorum:vocabulary:';
