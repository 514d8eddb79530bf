/** Round trips whose median is shown. */
const SAMPLES = 15;
/** Unanswered pings remembered. */
const MAX_OPEN = 32;

/** Round-trip times of one link, from numbered pings. Times are monotonic ms. */
export class Heartbeat {
	readonly #open = new Map<number, number>();
	readonly #samples: number[] = [];
	#sequence = 0;

	/** Payload of the next ping. */
	ping(nowMs: number): Uint8Array {
		this.#sequence = (this.#sequence + 1) >>> 0;
		this.#open.set(this.#sequence, nowMs);
		if (this.#open.size > MAX_OPEN) {
			const [oldest] = this.#open.keys();
			this.#open.delete(oldest as number);
		}
		const payload = new Uint8Array(4);
		new DataView(payload.buffer).setUint32(0, this.#sequence);
		return payload;
	}

	/** @returns false for a pong that answers no ping of ours, which is ignored */
	pong(payload: Uint8Array, nowMs: number): boolean {
		if (payload.length !== 4) return false;
		const sequence = new DataView(payload.buffer, payload.byteOffset).getUint32(0);
		const sentAt = this.#open.get(sequence);
		if (sentAt === undefined) return false;
		this.#open.delete(sequence);
		this.#samples.push(nowMs - sentAt);
		if (this.#samples.length > SAMPLES) this.#samples.shift();
		return true;
	}

	/** Median of the recent samples in ms; null before the first. */
	medianMs(): number | null {
		if (this.#samples.length === 0) return null;
		const sorted = [...this.#samples].sort((a, b) => a - b);
		return sorted[sorted.length >> 1] as number;
	}

	/** Forgets a broken link's pings and samples. */
	reset(): void {
		this.#open.clear();
		this.#samples.length = 0;
	}
}
