import { plainField } from '../../codec/cbor-reader.ts';
import type { ContractEvent } from '../../codec/events.ts';

/** Kinds that no check reads: being part of their block's certified list is all that a bundle says of them. */
const UNCHECKED = ['transfer', 'incentive-points', 'participant-credit'] as const;

/** What checks of a bundle's content may look at; a kind that one of them is to read must leave the list above. */
export type CheckedEvent = Exclude<ContractEvent, { kind: (typeof UNCHECKED)[number] }>;

/** Map of five entries whose first is `to`: a provenance edge, by canonical order the only event that begins so. */
const EDGE_HEAD = [0xa5, 0x62, 0x74, 0x6f] as const;

const unchecked: ReadonlySet<unknown> = new Set(UNCHECKED);

export function isChecked(event: ContractEvent): event is CheckedEvent {
	return !unchecked.has(event.kind);
}

/** As `isChecked`, of an encoded event. */
export function isCheckedBytes(bytes: Uint8Array): boolean {
	return !unchecked.has(plainField(bytes, 'kind'));
}

export function isEdge(bytes: Uint8Array): boolean {
	return EDGE_HEAD.every((byte, at) => bytes[at] === byte);
}

/** Whether the balance of energy follows from an encoded edge: one of energy, or of what a settlement used. */
export function isEnergyEdge(bytes: Uint8Array): boolean {
	return (
		plainField(bytes, 'relation') === 'energyFlow' ||
		plainField(bytes, 'to', 'type') === 'settlement' ||
		plainField(bytes, 'from', 'type') === 'settlement'
	);
}
