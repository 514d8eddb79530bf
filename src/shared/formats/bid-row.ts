import type { ErrorCode } from '../errors/catalogue.ts';
import type { ErrorDetails } from '../errors/coded-error.ts';
import type { BidDraft } from './bid-terms.ts';

/** `ok` is new; `unchanged` and `amended` compare with the order of that name that was sent before. */
export type BidVerdict = 'ok' | 'unchanged' | 'amended' | 'error';

export interface BidRow {
	/** Line of the file on which the row begins, from 1. */
	readonly line: number;
	/** '' where the row has none. */
	readonly name: string;
	readonly verdict: BidVerdict;
	/** Absent with an error. */
	readonly order?: BidDraft;
	/** With an error: why, in which column of the file if in one, and the facts of the message. */
	readonly code?: ErrorCode;
	readonly column?: string;
	readonly details?: ErrorDetails;
	/** The row as the file has it. */
	readonly cells: readonly string[];
}
