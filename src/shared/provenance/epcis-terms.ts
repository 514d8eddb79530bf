import type { ProvenanceNode } from '../codec/provenance.ts';
import type { EnergyWh, TimeMs } from '../codec/units.ts';
import { formatStamp } from '../formats/calendar.ts';
import { chainNamespace, localName } from './graph.ts';

/** Lot of energy: its class is the node in which it is, so that what goes in and out of a step can be followed. */
export interface EpcisQuantity {
	readonly epcClass: string;
	/** kWh; left out where it is not known. */
	readonly quantity?: number;
	/** UN/ECE Recommendation 20. */
	readonly uom?: 'KWH';
}

export interface EpcisParty {
	readonly type: 'owning_party';
}

interface EpcisEventBase {
	readonly eventID: string;
	readonly eventTime: string;
	readonly eventTimeZoneOffset: '+00:00';
	/** Block that declared it. */
	readonly 'gqv:block': number;
	readonly bizStep?: string;
	readonly disposition?: string;
	readonly readPoint?: { readonly id: string };
	readonly bizTransactionList?: readonly { readonly type: string; readonly bizTransaction: string }[];
	readonly sourceList?: readonly (EpcisParty & { readonly source: string })[];
	readonly destinationList?: readonly (EpcisParty & { readonly destination: string })[];
}

export type EpcisEvent = EpcisEventBase &
	(
		| {
				readonly type: 'ObjectEvent';
				readonly action: 'ADD' | 'OBSERVE' | 'DELETE';
				readonly epcList?: readonly string[];
				readonly quantityList?: readonly EpcisQuantity[];
		  }
		| {
				readonly type: 'TransactionEvent';
				readonly action: 'ADD' | 'OBSERVE';
				readonly epcList?: readonly string[];
				readonly quantityList?: readonly EpcisQuantity[];
		  }
		| {
				readonly type: 'TransformationEvent';
				readonly transformationID: string;
				readonly inputQuantityList?: readonly EpcisQuantity[];
				readonly outputQuantityList?: readonly EpcisQuantity[];
		  }
		| {
				readonly type: 'AssociationEvent';
				readonly action: 'ADD';
				readonly parentID: string;
				readonly childEPCs: readonly string[];
		  }
	);

/** Names things of one chain as URIs. */
export class EpcisNames {
	readonly #namespace: string;

	constructor(chainId: string) {
		this.#namespace = chainNamespace(chainId);
	}

	uri(node: ProvenanceNode): string {
		return `${this.#namespace}${localName(node)}`;
	}

	/** What every event has; `what` tells apart the events of one node. */
	stamp(
		node: ProvenanceNode,
		what: string,
		at: { readonly height: number; readonly time: TimeMs },
	): Pick<EpcisEventBase, 'eventID' | 'eventTime' | 'eventTimeZoneOffset' | 'gqv:block'> {
		return {
			eventID: `${this.#namespace}event/${what}/${localName(node)}`,
			eventTime: formatStamp(at.time),
			eventTimeZoneOffset: '+00:00',
			'gqv:block': at.height,
		};
	}

	lot(node: ProvenanceNode, energyWh: EnergyWh | null): EpcisQuantity {
		const epcClass = this.uri(node);
		return energyWh === null ? { epcClass } : { epcClass, quantity: energyWh / 1000, uom: 'KWH' };
	}
}
