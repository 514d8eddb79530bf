import type { Market } from '../clearing/market.ts';

/** A market as a file states it: the engine's form, and the names that the file has for it. */
export interface MarketFile {
	readonly market: Market;
	/** In the file's order. */
	readonly orders: readonly FileOrder[];
	/** By the market's positions: index into `orders`. */
	readonly orderAt: readonly number[];
	readonly hasLinks: boolean;
}

export type OrderKind =
	/** Freely divisible, in one or more periods. */
	| 'simple'
	/** Simple with a least ratio: a block of its own in each period. */
	| 'minimum'
	/** Points or lines of price and quantity: a simple order for each step. */
	| 'curve'
	| 'block'
	/** Quantity 0: not part of the market. */
	| 'ignored';

export interface FileOrder {
	readonly id: string;
	readonly kind: OrderKind;
	/** Positions of its parts in the market: its steps in each of its periods. */
	readonly positions: readonly number[];
	/** 1-based, ascending; empty for a block. */
	readonly periods: readonly number[];
	/** Parts in each period; 1 but for a curve. */
	readonly steps: number;
}
