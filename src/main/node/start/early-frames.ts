import type { ValidatorIndex } from '../../../shared/codec/block.ts';

const MAX_FRAMES = 512;
const MAX_BYTES = 8_388_608;

/** Consensus frames that come before this node has a role that takes them; the newest are kept. */
export class EarlyFrames {
	#frames: { readonly from: ValidatorIndex; readonly payload: Uint8Array }[] = [];
	#bytes = 0;

	push(from: ValidatorIndex, payload: Uint8Array): void {
		this.#frames.push({ from, payload });
		this.#bytes += payload.length;
		while (this.#frames.length > MAX_FRAMES || this.#bytes > MAX_BYTES)
			this.#bytes -= this.#frames.shift()?.payload.length ?? 0;
	}

	drain(receive: (from: ValidatorIndex, payload: Uint8Array) => void): void {
		const frames = this.#frames;
		this.#frames = [];
		this.#bytes = 0;
		for (const { from, payload } of frames) receive(from, payload);
	}
}
