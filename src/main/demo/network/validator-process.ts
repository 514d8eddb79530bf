import { toHex } from '../../../shared/codec/bytes.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { ClockSetting, GridquorumNode } from '../../node/types.ts';
import { type HostMessage, hostMessage, type ValidatorChannel } from './validator-channel.ts';

/** How long a validator looks for a height that it has not executed yet, wall ms. */
const ROOT_WAIT_MS = 10_000;
const ROOT_POLL_MS = 50;

export interface ValidatorProcessModules {
	readonly channel: ValidatorChannel;
	/** Creates the node on its data directory, not started, with the network's clock. */
	readonly createNode: (clock: ClockSetting) => Promise<GridquorumNode>;
}

/**
 * One validator in a process of its own, run by the host at the other end of the channel: it waits for the clock, starts,
 * answers, and stops when the host says so or goes away. Resolves when the node has stopped.
 */
export async function runValidatorProcess({ channel, createNode }: ValidatorProcessModules): Promise<void> {
	const clock = Promise.withResolvers<ClockSetting>();
	const stop = new AbortController();
	let node: GridquorumNode | null = null;
	const handle = (message: HostMessage): void => {
		switch (message.kind) {
			case 'clock':
				clock.resolve(message.setting);
				node?.clock.set(message.setting);
				return;
			case 'root-at':
				if (node !== null) void sendRoot(node, channel, message.height, stop.signal);
				return;
			case 'stop':
				stop.abort();
		}
	};
	channel.onMessage((message) => {
		const parsed = hostMessage.safeParse(message);
		if (!parsed.success) return;
		try {
			handle(parsed.data);
		} catch (error) {
			channel.send({ kind: 'failed', message: described(error) });
		}
	});
	channel.onClose(() => stop.abort());
	const stopped = new Promise<null>((resolve) =>
		stop.signal.addEventListener('abort', () => resolve(null), { once: true }),
	);
	channel.send({ kind: 'hello' });
	const setting = await Promise.race([clock.promise, stopped]);
	if (setting === null) return;
	try {
		node = await createNode(setting);
		const starting = node;
		stop.signal.addEventListener('abort', () => void starting.stop(), { once: true });
		await node.start();
		channel.send({ kind: 'ready', height: node.snapshot().height });
		await stopped;
	} catch (error) {
		if (stop.signal.aborted) return;
		channel.send({ kind: 'failed', message: described(error) });
		throw error;
	} finally {
		await node?.stop();
	}
}

async function sendRoot(
	node: GridquorumNode,
	channel: ValidatorChannel,
	height: number,
	signal: AbortSignal,
): Promise<void> {
	channel.send({ kind: 'root', height, stateRoot: await rootAt(node, height, signal) });
}

/** State root after a height by this node's own execution; null when it does not get there in time. */
export async function rootAt(node: GridquorumNode, height: number, signal: AbortSignal): Promise<string | null> {
	const deadlineMs = performance.now() + ROOT_WAIT_MS;
	while (!signal.aborted && performance.now() < deadlineMs) {
		if (node.snapshot().height >= height)
			for await (const { block, stateRoot } of node.readBlocks(height, height))
				if (block.header.height === height) return toHex(stateRoot);
		await new Promise((resolve) => setTimeout(resolve, ROOT_POLL_MS));
	}
	return null;
}

function described(error: unknown): string {
	const text = error instanceof CodedError ? `${error.code}: ${error.message}` : String(error);
	return text.slice(0, 2_000);
}
