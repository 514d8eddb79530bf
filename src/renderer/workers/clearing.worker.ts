import { createFormatter } from '../app/formatter.ts';
import { cheapestAcceptance } from './cheapest-acceptance.ts';
import type { ClearingAnswer, ClearingQuestion } from './clearing-messages.ts';
import { clearProduct, whyOrder } from './product-clearing.ts';
import { answerQuestions } from './question-port.ts';

/** Price × quantity, micro-money per kWh × Wh, in one unit of money's millionths. */
const PER_MICRO = 1_000n;

answerQuestions((question: ClearingQuestion): ClearingAnswer => {
	switch (question.kind) {
		case 'clear':
			return { kind: 'clear', cleared: clearProduct(question.input, () => performance.now()) };
		case 'acceptance':
			return { kind: 'acceptance', acceptance: cheapestAcceptance(question.book, question.position) };
		case 'why': {
			const format = createFormatter(question.language, question.units);
			const sentences = whyOrder(question.input, question.order, {
				language: question.language === 'en' ? 'en' : 'zh',
				formatPrice: format.price,
				formatQuantity: format.energyWithUnit,
				formatValue: (value) => format.money(Number(value / PER_MICRO), 3),
			});
			return { kind: 'why', sentences };
		}
	}
});
