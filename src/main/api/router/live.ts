import type { LiveNotice } from '../../../shared/contract/index.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { ConsoleServices } from '../services.ts';
import { contract } from './procedure.ts';

export function liveProcedures({ live }: ConsoleServices) {
	return {
		subscribe: contract.live.subscribe.handler(async ({ context, signal }) => {
			const { use, limits } = context;
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
			return held(live.subscribe(signal), release);
		}),
	};
}

async function* held(
	notices: AsyncIterable<LiveNotice>,
	release: () => void,
): AsyncGenerator<LiveNotice, void, undefined> {
	try {
		yield* notices;
	} finally {
		release();
	}
}
