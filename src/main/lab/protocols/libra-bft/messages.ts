import type { ChainBlock, ChainQc } from '../chain/block.ts';
import type { ChainSyncMessage } from '../chain/chain-sync.ts';
import { blockBytes, qcBytes, syncCost, VOTE_BYTES, WIRE } from '../chain/wire.ts';
import type { MessageCost } from '../replica.ts';

/** Timeouts of one round by their authors; a quorum of them is a timeout certificate. */
export interface Timeouts {
	readonly round: number;
	readonly authors: readonly number[];
}

export interface ProposalMessage {
	readonly kind: 'proposal';
	readonly block: ChainBlock;
	/** The certificate that opened the round where the parent is not of the round before. */
	readonly timeoutCertificate: Timeouts | null;
}

/** To the author of the block. */
export interface VoteMessage {
	readonly kind: 'vote';
	readonly round: number;
	readonly blockId: string;
}

/** The author's certificate for its own block, to all. */
export interface CertificateMessage {
	readonly kind: 'certificate';
	readonly qc: ChainQc;
}

/** What a validator knows best: to the leader of a round that it enters, and in answer to a query. */
export interface StatusMessage {
	readonly kind: 'status';
	readonly highQc: ChainQc;
	readonly timeoutCertificate: Timeouts | null;
}

/** Broadcast when a round has lasted too long: all timeouts of the round that the sender knows, its own included. */
export interface TimeoutMessage {
	readonly kind: 'timeout';
	readonly timeouts: Timeouts;
	readonly highQc: ChainQc;
	readonly timeoutCertificate: Timeouts | null;
}

/** Broadcast by a validator that is stuck after its timeout. */
export interface QueryMessage {
	readonly kind: 'query';
	readonly round: number;
}

export type LibraBftMessage =
	| ProposalMessage
	| VoteMessage
	| CertificateMessage
	| StatusMessage
	| TimeoutMessage
	| QueryMessage
	| ChainSyncMessage;

/**
 * Sizes as notifications of the simulator would have them without what the receiver has by protocol: a proposal names
 * its parent's certificate by hash, since the round's author broadcast it. Signatures in certificates are checked
 * where they arrive first; a certificate in a status or timeout is mostly known already and costs nothing to check.
 */
export function libraBftCost(message: LibraBftMessage): MessageCost {
	switch (message.kind) {
		case 'proposal': {
			const { block, timeoutCertificate } = message;
			const bytes =
				WIRE.envelope +
				blockBytes(block) -
				qcBytes(block.parentQc) +
				WIRE.digest +
				WIRE.signature +
				timeoutsBytes(timeoutCertificate);
			return { bytes, signatures: 1, verifications: 1, transactions: block.payload.transactions };
		}
		case 'vote':
			return { bytes: VOTE_BYTES, signatures: 1, verifications: 1, transactions: 0 };
		case 'certificate': {
			const bytes = WIRE.envelope + qcBytes(message.qc) + WIRE.signature;
			return { bytes, signatures: 1, verifications: message.qc.signers.length + 1, transactions: 0 };
		}
		case 'status': {
			const bytes = WIRE.envelope + qcBytes(message.highQc) + timeoutsBytes(message.timeoutCertificate);
			return { bytes, signatures: 0, verifications: 0, transactions: 0 };
		}
		case 'timeout': {
			const { timeouts, highQc, timeoutCertificate } = message;
			const bytes = WIRE.envelope + timeoutsBytes(timeouts) + qcBytes(highQc) + timeoutsBytes(timeoutCertificate);
			return { bytes, signatures: 1, verifications: 1, transactions: 0 };
		}
		case 'query':
			return { bytes: WIRE.envelope + WIRE.integer, signatures: 0, verifications: 0, transactions: 0 };
		default:
			return syncCost(message);
	}
}

function timeoutsBytes(timeouts: Timeouts | null): number {
	if (!timeouts) return 1;
	return WIRE.integer + timeouts.authors.length * (WIRE.signer + WIRE.signature + WIRE.integer);
}
