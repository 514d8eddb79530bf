import type { BlockHeader, CommitProof } from '../codec/block.ts';
import { readBlockHeader, readCommitProof } from '../codec/block-codec.ts';
import type { Digest, Sha256 } from '../codec/bytes.ts';
import { decode, encode, type Plain } from '../codec/cbor.ts';
import { CONSENSUS_LIMITS } from '../codec/consensus-limits.ts';
import { decodeEpochDescription, EPOCH_PATH, type EpochDescription, epochGenesisId } from '../codec/epoch.ts';
import { bytesUpTo, list, type Reader, record } from '../codec/reader.ts';
import { CodedError } from '../errors/coded-error.ts';
import type { ProofModules, ValidatorScope } from './certificates.ts';
import { verifyFinality } from './commit-proof.ts';
import { readStateProof, type StateProof, verifyStateProof } from './state-proof.ts';

/**
 * Hands over from one epoch to the next: a final header of the old epoch carries the state root after its last block,
 * and under that root the leaf `consensus/epoch` describes the new one. Only the old epoch's last root can: roots before
 * it hold the old description, later ones are certified by the new validators.
 */
export interface EpochChangeProof {
	/** As `verifyFinality` takes them: the first carries the root, the commit proof names the last. */
	readonly headers: readonly BlockHeader[];
	readonly commitProof: CommitProof;
	/** Canonical value of the leaf, and its proof. */
	readonly description: Uint8Array;
	readonly inState: StateProof;
}

/** What a verified handover establishes. */
export interface VerifiedEpoch {
	readonly description: EpochDescription;
	/** State root after block `description.startHeight`. */
	readonly stateRoot: Digest;
	readonly scope: ValidatorScope;
}

/** Headers that one proof may need to link the root's header to the proven one. */
const MAX_HEADERS = 256;
const DESCRIPTION_MAX_BYTES = 1_048_576;

export const readEpochChangeProof: Reader<EpochChangeProof> = record<EpochChangeProof>({
	headers: list(readBlockHeader, MAX_HEADERS),
	commitProof: readCommitProof,
	description: bytesUpTo(DESCRIPTION_MAX_BYTES),
	inState: readStateProof,
});

export function encodeEpochChangeProof(proof: EpochChangeProof): Uint8Array {
	return encode(proof as unknown as Plain);
}

/** @throws CodedError CODEC_* */
export function decodeEpochChangeProof(encoded: Uint8Array): EpochChangeProof {
	return readEpochChangeProof(decode(encoded, CONSENSUS_LIMITS.messageBytes), 'epochChange');
}

/** The scope of an epoch that starts from a certified state. */
export function scopeOfEpoch(
	chainId: string,
	description: EpochDescription,
	stateRoot: Digest,
	sha256: Sha256,
): ValidatorScope {
	return {
		chainId,
		epoch: description.epoch,
		publicKeys: description.validators.map(({ publicKey }) => publicKey),
		genesisId: epochGenesisId(chainId, description, stateRoot, sha256),
	};
}

/**
 * Verifies a handover by the keys of the epoch that ends.
 * @throws CodedError CONSENSUS_* or CODEC_* unless the next epoch follows from it
 */
export function verifyEpochChange(
	proof: EpochChangeProof,
	scope: ValidatorScope,
	modules: ProofModules,
): VerifiedEpoch {
	const { headers, commitProof, inState } = proof;
	const carrier = headers[0];
	if (!carrier || carrier.epoch !== scope.epoch) throw invalid(scope.epoch, 'its header is not of the epoch that ends');
	verifyFinality(headers, commitProof, scope, modules);
	if (!verifyStateProof(inState, EPOCH_PATH, proof.description, carrier.stateRoot, modules.sha256))
		throw invalid(scope.epoch, 'the certified state does not hold its description');
	const description = decodeEpochDescription(proof.description);
	if (description.epoch !== scope.epoch + 1) throw invalid(scope.epoch, `it describes epoch ${description.epoch}`);
	if (description.startHeight >= carrier.height) throw invalid(scope.epoch, 'it starts above its own proof');
	const { stateRoot } = carrier;
	return { description, stateRoot, scope: scopeOfEpoch(scope.chainId, description, stateRoot, modules.sha256) };
}

function invalid(epoch: number, reason: string): CodedError {
	return new CodedError('CONSENSUS_EPOCH_CHANGE_INVALID', { epoch, reason });
}
