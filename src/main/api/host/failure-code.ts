import { CodedError } from '../../../shared/errors/coded-error.ts';
import { systemFault } from '../../node/files/system-fault.ts';

/** Any failure of a network as one of the catalogue, so that it always has a cause and an action to show. */
export function failureCode(error: unknown, directory: string): CodedError {
	if (error instanceof CodedError) return error;
	return (
		systemFault(error, directory) ??
		new CodedError('HOST_UNEXPECTED', { reason: error instanceof Error ? error.message : String(error) })
	);
}
