import type { SignerCapacity } from '../../../shared/codec/deed-events.ts';
import type { SettlementStatement } from '../../../shared/codec/events.ts';
import type { OrderRow as StoredTerms } from '../../../shared/codec/order-row.ts';
import type { OrderVerdict } from '../../../shared/codec/order-verdict.ts';
import type { EnergyWh, MicroMoney, MicroPerKwh, TimeMs } from '../../../shared/codec/units.ts';
import type { ProductState } from '../../../shared/contract/index.ts';
import type { EventOf } from './block-step.ts';

export interface OrderRow {
	readonly id: string;
	readonly participant: string;
	readonly side: 'bid' | 'offer';
	readonly price: MicroPerKwh;
	readonly quantityWh: EnergyWh;
	readonly position: number;
	readonly escrow: MicroMoney;
	/** The owner's batch, by name, or null. */
	readonly batch: string | null;
	/** Who placed it for the owner, or null. */
	readonly delegate: string | null;
	readonly height: number;
	readonly time: TimeMs;
	readonly transactionId: string;
	readonly terms: StoredTerms;
	filledWh: EnergyWh | null;
	verdict: OrderVerdict | null;
	/** Index of the owner's zone, and its credit where it counts, as the clearing took them; 0 before. */
	zone: number;
	priority: number;
}

export interface TradeRow {
	readonly id: string;
	readonly bid: string;
	readonly offer: string;
	readonly buyer: string;
	readonly seller: string;
	readonly buyerZone: string;
	readonly sellerZone: string;
	readonly period: number;
	readonly quantityWh: EnergyWh;
	readonly price: MicroPerKwh;
	readonly amount: MicroMoney;
	readonly fee: MicroMoney;
	readonly border: MicroMoney;
	readonly congestion: MicroMoney;
	deed: DeedRow | null;
}

export interface DeedSignerRow {
	readonly participant: string;
	readonly as: SignerCapacity;
	signed: {
		readonly time: TimeMs;
		readonly height: number;
		readonly signature: Uint8Array;
		/** The signer's key at the time; empty for one that the model does not know. */
		readonly publicKey: Uint8Array;
		readonly transactionId: string;
	} | null;
}

export interface DeedAmendmentRow {
	/** 2 for the first amendment. */
	readonly version: number;
	readonly by: string;
	readonly reason: string;
	readonly height: number;
	readonly time: TimeMs;
	/** Digest of the version that it replaced, and that version. */
	readonly former: Uint8Array;
	readonly formerDocument: Uint8Array;
}

export interface DeedRow {
	readonly id: string;
	readonly product: Product;
	/** Newest form of its trades, by number; `trade` is the first of them. */
	trades: readonly TradeRow[];
	trade: TradeRow;
	/** Of the newest version. */
	version: number;
	digest: Uint8Array;
	document: Uint8Array;
	/** In the order in which they sign where the deed is ordered. */
	readonly signers: readonly DeedSignerRow[];
	/** Signatures that complete it. */
	readonly threshold: number;
	readonly order: 'free' | 'ordered';
	/** Oldest first. */
	amendments: readonly DeedAmendmentRow[];
	readonly deadline: TimeMs;
	readonly draftedHeight: number;
	state: 'awaiting' | 'sealed' | 'refused' | 'expired';
	ended: { readonly height: number; readonly time: TimeMs } | null;
	refusal: { readonly participant: string; readonly reason: string } | null;
}

export interface ClearingResult extends Omit<EventOf<'product-cleared'>, 'kind' | 'product'> {
	readonly height: number;
}

export interface WithdrawnOrder {
	readonly row: OrderRow;
	/** Block that took it out, or replaced it. */
	readonly until: number;
}

export interface WithdrawnOrders {
	readonly orders: readonly WithdrawnOrder[];
	/** How many more there were. */
	readonly forgotten: number;
}

/** One product with all that became of it. */
export interface Product {
	readonly terms: EventOf<'product-opened'>;
	readonly openedAtHeight: number;
	/** Block of the newest event that concerns it. */
	lastHeight: number;
	readonly orders: Map<string, OrderRow>;
	/** Those that left the book before the gate closed. */
	withdrawn: WithdrawnOrders;
	/** Sealed bids that wait to be opened, and those that lost their deposit. */
	commitments: { readonly waiting: number; readonly forfeited: number };
	result: ClearingResult | null;
	readonly trades: Map<string, TradeRow>;
	readonly deeds: Map<string, DeedRow>;
	/** Statements told so far; all of them once it is settled. */
	statements: readonly SettlementStatement[];
	settled: {
		readonly residue: MicroMoney;
		readonly congestion: MicroMoney;
		readonly statements: readonly SettlementStatement[];
		readonly height: number;
	} | null;
	cancelled: { readonly reason: string; readonly height: number } | null;
}

/** State of a product at chain time `now`; a product without a cross ends there, for nothing is delivered under it. */
export function productStateAt(product: Product, now: TimeMs): ProductState {
	const { terms, result } = product;
	if (product.cancelled) return 'cancelled';
	if (result?.volumeWh === 0) return 'no-cross';
	if (product.settled) return 'settled';
	if (result) return now < terms.deliveryStart ? 'cleared' : now < terms.deliveryEnd ? 'delivering' : 'delivered';
	if (now < terms.gateOpening) return 'scheduled';
	return now < terms.gateClosure ? 'open' : 'closing';
}
