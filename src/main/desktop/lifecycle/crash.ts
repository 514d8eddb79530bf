import type { BrowserWindow } from 'electron';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { DesktopLog } from '../node/host.ts';

/** A page that stays up this long has earned another reload. */
const settledMs = 5 * 60_000;

/** Reloads a page whose process is gone once; the second time in a row a page says what happened. */
export function recoverWindow(
	window: BrowserWindow,
	modules: {
		readonly log: DesktopLog;
		now(): number;
		reload(): void;
		fail(error: CodedError): void;
	},
): void {
	let reloadedAtMs: number | null = null;
	window.webContents.on('render-process-gone', (_event, details) => {
		modules.log.error({ reason: details.reason, exitCode: details.exitCode }, 'the console window is gone');
		if (details.reason === 'clean-exit' || window.isDestroyed()) return;
		const now = modules.now();
		if (reloadedAtMs === null || now - reloadedAtMs > settledMs) {
			reloadedAtMs = now;
			modules.reload();
		} else {
			modules.fail(new CodedError('DESKTOP_WINDOW_CRASHED', { reason: details.reason }));
		}
	});
}

/** The part of `process` that reports what nobody caught. */
export interface FaultSource {
	on(event: 'uncaughtException' | 'unhandledRejection', listener: (fault: unknown) => void): unknown;
}

/**
 * After a fault nobody caught the state of this process is unknown: it logs, stops signing and ends with code 1. A
 * further fault meanwhile is only logged.
 */
export function endOnFault(
	source: FaultSource,
	modules: { readonly log: DesktopLog; end(exitCode: number): void },
): void {
	let ending = false;
	const end = (fault: unknown): void => {
		modules.log.error({ err: fault }, 'a fault nobody caught');
		if (ending) return;
		ending = true;
		modules.end(1);
	};
	source.on('uncaughtException', end);
	source.on('unhandledRejection', end);
}
