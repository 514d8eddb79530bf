import { CodedError } from '../../../shared/errors/coded-error.ts';
import { NETWORK_LIMITS } from './types.ts';

/** A frame is its length (4 bytes, big endian, counting what follows), one byte of kind, and the payload. */
export const FRAME_KINDS = { consensus: 1, transactions: 2, ping: 3, pong: 4, request: 5, response: 6 } as const;
export type FrameKind = keyof typeof FRAME_KINDS;

const HEADER_BYTES = 5;
const KIND_BY_CODE = new Map<number, FrameKind>(
	(Object.keys(FRAME_KINDS) as FrameKind[]).map((kind) => [FRAME_KINDS[kind], kind]),
);
/** A ping carries a sequence number; its pong repeats it, and may add the clock of whoever answers. */
export const HEARTBEAT_BYTES = { ping: 4, pong: 12 } as const;

export interface Frame {
	readonly kind: FrameKind;
	readonly payload: Uint8Array;
}

/** @throws CodedError NETWORK_FRAME_INVALID when the payload is empty or too long */
export function encodeFrame(kind: FrameKind, payload: Uint8Array): Uint8Array {
	if (payload.length === 0 || payload.length > NETWORK_LIMITS.frameBytes)
		throw new CodedError('NETWORK_FRAME_INVALID', { reason: `${payload.length} bytes` });
	const frame = new Uint8Array(HEADER_BYTES + payload.length);
	new DataView(frame.buffer).setUint32(0, payload.length + 1);
	frame[4] = FRAME_KINDS[kind];
	frame.set(payload, HEADER_BYTES);
	return frame;
}

/** Cuts a byte stream into frames; holds at most one incomplete frame. */
export class FrameReader {
	readonly #maxPayloadBytes: number;
	#chunks: Uint8Array[] = [];
	#held = 0;

	/** @param maxPayloadBytes where less than the longest frame is expected */
	constructor(maxPayloadBytes: number = NETWORK_LIMITS.frameBytes) {
		this.#maxPayloadBytes = maxPayloadBytes;
	}

	/** @throws CodedError NETWORK_FRAME_INVALID; the stream is of no use afterwards */
	*push(chunk: Uint8Array): Generator<Frame> {
		if (chunk.length > 0) {
			this.#chunks.push(chunk);
			this.#held += chunk.length;
		}
		while (this.#held >= HEADER_BYTES) {
			const header = this.#peek(HEADER_BYTES);
			const length = new DataView(header.buffer, header.byteOffset).getUint32(0);
			const kind = KIND_BY_CODE.get(header[4] as number);
			if (!kind) throw new CodedError('NETWORK_FRAME_INVALID', { reason: `kind ${header[4]}` });
			const limit = kind === 'ping' || kind === 'pong' ? HEARTBEAT_BYTES[kind] : this.#maxPayloadBytes;
			if (length < 2 || length - 1 > limit)
				throw new CodedError('NETWORK_FRAME_INVALID', { reason: `${length} bytes of ${kind}` });
			if (this.#held < 4 + length) return;
			const whole = this.#take(4 + length);
			yield { kind, payload: whole.subarray(HEADER_BYTES) };
		}
	}

	#peek(count: number): Uint8Array {
		const first = this.#chunks[0] as Uint8Array;
		if (first.length >= count) return first;
		return this.#join().subarray(0, count);
	}

	#take(count: number): Uint8Array {
		const first = this.#chunks[0] as Uint8Array;
		const whole = first.length >= count ? first : this.#join();
		const rest = whole.subarray(count);
		this.#held -= count;
		if (rest.length > 0) this.#chunks[0] = rest;
		else this.#chunks.shift();
		return whole.subarray(0, count);
	}

	#join(): Uint8Array {
		const joined = new Uint8Array(this.#held);
		let at = 0;
		for (const chunk of this.#chunks) {
			joined.set(chunk, at);
			at += chunk.length;
		}
		this.#chunks = [joined];
		return joined;
	}
}
