import type { BlockHeader } from '../../../shared/codec/block.ts';

/** A block's votes can still arrive until its 5th descendant (C-LBFT § 4). */
const VOTE_DEPTH = 5;
/** 32-bit words for one block's voters: up to 128 validators. */
const WORDS = 4;

export interface VoteCount {
	/** Blocks of the window that it proposed, and all blocks of the window. */
	readonly led: number;
	readonly blocks: number;
	/** Of the window's non-empty blocks whose votes are closed: with its vote, and without. */
	readonly credited: number;
	readonly missed: number;
}

/** Who proposed and who voted for the last blocks, read from committed headers alone. */
export class VoteWindow {
	readonly #size: number;
	readonly #proposers: Int16Array;
	readonly #rounds: Float64Array;
	readonly #earns: Uint8Array;
	readonly #voters: Uint32Array;
	#height = 0;
	#first = 1;

	constructor(size: number) {
		this.#size = size;
		this.#proposers = new Int16Array(size);
		this.#rounds = new Float64Array(size);
		this.#earns = new Uint8Array(size);
		this.#voters = new Uint32Array(size * WORDS);
	}

	/** Blocks that the window holds. */
	get blocks(): number {
		return this.#height === 0 ? 0 : this.#height - this.#first + 1;
	}

	add(header: BlockHeader, transactionCount: number): void {
		if (this.#height === 0) this.#first = header.height;
		this.#height = header.height;
		this.#first = Math.max(this.#first, header.height - this.#size + 1);
		const slot = header.height % this.#size;
		this.#proposers[slot] = header.proposer;
		this.#rounds[slot] = header.round;
		this.#earns[slot] = transactionCount > 0 ? 1 : 0;
		this.#voters.fill(0, slot * WORDS, (slot + 1) * WORDS);
		if (header.height - 1 >= this.#first)
			for (const signer of header.parentQc.signers) this.#credit(header.height - 1, signer);
		for (const { round, voter } of header.lateVotes)
			for (let height = header.height - 2; height >= Math.max(this.#first, header.height - VOTE_DEPTH); height--)
				if (this.#rounds[height % this.#size] === round) this.#credit(height, voter);
	}

	count(validator: number): VoteCount {
		let led = 0;
		let credited = 0;
		let missed = 0;
		for (let height = this.#first; height <= this.#height; height++) {
			const slot = height % this.#size;
			if (this.#proposers[slot] === validator) led += 1;
			if (this.#earns[slot] === 0 || height > this.#height - VOTE_DEPTH) continue;
			if (this.#isCredited(slot, validator)) credited += 1;
			else missed += 1;
		}
		return { led, blocks: this.blocks, credited, missed };
	}

	#credit(height: number, validator: number): void {
		const word = (height % this.#size) * WORDS + (validator >> 5);
		this.#voters[word] = (this.#voters[word] as number) | (1 << (validator & 31));
	}

	#isCredited(slot: number, validator: number): boolean {
		return (((this.#voters[slot * WORDS + (validator >> 5)] as number) >>> (validator & 31)) & 1) === 1;
	}
}
