import type { CommitProof, ValidatorIndex } from '../../../shared/codec/block.ts';
import { type Digest, equalBytes } from '../../../shared/codec/bytes.ts';
import type { EpochChangeMessage } from '../../../shared/codec/consensus-messages.ts';
import { provenBlockId } from '../../../shared/proofs/commit-proof.ts';
import { decodeEpochChangeProof, verifyEpochChange } from '../../../shared/proofs/epoch-change.ts';
import type { BlockNode } from './block-tree.ts';
import type { Core } from './core.ts';
import type { Certification, EndingState } from './ending-state.ts';

/** A block became final; `proof` names it or a descendant. */
export function noteProven(core: Core, node: BlockNode, proof: CommitProof): void {
	if (equalBytes(provenBlockId(proof), node.id)) core.ending.proven = { node, proof };
}

/** A block was executed. @throws Error when a quorum certified another end of the epoch: this node must stop */
export function noteEpochEnd(core: Core, height: number, stateRoot: Digest, epochEndsAt: number | null): void {
	const { ending, tree } = core;
	if (epochEndsAt !== null) ending.height = epochEndsAt;
	if (height !== ending.height) return;
	const { received } = ending;
	if (received && !(received.height === height && equalBytes(received.stateRoot, stateRoot)))
		throw new Error(`a quorum certified another end of the epoch than the state after block ${height}`);
	ending.stateRoot = stateRoot;
	tree.endEpoch(height, stateRoot);
}

/** @throws CodedError CODEC_* or CONSENSUS_* when the proof is not this epoch's handover */
export function receiveEpochChange(core: Core, message: EpochChangeMessage): void {
	const { ending, tree, checks, sha256 } = core;
	if (ending.received) return;
	const proof = decodeEpochChangeProof(message.proof);
	const { description, stateRoot } = verifyEpochChange(proof, checks.scope, {
		verify: (publicKey, signed, signature) => checks.verifier.verify(publicKey, signed, signature),
		sha256,
	});
	const { headers, commitProof } = proof;
	ending.received = { height: description.startHeight, stateRoot, headers, commitProof };
	const executed = tree.stateRootAt(description.startHeight);
	if (executed) noteEpochEnd(core, description.startHeight, executed, description.startHeight);
	core.progress.isDirty = true;
}

/** A peer of an older epoch: sends the handover that leads out of it, once a round. */
export function answerOlderEpoch(core: Core, peer: ValidatorIndex, epoch: number): void {
	const { progress, effects } = core;
	if (progress.answeredStale.has(peer) || peer === core.self) return;
	progress.answeredStale.add(peer);
	effects.emit({ kind: 'serve-epoch', to: peer, epoch: epoch + 1 });
}

/** Ends the epoch once its last block is executed and the root after it stands in a final header. */
export function concludeEpoch(core: Core): void {
	const { ending, effects } = core;
	const { height, stateRoot } = ending;
	if (ending.isOver || height === null || !stateRoot) return;
	const certification = certificationOf(ending, height);
	if (!certification) return;
	ending.isOver = true;
	effects.emit({ kind: 'epoch-ended', height, stateRoot, ...certification });
}

/** A header states the root after its parent's anchor; every one from the epoch's end on states the same root. */
function certificationOf({ proven, received }: EndingState, height: number): Certification | null {
	const parent = proven?.node.parent;
	if (proven?.node.header && parent && parent.anchor.height >= height)
		return { headers: [proven.node.header], commitProof: proven.proof };
	return received;
}
