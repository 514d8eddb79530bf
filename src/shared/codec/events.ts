import type { AccessEvent } from './access.ts';
import type { BridgeEvent } from './bridge-events.ts';
import type { DeedEvent } from './deed-events.ts';
import type { DocumentEvent } from './document-events.ts';
import type { EnergyCertificateEvent } from './energy-certificate.ts';
import type { SetFees } from './fee-schedule.ts';
import type { GovernanceEvent } from './governance-events.ts';
import type { IdentityEvent } from './identity-events.ts';
import type { IncentiveEvent } from './incentive-events.ts';
import type { MeteringEvent } from './metering-events.ts';
import type { OrderEvent } from './order-events.ts';
import type { OrderVerdict } from './order-verdict.ts';
import type { ProductFees, ProductTerms } from './product-terms.ts';
import type { ProvenanceEvent } from './provenance.ts';
import type { EnergyWh, MicroMoney, MicroPerKwh } from './units.ts';

/**
 * What contracts declare to the world. Nodes build every read model (auctions, queue of signatures, standings,
 * provenance graph) from these alone, and the receipts authenticate them.
 * Ids are readable and unique on a chain: product `F-2017-07-28T15`, order `O-<product>-<n>`, trade `T-<product>-<n>`,
 * deed `D-<product>-<n>`, reading `R-<meter>-<start>`, certificate `GC-<meter>-<start>`, document `E-<depositor>-<n>`;
 * ids.ts builds them.
 */
export type ContractEvent =
	| IdentityEvent
	/** Money moved between two accounts of the ledger; names as in accounts.ts. Fees are in the receipts. */
	| { kind: 'transfer'; from: string; to: string; amount: MicroMoney; reason: TransferReason; subject: string }
	| ({ kind: 'fees-set' } & SetFees)
	/** The fees are frozen for the product's life, whatever the schedule says later. */
	| ({ kind: 'product-opened' } & ProductTerms & ProductFees)
	| { kind: 'product-cancelled'; product: string; reason: string }
	| OrderEvent
	| {
			kind: 'product-cleared';
			product: string;
			/** Null when nothing crosses, and where zones or periods make several. */
			price: MicroPerKwh | null;
			priceLow: MicroPerKwh | null;
			priceHigh: MicroPerKwh | null;
			volumeWh: EnergyWh;
			/** Gains from trade at the orders' limits, net of wheeling fees. */
			welfare: MicroMoney;
			/**
			 * By zone and period; null where nothing trades, or where trades have several prices. Where bids ask for renewable
			 * energy or for a generator's, the pools of such energy follow the only zone: `F:renewable`, `F:<generator>`.
			 */
			prices: readonly {
				zone: string;
				price: readonly (MicroPerKwh | null)[];
				low: readonly (MicroPerKwh | null)[];
				high: readonly (MicroPerKwh | null)[];
			}[];
			/** By border and period, positive from `from` to `to`. */
			flows: readonly { from: string; to: string; flowWh: readonly EnergyWh[] }[];
			/** What buyers pay beyond what sellers get and fees: congestion rent, or the mechanism's own. */
			surplus: MicroMoney;
			offeredWh: EnergyWh;
			wantedWh: EnergyWh;
			/** How many orders and trades the events that follow, over several blocks if there are many, will tell of. */
			orders: number;
			trades: number;
			/** Hex digits by which the mechanism drew lots, where it drew any. */
			seed: string | null;
			/** What proves the result, as auction/clearing-proof.ts encodes it; null where there is none, or it is too long. */
			proof: Uint8Array | null;
	  }
	/** A part of a clearing's result. */
	| {
			kind: 'orders-cleared';
			product: string;
			/** `zone` is the owner's by index, −1 for none; `priority` its credit, where the profile lets it come first. */
			fills: readonly {
				order: string;
				quantityWh: EnergyWh;
				verdict: OrderVerdict;
				zone: number;
				priority: number;
			}[];
	  }
	| {
			kind: 'trade-made';
			trade: string;
			product: string;
			bid: string;
			offer: string;
			buyer: string;
			seller: string;
			buyerZone: string;
			sellerZone: string;
			/** Delivery period of the product, from 0. */
			period: number;
			quantityWh: EnergyWh;
			price: MicroPerKwh;
			/** quantity × price, paid by the buyer to the seller. */
			amount: MicroMoney;
			/** quantity × its zone's wheeling fee, paid by the buyer to the grid operator. */
			fee: MicroMoney;
			/** Paid by the buyer to the grid operator for the borders between the zones. */
			border: MicroMoney;
			/** Paid by the buyer to the congestion account. */
			congestion: MicroMoney;
	  }
	| DeedEvent
	| DocumentEvent
	| MeteringEvent
	| EnergyCertificateEvent
	| AccessEvent
	/** The first statements of a product whose settlement spans blocks. */
	| { kind: 'product-settling'; product: string; statements: readonly SettlementStatement[] }
	| {
			kind: 'product-settled';
			product: string;
			/** One per participant with a position or a reading in the product, but for those told before. */
			statements: readonly SettlementStatement[];
			/** Paid to the congestion account. */
			congestion: MicroMoney;
			/** Sum of all statements' money, the grid operator's included, and of what went to congestion; every validator asserts that it is 0. */
			residue: MicroMoney;
	  }
	| IncentiveEvent
	| GovernanceEvent
	| BridgeEvent
	| ProvenanceEvent;

export type TransferReason =
	| 'payment'
	| 'escrow-reserved'
	| 'escrow-released'
	| 'deposit-reserved'
	| 'deposit-returned'
	| 'deposit-forfeited'
	| 'trade'
	| 'wheeling-fee'
	| 'border-fee'
	| 'congestion'
	| 'residual'
	| 'reward-budget'
	| 'fee-points'
	/** To and from the account of another chain. */
	| 'bridge-sent'
	| 'bridge-received'
	| 'bridge-returned'
	/** A lot came back after its product was settled: the grid operator keeps the energy. */
	| 'lot-returned';

/**
 * What one participant's part of a product comes to. Money is received (positive) or paid (negative); the sums are those
 * of `byPeriod`, and `traded + wheeling + border + residual` is what the accounts moved by.
 */
export interface SettlementStatement {
	readonly participant: string;
	/** Delivered under sealed deeds as seller (positive) or taken as buyer (negative). */
	readonly contractedWh: EnergyWh;
	/** generated − consumed of the participant's own meters. */
	readonly meteredWh: EnergyWh;
	/** metered − contracted: what the grid takes (positive) or supplies (negative). */
	readonly residualWh: EnergyWh;
	/** Net money of the participant's trades, with what congestion takes. */
	readonly traded: MicroMoney;
	/** Carriage fees of zones. */
	readonly wheeling: MicroMoney;
	/** Fees of borders. */
	readonly border: MicroMoney;
	/** Residual at the imbalance prices of its periods. */
	readonly residual: MicroMoney;
	/** True when a reading was missing and the contracted position stood in, in one period at least. */
	readonly substituted: boolean;
	readonly byPeriod: StatementPeriods;
}

/** Figures of a statement that add up over the periods, one for each. */
export interface StatementColumns {
	readonly contractedWh: readonly EnergyWh[];
	readonly meteredWh: readonly EnergyWh[];
	readonly traded: readonly MicroMoney[];
	readonly wheeling: readonly MicroMoney[];
	readonly border: readonly MicroMoney[];
	readonly residual: readonly MicroMoney[];
}

export interface StatementPeriods extends StatementColumns {
	/** Per kWh of the residual; null where there is none, and for the grid operator, who meets everybody's. */
	readonly imbalancePrice: readonly (MicroPerKwh | null)[];
	/** Periods in which the contracted position stood in. */
	readonly substituted: readonly number[];
}
