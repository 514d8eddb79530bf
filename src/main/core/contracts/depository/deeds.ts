import { escrowAccount } from '../../../../shared/codec/accounts.ts';
import type { Digest } from '../../../../shared/codec/bytes.ts';
import type { SignerCapacity } from '../../../../shared/codec/deed-events.ts';
import { deedId, parseNumberedId, tradeId } from '../../../../shared/codec/ids.ts';
import type { EnergyWh, MicroMoney, MicroPerKwh, TimeMs } from '../../../../shared/codec/units.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import type { CallContext } from '../engine/call-context.ts';
import { pay } from '../ledger.ts';

export const DEPOSITORY = 'depository';

/** One trade of a clearing, with the collateral that is held for it. */
export interface TradeTerms {
	/** Number of the trade within its product. */
	readonly n: number;
	readonly bid: string;
	readonly offer: string;
	readonly buyer: string;
	readonly seller: string;
	readonly buyerZone: string;
	readonly sellerZone: string;
	/** Delivery period of the product, from 0. */
	readonly period: number;
	readonly quantityWh: EnergyWh;
	readonly price: MicroPerKwh;
	/** From buyer to seller; negative at a negative price. */
	readonly amount: MicroMoney;
	/** From buyer to grid operator, for its zone. */
	readonly fee: MicroMoney;
	/** From buyer to grid operator, for the borders between the zones. */
	readonly border: MicroMoney;
	/** From buyer to the congestion account: what else lies between the buyer's price and the seller's. */
	readonly congestion: MicroMoney;
	readonly heldOfBuyer: MicroMoney;
	readonly heldOfSeller: MicroMoney;
	/** Whether the bid asked for renewable energy, or for a generator's. */
	readonly asksSource: boolean;
}

export interface DeedSigner {
	readonly participant: string;
	readonly as: SignerCapacity;
	/** Null until signed. */
	readonly signature: Uint8Array | null;
}

export interface Deed {
	readonly product: string;
	readonly trade: TradeTerms;
	readonly digest: Digest;
	readonly signers: readonly DeedSigner[];
	readonly deadline: TimeMs;
	readonly status: 'pending' | 'sealed' | 'refused' | 'expired';
}

export function readDeed(context: CallContext, product: string, n: number): Deed | undefined {
	return context.space(DEPOSITORY).get<Deed>(`deed/${product}/${n}`);
}

/** @throws CodedError DEED_UNKNOWN */
export function requireDeed(context: CallContext, id: string): Deed {
	const at = parseNumberedId('D', id);
	const deed = at && readDeed(context, at.product, at.n);
	if (!deed) throw new CodedError('DEED_UNKNOWN', { deed: id });
	return deed;
}

export function writeDeed(context: CallContext, deed: Deed): void {
	context.space(DEPOSITORY).set(`deed/${deed.product}/${deed.trade.n}`, deed);
}

export function idOf({ product, trade }: Deed): string {
	return deedId(product, trade.n);
}

/** The trade is void: both parties get their collateral back and meet the tariff at settlement. */
export function releaseCollateral(context: CallContext, { product, trade }: Deed): void {
	const from = escrowAccount(product);
	const about = { from, reason: 'escrow-released', subject: tradeId(product, trade.n) } as const;
	pay(context, { ...about, to: trade.buyer, amount: trade.heldOfBuyer });
	pay(context, { ...about, to: trade.seller, amount: trade.heldOfSeller });
}

/** Removes deeds of a settled product from the state; the seal and its signatures stay in the events. */
export function forgetDeeds(context: CallContext, product: string, from: number, to: number): void {
	for (let n = from; n < to; n++) context.space(DEPOSITORY).delete(`deed/${product}/${n}`);
}
