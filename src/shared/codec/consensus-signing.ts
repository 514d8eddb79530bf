import type { TimeoutReason, ValidatorIndex } from './block.ts';
import type { Digest } from './bytes.ts';
import { encode } from './cbor.ts';

const DOMAIN = 'gridquorum/consensus/v1';

/** Which chain and epoch a signature belongs to: no signature can be moved to another. */
export interface SigningScope {
	readonly chainId: string;
	readonly epoch: number;
}

/** A proposer signs the block's id, which binds header, certificates and transactions. */
export function proposalSigningBytes(scope: SigningScope, round: number, blockId: Digest): Uint8Array {
	return encode([DOMAIN, scope.chainId, scope.epoch, round, 'proposal', blockId]);
}

export function voteSigningBytes(scope: SigningScope, round: number, blockId: Digest, parentRound: number): Uint8Array {
	return encode([DOMAIN, scope.chainId, scope.epoch, round, 'vote', blockId, parentRound]);
}

export function orderVoteSigningBytes(scope: SigningScope, round: number, blockId: Digest): Uint8Array {
	return encode([DOMAIN, scope.chainId, scope.epoch, round, 'order-vote', blockId]);
}

/** Only the round of the highest certificate is signed, so that a timeout certificate carries that certificate once. */
export function timeoutSigningBytes(
	scope: SigningScope,
	round: number,
	qcRound: number,
	awaitedLeader: ValidatorIndex,
	reason: TimeoutReason,
): Uint8Array {
	return encode([DOMAIN, scope.chainId, scope.epoch, round, 'timeout', qcRound, awaitedLeader, reason]);
}
