import type { MessageCost } from '../replica.ts';
import type { ChainBlock, ChainQc } from './block.ts';
import type { ChainSyncMessage } from './chain-sync.ts';

/**
 * Sizes of this project's canonical encoding (dag-cbor, Ed25519, SHA-256), the same for every protocol, so that no
 * protocol wins by its wire format. All certificates are lists of signers and Ed25519 signatures, as C-LBFT's are:
 * threshold or aggregate signatures would make those of all BFT protocols here small alike.
 */
export const WIRE = {
	/** Kind, chain id, epoch, field names. */
	envelope: 48,
	/** A round, height, view, index or time of up to 32 bits. */
	integer: 5,
	/** A byte string of 32 bytes with its head. */
	digest: 34,
	/** A byte string of 64 bytes with its head. */
	signature: 66,
	/** A validator's index. */
	signer: 2,
	/** Field names, block id and rounds of a quorum certificate. */
	certificate: 96,
	/** Header fields of a block besides the certificate: round, height, time, proposer, lists, two roots, names. */
	header: 210,
} as const;

export function qcBytes(qc: ChainQc): number {
	return WIRE.certificate + qc.signers.length * (WIRE.signer + WIRE.signature);
}

export function blockBytes(block: ChainBlock): number {
	return WIRE.header + qcBytes(block.parentQc) + 2 * block.failedAuthors.length + block.payload.bytes;
}

export const VOTE_BYTES = WIRE.envelope + WIRE.digest + 3 * WIRE.integer + WIRE.signature;

/** Fetched blocks are checked by their certificates: one quorum of signatures each. */
export function syncCost(message: ChainSyncMessage): MessageCost {
	if (message.kind === 'blocks-request') {
		return { bytes: WIRE.envelope + WIRE.digest + WIRE.integer, signatures: 0, verifications: 0, transactions: 0 };
	}
	let bytes: number = WIRE.envelope;
	let verifications = 0;
	let transactions = 0;
	for (const block of message.blocks) {
		bytes += blockBytes(block);
		verifications += block.parentQc.signers.length;
		transactions += block.payload.transactions;
	}
	return { bytes, signatures: 0, verifications, transactions };
}
