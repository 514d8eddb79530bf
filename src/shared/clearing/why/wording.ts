import type { Verdict } from '../outcome.ts';
import type { OrderFacts } from './facts.ts';

/** One sentence, in both languages. */
export interface Sentence {
	readonly en: string;
	readonly zh: string;
}

export type VerdictOf<Kind extends Verdict['kind']> = Extract<Verdict, { kind: Kind }>;

/** Says in one sentence why an order fared as its verdict says, with the numbers that decided. */
export type Wording<Kind extends Verdict['kind']> = (verdict: VerdictOf<Kind>, facts: OrderFacts) => Sentence;

/** What an order is measured against: its book's price, for a bid with the fee on top. */
export function priceWithFee({ fee, terms }: OrderFacts, price: number): Sentence {
	const [priced, charged] = [terms.formatPrice(price), terms.formatPrice(fee)];
	if (fee === 0) return { en: `the price ${priced}`, zh: `出清价 ${priced}` };
	return { en: `the price ${priced} plus fee ${charged}`, zh: `出清价 ${priced} 加过网费 ${charged}` };
}
