import type { OrderVerdict, SettlementStatement, SignerCapacity } from '../../../shared/codec/events.ts';
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
	readonly height: number;
	readonly time: TimeMs;
	readonly transactionId: string;
	filledWh: EnergyWh | null;
	verdict: OrderVerdict | null;
}

export interface TradeRow {
	readonly id: string;
	readonly bid: string;
	readonly offer: string;
	readonly buyer: string;
	readonly seller: string;
	readonly quantityWh: EnergyWh;
	readonly price: MicroPerKwh;
	readonly amount: MicroMoney;
	readonly fee: MicroMoney;
	deed: DeedRow | null;
}

export interface DeedSignerRow {
	readonly participant: string;
	readonly as: SignerCapacity;
	signed: {
		readonly time: TimeMs;
		readonly height: number;
		readonly signature: Uint8Array;
		readonly transactionId: string;
	} | null;
}

export interface DeedRow {
	readonly id: string;
	readonly product: Product;
	readonly trade: TradeRow;
	readonly digest: Uint8Array;
	readonly document: Uint8Array;
	readonly signers: readonly DeedSignerRow[];
	readonly deadline: TimeMs;
	readonly draftedHeight: number;
	state: 'awaiting' | 'sealed' | 'refused' | 'expired';
	ended: { readonly height: number; readonly time: TimeMs } | null;
	refusal: { readonly participant: string; readonly reason: string } | null;
}

export interface ClearingResult {
	readonly price: MicroPerKwh | null;
	readonly priceLow: MicroPerKwh | null;
	readonly priceHigh: MicroPerKwh | null;
	readonly volumeWh: EnergyWh;
	readonly welfare: MicroMoney;
	readonly offeredWh: EnergyWh;
	readonly wantedWh: EnergyWh;
	readonly height: number;
}

/** One product with all that became of it. */
export interface Product {
	readonly terms: EventOf<'product-opened'>;
	readonly openedAtHeight: number;
	/** Block of the newest event that concerns it. */
	lastHeight: number;
	readonly orders: Map<string, OrderRow>;
	result: ClearingResult | null;
	readonly trades: Map<string, TradeRow>;
	readonly deeds: Map<string, DeedRow>;
	settled: {
		readonly residue: MicroMoney;
		readonly statements: readonly SettlementStatement[];
		readonly height: number;
	} | null;
}

/** State of a product at chain time `now`; a product without a cross ends there, for nothing is delivered under it. */
export function productStateAt(product: Product, now: TimeMs): ProductState {
	const { terms, result } = product;
	if (result?.price === null) return 'no-cross';
	if (product.settled) return 'settled';
	if (result) return now < terms.deliveryStart ? 'cleared' : now < terms.deliveryEnd ? 'delivering' : 'delivered';
	if (now < terms.gateOpening) return 'scheduled';
	return now < terms.gateClosure ? 'open' : 'closing';
}
