/** What a worker answers: an answer of the question's kind, or why there is none, or how far it is. */
export type Answered<A, P = never> =
	| { readonly id: number; readonly answer: A }
	| { readonly id: number; readonly failure: string }
	| { readonly id: number; readonly progress: P };

export interface QuestionPort<Q, A, P = never> {
	/** Rejects when the worker throws or the port is closed, before or meanwhile. Hears how far it is, if the worker tells. */
	ask(question: Q, onProgress?: (progress: P) => void): Promise<A>;
	close(): void;
}

/** Asks a worker that runs `answerQuestions`; answers find their question by its number. */
export function openQuestionPort<Q, A, P = never>(worker: Worker): QuestionPort<Q, A, P> {
	const waiting = new Map<
		number,
		{ resolve: (answer: A) => void; reject: (error: Error) => void; onProgress: ((progress: P) => void) | undefined }
	>();
	let next = 1;
	let isClosed = false;
	const failAll = (reason: string): void => {
		for (const { reject } of waiting.values()) reject(new Error(reason));
		waiting.clear();
	};
	worker.addEventListener('message', (event: MessageEvent<Answered<A, P>>) => {
		const { data } = event;
		const asked = waiting.get(data.id);
		if ('progress' in data) {
			asked?.onProgress?.(data.progress);
			return;
		}
		waiting.delete(data.id);
		if ('answer' in data) asked?.resolve(data.answer);
		else asked?.reject(new Error(data.failure));
	});
	worker.addEventListener('error', (event) => failAll(event.message));
	return {
		ask: (question, onProgress) => {
			const id = next;
			next += 1;
			return new Promise((resolve, reject) => {
				if (isClosed) {
					reject(new Error('closed'));
					return;
				}
				waiting.set(id, { resolve, reject, onProgress });
				worker.postMessage({ id, question });
			});
		},
		close: () => {
			isClosed = true;
			worker.terminate();
			failAll('closed');
		},
	};
}

/** Called once in a worker: answers each question; those that take no promise one after the other. */
export function answerQuestions<Q, A, P = never>(
	answer: (question: Q, tell: (progress: P) => void) => A | Promise<A>,
): void {
	self.addEventListener('message', async (event: MessageEvent<{ id: number; question: Q }>) => {
		const { id, question } = event.data;
		const send = (message: Answered<A, P>): void => self.postMessage(message);
		try {
			const given = answer(question, (progress) => send({ id, progress }));
			send({ id, answer: given instanceof Promise ? await given : given });
		} catch (error) {
			send({ id, failure: error instanceof Error ? error.message : String(error) });
		}
	});
}
