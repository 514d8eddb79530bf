import { app } from 'electron';
import { CodedError } from '../../shared/errors/coded-error.ts';
import type { DesktopLog } from './host.ts';

export interface Quitting {
	/** Stops the node, then ends the process with this code. Only the first call counts. */
	end(exitCode: number): void;
}

/**
 * Lets nothing end the application before the node has stopped, but waits no longer than the limit: safety data is on
 * disk before any message leaves, so an overdue end harms nothing.
 *
 * @param options.limitMs longest wait for the node.
 */
export function quitGracefully(
	options: { readonly limitMs: number },
	modules: { stop(): Promise<void>; readonly log: DesktopLog },
): Quitting {
	let ending = false;

	const end = (exitCode: number): void => {
		if (ending) return;
		ending = true;
		stopWithin(options.limitMs, modules.stop).then(
			() => app.exit(exitCode),
			(error: unknown) => {
				modules.log.error({ err: error }, 'the node did not stop cleanly');
				app.exit(exitCode === 0 ? 1 : exitCode);
			},
		);
	};

	app.on('before-quit', (event) => {
		event.preventDefault();
		end(0);
	});
	app.on('window-all-closed', () => app.quit());
	return { end };
}

async function stopWithin(limitMs: number, stop: () => Promise<void>): Promise<void> {
	let timer: NodeJS.Timeout | undefined;
	const overdue = new Promise<never>((_resolve, reject) => {
		timer = setTimeout(() => reject(new CodedError('DESKTOP_STOP_TIMED_OUT', { limitMs })), limitMs);
	});
	try {
		await Promise.race([stop(), overdue]);
	} finally {
		clearTimeout(timer);
	}
}
