import type { ChainClock } from '../types.ts';

/** The chain clock, as far as heartbeats compare it. */
export type LinkClock = Pick<ChainClock, 'now' | 'setting'>;

const PING_BYTES = 4;
const PONG_BYTES = 12;
/** Milliseconds that a time may have to be one. */
const LATEST_MS = 8_640_000_000_000_000;

/** Round trips whose median is shown. */
const SAMPLES = 15;
/** Unanswered pings remembered. */
const MAX_OPEN = 32;

/** What answers a ping: the ping itself, and the chain clock of whoever answers, where it has one. */
export function pongOf(ping: Uint8Array, clock: number | null): Uint8Array {
	if (clock === null || ping.length !== PING_BYTES) return ping;
	const pong = new Uint8Array(PONG_BYTES);
	pong.set(ping);
	new DataView(pong.buffer).setFloat64(PING_BYTES, clock);
	return pong;
}

/** Round-trip times and the clocks' distance of one link, from numbered pings. Times are monotonic ms. */
export class Heartbeat {
	readonly #open = new Map<number, number>();
	readonly #samples: number[] = [];
	#sequence = 0;
	#clockAheadMs: number | null = null;

	/**
	 * Wall ms by which the own clock was ahead of the peer's at the last pong, to half a round trip; null before the first.
	 * The last one alone counts: where clocks are set together, an older one says nothing.
	 */
	get clockAheadMs(): number | null {
		return this.#clockAheadMs;
	}

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

	/**
	 * @param own the chain clock at `nowMs`
	 * @returns false for a pong that answers no ping of ours, which is ignored
	 */
	pong(payload: Uint8Array, nowMs: number, own?: { readonly now: number; readonly speed: number }): boolean {
		if (payload.length !== PING_BYTES && payload.length !== PONG_BYTES) return false;
		const view = new DataView(payload.buffer, payload.byteOffset);
		const sequence = view.getUint32(0);
		const sentAt = this.#open.get(sequence);
		if (sentAt === undefined) return false;
		this.#open.delete(sequence);
		this.#samples.push(nowMs - sentAt);
		if (this.#samples.length > SAMPLES) this.#samples.shift();
		const theirs = payload.length === PONG_BYTES ? view.getFloat64(PING_BYTES) : Number.NaN;
		if (own && theirs >= 0 && theirs <= LATEST_MS)
			this.#clockAheadMs = (own.now - theirs) / own.speed - (nowMs - sentAt) / 2;
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
		this.#clockAheadMs = null;
	}
}
