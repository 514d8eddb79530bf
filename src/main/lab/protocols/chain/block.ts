import type { Decision, LabPayload } from '../replica.ts';

/** Votes of a quorum for one block. */
export interface ChainQc {
	readonly blockId: string;
	readonly round: number;
	/** In the order in which their votes were counted. */
	readonly signers: readonly number[];
}

/** A block of a chained protocol: it builds on the block that its certificate certifies. */
export interface ChainBlock {
	readonly id: string;
	readonly round: number;
	/** Parent's height plus one. */
	readonly height: number;
	readonly proposer: number;
	readonly parentQc: ChainQc;
	/** Virtual time of its first sending, ms. */
	readonly proposedAtMs: number;
	readonly payload: LabPayload;
	/** Leaders of the newest rounds skipped since the parent; empty where the protocol records none. */
	readonly failedAuthors: readonly number[];
}

export const GENESIS_QC: ChainQc = { blockId: 'genesis', round: 0, signers: [] };

export const GENESIS: ChainBlock = {
	id: 'genesis',
	round: 0,
	height: 0,
	proposer: -1,
	parentQc: { blockId: '', round: 0, signers: [] },
	proposedAtMs: 0,
	payload: { transactions: 0, bytes: 0 },
	failedAuthors: [],
};

export interface BlockPlan {
	readonly round: number;
	readonly parent: ChainBlock;
	readonly parentQc: ChainQc;
	readonly proposer: number;
	readonly nowMs: number;
	readonly payload: LabPayload;
	readonly failedAuthors: readonly number[];
}

/** The id stands for a digest: round, leader, time and parent name one block, even of a leader that runs twice. */
export function createBlock(plan: BlockPlan): ChainBlock {
	const { round, parent, parentQc, proposer, nowMs, payload, failedAuthors } = plan;
	return {
		id: `${round}/${proposer}/${nowMs}/${fingerprint(parent.id)}`,
		round,
		height: parent.height + 1,
		proposer,
		parentQc,
		proposedAtMs: nowMs,
		payload,
		failedAuthors,
	};
}

/** FNV-1a, 32 bits. */
function fingerprint(text: string): number {
	let hash = 0x811c9dc5;
	for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
	return hash >>> 0;
}

/** Chained protocols keep the signers of the parent's certificate: they are the votes that the chain credits. */
export function decisionOf(block: ChainBlock): Decision {
	const { id, height, round, proposer, proposedAtMs, payload, parentQc } = block;
	const credits = parentQc.round === 0 ? [] : [{ round: parentQc.round, voters: parentQc.signers }];
	return { id, height, round, proposer, proposedAtMs, payload, credits };
}
