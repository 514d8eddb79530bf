import type { Book, BookResult } from '../../shared/clearing/book/book.ts';
import type { Acceptance } from './cheapest-acceptance.ts';

export type ClearingQuestion = {
	readonly market: Book;
} & ({ readonly kind: 'clear' } | { readonly kind: 'acceptance'; readonly position: number });

/** The market cleared on this machine, and what the independent checker found in the result. */
export interface Cleared {
	readonly result: BookResult;
	readonly faults: readonly string[];
	readonly clearMs: number;
	readonly checkMs: number;
}

export type ClearingAnswer =
	| ({ readonly kind: 'clear' } & Cleared)
	| { readonly kind: 'acceptance'; readonly acceptance: Acceptance | null };
