import type { BlockHeader, CommitProof, CommittedBlock } from '../../../shared/codec/block.ts';
import { type Digest, equalBytes } from '../../../shared/codec/bytes.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { ProofModules, ValidatorScope } from '../../../shared/proofs/certificates.ts';
import { verifyFinality } from '../../../shared/proofs/commit-proof.ts';
import { type EpochChangeProof, type VerifiedEpoch, verifyEpochChange } from '../../../shared/proofs/epoch-change.ts';
import { type ChainPosition, type ProvenBlock, proveRange } from './range.ts';

/** What a verifier begins with and trusts: genesis, a later epoch's start, or a final block that this node stores. */
export interface TrustRoot {
	readonly scope: ValidatorScope;
	/** Height of the last block before the scope's epoch. */
	readonly startHeight: number;
	/** The newest final block; at an epoch's start, what `scope.genesisId` names. */
	readonly position: ChainPosition;
}

/**
 * Follows one chain from a trust root by proofs alone: it moves over blocks that a quorum of the epoch's validators made
 * final, and from epoch to epoch by handovers. What a peer says otherwise never moves it.
 */
export class ChainVerifier {
	readonly #modules: ProofModules;
	#scope: ValidatorScope;
	#startHeight: number;
	#position: ChainPosition;

	constructor(root: TrustRoot, modules: ProofModules) {
		this.#modules = modules;
		this.#scope = root.scope;
		this.#startHeight = root.startHeight;
		this.#position = root.position;
	}

	get scope(): ValidatorScope {
		return this.#scope;
	}

	/** Height of the last block before the present epoch. */
	get startHeight(): number {
		return this.#startHeight;
	}

	/** The newest block that was proven final. */
	get position(): ChainPosition {
		return this.#position;
	}

	/**
	 * Moves over the part of a range that is proven; blocks at or below the position are passed over.
	 * @returns the blocks that are new, ascending; none when the range proves nothing
	 * @throws CodedError CONSENSUS_*; nothing has moved then
	 */
	take(range: readonly CommittedBlock[]): ProvenBlock[] {
		const blocks = proveRange(range, this.#position, this.#scope, this.#modules);
		const last = blocks.at(-1);
		if (last) this.#position = { id: last.id, height: last.block.header.height };
		return blocks;
	}

	/** A peer's newest block is final in the present epoch. It moves nothing. @throws CodedError CONSENSUS_* */
	verifyTip(header: BlockHeader, proof: CommitProof): void {
		verifyFinality([header], proof, this.#scope, this.#modules);
	}

	/**
	 * What a handover of the present epoch establishes. It moves nothing: blocks up to the next epoch's start carry
	 * proofs of this one.
	 * @throws CodedError CONSENSUS_* | CODEC_*
	 */
	verifyHandover(proof: EpochChangeProof): VerifiedEpoch {
		return verifyEpochChange(proof, this.#scope, this.#modules);
	}

	/**
	 * Goes on in the epoch after the present one, from its start. Void blocks above that start are forgotten.
	 * @param executedRoot this node's own state root after block `startHeight`; null when no state has been built yet and
	 * the handover's is the one to build
	 * @throws CodedError CONSENSUS_EPOCH_CHANGE_INVALID when the node's own state is another
	 */
	enter(next: VerifiedEpoch, executedRoot: Digest | null): void {
		const { description, scope, stateRoot } = next;
		const reason =
			description.epoch !== this.#scope.epoch + 1
				? `it describes epoch ${description.epoch}`
				: executedRoot && !equalBytes(executedRoot, stateRoot)
					? 'its state is not the one executed here'
					: null;
		if (reason) throw new CodedError('CONSENSUS_EPOCH_CHANGE_INVALID', { epoch: this.#scope.epoch, reason });
		this.#scope = scope;
		this.#startHeight = description.startHeight;
		this.#position = { id: scope.genesisId, height: description.startHeight };
	}

	/** Stands on another final block of the present epoch, such as a verified snapshot's. */
	moveTo(position: ChainPosition): void {
		this.#position = position;
	}
}
