import type { Book } from '../../shared/clearing/book/book.ts';
import type { Auction } from '../../shared/contract/index.ts';
import type { Acceptance } from './cheapest-acceptance.ts';
import type { Cleared, ClearingAnswer, ClearingQuestion } from './clearing-messages.ts';
import { openQuestionPort } from './question-port.ts';

/** The auction's book as the clearing code takes it: positions are places in the list. */
export function marketOf(auction: Auction): Book {
	return {
		orders: auction.orders.map(({ side, price, quantityWh }) => ({ side, price, quantity: quantityWh })),
		tick: auction.tick,
		lot: auction.lotWh,
		fee: auction.wheelingFee,
	};
}

export interface ClearingDesk {
	clear(auction: Auction): Promise<Cleared>;
	acceptance(auction: Auction, position: number): Promise<Acceptance | null>;
	close(): void;
}

/** Clears books beside the page's own thread, with the code that every validator runs. */
export function openClearingDesk(): ClearingDesk {
	const worker = new Worker(new URL('./clearing.worker.ts', import.meta.url), { type: 'module' });
	const { ask, close } = openQuestionPort<ClearingQuestion, ClearingAnswer>(worker);
	return {
		async clear(auction) {
			const answer = await ask({ kind: 'clear', market: marketOf(auction) });
			if (answer.kind !== 'clear') throw new Error('unexpected answer');
			return answer;
		},
		async acceptance(auction, position) {
			const answer = await ask({ kind: 'acceptance', market: marketOf(auction), position });
			if (answer.kind !== 'acceptance') throw new Error('unexpected answer');
			return answer.acceptance;
		},
		close,
	};
}
