import type { GovernanceEvent } from './governance-events.ts';
import type { IdentityEvent } from './identity-events.ts';
import type { IncentiveEvent } from './incentive-events.ts';
import type { ProductFees, ProductTerms } from './product-terms.ts';
import type { EnergyWh, MicroMoney, MicroPerKwh, TimeMs } from './units.ts';

/**
 * What contracts declare to the world. Nodes build every read model (auctions, queue of signatures, standings,
 * provenance graph) from these alone, and the receipts authenticate them.
 * Ids are readable and unique on a chain: product `F-2017-07-28T15`, order `O-<product>-<n>`, trade `T-<product>-<n>`,
 * deed `D-<product>-<n>`, reading `R-<meter>-<start>`; ids.ts builds them.
 */
export type ContractEvent =
	| IdentityEvent
	/** Money moved between two accounts of the ledger; names as in accounts.ts. Fees are in the receipts. */
	| { kind: 'transfer'; from: string; to: string; amount: MicroMoney; reason: TransferReason; subject: string }
	/** The fees are frozen for the product's life, whatever the schedule says later. */
	| ({ kind: 'product-opened' } & ProductTerms & ProductFees)
	| {
			kind: 'order-placed';
			order: string;
			product: string;
			participant: string;
			side: 'bid' | 'offer';
			price: MicroPerKwh;
			quantityWh: EnergyWh;
			/** Position in the chain: decides ties. */
			position: number;
			escrow: MicroMoney;
	  }
	| { kind: 'order-cancelled'; order: string; product: string; participant: string; escrow: MicroMoney }
	| {
			kind: 'product-cleared';
			product: string;
			/** Null when nothing crosses: no cross has quantity 0 and no price. */
			price: MicroPerKwh | null;
			priceLow: MicroPerKwh | null;
			priceHigh: MicroPerKwh | null;
			volumeWh: EnergyWh;
			/** Gains from trade at the orders' limits, net of wheeling fees. */
			welfare: MicroMoney;
			fills: readonly { order: string; quantityWh: EnergyWh; verdict: OrderVerdict }[];
			offeredWh: EnergyWh;
			wantedWh: EnergyWh;
	  }
	| {
			kind: 'trade-made';
			trade: string;
			product: string;
			bid: string;
			offer: string;
			buyer: string;
			seller: string;
			quantityWh: EnergyWh;
			price: MicroPerKwh;
			/** quantity × price, paid by the buyer to the seller. */
			amount: MicroMoney;
			/** quantity × wheeling fee, paid by the buyer to the grid operator. */
			fee: MicroMoney;
	  }
	| {
			kind: 'deed-drafted';
			deed: string;
			trade: string;
			product: string;
			/** SHA-256 that every signer signs, domain-separated. */
			digest: Uint8Array;
			/** Canonical dag-cbor of the deed; its digest can be recomputed by anyone. */
			document: Uint8Array;
			signers: readonly { participant: string; as: SignerCapacity }[];
			deadline: TimeMs;
	  }
	| { kind: 'deed-signed'; deed: string; participant: string; as: SignerCapacity; signature: Uint8Array }
	| { kind: 'deed-sealed'; deed: string; trade: string }
	| { kind: 'deed-refused'; deed: string; trade: string; participant: string; reason: string }
	/** Unsigned at the deadline: the trade falls back to the tariff; `inDefault` lose credit. */
	| { kind: 'deed-expired'; deed: string; trade: string; inDefault: readonly string[] }
	| {
			kind: 'reading-recorded';
			reading: string;
			meter: string;
			participant: string;
			start: TimeMs;
			end: TimeMs;
			generatedWh: EnergyWh;
			consumedWh: EnergyWh;
			version: number;
	  }
	| {
			kind: 'product-settled';
			product: string;
			/** One per participant with a position or a reading in the product. */
			statements: readonly SettlementStatement[];
			/** Sum of all statements' money, the grid operator's included; every validator asserts that it is 0. */
			residue: MicroMoney;
	  }
	| IncentiveEvent
	| GovernanceEvent
	/** W3C PROV relation between two things, with the energy that flows along it where it is a flow. */
	| {
			kind: 'provenance';
			from: ProvenanceNode;
			to: ProvenanceNode;
			relation: ProvenanceRelation;
			energyWh: EnergyWh | null;
	  };

export type SignerCapacity = 'generator' | 'user' | 'grid-operator';

export type TransferReason =
	| 'payment'
	| 'escrow-reserved'
	| 'escrow-released'
	| 'trade'
	| 'wheeling-fee'
	| 'residual'
	| 'reward-budget';

/** Why an order fared as it did; the console turns it into one sentence. */
export type OrderVerdict =
	| { kind: 'accepted' }
	/** At the margin: shared pro rata with its equals. */
	| { kind: 'marginal'; shareOfWh: EnergyWh; acceptedOfWh: EnergyWh }
	| { kind: 'out-of-price' }
	| { kind: 'no-cross' };

export interface SettlementStatement {
	readonly participant: string;
	/** Delivered under sealed deeds as seller (positive) or taken as buyer (negative). */
	readonly contractedWh: EnergyWh;
	/** generated − consumed of the participant's own meters. */
	readonly meteredWh: EnergyWh;
	/** metered − contracted: what the grid takes (positive) or supplies (negative). */
	readonly residualWh: EnergyWh;
	/** Net money of the participant's trades. */
	readonly traded: MicroMoney;
	readonly wheeling: MicroMoney;
	/** Residual at feed-in or tariff. */
	readonly residual: MicroMoney;
	/** True when a reading was missing and the contracted position stood in. */
	readonly substituted: boolean;
}

export interface ProvenanceNode {
	readonly type:
		| 'participant'
		| 'meter'
		| 'reading'
		| 'order'
		| 'auction'
		| 'trade'
		| 'deed'
		| 'signature'
		| 'settlement'
		| 'grid';
	readonly id: string;
}

/** PROV-DM names where one fits; the others are the market's own sub-properties of wasDerivedFrom. */
export type ProvenanceRelation =
	| 'wasGeneratedBy'
	| 'used'
	| 'wasDerivedFrom'
	| 'wasAttributedTo'
	| 'wasAssociatedWith'
	| 'energyFlow';
