import { WIRE } from '../chain/wire.ts';
import type { LabPayload, MessageCost } from '../replica.ts';

/** What a primary first assigned to a sequence number. A null one fills a hole that a view change left. */
export interface SlotProposal {
	readonly seq: number;
	/** Stands for the digest. */
	readonly id: string;
	readonly isNull: boolean;
	/** View in which it was proposed first. */
	readonly view: number;
	readonly proposer: number;
	readonly proposedAtMs: number;
	readonly payload: LabPayload;
}

export interface PrePrepareMessage {
	readonly kind: 'pre-prepare';
	readonly view: number;
	readonly proposal: SlotProposal;
}

export interface SlotVoteMessage {
	readonly kind: 'prepare' | 'commit';
	readonly view: number;
	readonly seq: number;
	readonly id: string;
}

/** The sender has executed everything up to `seq`. */
export interface CheckpointMessage {
	readonly kind: 'checkpoint';
	readonly seq: number;
}

/** A proposal with the certificate that a quorum prepared it in `view`. */
export interface PreparedSlot {
	readonly view: number;
	readonly proposal: SlotProposal;
	/** Signatures in the certificate. */
	readonly signatures: number;
}

export interface ViewChangeMessage {
	readonly kind: 'view-change';
	readonly view: number;
	readonly stable: number;
	/** Above the stable checkpoint, ascending. */
	readonly prepared: readonly PreparedSlot[];
}

export interface NewViewMessage {
	readonly kind: 'new-view';
	readonly view: number;
	readonly stable: number;
	/** What the view begins with, from `stable` + 1 on without a hole. */
	readonly proposals: readonly SlotProposal[];
	/** View-change messages that it stands on. */
	readonly viewChanges: number;
}

/** A backup hands the primary work that waits. */
export interface ForwardMessage {
	readonly kind: 'forward';
	readonly payload: LabPayload;
}

export interface SlotsRequestMessage {
	readonly kind: 'slots-request';
	readonly fromSeq: number;
	readonly view: number;
}

/** Committed slots, ascending, each with its commit certificate, and the proofs of the sender's checkpoint and view. */
export interface SlotsMessage {
	readonly kind: 'slots';
	readonly slots: readonly SlotProposal[];
	readonly stable: number;
	readonly newView: NewViewMessage | null;
	/** Signatures in each commit certificate. */
	readonly signatures: number;
}

export type PbftMessage =
	| PrePrepareMessage
	| SlotVoteMessage
	| CheckpointMessage
	| ViewChangeMessage
	| NewViewMessage
	| ForwardMessage
	| SlotsRequestMessage
	| SlotsMessage;

const SIGNED_BYTES = WIRE.envelope + WIRE.signature;
const SLOT_BYTES = WIRE.digest + 3 * WIRE.integer;

/**
 * Signed like every other protocol here, where the paper's normal case uses authenticators (one MAC per receiver). A
 * view change names prepared proposals by digest with their certificates; bodies stay where they are.
 */
export function pbftCost(message: PbftMessage): MessageCost {
	switch (message.kind) {
		case 'pre-prepare': {
			const { payload } = message.proposal;
			const bytes = SIGNED_BYTES + WIRE.header + payload.bytes;
			return { bytes, signatures: 1, verifications: 1, transactions: payload.transactions };
		}
		case 'prepare':
		case 'commit':
			return { bytes: SIGNED_BYTES + SLOT_BYTES, signatures: 1, verifications: 1, transactions: 0 };
		case 'checkpoint':
			return {
				bytes: SIGNED_BYTES + WIRE.digest + WIRE.integer,
				signatures: 1,
				verifications: 1,
				transactions: 0,
			};
		case 'view-change': {
			const carried = message.prepared.reduce((sum, slot) => sum + slot.signatures, 0);
			const bytes = SIGNED_BYTES + 2 * WIRE.integer + message.prepared.length * SLOT_BYTES + carried * WIRE.signature;
			return { bytes, signatures: 1, verifications: 1 + carried, transactions: 0 };
		}
		case 'new-view': {
			const { viewChanges, proposals } = message;
			const bytes = SIGNED_BYTES + viewChanges * SIGNED_BYTES + proposals.length * SLOT_BYTES;
			return { bytes, signatures: 1, verifications: 1 + viewChanges, transactions: 0 };
		}
		case 'forward':
			return {
				bytes: WIRE.envelope + message.payload.bytes,
				signatures: 0,
				verifications: 0,
				transactions: message.payload.transactions,
			};
		case 'slots-request':
			return { bytes: WIRE.envelope + 2 * WIRE.integer, signatures: 0, verifications: 0, transactions: 0 };
		case 'slots':
			return slotsCost(message);
	}
}

function slotsCost({ slots, newView, signatures }: SlotsMessage): MessageCost {
	const viewCost = newView ? pbftCost(newView) : null;
	let bytes = WIRE.envelope + signatures * WIRE.signature + (viewCost?.bytes ?? 1);
	let transactions = 0;
	for (const { payload } of slots) {
		bytes += WIRE.header + payload.bytes + signatures * (WIRE.signer + WIRE.signature);
		transactions += payload.transactions;
	}
	const verifications = (slots.length + 1) * signatures + (viewCost?.verifications ?? 0);
	return { bytes, signatures: 0, verifications, transactions };
}
