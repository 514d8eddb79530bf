import { createProofAuditor } from './proof-auditor.ts';
import { answerQuestions } from './question-port.ts';

answerQuestions(createProofAuditor({ now: () => performance.now() }).answer);
