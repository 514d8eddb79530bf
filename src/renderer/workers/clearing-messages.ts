import type { ClearingMarket, ClearingResult } from '../../shared/clearing/market.ts';
import type { MechanismName } from '../../shared/clearing/mechanisms.ts';
import type { Acceptance } from './cheapest-acceptance.ts';

export type ClearingQuestion = {
	readonly mechanism: MechanismName;
	readonly market: ClearingMarket;
} & ({ readonly kind: 'clear' } | { readonly kind: 'acceptance'; readonly position: number });

/** The market cleared on this machine, and what the independent checker found in the result. */
export interface Cleared {
	readonly result: ClearingResult;
	readonly faults: readonly string[];
	readonly clearMs: number;
	readonly checkMs: number;
}

export type ClearingAnswer =
	| ({ readonly kind: 'clear' } & Cleared)
	| { readonly kind: 'acceptance'; readonly acceptance: Acceptance | null };
