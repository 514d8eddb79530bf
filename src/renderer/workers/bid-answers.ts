import { CodedError } from '../../shared/errors/coded-error.ts';
import type { BidAnswer, BidQuestion } from './bid-messages.ts';
import { planSheet } from './bid-plan.ts';
import { checkSheet, sheetOfText } from './bid-sheet.ts';

/** Reads, checks and plans sheets of bids; runs in a worker, or in the thread of a test. */
export function answerBids(question: BidQuestion): BidAnswer {
	try {
		if (question.kind === 'text') return { kind: 'checked', sheet: sheetOfText(question.text, question.terms) };
		const sheet = checkSheet(question.sheet, question.terms);
		if (question.kind === 'sheet') return { kind: 'checked', sheet };
		return { kind: 'planned', sheet, plan: planSheet(sheet, question.terms) };
	} catch (error) {
		if (error instanceof CodedError) return { kind: 'refused', code: error.code, details: error.details };
		throw error;
	}
}
