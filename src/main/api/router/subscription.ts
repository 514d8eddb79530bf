import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { ConsoleContext } from '../session.ts';

/**
 * A stream that counts against the connection's subscriptions until it ends.
 * @throws CodedError CONSOLE_SUBSCRIPTIONS when the connection has as many as it may
 */
export function heldSubscription<T>(
	{ use, limits }: ConsoleContext,
	stream: AsyncGenerator<T, void, undefined>,
	signal?: AbortSignal,
): AsyncGenerator<T, void, undefined> {
	if (use.subscriptions >= limits.subscriptions)
		throw new CodedError('CONSOLE_SUBSCRIPTIONS', { limit: limits.subscriptions });
	use.subscriptions += 1;
	let isHeld = true;
	const release = (): void => {
		if (!isHeld) return;
		isHeld = false;
		use.subscriptions -= 1;
	};
	// A stream that nobody ever began to read ends by its signal alone.
	signal?.addEventListener('abort', release, { once: true });
	return held(stream, release);
}

async function* held<T>(
	stream: AsyncGenerator<T, void, undefined>,
	release: () => void,
): AsyncGenerator<T, void, undefined> {
	try {
		yield* stream;
	} finally {
		release();
	}
}
