/** How long a process whose work is done may take to let go of what it held. */
const LINGER_MS = 250;

/**
 * Ends a process that has stopped all it ran. What still holds the event loop, such as a socket's grace period, must not
 * do so for long. A process that nothing holds ends by itself: `process.exit` at once waits for V8's compiler threads,
 * and those may wait for this thread to collect garbage, for ever (https://github.com/nodejs/node/issues/54918).
 *
 * @param exitCode of the process; left out, what `process.exitCode` says.
 */
export function endProcess(exitCode?: number): void {
	if (exitCode !== undefined) process.exitCode = exitCode;
	setTimeout(() => process.stdout.write('', () => process.exit()), LINGER_MS).unref();
}
