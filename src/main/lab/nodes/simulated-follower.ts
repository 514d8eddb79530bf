import type { Block, CommitProof } from '../../../shared/codec/block.ts';
import { blockId } from '../../../shared/codec/block-codec.ts';
import { type Digest, equalBytes, type Sha256 } from '../../../shared/codec/bytes.ts';
import type { ValidatorScope } from '../../../shared/proofs/certificates.ts';
import { provenBlockId, verifyCommitProof } from '../../../shared/proofs/commit-proof.ts';
import { verifyEpochChange } from '../../../shared/proofs/epoch-change.ts';
import type { Epoch } from '../../core/consensus/types.ts';
import type { Verifier } from '../../core/ports.ts';
import type { SimulatedStore } from './simulated-store.ts';

interface FollowModules {
	readonly sha256: Sha256;
	readonly verifier: Verifier;
}

/** What verifiers of an epoch's signatures trust. */
export function scopeOf({ chainId, epoch, validators, genesisId }: Epoch): ValidatorScope {
	return { chainId, epoch, publicKeys: validators.map(({ publicKey }) => publicKey), genesisId };
}

/**
 * Brings a store up to another's by proofs alone, from epoch to epoch: what a node outside the validator set does.
 * @returns the blocks that it took
 * @throws CodedError CONSENSUS_* when the other store proves less than it holds
 */
export function follow(own: SimulatedStore, peer: SimulatedStore, { sha256, verifier }: FollowModules): Block[] {
	const taken: Block[] = [];
	const modules = {
		sha256,
		verify: (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) =>
			verifier.verify(publicKey, message, signature),
	};
	while (true) {
		const scope = scopeOf(own.epoch);
		const range = [...peer.blocksOf(scope.epoch, own.committedHeight + 1)];
		let proof: CommitProof | null = null;
		let wanted: Digest | null = null;
		const proven = range.reverse().filter((entry) => {
			const id = blockId(entry.block.header, sha256);
			if (equalBytes(provenBlockId(entry.proof), id)) {
				verifyCommitProof(entry.proof, scope, modules);
				proof = entry.proof;
			} else if (proof && wanted && !equalBytes(wanted, id)) throw new Error('the range does not link');
			wanted = entry.block.header.parentQc.blockId;
			return proof !== null;
		});
		for (const entry of proven.reverse())
			if (own.append(entry.block, entry.blockId, entry.proof)) taken.push(entry.block);
		const handover = peer.epochProof(scope.epoch + 1);
		if (!handover) return taken;
		const { description, stateRoot } = verifyEpochChange(handover, scope, modules);
		if (own.state.epoch.epoch !== description.epoch) return taken;
		const executed = own.at(description.startHeight)?.stateRoot;
		if (!executed || !equalBytes(executed, stateRoot)) throw new Error('the handover certifies another state');
		own.persistEpoch(handover);
	}
}
