import '../../shared/errors/sentences.ts';
import { createBrowserVerifier } from './browser-signatures.ts';
import type { BundleAnswer, BundleProgress, BundleQuestion } from './bundle-messages.ts';
import { createBundleReader } from './bundle-reader.ts';
import { answerQuestions } from './question-port.ts';

const reader = createBundleReader({
	now: () => performance.now(),
	verifyMany: createBrowserVerifier(globalThis.crypto?.subtle),
});
answerQuestions<BundleQuestion, BundleAnswer, BundleProgress>(reader.answer);
