import type { BidAnswer, BidProgress, BidQuestion } from './bid-messages.ts';
import { openQuestionPort, type QuestionPort } from './question-port.ts';

export type BidPort = QuestionPort<BidQuestion, BidAnswer, BidProgress>;

let open = (): BidPort =>
	openQuestionPort(new Worker(new URL('./bid-import.worker.ts', import.meta.url), { type: 'module' }));

/** Reads and checks bids beside the page's own thread. */
export function openBidPort(): BidPort {
	return open();
}

/** Puts another port in place, as component tests do. */
export function provideBidPort(other: () => BidPort): void {
	open = other;
}
