import { createNode, readNodeOptions } from '../node/create-node.ts';
import type { GridquorumNode } from '../node/types.ts';
import { aborted } from './stop-signal.ts';
import type { terminalLog } from './terminal-log.ts';
import { watchPhase } from './watch-phase.ts';

export interface LoneNodeModules {
	readonly signal: AbortSignal;
	readonly log: ReturnType<typeof terminalLog>;
	/** What goes on while the node is up; ends with the signal, and does not reject. */
	readonly beside: (node: GridquorumNode) => Promise<void>;
}

/** Runs the node of a data directory without a console, which needs no read model, until the signal aborts. */
export async function runLoneNode(home: string, { signal, log, beside }: LoneNodeModules): Promise<void> {
	const node = await createNode(await readNodeOptions(home));
	const stop = (): void => void node.stop();
	signal.addEventListener('abort', stop, { once: true });
	try {
		signal.throwIfAborted();
		await node.start();
		signal.removeEventListener('abort', stop);
		const stopWatching = watchPhase(node, log);
		await Promise.all([aborted(signal), beside(node)]);
		stopWatching();
	} catch (error) {
		// To be stopped in the middle of its start is no failure.
		if (!signal.aborted) throw error;
	} finally {
		await node.stop();
	}
}
