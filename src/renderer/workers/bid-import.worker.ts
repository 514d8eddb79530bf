import { answerBids } from './bid-answers.ts';
import { answerQuestions } from './question-port.ts';

answerQuestions(answerBids);
