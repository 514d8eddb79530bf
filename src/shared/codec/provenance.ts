import type { EnergyWh } from './units.ts';

export const PROVENANCE_TYPES = [
	'participant',
	'meter',
	'readings',
	'reading',
	'order',
	'batch',
	'auction',
	'trade',
	'deed',
	'signature',
	'settlement',
	'certificate',
	'document',
	'grant',
	'grid',
	/** A crossing between two chains: both know it by one id. */
	'packet',
] as const;

export type ProvenanceType = (typeof PROVENANCE_TYPES)[number];

export interface ProvenanceNode {
	readonly type: ProvenanceType;
	readonly id: string;
}

/** PROV-DM names where one fits; the others are the market's own sub-properties of wasDerivedFrom. */
export const PROVENANCE_RELATIONS = [
	'wasGeneratedBy',
	'used',
	'wasDerivedFrom',
	'wasAttributedTo',
	'wasAssociatedWith',
	'energyFlow',
] as const;

export type ProvenanceRelation = (typeof PROVENANCE_RELATIONS)[number];

/** W3C PROV relation between two things, with the energy that flows along it where it is a flow. */
export interface ProvenanceEvent {
	kind: 'provenance';
	from: ProvenanceNode;
	to: ProvenanceNode;
	relation: ProvenanceRelation;
	energyWh: EnergyWh | null;
}
