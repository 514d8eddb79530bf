import type { BlockHeader, CommitProof } from '../../../shared/codec/block.ts';
import { readBlockHeader, readCommitProof } from '../../../shared/codec/block-codec.ts';
import type { Digest } from '../../../shared/codec/bytes.ts';
import { decode, encode, type Plain } from '../../../shared/codec/cbor.ts';
import { CONSENSUS_LIMITS } from '../../../shared/codec/consensus-limits.ts';
import {
	bytes,
	bytesUpTo,
	integer,
	list,
	literal,
	nullable,
	record,
	text,
	variant,
} from '../../../shared/codec/reader.ts';
import { TRANSACTION_LIMITS } from '../../../shared/codec/transaction.ts';
import { SYNC_LIMITS } from './limits.ts';
import { readSnapshotManifest, type SnapshotManifest } from './snapshot.ts';

export type SyncRequest =
	| { readonly kind: 'tip' }
	/** Final blocks from a height on; with none there yet, the answer waits for the next one up to `waitMs`. */
	| {
			readonly kind: 'blocks';
			readonly from: number;
			readonly count: number;
			readonly maxBytes: number;
			readonly waitMs: number;
	  }
	/** Handovers out of `fromEpoch` and the epochs after it. */
	| { readonly kind: 'handovers'; readonly fromEpoch: number }
	/** The newest snapshot; the answer waits up to `waitMs` for one that is being taken. */
	| { readonly kind: 'snapshot'; readonly waitMs: number }
	| { readonly kind: 'chunk'; readonly height: number; readonly index: number }
	/** A signed transaction for the mempool. */
	| { readonly kind: 'submit'; readonly transaction: Uint8Array };

/** The newest final block of the one who answers, with its proof. */
export interface Tip {
	readonly header: BlockHeader;
	readonly commitProof: CommitProof;
}

export type SyncResponse =
	/** Null before the first block. */
	| { readonly kind: 'tip'; readonly tip: Tip | null }
	/** Canonical bytes of `CommittedBlock`s, ascending from the height asked for. */
	| { readonly kind: 'blocks'; readonly blocks: readonly Uint8Array[] }
	/** Canonical bytes of `EpochChangeProof`s, one for each epoch. */
	| { readonly kind: 'handovers'; readonly proofs: readonly Uint8Array[] }
	/** Null while there is none yet: ask again. */
	| { readonly kind: 'snapshot'; readonly manifest: SnapshotManifest | null }
	/** Null when that snapshot is gone. */
	| { readonly kind: 'chunk'; readonly chunk: Uint8Array | null }
	| { readonly kind: 'submitted'; readonly transactionId: Digest }
	/** A code of the catalogue. */
	| { readonly kind: 'refused'; readonly code: string; readonly reason: string };

const kind = <K extends string>(name: K) => literal(name) as (value: unknown, path: string) => K;
const wait = integer(0, SYNC_LIMITS.waitMs);
type Request<K extends SyncRequest['kind']> = Extract<SyncRequest, { kind: K }>;
type Response<K extends SyncResponse['kind']> = Extract<SyncResponse, { kind: K }>;

const readRequest = variant<SyncRequest>({
	tip: record<Request<'tip'>>({ kind: kind('tip') }),
	blocks: record<Request<'blocks'>>({
		kind: kind('blocks'),
		from: integer(1),
		count: integer(1, SYNC_LIMITS.rangeBlocks),
		maxBytes: integer(1, SYNC_LIMITS.rangeBytes),
		waitMs: wait,
	}),
	handovers: record<Request<'handovers'>>({ kind: kind('handovers'), fromEpoch: integer() }),
	snapshot: record<Request<'snapshot'>>({ kind: kind('snapshot'), waitMs: wait }),
	chunk: record<Request<'chunk'>>({
		kind: kind('chunk'),
		height: integer(1),
		index: integer(0, SYNC_LIMITS.snapshotChunks - 1),
	}),
	submit: record<Request<'submit'>>({ kind: kind('submit'), transaction: bytesUpTo(TRANSACTION_LIMITS.bytes) }),
});

const readResponse = variant<SyncResponse>({
	tip: record<Response<'tip'>>({
		kind: kind('tip'),
		tip: nullable(record<Tip>({ header: readBlockHeader, commitProof: readCommitProof })),
	}),
	blocks: record<Response<'blocks'>>({
		kind: kind('blocks'),
		blocks: list(bytesUpTo(CONSENSUS_LIMITS.blockBytes + CONSENSUS_LIMITS.proofBytes), SYNC_LIMITS.rangeBlocks),
	}),
	handovers: record<Response<'handovers'>>({
		kind: kind('handovers'),
		proofs: list(bytesUpTo(SYNC_LIMITS.responseBytes), SYNC_LIMITS.handovers),
	}),
	snapshot: record<Response<'snapshot'>>({ kind: kind('snapshot'), manifest: nullable(readSnapshotManifest) }),
	chunk: record<Response<'chunk'>>({ kind: kind('chunk'), chunk: nullable(bytesUpTo(SYNC_LIMITS.responseBytes)) }),
	submitted: record<Response<'submitted'>>({ kind: kind('submitted'), transactionId: bytes(32) }),
	refused: record<Response<'refused'>>({ kind: kind('refused'), code: text(64, 1), reason: text(1_024) }),
});

export function encodeSyncRequest(request: SyncRequest): Uint8Array {
	return encode(request as unknown as Plain);
}

/** @throws CodedError CODEC_* */
export function decodeSyncRequest(encoded: Uint8Array): SyncRequest {
	return readRequest(decode(encoded, SYNC_LIMITS.requestBytes), 'request');
}

export function encodeSyncResponse(response: SyncResponse): Uint8Array {
	return encode(response as unknown as Plain);
}

/** Form and limits only; everything that it says is still to be verified. @throws CodedError CODEC_* */
export function decodeSyncResponse(encoded: Uint8Array): SyncResponse {
	return readResponse(decode(encoded, SYNC_LIMITS.responseBytes), 'response');
}
