import { ORPCError } from '@orpc/client';
import { CodedError } from '../../shared/errors/coded-error.ts';

/** The connection between console and node is down. */
export class ConnectionLost extends Error {
	override readonly name = 'ConnectionLost';
}

export class CallTimedOut extends Error {
	override readonly name = 'CallTimedOut';
	readonly afterMs: number;

	constructor(afterMs: number) {
		super(`no answer in ${afterMs} ms`);
		this.afterMs = afterMs;
	}
}

export interface CodedFailure {
	/** A code of the error catalogue; of a newer node, perhaps one that this console does not have. */
	readonly code: string;
	readonly details: { readonly [key: string]: unknown };
}

export function codedFailure(error: unknown): CodedFailure {
	if (error instanceof ConnectionLost) return { code: 'CONSOLE_OFFLINE', details: {} };
	if (error instanceof CallTimedOut) return { code: 'CONSOLE_TIMEOUT', details: { seconds: error.afterMs / 1_000 } };
	if (error instanceof CodedError) return { code: error.code, details: error.details };
	if (error instanceof ORPCError) {
		const data = error.data as { code?: unknown; details?: unknown } | undefined;
		if (error.code === 'CODED' && typeof data?.code === 'string')
			return { code: data.code, details: (data.details ?? {}) as CodedFailure['details'] };
		return { code: 'CONSOLE_UNEXPECTED', details: { reason: `${error.code}: ${error.message}` } };
	}
	return { code: 'CONSOLE_UNEXPECTED', details: { reason: error instanceof Error ? error.message : String(error) } };
}
