import { fstatSync } from 'node:fs';

/** One Ctrl-C comes several times: from the terminal, and passed on by npm and scripts. */
const ECHO_MS = 1_000;
const PARENT_CHECK_MS = 500;

/**
 * Aborts on Ctrl-C, SIGTERM or SIGHUP; with `withStdin` also when the program that holds the other end of a piped stdin
 * goes away, and under npm when the shell between npm and this process does. A second Ctrl-C ends the process at once.
 */
export function stopSignal(options: { withStdin: boolean }): AbortSignal {
	const controller = new AbortController();
	let firstMs = 0;
	const stop = () => {
		if (!controller.signal.aborted) {
			firstMs = performance.now();
			controller.abort();
		} else if (performance.now() - firstMs > ECHO_MS) process.exit(130);
	};
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
	if (options.withStdin && isPipe()) {
		process.stdin.on('end', () => controller.abort());
		process.stdin.on('error', () => controller.abort());
		process.stdin.resume();
		process.stdin.unref();
	}
	// npm ends on SIGTERM and passes it to its shell alone, which ends without the command that it runs.
	if (process.env['npm_lifecycle_event'] !== undefined) {
		const parent = process.ppid;
		const check = () => {
			if (process.ppid !== parent) controller.abort();
		};
		setInterval(check, PARENT_CHECK_MS).unref();
	}
	return controller.signal;
}

/** Resolves when the signal aborts, at once where it has. */
export function aborted(signal: AbortSignal): Promise<null> {
	return new Promise((resolve) => {
		if (signal.aborted) resolve(null);
		signal.addEventListener('abort', () => resolve(null), { once: true });
	});
}

/** A closed or empty stdin, such as /dev/null, says nothing about a parent; only a pipe's end does. */
function isPipe(): boolean {
	try {
		const stat = fstatSync(0);
		return stat.isFIFO() || stat.isSocket();
	} catch {
		return false;
	}
}
