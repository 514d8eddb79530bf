import type { ErrorCode } from '../../shared/errors/catalogue.ts';
import type { ErrorDetails } from '../../shared/errors/coded-error.ts';
import type { BidPlan } from './bid-plan.ts';
import type { BidSheet, CheckedSheet, SheetTerms } from './bid-sheet.ts';

export type BidQuestion =
	| { readonly kind: 'text'; readonly text: string; readonly terms: SheetTerms }
	| { readonly kind: 'sheet'; readonly sheet: BidSheet; readonly terms: SheetTerms }
	| { readonly kind: 'plan'; readonly sheet: BidSheet; readonly terms: SheetTerms };

export type BidAnswer =
	| { readonly kind: 'checked'; readonly sheet: CheckedSheet }
	| { readonly kind: 'planned'; readonly sheet: CheckedSheet; readonly plan: BidPlan }
	/** The text as a whole is no table of bids. */
	| { readonly kind: 'refused'; readonly code: ErrorCode; readonly details: ErrorDetails };

/** How far a text is read, in characters. */
export interface BidProgress {
	readonly done: number;
	readonly of: number;
}
