import type { ClearingMarket } from '../../shared/clearing/market.ts';
import { mechanisms } from '../../shared/clearing/mechanisms.ts';
import { cheapestAcceptance } from './cheapest-acceptance.ts';
import type { ClearingAnswer, ClearingQuestion } from './clearing-messages.ts';

function answer(question: ClearingQuestion): ClearingAnswer {
	const mechanism = mechanisms[question.mechanism];
	const market: ClearingMarket = question.market;
	if (question.kind === 'acceptance')
		return {
			id: question.id,
			kind: 'acceptance',
			acceptance: cheapestAcceptance(mechanism, market, question.position),
		};
	const startedAt = performance.now();
	const result = mechanism.clear(market);
	const clearedAt = performance.now();
	const faults = mechanism.check(market, result).map((fault) => fault.code);
	const checkedAt = performance.now();
	return {
		id: question.id,
		kind: 'clear',
		result,
		faults,
		clearMs: clearedAt - startedAt,
		checkMs: checkedAt - clearedAt,
	};
}

self.addEventListener('message', (event: MessageEvent<ClearingQuestion>) => {
	try {
		self.postMessage(answer(event.data));
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		self.postMessage({ id: event.data.id, kind: 'failed', reason } satisfies ClearingAnswer);
	}
});
