import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf } from '../../shared/errors/coded-error.ts';
import { nodeEnd } from '../node/bridge/node-end.ts';
import { Relayer } from '../node/bridge/relayer.ts';
import type { GridquorumNode } from '../node/types.ts';
import { type RelaySeat, seatNode } from './relay-seats.ts';
import { aborted } from './stop-signal.ts';
import type { terminalLog } from './terminal-log.ts';
import { watchPhase } from './watch-phase.ts';

/** Before a seat whose node failed, or could not start, is tried again, wall ms; the first and the longest wait. */
const RETRY_MIN_MS = 1_000;
const RETRY_MAX_MS = 60_000;

/** A node that may come and go, as one does whose console stops it and starts it again. */
export interface ComingNode {
	/** Null while none is up. */
	current(): GridquorumNode | null;
	/** @returns ends it */
	onChange(listener: () => void): () => void;
}

export interface RelayBesideModules {
	readonly own: ComingNode;
	readonly signal: AbortSignal;
	readonly log: ReturnType<typeof terminalLog>;
}

/**
 * Relays between a node, while it is up, and another chain, whose node it runs itself, until the signal aborts. The own
 * node goes on whatever happens to the other: a failure is in the log, and the seat is taken again.
 */
export async function relayBeside(
	options: { readonly participant: string; readonly seat: RelaySeat },
	modules: RelayBesideModules,
): Promise<void> {
	const { own, signal, log } = modules;
	let failures = 0;
	while (!signal.aborted) {
		const node = own.current();
		if (node === null) {
			await changed(own, node, signal);
			continue;
		}
		const startedMs = performance.now();
		const code = await relayWith(node, options, modules);
		if (code === null) continue;
		if (performance.now() - startedMs > RETRY_MAX_MS) failures = 0;
		const waitMs = Math.min(RETRY_MIN_MS * 2 ** failures++, RETRY_MAX_MS);
		log.warn({ home: options.seat.directory, code, waitMs }, 'relaying ended; it begins again');
		await sleep(waitMs, undefined, { signal }).catch(() => undefined);
	}
}

/** Ends with the code of a failure; with null when the own node has changed or the signal aborts. */
async function relayWith(
	node: GridquorumNode,
	{ participant, seat }: { readonly participant: string; readonly seat: RelaySeat },
	{ own, signal, log }: RelayBesideModules,
): Promise<string | null> {
	let other: GridquorumNode | null = null;
	const stop = (): void => void other?.stop();
	try {
		other = await seatNode(seat);
		signal.addEventListener('abort', stop, { once: true });
		signal.throwIfAborted();
		await other.start();
		signal.removeEventListener('abort', stop);
		const stopWatching = watchPhase(other, log);
		const ends = [nodeEnd({ participant }, node), nodeEnd(seat, other)] as const;
		const relayer = new Relayer({}, { ends, log });
		relayer.start();
		log.info({ chains: ends.map(({ chainId }) => chainId) }, 'relaying');
		const code = await Promise.race([relayer.ended, changed(own, node, signal)]);
		await relayer.stop();
		stopWatching();
		return code;
	} catch (error) {
		return signal.aborted ? null : (codeOf(error) ?? String(error));
	} finally {
		signal.removeEventListener('abort', stop);
		await other?.stop();
	}
}

/** Resolves when the node that is up is another one, or none, or the signal aborts. */
async function changed(own: ComingNode, node: GridquorumNode | null, signal: AbortSignal): Promise<null> {
	const { promise, resolve } = Promise.withResolvers<null>();
	const look = (): void => {
		if (own.current() !== node) resolve(null);
	};
	const stop = own.onChange(look);
	look();
	await Promise.race([promise, aborted(signal)]);
	stop();
	return null;
}
