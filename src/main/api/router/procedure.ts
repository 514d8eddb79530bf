import { randomUUID } from 'node:crypto';
import { implement, ORPCError, ValidationError } from '@orpc/server';
import { consoleContract } from '../../../shared/contract/index.ts';
import { CodedError, type ErrorDetails } from '../../../shared/errors/coded-error.ts';
import type { ConsoleLog } from '../log.ts';
import type { ConsoleContext } from '../session.ts';

/** The contract, to be implemented on a connection's context. */
export const contract = implement(consoleContract).$context<ConsoleContext>();

/** The one error of the contract, with the code of the catalogue that a person can act on. */
export function codedFailure(error: CodedError): ORPCError<'CODED', { code: string; details: ErrorDetails }> {
	return new ORPCError('CODED', {
		defined: true,
		message: error.message,
		data: { code: error.code, details: error.details },
		cause: error,
	});
}

/** Turns whatever a procedure throws into the contract's one error; what has no code is logged under a reference. */
export function failureOf(error: unknown, path: readonly string[], log: ConsoleLog): unknown {
	if (error instanceof CodedError) return codedFailure(error);
	if (error instanceof ORPCError) {
		if (error.code === 'CODED') return error;
		const { cause } = error;
		if (error.code === 'BAD_REQUEST') return codedFailure(inputFailure(cause));
		// Whoever aborted is not listening any more.
		if (error.code === 'CLIENT_CLOSED_REQUEST') return error;
		return internalFailure(cause ?? error, path, log);
	}
	return internalFailure(error, path, log);
}

function inputFailure(cause: unknown): CodedError {
	const issue = cause instanceof ValidationError ? cause.issues[0] : undefined;
	const keys = issue?.path?.map((part) => String(typeof part === 'object' ? part.key : part)) ?? [];
	return new CodedError('CONSOLE_INPUT_INVALID', {
		path: ['input', ...keys].join('.'),
		reason: issue?.message ?? 'not readable',
	});
}

function internalFailure(cause: unknown, path: readonly string[], log: ConsoleLog): unknown {
	const reference = randomUUID();
	log.error({ err: cause, reference, procedure: path.join('.') }, 'a console request failed unexpectedly');
	return codedFailure(new CodedError('CONSOLE_INTERNAL', { reference }));
}

/** An auditor's session sees everything and changes nothing. */
export function requireOperator({ session }: ConsoleContext, procedure: string): void {
	if (session.permission !== 'operate') throw new CodedError('NOT_PERMITTED', { procedure });
}
