import { uniformBook } from '../../shared/clearing/book/uniform-price.ts';
import { cheapestAcceptance } from './cheapest-acceptance.ts';
import type { ClearingAnswer, ClearingQuestion } from './clearing-messages.ts';
import { answerQuestions } from './question-port.ts';

answerQuestions((question: ClearingQuestion): ClearingAnswer => {
	const { market } = question;
	if (question.kind === 'acceptance')
		return { kind: 'acceptance', acceptance: cheapestAcceptance(market, question.position) };
	const startedAt = performance.now();
	const result = uniformBook.clear(market);
	const clearedAt = performance.now();
	const faults = uniformBook.check(market, result).map((fault) => fault.code);
	const checkedAt = performance.now();
	return { kind: 'clear', result, faults, clearMs: clearedAt - startedAt, checkMs: checkedAt - clearedAt };
});
