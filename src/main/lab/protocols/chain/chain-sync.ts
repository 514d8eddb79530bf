import type { ReplicaPort } from '../replica.ts';
import type { ChainBlock, ChainQc } from './block.ts';
import type { ChainState } from './chain-state.ts';

/** Asks for committed blocks from a height on and for the undecided ones that lead to `blockId`. */
export interface BlocksRequest {
	readonly kind: 'blocks-request';
	readonly fromHeight: number;
	readonly blockId: string;
}

/** Ascending by height. */
export interface BlocksAnswer {
	readonly kind: 'blocks';
	readonly blocks: readonly ChainBlock[];
}

export type ChainSyncMessage = BlocksRequest | BlocksAnswer;

export const FETCH_TIMER = 'fetch';
const BLOCKS_PER_ANSWER = 64;
const HELD_PROPOSALS = 64;

export interface ChainSyncOptions {
	/** How long a missing block may still be on its way, ms. */
	readonly patienceMs: number;
}

export interface ChainSyncModules<P> {
	readonly chain: ChainState;
	readonly port: ReplicaPort<ChainSyncMessage>;
	/** A certificate was applied to the chain, whether or not its block is here. */
	certified(qc: ChainQc): void;
	/** The proposal's block has joined the tree. */
	attached(proposal: P): void;
}

/**
 * Brings certificates and proposals into the tree in an order that the tree can take: a proposal whose parent is
 * missing is held, the parent fetched. What may still be on its way is given some patience before anybody is asked;
 * then one peer after the other is.
 */
export class ChainSync<P extends { readonly block: ChainBlock }> {
	readonly #patienceMs: number;
	readonly #modules: ChainSyncModules<P>;
	/** By the id of the missing parent. */
	readonly #held = new Map<string, P[]>();
	#heldCount = 0;
	#wanted: ChainQc | null = null;
	#peer: number;

	constructor(options: ChainSyncOptions, modules: ChainSyncModules<P>) {
		this.#patienceMs = options.patienceMs;
		this.#modules = modules;
		this.#peer = modules.port.self;
	}

	/** After an outage timers are gone. */
	resume(): void {
		if (this.#wanted) this.#modules.port.setTimer(FETCH_TIMER, this.#patienceMs);
	}

	observe(qc: ChainQc, from: number): void {
		if (!this.#modules.chain.certify(qc)) this.#want(qc, from);
		this.#modules.certified(qc);
	}

	proposal(from: number, proposal: P): void {
		const { chain } = this.#modules;
		const { block } = proposal;
		if (chain.block(block.id) || block.round <= chain.head.round) return;
		this.observe(block.parentQc, from);
		if (chain.block(block.parentQc.blockId)) this.#attach(proposal);
		else this.#hold(proposal);
	}

	receive(from: number, message: ChainSyncMessage): void {
		if (message.kind === 'blocks') this.#take(from, message);
		else this.#answer(from, message);
	}

	/** Answers a request with at most 64 blocks, none when it has nothing to add. */
	#answer(from: number, request: BlocksRequest): void {
		const { chain, port } = this.#modules;
		const blocks = chain.committed.slice(Math.max(1, request.fromHeight)).slice(0, BLOCKS_PER_ANSWER);
		if (blocks.length < BLOCKS_PER_ANSWER) blocks.push(...this.#pendingPathTo(request.blockId));
		const answer: BlocksAnswer = { kind: 'blocks', blocks: blocks.slice(0, BLOCKS_PER_ANSWER) };
		if (blocks.length > 0) port.send(from, answer);
	}

	#take(from: number, answer: BlocksAnswer): void {
		const { chain } = this.#modules;
		const headBefore = chain.head.height;
		for (const block of answer.blocks) {
			if (block.round <= chain.head.round || chain.block(block.id)) continue;
			this.observe(block.parentQc, from);
			if (chain.add(block)) this.#release(block.id);
		}
		this.#settle();
		if (this.#wanted && chain.head.height > headBefore) this.#ask(from);
	}

	/** The fetch timer fired: whoever was to deliver has not. */
	retry(): void {
		this.#settle();
		if (!this.#wanted) return;
		const { port } = this.#modules;
		this.#ask(this.#peer === port.self ? (port.self + 1) % port.size : this.#peer);
		this.#peer = (this.#peer + 1) % port.size;
	}

	#want(qc: ChainQc, from: number): void {
		if (this.#wanted && this.#wanted.round >= qc.round) return;
		if (!this.#wanted) {
			this.#peer = from;
			this.#modules.port.setTimer(FETCH_TIMER, this.#patienceMs);
		}
		this.#wanted = qc;
	}

	#ask(peer: number): void {
		const { chain, port } = this.#modules;
		if (!this.#wanted) return;
		port.setTimer(FETCH_TIMER, 4 * this.#patienceMs);
		port.send(peer, { kind: 'blocks-request', fromHeight: chain.head.height + 1, blockId: this.#wanted.blockId });
	}

	#settle(): void {
		const { chain, port } = this.#modules;
		if (!this.#wanted) return;
		if (!chain.block(this.#wanted.blockId) && this.#wanted.round > chain.head.round) return;
		const arrived = this.#wanted;
		this.#wanted = null;
		port.cancelTimer(FETCH_TIMER);
		this.observe(arrived, port.self);
	}

	#attach(proposal: P): void {
		if (!this.#modules.chain.add(proposal.block)) return;
		this.#settle();
		this.#modules.attached(proposal);
		this.#release(proposal.block.id);
	}

	#hold(proposal: P): void {
		if (this.#heldCount >= HELD_PROPOSALS) {
			this.#held.clear();
			this.#heldCount = 0;
		}
		const parentId = proposal.block.parentQc.blockId;
		const siblings = this.#held.get(parentId);
		if (siblings?.some((other) => other.block.id === proposal.block.id)) return;
		if (siblings) siblings.push(proposal);
		else this.#held.set(parentId, [proposal]);
		this.#heldCount++;
	}

	#release(parentId: string): void {
		const children = this.#held.get(parentId);
		if (!children) return;
		this.#held.delete(parentId);
		this.#heldCount -= children.length;
		for (const child of children) {
			this.observe(child.block.parentQc, this.#modules.port.self);
			this.#attach(child);
		}
	}

	#pendingPathTo(blockId: string): ChainBlock[] {
		const { chain } = this.#modules;
		const path: ChainBlock[] = [];
		let block = chain.block(blockId);
		while (block && block.height > chain.head.height) {
			path.push(block);
			block = chain.block(block.parentQc.blockId);
		}
		return path.reverse();
	}
}
