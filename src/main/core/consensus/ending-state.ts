import type { BlockHeader, CommitProof } from '../../../shared/codec/block.ts';
import { type Digest, equalBytes } from '../../../shared/codec/bytes.ts';
import { provenBlockId } from '../../../shared/proofs/commit-proof.ts';
import type { BlockNode, BlockTree } from './block-tree.ts';
import type { Recovery } from './types.ts';

/** Final headers that state the root after the epoch's last block, as `verifyFinality` takes them. */
export interface Certification {
	readonly headers: readonly BlockHeader[];
	readonly commitProof: CommitProof;
}

/** A handover that a peer sent and that verified: it counts once this validator has executed the same state. */
interface ReceivedHandover extends Certification {
	readonly height: number;
	readonly stateRoot: Digest;
}

/** What this validator knows of its epoch's end. */
export interface EndingState {
	/** Height of the epoch's last block; null while none is decided. Blocks above it are void. */
	height: number | null;
	/** Root after that block; null until it is executed here. */
	stateRoot: Digest | null;
	/** The newest block that is final by a proof of its own. */
	proven: { readonly node: BlockNode; readonly proof: CommitProof } | null;
	received: ReceivedHandover | null;
	/** The next epoch's root is certified: nothing more is signed, said or heard in this one. */
	isOver: boolean;
}

/** Where a restart left the epoch: what was final and executed before counts again. */
export function restoreEnding(tree: BlockTree, { epochEndsAt, tipProof }: Recovery): EndingState {
	const { tip } = tree;
	const stateRoot = epochEndsAt === null ? null : tree.stateRootAt(epochEndsAt);
	if (epochEndsAt !== null && stateRoot) tree.endEpoch(epochEndsAt, stateRoot);
	const isProven = tipProof !== null && equalBytes(provenBlockId(tipProof), tip.id);
	return {
		height: epochEndsAt,
		stateRoot,
		proven: isProven ? { node: tip, proof: tipProof } : null,
		received: null,
		isOver: false,
	};
}
