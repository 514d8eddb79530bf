import type { ExecutedBlock, GridquorumNode } from '../../../src/main/node/types.ts';

/** One packet's way, from the final block that holds it. */
export interface PacketTimes {
	/** To the final block that receives it, ms of wall time. */
	readonly receiptMs: number;
	/** To the final block that closes it on its own chain. */
	readonly closedMs: number;
	/** Blocks that its own chain, and the other, came to meanwhile, up to the receipt. */
	readonly sendersBlocks: number;
	readonly receiversBlocks: number;
}

const WAIT_MS = 60_000;

interface Sighting {
	readonly atMs: number;
	readonly height: number;
	/** Of the other chain at that moment. */
	readonly otherHeight: number;
}

/** Watches a node of either chain for what becomes of one packet at a time. */
export class PacketClock {
	readonly #seen = new Map<string, Sighting>();
	#wake: () => void = () => undefined;

	constructor({ from, to }: { readonly from: GridquorumNode; readonly to: GridquorumNode }) {
		const watch = (own: GridquorumNode, other: GridquorumNode, kinds: readonly string[]): void => {
			own.onBlock(({ block, events }: ExecutedBlock) => {
				for (const { kind } of events) {
					if (!kinds.includes(kind)) continue;
					const otherHeight = other.snapshot().height;
					this.#seen.set(kind, { atMs: performance.now(), height: block.header.height, otherHeight });
					this.#wake();
				}
			});
		};
		watch(from, to, ['packet-sent', 'packet-closed']);
		watch(to, from, ['packet-received']);
	}

	/** Sends a packet and waits until it is closed. @throws Error when that takes a minute */
	async measure(send: () => Promise<void>): Promise<PacketTimes> {
		this.#seen.clear();
		const closed = new Promise<void>((resolve, reject) => {
			const timer = setTimeout(() => reject(new Error('the packet is not closed')), WAIT_MS);
			this.#wake = () => {
				if (!this.#seen.has('packet-closed')) return;
				clearTimeout(timer);
				resolve();
			};
		});
		await Promise.all([send(), closed]);
		const [sent, received, end] = ['packet-sent', 'packet-received', 'packet-closed'].map((kind) =>
			this.#seen.get(kind),
		);
		if (!sent || !received || !end) throw new Error('the packet was closed without its receipt');
		return {
			receiptMs: received.atMs - sent.atMs,
			closedMs: end.atMs - sent.atMs,
			sendersBlocks: received.otherHeight - sent.height,
			receiversBlocks: received.height - sent.otherHeight,
		};
	}
}
