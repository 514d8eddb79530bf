import type { Digest } from './bytes.ts';
import type { MicroMoney } from './units.ts';

/** What became of one call. A failed call names a code of the error catalogue. */
export interface Receipt {
	/** Null for scheduled work, which nobody sends. */
	readonly transactionId: Digest | null;
	readonly contract: string;
	readonly method: string;
	readonly sender: string | null;
	readonly ok: boolean;
	readonly code: string | null;
	/** Details of the code as flat text, for the reader of the receipt. */
	readonly details: { readonly [key: string]: string | number };
	readonly steps: number;
	readonly fee: MicroMoney;
	/** Index of this call's first event in the block, and how many. */
	readonly firstEvent: number;
	readonly eventCount: number;
}
