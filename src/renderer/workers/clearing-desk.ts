import type { Book } from '../../shared/clearing/book/book.ts';
import { isMechanismName } from '../../shared/clearing/mechanism-names.ts';
import { type ProfileName, profiles } from '../../shared/clearing/profiles.ts';
import type { Auction } from '../../shared/contract/index.ts';
import type { MarketUnits } from '../app/formatter.ts';
import type { Language } from '../app/i18n.ts';
import type { Acceptance } from './cheapest-acceptance.ts';
import type { ClearingAnswer, ClearingQuestion } from './clearing-messages.ts';
import type { Cleared, ClearingInput } from './product-clearing.ts';
import { openQuestionPort } from './question-port.ts';

/** All that an auction's clearing follows from; null where it has none, or not all of its orders are at hand. */
export function inputOf(auction: Auction): ClearingInput | null {
	const { mechanism, profile, orders, result } = auction;
	const isWhole = !result || orders.length >= result.orders;
	if (mechanism === 'continuous' || !isMechanismName(mechanism) || !(profile in profiles) || !isWhole) return null;
	const { zones, deliveryStart, deliveryEnd, periodMs, gateClosure, tick, lotWh, zoneFees, borders } = auction;
	const terms = { zones, deliveryStart, deliveryEnd, periodMs, gateClosure, tick, lotWh, zoneFees, borders };
	const product = { ...terms, borderFees: borders.map(({ fee }) => fee) };
	return { product, mechanism, profile: profile as ProfileName, seed: result?.seed ?? null, orders };
}

/** The book of an auction that has one zone, one period and limit orders alone; positions are places in the list. */
export function bookOf(auction: Auction): Book | null {
	const { zones, periodMs, deliveryStart, deliveryEnd, mechanism, orders } = auction;
	const isOne = zones.length === 1 && deliveryEnd - deliveryStart === periodMs && mechanism === 'uniform-price';
	if (!isOne || orders.some(({ terms }) => 'points' in terms || 'profileWh' in terms || terms.source !== undefined))
		return null;
	return {
		orders: orders.map(({ side, price, quantityWh }) => ({ side, price, quantity: quantityWh })),
		tick: auction.tick,
		lot: auction.lotWh,
		fee: auction.wheelingFee,
	};
}

export interface ClearingDesk {
	/** Null where the auction has no clearing, or one that this page cannot make. */
	clear(auction: Auction): Promise<Cleared | null>;
	acceptance(auction: Auction, position: number): Promise<Acceptance | null>;
	why(auction: Auction, order: number, language: Language, units: MarketUnits): Promise<readonly string[]>;
	close(): void;
}

/** Clears books beside the page's own thread, with the code that every validator runs. */
export function openClearingDesk(): ClearingDesk {
	const worker = new Worker(new URL('./clearing.worker.ts', import.meta.url), { type: 'module' });
	const { ask, close } = openQuestionPort<ClearingQuestion, ClearingAnswer>(worker);
	return {
		async clear(auction) {
			const input = inputOf(auction);
			if (!input) return null;
			const answer = await ask({ kind: 'clear', input });
			return answer.kind === 'clear' ? answer.cleared : null;
		},
		async acceptance(auction, position) {
			const book = bookOf(auction);
			if (!book) return null;
			const answer = await ask({ kind: 'acceptance', book, position });
			return answer.kind === 'acceptance' ? answer.acceptance : null;
		},
		async why(auction, order, language, units) {
			const input = inputOf(auction);
			if (!input) return [];
			const answer = await ask({ kind: 'why', input, order, language, units });
			return answer.kind === 'why' ? answer.sentences : [];
		},
		close,
	};
}
