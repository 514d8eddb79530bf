import type { BlockRow } from '../../../shared/contract/index.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { ExecutedBlock, GridquorumNode } from '../../node/types.ts';
import { blockRowOf } from './block-view.ts';

/** Rows that are remembered: a live list asks for nearly the same ones again with every block. */
const REMEMBERED = 2_000;

/** Blocks from the node's disk, newest first; what a final block was never changes. */
export class BlockPages {
	readonly #node: GridquorumNode;
	readonly #rows = new Map<number, BlockRow>();

	constructor(modules: { readonly node: GridquorumNode }) {
		this.#node = modules.node;
	}

	async page(before: number | null, limit: number) {
		const { kept } = this.#node.ledger;
		const newest = Math.min(before === null ? kept.to : before - 1, kept.to);
		const oldest = Math.max(kept.from, newest - limit + 1);
		const blocks: BlockRow[] = [];
		for (let height = newest; height >= oldest && height >= 1; height--) {
			const row = await this.#row(height);
			if (!row) break;
			blocks.push(row);
		}
		const last = blocks.at(-1)?.height ?? kept.from;
		return { kept: { from: kept.from, to: Math.max(kept.to, 0) }, blocks, next: last > kept.from ? last : null };
	}

	/** @throws CodedError LEDGER_BLOCK_UNKNOWN */
	async block(height: number): Promise<ExecutedBlock> {
		const block = await this.#read(height);
		if (block) return block;
		throw new CodedError('LEDGER_BLOCK_UNKNOWN', { height, ...this.#node.ledger.kept });
	}

	async #row(height: number): Promise<BlockRow | null> {
		const known = this.#rows.get(height);
		if (known) return known;
		const block = await this.#read(height);
		if (!block) return null;
		const row = blockRowOf(block, this.#node);
		this.#rows.set(height, row);
		const [oldest] = this.#rows.keys();
		if (this.#rows.size > REMEMBERED && oldest !== undefined) this.#rows.delete(oldest);
		return row;
	}

	async #read(height: number): Promise<ExecutedBlock | null> {
		const { from, to } = this.#node.ledger.kept;
		if (height < from || height > to) return null;
		for await (const block of this.#node.readBlocks(height, height)) return block;
		return null;
	}
}
