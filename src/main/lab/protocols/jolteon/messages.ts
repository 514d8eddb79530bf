import type { ChainBlock, ChainQc } from '../chain/block.ts';
import type { ChainSyncMessage } from '../chain/chain-sync.ts';
import { blockBytes, qcBytes, syncCost, VOTE_BYTES, WIRE } from '../chain/wire.ts';
import type { MessageCost } from '../replica.ts';

/** A quorum gave up on a round; `highQc` is the highest certificate that any of them held. */
export interface TimeoutCertificate {
	readonly round: number;
	readonly highQc: ChainQc;
	readonly signers: readonly number[];
}

export interface ProposalMessage {
	readonly kind: 'proposal';
	readonly block: ChainBlock;
	/** Where the parent is not of the round before: what opened the round. */
	readonly timeoutCertificate: TimeoutCertificate | null;
}

/** To the leader of the next round. */
export interface VoteMessage {
	readonly kind: 'vote';
	readonly round: number;
	readonly blockId: string;
}

/** Broadcast when a round lasts too long, and again while it goes on. */
export interface TimeoutMessage {
	readonly kind: 'timeout';
	readonly round: number;
	readonly highQc: ChainQc;
	/** What opened the round, where that was not `highQc`. */
	readonly timeoutCertificate: TimeoutCertificate | null;
	/** The sender's vote in this round, if it has voted. */
	readonly vote: VoteMessage | null;
}

export type JolteonMessage = ProposalMessage | VoteMessage | TimeoutMessage | ChainSyncMessage;

/**
 * The certificate in a proposal is checked by every receiver; that in a timeout and the timeouts in a timeout
 * certificate are known by then from their own broadcasts and not checked again.
 */
export function jolteonCost(message: JolteonMessage): MessageCost {
	switch (message.kind) {
		case 'proposal': {
			const { block, timeoutCertificate } = message;
			const bytes = WIRE.envelope + blockBytes(block) + WIRE.signature + tcBytes(timeoutCertificate);
			const verifications = 1 + block.parentQc.signers.length;
			return { bytes, signatures: 1, verifications, transactions: block.payload.transactions };
		}
		case 'vote':
			return { bytes: VOTE_BYTES, signatures: 1, verifications: 1, transactions: 0 };
		case 'timeout': {
			const { highQc, timeoutCertificate, vote } = message;
			const voteBytes = vote ? VOTE_BYTES - WIRE.envelope : 1;
			const bytes =
				WIRE.envelope + 2 * WIRE.integer + WIRE.signature + qcBytes(highQc) + tcBytes(timeoutCertificate) + voteBytes;
			return { bytes, signatures: 1, verifications: vote ? 2 : 1, transactions: 0 };
		}
		default:
			return syncCost(message);
	}
}

function tcBytes(certificate: TimeoutCertificate | null): number {
	if (!certificate) return 1;
	const { highQc, signers } = certificate;
	return WIRE.integer + qcBytes(highQc) + signers.length * (WIRE.signer + WIRE.signature + WIRE.integer);
}
