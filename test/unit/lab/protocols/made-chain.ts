import {
	type ChainBlock,
	type ChainQc,
	createBlock,
	GENESIS,
	GENESIS_QC,
} from '../../../../src/main/lab/protocols/chain/block.ts';

export function qcOf(block: ChainBlock, signers: readonly number[] = [0, 1, 2]): ChainQc {
	return block === GENESIS ? GENESIS_QC : { blockId: block.id, round: block.round, signers };
}

export interface MadeBlock {
	readonly round: number;
	readonly parent?: ChainBlock;
	readonly proposer?: number;
	readonly signers?: readonly number[];
	readonly failedAuthors?: readonly number[];
}

/** A block on `parent` (default: genesis) with a certificate of the given signers (default: 0, 1, 2). */
export function blockOn({ round, parent = GENESIS, proposer, signers, failedAuthors = [] }: MadeBlock): ChainBlock {
	return createBlock({
		round,
		parent,
		parentQc: qcOf(parent, signers),
		proposer: proposer ?? round % 4,
		nowMs: 100 * round,
		payload: { transactions: 1, bytes: 100 },
		failedAuthors,
	});
}

/** Blocks of the given rounds, each on the one before, the first on genesis. */
export function chainOf(rounds: readonly number[]): ChainBlock[] {
	const blocks: ChainBlock[] = [];
	for (const round of rounds) blocks.push(blockOn({ round, parent: blocks[blocks.length - 1] ?? GENESIS }));
	return blocks;
}
