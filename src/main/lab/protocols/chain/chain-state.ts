import { type ChainBlock, type ChainQc, GENESIS, GENESIS_QC } from './block.ts';

/** Committed blocks below the head that late blocks may still build on or name. */
const RECENT_BLOCKS = 256;

export interface ChainStateOptions {
	/** Consecutive certified rounds that make their first block final: 2 or 3. */
	readonly chainLength: number;
}

/** Block tree of one replica with its highest certificate and the commit rule. */
export class ChainState {
	/** By height, the genesis block first; stands for the replica's disk. */
	readonly committed: ChainBlock[] = [GENESIS];
	#highQc: ChainQc = GENESIS_QC;
	readonly #blocks = new Map<string, ChainBlock>([[GENESIS.id, GENESIS]]);
	readonly #chainLength: number;
	readonly #commit: (block: ChainBlock) => void;

	constructor(options: ChainStateOptions, commit: (block: ChainBlock) => void) {
		this.#chainLength = options.chainLength;
		this.#commit = commit;
	}

	get head(): ChainBlock {
		return this.committed[this.committed.length - 1] as ChainBlock;
	}

	/** Highest certificate heard of; its block may still be missing. */
	get highQc(): ChainQc {
		return this.#highQc;
	}

	/** Undecided and recently decided blocks. */
	block(id: string): ChainBlock | undefined {
		return this.#blocks.get(id);
	}

	/** True when the block is now in the tree and was not before; false also for one that no longer matters. */
	add(block: ChainBlock): boolean {
		const parent = this.#blocks.get(block.parentQc.blockId);
		if (!parent || this.#blocks.has(block.id) || block.round <= this.head.round) return false;
		if (block.height !== parent.height + 1 || block.round <= parent.round) return false;
		this.#blocks.set(block.id, block);
		return true;
	}

	/** Takes note of a certificate and commits what it makes final; false while its block is missing. */
	certify(qc: ChainQc): boolean {
		if (qc.round > this.#highQc.round) this.#highQc = qc;
		const block = this.#blocks.get(qc.blockId);
		if (!block) return qc.round <= this.head.round;
		const target = this.#firstOfChain(block);
		if (target && target.height > this.head.height) this.#commitTo(target);
		return true;
	}

	#firstOfChain(certified: ChainBlock): ChainBlock | null {
		let block = certified;
		for (let links = 1; links < this.#chainLength; links++) {
			const parent = this.#blocks.get(block.parentQc.blockId);
			if (!parent || parent.round + 1 !== block.round) return null;
			block = parent;
		}
		return block;
	}

	#commitTo(target: ChainBlock): void {
		const path: ChainBlock[] = [];
		for (let block = target; block.height > this.head.height; ) {
			path.push(block);
			const parent = this.#blocks.get(block.parentQc.blockId);
			if (!parent) throw new Error(`block ${block.id} is final but its parent is unknown`);
			block = parent;
		}
		const first = path[path.length - 1] as ChainBlock;
		if (first.parentQc.blockId !== this.head.id) throw new Error(`${target.id} is final beside ${this.head.id}`);
		for (const block of path.reverse()) {
			this.committed.push(block);
			this.#commit(block);
		}
		if (this.#blocks.size > 2 * RECENT_BLOCKS) this.#forgetOld();
	}

	#forgetOld(): void {
		const lowest = this.head.height - RECENT_BLOCKS;
		for (const [id, block] of this.#blocks) if (block.height < lowest) this.#blocks.delete(id);
	}
}
