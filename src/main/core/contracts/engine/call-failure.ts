import { CodedError } from '../../../../shared/errors/coded-error.ts';

/** A failed invariant must stop the node; any other failure is the call's own and is the same everywhere. */
export function requireCoded(error: unknown): CodedError {
	if (!(error instanceof CodedError))
		return new CodedError('CALL_FAULT', { reason: error instanceof Error ? error.name : 'no error' });
	if (error.code === 'ENGINE_CONSERVATION') throw error;
	return error;
}
