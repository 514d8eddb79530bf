import type { Market } from './market.ts';
import type { Profile } from './profiles.ts';

/** Why an order fared as it did; why/ turns it into one sentence. Surpluses and losses are price × quantity. */
export type Verdict =
	| { readonly kind: 'accepted' }
	/** At the margin: its price level got `acceptedOf` of the `shareOf` that it asked for in all. */
	| { readonly kind: 'marginal'; readonly shareOf: number; readonly acceptedOf: number }
	| { readonly kind: 'out-of-price' }
	/** Nothing trades in its zone and period, so there is no price to compare with. */
	| { readonly kind: 'no-cross' }
	/** A block accepted at its largest ratio, or cut to what the market takes. */
	| { readonly kind: 'block-accepted'; readonly surplus: bigint }
	| { readonly kind: 'block-cut'; readonly ratio: number }
	| { readonly kind: 'block-out-of-price'; readonly loss: bigint }
	/** It would gain at the prices, but no set of blocks with it has prices that let nobody lose. */
	| { readonly kind: 'paradoxically-rejected'; readonly foregone: bigint }
	| { readonly kind: 'parent-rejected'; readonly parent: number }
	/** Another block of its exclusive group was accepted, by position. */
	| { readonly kind: 'exclusive-rejected'; readonly accepted: number }
	/** Continuous: matched in so many trades, with so much still in the book at the end. */
	| { readonly kind: 'matched'; readonly trades: number; readonly resting: number }
	/** Continuous: nothing crossed it, so all of it is in the book at the end. */
	| { readonly kind: 'resting' }
	/** Continuous: refused, since it would have traded with its owner's order at this position. */
	| { readonly kind: 'own-cross'; readonly other: number }
	/** Truthful mechanisms: all of it at a price that it did not set; what a seller gets, or a buyer pays before fees. */
	| { readonly kind: 'accepted-at'; readonly price: number }
	/** Its side was longer, and gave up the same quantity each. */
	| { readonly kind: 'rationed'; readonly price: number; readonly wanted: number; readonly got: number }
	/** It sets a price for the others and therefore does not trade. */
	| { readonly kind: 'trade-reduced' }
	/** Better orders of its side used up what the other side would trade. */
	| { readonly kind: 'outbid' }
	/** Vickrey: it pays, or gets, in all what its taking part costs the others; price × quantity. */
	| { readonly kind: 'pays-externality'; readonly total: bigint; readonly wanted: number; readonly got: number }
	/** Vickrey: an order of the one participant for whom the others compete. */
	| { readonly kind: 'auctioned'; readonly wanted: number; readonly got: number }
	/** MUDA: it would trade at the other half's price, but the lot gave the shorter side's energy to others. */
	| { readonly kind: 'lot-not-drawn'; readonly price: number; readonly wanted: number; readonly got: number }
	/** MUDA: it would not trade at the other half's price; null where the other half has none. */
	| { readonly kind: 'out-of-half-price'; readonly price: number | null };

/** Accepted energy of a bid and an offer, by position. */
export interface Trade {
	readonly bid: number;
	readonly offer: number;
	readonly period: number;
	readonly quantity: number;
	/** What the seller gets per unit. */
	readonly price: number;
	/** What the buyer pays per unit before its zone's fee; above `price` where a border or a mechanism keeps a part. */
	readonly buyerPrice: number;
}

/** A price and the interval of all prices that support the result; null where nothing trades. */
export interface PriceRange {
	readonly price: number | null;
	readonly low: number | null;
	readonly high: number | null;
}

/** Result of one clearing. What proves it is in `proof`, of a form of its mechanism's own. */
export interface Outcome<Proof = unknown> {
	/** By zone, then by period: what a seller there gets. */
	readonly prices: readonly (readonly PriceRange[])[];
	/** Accepted quantity of all bids. */
	readonly volume: number;
	/** Σ limit × quantity of bids net of their zones' fees, less that of offers, less border fees; price × quantity. */
	readonly welfare: bigint;
	/** Accepted quantity by position; of a block the total over its periods. */
	readonly fills: readonly number[];
	/** Accepted quantity of each block by period. */
	readonly blockFills: readonly (readonly number[])[];
	/** By position. */
	readonly verdicts: readonly Verdict[];
	/** By link, then by period; positive from `from` to `to`. */
	readonly flows: readonly (readonly number[])[];
	readonly trades: readonly Trade[];
	/**
	 * What buyers pay before zone fees, less what sellers get, less border fees: stays with the market. At least 0 but
	 * where a border's bounds force a flow against the prices, which the market then has to pay for.
	 */
	readonly surplus: bigint;
	readonly proof: Proof;
}

export interface ClearingFault<Code extends string = string> {
	readonly code: Code;
	/** Position, or index of a trade, zone or link, that shows the fault; null where it is of the whole. */
	readonly at: number | null;
}

/** What a mechanism promises; each promise has a property test. */
export interface MechanismProperties {
	/** Whether what buyers pay before fees is what sellers get, or may be more. */
	readonly budget: 'balanced' | 'surplus';
	/** Whose dominant strategy is to state its true limit. */
	readonly truthful: 'nobody' | 'bidders' | 'everybody';
	/** How near the accepted orders come to the highest welfare. */
	readonly welfare: 'highest' | 'one-trade-less' | 'asymptotic' | 'by-arrival';
}

/** What a market may hold for a mechanism to clear it; each period and zone is a book of its own where they do not couple. */
export interface MechanismScope {
	readonly zones: boolean;
	readonly blocks: boolean;
}

/** Size of a market, as its clearing's cost depends on it. */
export interface MarketSize {
	readonly orders: number;
	readonly blocks: number;
	readonly zones: number;
	readonly periods: number;
}

/** A market mechanism: a pure function of market and profile, and its own independent checker. */
export interface Mechanism<Proof = unknown, Code extends string = string> {
	readonly properties: MechanismProperties;
	readonly scope: MechanismScope;
	/** @throws CodedError CLEARING_INPUT, or CLEARING_UNSUPPORTED where the market is outside the mechanism's scope */
	clear(market: Market, profile: Profile): Outcome<Proof>;
	/** Every way in which the outcome is not this market's; empty when it is. Never throws on a well-typed outcome. */
	check(market: Market, profile: Profile, outcome: Outcome<Proof>): readonly ClearingFault<Code>[];
	/** Engine steps that clearing a market of this size may take. */
	cost(size: MarketSize): number;
}
