import type { FrameKind } from './frame.ts';

export interface OutboxLimits {
	readonly bytes: number;
	readonly frames: number;
}

/**
 * Frames that wait for one peer, bounded. Consensus goes before transactions; when the box is full the oldest
 * transaction frame goes, then the oldest consensus frame: consensus re-sends what matters while it is stuck, and its
 * newest messages are the useful ones.
 */
export class Outbox {
	readonly #queues = { urgent: [] as Uint8Array[], ordinary: [] as Uint8Array[] };
	#limits: OutboxLimits;
	#bytes = 0;
	#dropped = 0;

	constructor(limits: OutboxLimits) {
		this.#limits = limits;
	}

	get isEmpty(): boolean {
		return this.#queues.urgent.length === 0 && this.#queues.ordinary.length === 0;
	}

	get bytes(): number {
		return this.#bytes;
	}

	/** Frames lost so far. */
	get dropped(): number {
		return this.#dropped;
	}

	/** Applies at once; what is over the new limit goes. */
	limit(limits: OutboxLimits): void {
		this.#limits = limits;
		this.#trim();
	}

	push(kind: FrameKind, frame: Uint8Array): void {
		this.#queues[kind === 'transactions' ? 'ordinary' : 'urgent'].push(frame);
		this.#bytes += frame.length;
		this.#trim();
	}

	/** Takes whole frames up to `maxBytes` together, at least one if there is any. */
	take(maxBytes: number): Uint8Array[] {
		const taken: Uint8Array[] = [];
		let bytes = 0;
		for (const queue of [this.#queues.urgent, this.#queues.ordinary]) {
			let count = 0;
			for (const frame of queue) {
				if (bytes > 0 && bytes + frame.length > maxBytes) break;
				bytes += frame.length;
				count += 1;
			}
			taken.push(...queue.splice(0, count));
		}
		this.#bytes -= bytes;
		return taken;
	}

	#trim(): void {
		const { urgent, ordinary } = this.#queues;
		while (this.#bytes > this.#limits.bytes || urgent.length + ordinary.length > this.#limits.frames) {
			const frame = ordinary.shift() ?? urgent.shift();
			if (!frame) return;
			this.#bytes -= frame.length;
			this.#dropped += 1;
		}
	}
}
