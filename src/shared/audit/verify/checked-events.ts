import { encode } from '../../codec/cbor.ts';
import { plainField } from '../../codec/cbor-reader.ts';
import type { ContractEvent } from '../../codec/events.ts';

/** Kinds that no check reads: being part of their block's certified list is all that a bundle says of them. */
const UNCHECKED = ['transfer', 'incentive-points', 'participant-credit'] as const;

/** What checks of a bundle's content may look at; a kind that one of them is to read must leave the list above. */
export type CheckedEvent = Exclude<ContractEvent, { kind: (typeof UNCHECKED)[number] }>;

/** Map of five entries whose first is `to`: a provenance edge, by canonical order the only event that begins so. */
const EDGE_HEAD = [0xa5, 0x62, 0x74, 0x6f] as const;

const unchecked: ReadonlySet<unknown> = new Set(UNCHECKED);

const KIND = ['kind'] as const;
const TO_TYPE = ['to', 'type'] as const;
const FROM_TYPE = ['from', 'type'] as const;

/** The text `energyFlow`; an edge ends with its relation. */
const ENERGY_TAIL = encode('energyFlow');

export function isChecked(event: ContractEvent): event is CheckedEvent {
	return !unchecked.has(event.kind);
}

/** As `isChecked`, of an encoded event. */
export function isCheckedBytes(bytes: Uint8Array): boolean {
	return !unchecked.has(plainField(bytes, KIND));
}

export function isEdge(bytes: Uint8Array): boolean {
	for (let at = 0; at < EDGE_HEAD.length; at++) if (bytes[at] !== EDGE_HEAD[at]) return false;
	return true;
}

/** Whether the balance of energy follows from an encoded edge: one of energy, or of what a settlement used. */
export function isEnergyEdge(bytes: Uint8Array): boolean {
	return (
		isEnergyFlow(bytes) || plainField(bytes, TO_TYPE) === 'settlement' || plainField(bytes, FROM_TYPE) === 'settlement'
	);
}

function isEnergyFlow(bytes: Uint8Array): boolean {
	const tailAt = bytes.length - ENERGY_TAIL.length;
	for (let at = ENERGY_TAIL.length - 1; at >= 0; at--) if (bytes[tailAt + at] !== ENERGY_TAIL[at]) return false;
	return true;
}
