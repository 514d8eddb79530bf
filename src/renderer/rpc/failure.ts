import { ORPCError } from '@orpc/client';
import { CodedError } from '../../shared/errors/coded-error.ts';

/** The console's own failures, beside the codes that the node answers with. */
export class ConnectionLost extends Error {
	override readonly name = 'ConnectionLost';
}

export class CallTimedOut extends Error {
	override readonly name = 'CallTimedOut';
}

export interface CodedFailure {
	/** A code of the error catalogue, or OFFLINE, TIMEOUT, UNEXPECTED. */
	readonly code: string;
	readonly details: { readonly [key: string]: unknown };
}

export function codedFailure(error: unknown): CodedFailure {
	if (error instanceof ConnectionLost) return { code: 'OFFLINE', details: {} };
	if (error instanceof CallTimedOut) return { code: 'TIMEOUT', details: {} };
	if (error instanceof CodedError) return { code: error.code, details: error.details };
	if (error instanceof ORPCError) {
		const data = error.data as { code?: unknown; details?: unknown } | undefined;
		if (error.code === 'CODED' && typeof data?.code === 'string')
			return { code: data.code, details: (data.details ?? {}) as CodedFailure['details'] };
		return { code: 'UNEXPECTED', details: { reason: `${error.code}: ${error.message}` } };
	}
	return { code: 'UNEXPECTED', details: { reason: error instanceof Error ? error.message : String(error) } };
}
