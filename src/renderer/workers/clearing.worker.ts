import { mechanisms } from '../../shared/clearing/mechanisms.ts';
import { cheapestAcceptance } from './cheapest-acceptance.ts';
import type { ClearingAnswer, ClearingQuestion } from './clearing-messages.ts';
import { answerQuestions } from './question-port.ts';

answerQuestions((question: ClearingQuestion): ClearingAnswer => {
	const { market } = question;
	const mechanism = mechanisms[question.mechanism];
	if (question.kind === 'acceptance')
		return { kind: 'acceptance', acceptance: cheapestAcceptance(mechanism, market, question.position) };
	const startedAt = performance.now();
	const result = mechanism.clear(market);
	const clearedAt = performance.now();
	const faults = mechanism.check(market, result).map((fault) => fault.code);
	const checkedAt = performance.now();
	return { kind: 'clear', result, faults, clearMs: clearedAt - startedAt, checkMs: checkedAt - clearedAt };
});
