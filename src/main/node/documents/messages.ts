import { decode, encode, type Plain } from '../../../shared/codec/cbor.ts';
import { DERIVED_ID_MAX_CHARACTERS, identifier } from '../../../shared/codec/ids.ts';
import {
	boolean,
	bytes,
	bytesUpTo,
	list,
	literal,
	type Reader,
	record,
	text,
	variant,
} from '../../../shared/codec/reader.ts';
import { CID_BYTES } from '../../../shared/documents/cid.ts';
import { ENVELOPE_LIMITS } from '../../../shared/documents/envelope.ts';
import { type ParticipantClaim, readClaim } from './participant-claim.ts';

/** Envelope and parts of one document. */
const MAX_CIDS = ENVELOPE_LIMITS.parts + 1;

export const EXCHANGE_LIMITS = {
	/** A question about every block of the largest document. */
	requestBytes: 16_384,
	/** One block and what is around it. */
	responseBytes: ENVELOPE_LIMITS.blockBytes + 1_024,
	reasonCharacters: 512,
} as const;

/** What a node asks another about one document, for one participant. */
export type DocumentRequest =
	| {
			readonly kind: 'block';
			readonly document: string;
			readonly cid: Uint8Array;
			readonly claim: ParticipantClaim;
	  }
	| {
			readonly kind: 'presence';
			readonly document: string;
			readonly cids: readonly Uint8Array[];
			readonly claim: ParticipantClaim;
	  };

export type DocumentResponse =
	| { readonly kind: 'block'; readonly bytes: Uint8Array }
	/** Whether each block asked about is kept. */
	| { readonly kind: 'presence'; readonly held: readonly boolean[] }
	| { readonly kind: 'refused'; readonly code: string; readonly reason: string };

const cid = bytes(CID_BYTES);
const document = identifier(DERIVED_ID_MAX_CHARACTERS);

const readRequest: Reader<DocumentRequest> = variant<DocumentRequest>({
	block: record<Extract<DocumentRequest, { kind: 'block' }>>({
		kind: literal('block'),
		document,
		cid,
		claim: readClaim,
	}),
	presence: record<Extract<DocumentRequest, { kind: 'presence' }>>({
		kind: literal('presence'),
		document,
		cids: list(cid, MAX_CIDS),
		claim: readClaim,
	}),
});

const readResponse: Reader<DocumentResponse> = variant<DocumentResponse>({
	block: record<Extract<DocumentResponse, { kind: 'block' }>>({
		kind: literal('block'),
		bytes: bytesUpTo(ENVELOPE_LIMITS.blockBytes),
	}),
	presence: record<Extract<DocumentResponse, { kind: 'presence' }>>({
		kind: literal('presence'),
		held: list(boolean, MAX_CIDS),
	}),
	refused: record<Extract<DocumentResponse, { kind: 'refused' }>>({
		kind: literal('refused'),
		code: text(64),
		reason: text(EXCHANGE_LIMITS.reasonCharacters),
	}),
});

export function documentProtocol(chainId: string): string {
	return `/gridquorum/${chainId}/documents/1`;
}

export function encodeDocumentRequest(request: DocumentRequest): Uint8Array {
	return encode(request as unknown as Plain);
}

/** @throws CodedError CODEC_* */
export function decodeDocumentRequest(encoded: Uint8Array): DocumentRequest {
	return readRequest(decode(encoded, EXCHANGE_LIMITS.requestBytes), 'request');
}

export function encodeDocumentResponse(response: DocumentResponse): Uint8Array {
	return encode(response as unknown as Plain);
}

/** @throws CodedError CODEC_* */
export function decodeDocumentResponse(encoded: Uint8Array): DocumentResponse {
	return readResponse(decode(encoded, EXCHANGE_LIMITS.responseBytes), 'response');
}
