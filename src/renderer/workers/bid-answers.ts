import { CodedError } from '../../shared/errors/coded-error.ts';
import type { BidAnswer, BidProgress, BidQuestion } from './bid-messages.ts';
import { planSheet } from './bid-plan.ts';
import { checkSheet, sheetOfText } from './bid-sheet.ts';

/** Reads, checks and plans sheets of bids; runs in a worker, or in the thread of a test. */
export function answerBids(question: BidQuestion, tell: (progress: BidProgress) => void = () => {}): BidAnswer {
	try {
		if (question.kind === 'text') {
			const { text, terms } = question;
			const of = text.length;
			return { kind: 'checked', sheet: sheetOfText(text, terms, (done) => tell({ done, of })) };
		}
		const sheet = checkSheet(question.sheet, question.terms);
		if (question.kind === 'sheet') return { kind: 'checked', sheet };
		return { kind: 'planned', sheet, plan: planSheet(sheet, question.terms) };
	} catch (error) {
		if (error instanceof CodedError) return { kind: 'refused', code: error.code, details: error.details };
		throw error;
	}
}
