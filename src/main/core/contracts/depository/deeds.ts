import { escrowAccount } from '../../../../shared/codec/accounts.ts';
import type { Digest } from '../../../../shared/codec/bytes.ts';
import type { SignerCapacity } from '../../../../shared/codec/deed-events.ts';
import { deedId, parseNumberedId, tradeId } from '../../../../shared/codec/ids.ts';
import type { EnergyWh, MicroMoney, MicroPerKwh, TimeMs } from '../../../../shared/codec/units.ts';
import type { SigningState } from '../../../../shared/deeds/signing-rule.ts';
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
	/** Number of the deed within its product. */
	readonly n: number;
	/** Of one generator and one user, numbered in a row, at least one. */
	readonly trades: readonly TradeTerms[];
	/** From 1. */
	readonly version: number;
	/** Digest of the version before; null for the first. */
	readonly former: Digest | null;
	/** SHA-256 of further terms; null: none. */
	readonly annex: Digest | null;
	readonly digest: Digest;
	/** Each participant once, in the order in which they sign where the deed is ordered. */
	readonly signers: readonly DeedSigner[];
	/** Signatures that complete it. */
	readonly threshold: number;
	readonly order: 'free' | 'ordered';
	/** Who has signed a version that an amendment replaced. */
	readonly signedBefore: readonly string[];
	readonly deadline: TimeMs;
	readonly status: 'pending' | 'sealed' | 'refused' | 'expired';
}

export function readDeed(context: CallContext, product: string, n: number): Deed | undefined {
	return context.space(DEPOSITORY).get<Deed>(key(product, n));
}

/** @throws CodedError DEED_UNKNOWN */
export function requireDeed(context: CallContext, id: string): Deed {
	const deed = findDeed(context, id);
	if (!deed) throw new CodedError('DEED_UNKNOWN', { deed: id });
	return deed;
}

/** Keeps who signs a deed beyond the deed itself, for a document is about it: they grant what the document says of it. */
export function keepSigners(context: CallContext, id: string): void {
	const deed = findDeed(context, id);
	if (deed) context.space(DEPOSITORY).set(signersKey(id), signersIn(deed));
}

/**
 * Who signs a deed; once it is forgotten, only for those that documents were about before.
 * @throws CodedError DEED_UNKNOWN
 */
export function requireSigners(context: CallContext, id: string): readonly string[] {
	const deed = findDeed(context, id);
	const signers = deed ? signersIn(deed) : context.space(DEPOSITORY).get<readonly string[]>(signersKey(id));
	if (!signers) throw new CodedError('DEED_UNKNOWN', { deed: id });
	return signers;
}

/** The deed of a trade among the `deeds` first ones of its product, whose trades are numbered on from deed to deed. */
export function deedOfTrade(context: CallContext, product: string, trade: number, deeds: number): Deed | undefined {
	let low = 0;
	let high = Math.min(trade, deeds - 1);
	// Where each trade has a deed, that is it.
	let middle = high;
	while (low <= high) {
		const deed = readDeed(context, product, middle);
		if (!deed) return undefined;
		const first = (deed.trades[0] as TradeTerms).n;
		if (trade < first) high = middle - 1;
		else if (trade < first + deed.trades.length) return deed;
		else low = middle + 1;
		middle = (low + high) >> 1;
	}
	return undefined;
}

export function writeDeed(context: CallContext, deed: Deed): void {
	context.charge(deed.trades.length);
	context.space(DEPOSITORY).set(key(deed.product, deed.n), deed);
}

export function idOf({ product, n }: Pick<Deed, 'product' | 'n'>): string {
	return deedId(product, n);
}

/** Id of the first trade, by which the deed's events name what they are about. */
export function firstTradeOf({ product, trades }: Deed): string {
	return tradeId(product, (trades[0] as TradeTerms).n);
}

export function partiesOf({ trades }: Pick<Deed, 'trades'>): { readonly generator: string; readonly user: string } {
	const { seller, buyer } = trades[0] as TradeTerms;
	return { generator: seller, user: buyer };
}

/** The deed as the signing rule looks at it. */
export function signingOf(deed: Deed): SigningState {
	const { threshold, order } = deed;
	const signers = deed.signers.map(({ participant, as, signature }) => ({
		participant,
		as,
		hasSigned: signature !== null,
	}));
	return { ...partiesOf(deed), signers, threshold, order };
}

/** All collateral of the deed's trades goes back to the parties: its trades are void, or are paid apart from it. */
export function releaseCollateral(context: CallContext, { product, trades }: Deed): void {
	const from = escrowAccount(product);
	for (const trade of trades) {
		const about = { from, reason: 'escrow-released', subject: tradeId(product, trade.n) } as const;
		pay(context, { ...about, to: trade.buyer, amount: trade.heldOfBuyer });
		pay(context, { ...about, to: trade.seller, amount: trade.heldOfSeller });
	}
}

/** Removes deeds of a settled product from the state; the seal and its signatures stay in the events. */
export function forgetDeeds(context: CallContext, product: string, from: number, to: number): void {
	for (let n = from; n < to; n++) context.space(DEPOSITORY).delete(key(product, n));
}

function findDeed(context: CallContext, id: string): Deed | undefined {
	const at = parseNumberedId('D', id);
	return at ? readDeed(context, at.product, at.n) : undefined;
}

function signersIn({ signers }: Deed): readonly string[] {
	return signers.map(({ participant }) => participant);
}

function key(product: string, n: number): string {
	return `deed/${product}/${n}`;
}

function signersKey(id: string): string {
	return `deed-signers/${id}`;
}
