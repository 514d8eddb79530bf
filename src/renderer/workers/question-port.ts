/** What a worker answers: an answer of the question's kind, or why there is none. */
export type Answered<A> =
	| { readonly id: number; readonly answer: A }
	| { readonly id: number; readonly failure: string };

export interface QuestionPort<Q, A> {
	/** Rejects when the worker throws or is closed. */
	ask(question: Q): Promise<A>;
	close(): void;
}

/** Asks a worker that runs `answerQuestions`; answers find their question by its number. */
export function openQuestionPort<Q, A>(worker: Worker): QuestionPort<Q, A> {
	const waiting = new Map<number, { resolve: (answer: A) => void; reject: (error: Error) => void }>();
	let next = 1;
	const failAll = (reason: string): void => {
		for (const { reject } of waiting.values()) reject(new Error(reason));
		waiting.clear();
	};
	worker.addEventListener('message', (event: MessageEvent<Answered<A>>) => {
		const { data } = event;
		const asked = waiting.get(data.id);
		waiting.delete(data.id);
		if ('answer' in data) asked?.resolve(data.answer);
		else asked?.reject(new Error(data.failure));
	});
	worker.addEventListener('error', (event) => failAll(event.message));
	return {
		ask: (question) => {
			const id = next;
			next += 1;
			return new Promise((resolve, reject) => {
				waiting.set(id, { resolve, reject });
				worker.postMessage({ id, question });
			});
		},
		close: () => {
			worker.terminate();
			failAll('closed');
		},
	};
}

/** Called once in a worker: answers each question, one after the other. */
export function answerQuestions<Q, A>(answer: (question: Q) => A): void {
	self.addEventListener('message', (event: MessageEvent<{ id: number; question: Q }>) => {
		const { id, question } = event.data;
		try {
			self.postMessage({ id, answer: answer(question) } satisfies Answered<A>);
		} catch (error) {
			const failure = error instanceof Error ? error.message : String(error);
			self.postMessage({ id, failure } satisfies Answered<A>);
		}
	});
}
