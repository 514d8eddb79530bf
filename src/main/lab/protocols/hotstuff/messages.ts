import type { ChainBlock, ChainQc } from '../chain/block.ts';
import type { ChainSyncMessage } from '../chain/chain-sync.ts';
import { blockBytes, qcBytes, syncCost, VOTE_BYTES, WIRE } from '../chain/wire.ts';
import type { MessageCost } from '../replica.ts';

export interface ProposalMessage {
	readonly kind: 'proposal';
	readonly block: ChainBlock;
}

/** To the leader of the next view. */
export interface VoteMessage {
	readonly kind: 'vote';
	readonly round: number;
	readonly blockId: string;
}

/** To the leader of `round`, when the view before it has lasted too long. */
export interface NewViewMessage {
	readonly kind: 'new-view';
	readonly round: number;
	readonly highQc: ChainQc;
	/** The sender's newest vote, when its certificate has not shown up. */
	readonly vote: VoteMessage | null;
}

export type HotStuffMessage = ProposalMessage | VoteMessage | NewViewMessage | ChainSyncMessage;

/**
 * Certificates are lists of signatures, not threshold signatures as in the paper: every receiver of a proposal checks
 * a quorum of them.
 */
export function hotStuffCost(message: HotStuffMessage): MessageCost {
	switch (message.kind) {
		case 'proposal': {
			const { block } = message;
			const verifications = 1 + block.parentQc.signers.length;
			const bytes = WIRE.envelope + blockBytes(block) + WIRE.signature;
			return { bytes, signatures: 1, verifications, transactions: block.payload.transactions };
		}
		case 'vote':
			return { bytes: VOTE_BYTES, signatures: 1, verifications: 1, transactions: 0 };
		case 'new-view': {
			const signed = message.vote ? 2 : 1;
			const bytes = WIRE.envelope + qcBytes(message.highQc) + WIRE.signature + (message.vote ? VOTE_BYTES : 1);
			return { bytes, signatures: 1, verifications: signed, transactions: 0 };
		}
		default:
			return syncCost(message);
	}
}
