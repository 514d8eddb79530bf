import { WIRE } from '../chain/wire.ts';
import type { LabPayload, MessageCost } from '../replica.ts';

export interface RaftEntry {
	/** 1, 2, 3… without a hole. */
	readonly index: number;
	/** Term of the leader that appended it. */
	readonly term: number;
	readonly id: string;
	readonly leader: number;
	readonly proposedAtMs: number;
	readonly payload: LabPayload;
}

export interface AppendMessage {
	readonly kind: 'append';
	readonly term: number;
	readonly prevIndex: number;
	readonly prevTerm: number;
	/** Empty: a heartbeat. */
	readonly entries: readonly RaftEntry[];
	readonly commitIndex: number;
}

export interface AppendReplyMessage {
	readonly kind: 'append-reply';
	readonly term: number;
	readonly isAccepted: boolean;
	/** Accepted: everything up to here matches. Refused: the leader is to go on above here. */
	readonly index: number;
}

export interface VoteRequestMessage {
	readonly kind: 'vote-request';
	readonly term: number;
	readonly lastIndex: number;
	readonly lastTerm: number;
}

export interface VoteReplyMessage {
	readonly kind: 'vote-reply';
	readonly term: number;
	readonly isGranted: boolean;
}

export type RaftMessage = AppendMessage | AppendReplyMessage | VoteRequestMessage | VoteReplyMessage;

/** Nothing is signed: Raft trusts its replicas, the connection authenticates them. */
export function raftCost(message: RaftMessage): MessageCost {
	let bytes = WIRE.envelope + 4 * WIRE.integer;
	let transactions = 0;
	if (message.kind === 'append')
		for (const { payload } of message.entries) {
			bytes += 3 * WIRE.integer + payload.bytes;
			transactions += payload.transactions;
		}
	return { bytes, signatures: 0, verifications: 0, transactions };
}
