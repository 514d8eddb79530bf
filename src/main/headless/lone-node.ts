import { createNode, readNodeOptions } from '../node/create-node.ts';
import type { terminalLog } from './terminal-log.ts';
import { watchPhase } from './watch-phase.ts';

/** Runs the node of a data directory without a console, which needs no read model, until the signal aborts. */
export async function runLoneNode(
	home: string,
	{ signal, log }: { readonly signal: AbortSignal; readonly log: ReturnType<typeof terminalLog> },
): Promise<void> {
	const node = await createNode(await readNodeOptions(home));
	const stop = (): void => void node.stop();
	signal.addEventListener('abort', stop, { once: true });
	try {
		signal.throwIfAborted();
		await node.start();
		const stopWatching = watchPhase(node, log);
		await new Promise<void>((resolve) => {
			if (signal.aborted) resolve();
			signal.addEventListener('abort', () => resolve(), { once: true });
		});
		stopWatching();
	} catch (error) {
		// To be stopped in the middle of its start is no failure.
		if (!signal.aborted) throw error;
	} finally {
		await node.stop();
	}
}
