import { CodedError, codeOf } from '../../../shared/errors/coded-error.ts';
import type { PeerAddress } from '../network/libp2p-transport.ts';
import type { Stream } from '../network/libp2p-types.ts';
import { readFrame, writeFrame } from '../sync/frames.ts';
import {
	type DocumentRequest,
	type DocumentResponse,
	decodeDocumentResponse,
	documentProtocol,
	EXCHANGE_LIMITS,
	encodeDocumentRequest,
} from './messages.ts';

const ANSWER_MS = 15_000;

type Answer<R extends DocumentRequest> = Extract<DocumentResponse, { kind: R['kind'] }>;

/** Asks one peer at a time, one stream a request. */
export class DocumentClient {
	readonly #chainId: string;
	readonly #dial: (peer: PeerAddress, protocol: string, signal: AbortSignal) => Promise<Stream>;

	constructor(
		options: { readonly chainId: string },
		modules: { readonly dial: (peer: PeerAddress, protocol: string, signal: AbortSignal) => Promise<Stream> },
	) {
		this.#chainId = options.chainId;
		this.#dial = modules.dial;
	}

	/** @throws CodedError DOCUMENT_BUSY | DOCUMENT_PEER_REFUSED, the latter for a peer out of reach as well */
	async ask<R extends DocumentRequest>(peer: PeerAddress, request: R, stop: AbortSignal): Promise<Answer<R>> {
		const signal = AbortSignal.any([stop, AbortSignal.timeout(ANSWER_MS)]);
		let stream: Stream | null = null;
		try {
			stream = await this.#dial(peer, documentProtocol(this.#chainId), signal);
			const answer = readFrame(stream, 'response', EXCHANGE_LIMITS.responseBytes, signal);
			const [payload] = await Promise.all([
				answer,
				writeFrame(stream, 'request', encodeDocumentRequest(request), signal),
			]);
			return accept(peer, request, decodeDocumentResponse(payload));
		} catch (error) {
			if (codeOf(error) === 'DOCUMENT_BUSY' || codeOf(error) === 'DOCUMENT_PEER_REFUSED') throw error;
			throw new CodedError('DOCUMENT_PEER_REFUSED', { peer: peer.peerId, reason: (error as Error).message });
		} finally {
			stream?.abort(new Error('answered'));
		}
	}
}

function accept<R extends DocumentRequest>({ peerId }: PeerAddress, request: R, response: DocumentResponse): Answer<R> {
	if (response.kind === request.kind) return response as Answer<R>;
	if (response.kind !== 'refused')
		throw new CodedError('DOCUMENT_PEER_REFUSED', { peer: peerId, reason: `it answers with ${response.kind}` });
	if (response.code === 'DOCUMENT_BUSY') throw new CodedError('DOCUMENT_BUSY');
	throw new CodedError('DOCUMENT_PEER_REFUSED', { peer: peerId, reason: `${response.code} ${response.reason}`.trim() });
}
