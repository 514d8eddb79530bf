import type { Router } from '@orpc/server';
import { RPCHandler } from '@orpc/server/ws';
import { CodedError } from '../../shared/errors/coded-error.ts';
import { gateMessages } from './connection-gate.ts';
import type { ConsoleLog } from './log.ts';
import type { Port } from './port.ts';
import { codedFailure } from './router/procedure.ts';
import { type ConsoleContext, type ConsoleLimits, type ConsoleSession, DEFAULT_CONSOLE_LIMITS } from './session.ts';

export interface ServeConsoleOptions {
	readonly session: ConsoleSession;
	readonly limits?: Partial<ConsoleLimits>;
}

/**
 * Serves the console contract on one port until it closes. Every transport comes through here, so limits and errors
 * are the same over MessagePort and WebSocket.
 */
export function serveConsole(
	router: Router<Record<never, never>, ConsoleContext>,
	port: Port,
	options: ServeConsoleOptions,
	modules: {
		readonly log: ConsoleLog;
		/** Why the router has no procedure of this path; null where nothing of the kind exists at all. */
		readonly unmatched?: (path: readonly string[]) => CodedError | null;
	},
): void {
	const { session } = options;
	const limits: ConsoleLimits = { ...DEFAULT_CONSOLE_LIMITS, ...options.limits };
	const context: ConsoleContext = { session, limits, use: { inFlight: 0, subscriptions: 0 } };
	const handler = new RPCHandler<ConsoleContext>(router, {
		interceptors: [limitInFlight],
		rootInterceptors: [nameUnmatched(modules.unmatched ?? (() => null))],
	});
	const messages: ((event: { data: string }) => void)[] = [];
	const closes: (() => void)[] = [];
	// The handler of sockets asks for two methods; any port can be given that form.
	const socket = {
		send: (message: string) => port.postMessage(message),
		addEventListener: (kind: string, listener: (event: { data: string }) => void) => {
			if (kind === 'message') messages.push(listener);
			else if (kind === 'close') closes.push(() => listener({ data: '' }));
		},
	};
	void handler.upgrade(socket as unknown as Parameters<typeof handler.upgrade>[0], { context });
	gateMessages(
		port,
		limits,
		(data) => {
			for (const listener of messages) listener({ data });
		},
		(reason) => modules.log.warn({ session: session.name, reason }, 'a console connection was closed'),
	);
	port.onClose(() => {
		for (const listener of closes) listener();
	});
	port.start();
}

type Interceptor = NonNullable<
	NonNullable<ConstructorParameters<typeof RPCHandler<ConsoleContext>>[1]>['interceptors']
>[number];

const limitInFlight: Interceptor = async ({ next, context }) => {
	const { use, limits } = context;
	if (use.inFlight >= limits.inFlight) throw codedFailure(new CodedError('CONSOLE_BUSY', { limit: limits.inFlight }));
	use.inFlight += 1;
	try {
		return await next();
	} finally {
		use.inFlight -= 1;
	}
};

function nameUnmatched(reason: (path: readonly string[]) => CodedError | null): Interceptor {
	return async ({ next, request }) => {
		const result = await next();
		if (result.matched) return result;
		const { pathname } = request.url;
		const failure = codedFailure(
			reason(pathname.split('/').filter((part) => part !== '')) ??
				new CodedError('CONSOLE_PROCEDURE_UNKNOWN', { path: pathname.slice(0, 100) }),
		);
		return { matched: true, response: { status: failure.status, headers: {}, body: { json: failure.toJSON() } } };
	};
}
