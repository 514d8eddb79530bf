import { catalogue } from '../../shared/errors/catalogue.ts';
import { CodedError, render } from '../../shared/errors/coded-error.ts';

/** What a person at a terminal needs to know of a failure: message, code and what to do; for the unforeseen, the stack. */
export function describeError(error: unknown): string {
	if (error instanceof CodedError)
		return `${error.code}: ${error.message}\n${render(catalogue[error.code].action.en, error.details)}`;
	return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
