import { app } from 'electron';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { DesktopLog } from '../node/host.ts';

/** Longest wait for the last lines of the log. */
const logLimitMs = 1_000;

/**
 * Lets nothing end the application before the node has stopped, but waits no longer than the limit: safety data is on
 * disk before any message leaves, so an overdue end harms nothing.
 *
 * @param options.limitMs longest wait for the node.
 * @returns ends the application with an exit code; only the first call counts.
 */
export function quitGracefully(
	options: { readonly limitMs: number },
	modules: {
		stop(): Promise<void>;
		/** Called once the node has stopped in order. */
		stopped(): void;
		closeLog(): Promise<void>;
		readonly log: DesktopLog;
	},
): (exitCode: number) => void {
	let ending = false;

	const stopAndReport = async (exitCode: number): Promise<number> => {
		let code = exitCode;
		try {
			await within(options.limitMs, modules.stop());
			modules.stopped();
		} catch (error) {
			modules.log.error({ err: error }, 'the node did not stop cleanly');
			code = exitCode === 0 ? 1 : exitCode;
		}
		await within(logLimitMs, modules.closeLog()).catch(() => undefined);
		return code;
	};

	const end = (exitCode: number): void => {
		if (ending) return;
		ending = true;
		void stopAndReport(exitCode).then((code) => app.exit(code));
	};

	app.on('before-quit', (event) => {
		event.preventDefault();
		end(0);
	});
	app.on('window-all-closed', () => app.quit());
	return end;
}

async function within(limitMs: number, work: Promise<void>): Promise<void> {
	let timer: NodeJS.Timeout | undefined;
	const overdue = new Promise<never>((_resolve, reject) => {
		timer = setTimeout(() => reject(new CodedError('DESKTOP_STOP_TIMED_OUT', { limitMs })), limitMs);
	});
	try {
		await Promise.race([work, overdue]);
	} finally {
		clearTimeout(timer);
	}
}
