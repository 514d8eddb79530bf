import type { Book, Step } from './book.ts';

/** Why an order fares as it does: a message key of the feature and the steps or figures its sentence names. */
export interface Reason {
	readonly key:
		| 'accepted-bid'
		| 'accepted-offer'
		| 'marginal'
		| 'rejected-bid'
		| 'rejected-bid-exhausted'
		| 'rejected-offer'
		| 'rejected-offer-exhausted'
		| 'no-offers'
		| 'no-bids'
		| 'no-cross'
		| 'in-full'
		| 'in-part'
		| 'not-at-all';
	/** The order on the other side that decides, where one does. */
	readonly against: Step | null;
}

export type Judgement = 'accepted' | 'marginal' | 'out-of-price' | 'no-cross';

/** The verdict as the book marks it: by what was accepted, where the reason is one of its own. */
export function judgementOf(step: Step): Judgement {
	const { kind } = step.verdict;
	if (kind === 'accepted' || kind === 'marginal' || kind === 'out-of-price' || kind === 'no-cross') return kind;
	const fill = fillOf(step);
	return fill === 'in-full' ? 'accepted' : fill === 'in-part' ? 'marginal' : 'out-of-price';
}

/** How much of the order was accepted, whatever the reason. */
export function fillOf(step: Step): 'in-full' | 'in-part' | 'not-at-all' {
	if (step.filledWh === 0) return 'not-at-all';
	return step.filledWh === step.quantityWh ? 'in-full' : 'in-part';
}

export function reasonOf(book: Book, step: Step): Reason {
	const isBid = step.order.side === 'bid';
	switch (step.verdict.kind) {
		case 'accepted':
			return { key: isBid ? 'accepted-bid' : 'accepted-offer', against: null };
		case 'marginal':
			return { key: 'marginal', against: null };
		case 'no-cross': {
			if (isBid && book.offers.length === 0) return { key: 'no-offers', against: null };
			if (!isBid && book.bids.length === 0) return { key: 'no-bids', against: null };
			return { key: 'no-cross', against: (isBid ? book.offers : book.bids)[0] ?? null };
		}
		case 'out-of-price': {
			const against = isBid ? book.duals.nextOffer : book.duals.nextBid;
			if (isBid) return { key: against ? 'rejected-bid' : 'rejected-bid-exhausted', against };
			return { key: against ? 'rejected-offer' : 'rejected-offer-exhausted', against };
		}
		default:
			return { key: fillOf(step), against: null };
	}
}

/** Place of the order among its side, counted from the best, 1 first. */
export function rankOf(book: Book, step: Step): { readonly rank: number; readonly of: number } {
	const steps = step.order.side === 'bid' ? book.bids : book.offers;
	return { rank: steps.indexOf(step) + 1, of: steps.length };
}
