import { setTimeout as sleep } from 'node:timers/promises';
import {
	type BlockRecord,
	type ChainHistory,
	encodeBlockRecord,
	encodeEvent,
	encodeReceipt,
	HISTORY_PATH,
} from '../../shared/codec/block-record.ts';
import type { Sha256 } from '../../shared/codec/bytes.ts';
import { decode } from '../../shared/codec/cbor.ts';
import { merkleProof, merkleRoot } from '../../shared/codec/merkle.ts';
import { HistoryTree } from './history-tree.ts';
import type {
	CertifiedEventProof,
	CertifiedReceiptProof,
	CertifiedStateProof,
	ExecutedBlock,
	GridquorumNode,
	HistoryEvidence,
} from './types.ts';

/** Blocks whose records are held, 64 bytes each; later ones are not proven. */
const MAX_BLOCKS = 2_000_000;
/** How long to wait for a root that covers the block; the chain certifies within a few rounds. */
const WAIT_MS = 2_000;
const POLL_MS = 50;
const HISTORY_MAX_BYTES = 4_096;

/**
 * Proves receipts and events of any block since genesis against the newest certified root. The records of the blocks are read when
 * the first proof is asked for, and from then on as far as a proof needs them.
 */
export class HistoryProver {
	readonly #node: Pick<GridquorumNode, 'readBlocks' | 'prove'>;
	readonly #sha256: Sha256;
	readonly #tree: HistoryTree;
	#reading: Promise<void> = Promise.resolve();

	constructor(modules: { node: Pick<GridquorumNode, 'readBlocks' | 'prove'>; sha256: Sha256 }) {
		this.#node = modules.node;
		this.#sha256 = modules.sha256;
		this.#tree = new HistoryTree(modules);
	}

	/** Null where the event is unknown, blocks before it are not kept here, or no certified root covers it in time. */
	async proveEvent(height: number, index: number): Promise<CertifiedEventProof | null> {
		const block = await this.#block(height);
		const event = block?.events[index];
		if (!block || !event) return null;
		const evidence = await this.#evidence(block, block.events.map(encodeEvent), index);
		return evidence && { event, ...evidence };
	}

	/** Null where the receipt is unknown, and as `proveEvent`. */
	async proveReceipt(height: number, index: number): Promise<CertifiedReceiptProof | null> {
		const block = await this.#block(height);
		const receipt = block?.receipts[index];
		if (!block || !receipt) return null;
		const evidence = await this.#evidence(block, block.receipts.map(encodeReceipt), index);
		return evidence && { receipt, ...evidence };
	}

	/** @param items the block's receipts or events, encoded */
	async #evidence(block: ExecutedBlock, items: readonly Uint8Array[], index: number): Promise<HistoryEvidence | null> {
		const { height } = block.block.header;
		const state = await this.#certified(height);
		if (!state?.value) return null;
		const { count } = decode(state.value, HISTORY_MAX_BYTES) as unknown as ChainHistory;
		if (!(await this.#readUpTo(count))) return null;
		return {
			history: {
				record: this.#recordOf(block),
				inBlock: merkleProof(items, index, this.#sha256),
				inHistory: this.#tree.proof(height - 1, count),
				history: state.value,
				inState: state.proof,
			},
			state,
		};
	}

	async #block(height: number): Promise<ExecutedBlock | null> {
		for await (const block of this.#node.readBlocks(height, height)) return block;
		return null;
	}

	async #certified(height: number): Promise<CertifiedStateProof | null> {
		for (let waitedMs = 0; ; waitedMs += POLL_MS) {
			const state = await this.#node.prove(HISTORY_PATH, 'certified');
			if (state && state.height >= height) return state;
			if (waitedMs >= WAIT_MS) return null;
			await sleep(POLL_MS);
		}
	}

	/** One reader at a time; @returns whether the records of the first `count` blocks are there */
	async #readUpTo(count: number): Promise<boolean> {
		if (count > MAX_BLOCKS) return false;
		const reading = this.#reading.then(() => this.#readOn(count));
		this.#reading = reading.catch(() => undefined);
		await reading;
		return this.#tree.count >= count;
	}

	async #readOn(count: number): Promise<void> {
		if (this.#tree.count >= count) return;
		for await (const block of this.#node.readBlocks(this.#tree.count + 1, count))
			this.#tree.append(encodeBlockRecord(this.#recordOf(block)));
	}

	#recordOf({ block, receipts, events }: ExecutedBlock): BlockRecord {
		const { height, time } = block.header;
		return {
			height,
			time,
			receiptsRoot: merkleRoot(receipts.map(encodeReceipt), this.#sha256),
			eventsRoot: merkleRoot(events.map(encodeEvent), this.#sha256),
		};
	}
}
