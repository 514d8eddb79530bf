import { answerQuestions } from './question-port.ts';
import { type Layout, layoutSteps } from './trace-layout.ts';
import type { LayoutAnswer, LayoutQuestion } from './trace-layout-messages.ts';

let newest = 0;

/** Lets questions in that came meanwhile. */
const turn = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

answerQuestions<LayoutQuestion, LayoutAnswer, Layout>(async (question, tell) => {
	newest += 1;
	const mine = newest;
	if (question.kind === 'stop') return null;
	let last: Layout | null = null;
	for (const layout of layoutSteps(question.graph)) {
		last = layout;
		tell(layout);
		await turn();
		if (mine !== newest) return null;
	}
	return last;
});
