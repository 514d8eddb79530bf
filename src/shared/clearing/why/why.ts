import { type ExpandedOrders, resultOfSent } from '../curve-orders.ts';
import type { Market } from '../market.ts';
import type { Outcome, Verdict } from '../outcome.ts';
import type { Profile } from '../profiles.ts';
import { blockWordings } from './block-wordings.ts';
import { continuousWordings } from './continuous-wordings.ts';
import { factsOf, type OrderFacts, type WhyTerms } from './facts.ts';
import { acceptedAlongCurve, limitWordings } from './limit-wordings.ts';
import { truthfulWordings } from './truthful-wordings.ts';
import type { Sentence, Wording } from './wording.ts';

/** A sentence for every kind of verdict, whichever mechanism gives it. */
const wordings: { readonly [Kind in Verdict['kind']]: Wording<Kind> } = {
	...limitWordings,
	...blockWordings,
	...continuousWordings,
	...truthfulWordings,
};

/** Explains any order of one outcome in one sentence; made once for all orders, since it gathers what they share. */
export function explain(
	market: Market,
	profile: Profile,
	outcome: Outcome,
	terms: WhyTerms,
): (position: number) => string {
	const factsAt = factsOf(market, profile, outcome, terms);
	return (position) => sentenceOf(outcome.verdicts[position] as Verdict, factsAt(position))[terms.language];
}

/** Explains orders as they were sent, by their number: a curve in one sentence on all its steps. */
export function explainSent(
	market: Market,
	profile: Profile,
	outcome: Outcome,
	terms: WhyTerms,
	expanded: ExpandedOrders,
): (number: number) => string {
	const factsAt = factsOf(market, profile, outcome, terms);
	return (number) => {
		const { fill, quantity, decisive, verdict } = resultOfSent(expanded, outcome, number);
		const facts = { ...factsAt(decisive), fill, quantity };
		const isInPart = verdict.kind === 'accepted' && fill < quantity;
		return (isInPart ? acceptedAlongCurve(facts) : sentenceOf(verdict, facts))[terms.language];
	};
}

function sentenceOf(verdict: Verdict, facts: OrderFacts): Sentence {
	const wording = wordings[verdict.kind] as (verdict: Verdict, facts: OrderFacts) => Sentence;
	return wording(verdict, facts);
}

/** Why the order at a position fared as it did, in one sentence with the numbers that decided. */
export function whySentence(
	market: Market,
	profile: Profile,
	outcome: Outcome,
	position: number,
	terms: WhyTerms,
): string {
	return explain(market, profile, outcome, terms)(position);
}
