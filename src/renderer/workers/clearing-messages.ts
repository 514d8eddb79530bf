import type { Book } from '../../shared/clearing/book/book.ts';
import type { MarketUnits } from '../app/formatter.ts';
import type { Language } from '../app/i18n.ts';
import type { Acceptance } from './cheapest-acceptance.ts';
import type { Cleared, ClearingInput } from './product-clearing.ts';

export type ClearingQuestion =
	| { readonly kind: 'clear'; readonly input: ClearingInput }
	| { readonly kind: 'acceptance'; readonly book: Book; readonly position: number }
	| {
			readonly kind: 'why';
			readonly input: ClearingInput;
			/** Index of the order. */
			readonly order: number;
			readonly language: Language;
			readonly units: MarketUnits;
	  };

export type ClearingAnswer =
	| { readonly kind: 'clear'; readonly cleared: Cleared }
	| { readonly kind: 'acceptance'; readonly acceptance: Acceptance | null }
	| { readonly kind: 'why'; readonly sentences: readonly string[] };
