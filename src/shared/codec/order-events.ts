import type { OrderRow } from './order-row.ts';
import type { EnergyWh, MicroMoney, MicroPerKwh } from './units.ts';

/** A live order as its event tells of it. */
export interface PlacedOrder {
	readonly order: string;
	readonly product: string;
	readonly participant: string;
	/** Who placed it for the participant, or null. */
	readonly delegate: string | null;
	readonly side: 'bid' | 'offer';
	/** Limit; of a curve its best price for others: a bid's highest, an offer's lowest. */
	readonly price: MicroPerKwh;
	/** All that it may come to, over all periods. */
	readonly quantityWh: EnergyWh;
	/** Position in the chain: decides ties. */
	readonly position: number;
	readonly escrow: MicroMoney;
	readonly terms: OrderRow;
}

/** Row of a batch, number of its order, collateral held for it. */
export type TakenRow = readonly [index: number, n: number, escrow: MicroMoney, terms: OrderRow];
/** As a taken row, with the number that the order had before; equal where it kept its place. */
export type AmendedRow = readonly [index: number, n: number, before: number, escrow: MicroMoney, terms: OrderRow];
export type UnchangedRow = readonly [index: number, n: number];
/** Number of an order that the batch no longer has. */
export type WithdrawnRow = number;
/** Row, or null for an order that could not be withdrawn; name; code of the error catalogue. */
export type RefusedRow = readonly [index: number | null, name: string | null, code: string];

export type OrderEvent =
	| ({ kind: 'order-placed' } & PlacedOrder)
	/** `before` is the id that the order had; equal where it kept its place. */
	| ({ kind: 'order-amended'; before: string } & PlacedOrder)
	| { kind: 'order-cancelled'; order: string; product: string; participant: string; escrow: MicroMoney }
	/** A batch and what became of each of its rows. */
	| {
			kind: 'orders-taken';
			batch: string;
			product: string;
			participant: string;
			delegate: string | null;
			/** `batchRoot` of the rows as they were sent. */
			root: Uint8Array;
			taken: readonly TakenRow[];
			amended: readonly AmendedRow[];
			unchanged: readonly UnchangedRow[];
			withdrawn: readonly WithdrawnRow[];
			refused: readonly RefusedRow[];
	  }
	| {
			kind: 'orders-committed';
			/** Id of the commitment. */
			commitment: string;
			product: string;
			participant: string;
			delegate: string | null;
			/** What was committed to, 32 bytes. */
			digest: Uint8Array;
			deposit: MicroMoney;
	  }
	/** A commitment that was opened and whose orders entered the book at its position; the deposit went back. */
	| {
			kind: 'orders-revealed';
			commitment: string;
			product: string;
			participant: string;
			delegate: string | null;
			salt: Uint8Array;
			deposit: MicroMoney;
			taken: readonly TakenRow[];
	  }
	/** A commitment whose deposit is lost: never opened, or opened to orders that cannot be taken (`code`). */
	| {
			kind: 'commitment-forfeited';
			commitment: string;
			product: string;
			participant: string;
			deposit: MicroMoney;
			/** Null: not opened in time. */
			code: string | null;
	  };
