import { catalogue, type ErrorCode } from '../../../shared/errors/catalogue.ts';
import { CodedError, codeOf } from '../../../shared/errors/coded-error.ts';
import { SYNC_LIMITS } from '../../core/sync/limits.ts';
import {
	decodeSyncResponse,
	encodeSyncRequest,
	type SyncRequest,
	type SyncResponse,
} from '../../core/sync/messages.ts';
import type { PeerAddress } from '../network/libp2p-transport.ts';
import type { Stream } from '../network/libp2p-types.ts';
import { readFrame, writeFrame } from './frames.ts';

const ANSWER_MS = 15_000;

/** The kind of answer that each kind of request gets. */
interface AnswerKinds {
	readonly tip: 'tip';
	readonly blocks: 'blocks';
	readonly handovers: 'handovers';
	readonly snapshot: 'snapshot';
	readonly chunk: 'chunk';
	readonly submit: 'submitted';
}
type Answer<R extends SyncRequest> = Extract<SyncResponse, { kind: AnswerKinds[R['kind']] }>;

const ANSWERS: AnswerKinds = {
	tip: 'tip',
	blocks: 'blocks',
	handovers: 'handovers',
	snapshot: 'snapshot',
	chunk: 'chunk',
	submit: 'submitted',
};

export function syncProtocol(chainId: string): string {
	return `/gridquorum/${chainId}/sync/1`;
}

/** Asks one peer at a time, one stream a request. */
export class SyncClient {
	readonly #chainId: string;
	readonly #self: string;
	readonly #answerMs: number;
	readonly #dial: (peer: PeerAddress, protocol: string, signal: AbortSignal) => Promise<Stream>;

	/**
	 * @param options.self own peer id, for messages to people
	 * @param options.answerMs how long an answer may take beyond what its request lets it wait
	 */
	constructor(
		options: { chainId: string; self: string; answerMs?: number },
		modules: { dial: (peer: PeerAddress, protocol: string, signal: AbortSignal) => Promise<Stream> },
	) {
		this.#chainId = options.chainId;
		this.#self = options.self;
		this.#answerMs = options.answerMs ?? ANSWER_MS;
		this.#dial = modules.dial;
	}

	/**
	 * @throws CodedError SYNC_PEER_UNREACHABLE | SYNC_NOT_ADMITTED | SYNC_WRONG_CHAIN | SYNC_PEER_SILENT, CODEC_* |
	 * NETWORK_FRAME_INVALID for an answer without form, SYNC_BUSY | SYNC_PEER_REFUSED where the peer refuses, or the code
	 * with which it refuses a transaction
	 */
	async ask<R extends SyncRequest>(peer: PeerAddress, request: R, stop: AbortSignal): Promise<Answer<R>> {
		const ms = this.#answerMs + ('waitMs' in request ? request.waitMs : 0);
		const timeout = AbortSignal.timeout(ms);
		const signal = AbortSignal.any([stop, timeout]);
		const stream = await this.#open(peer, signal);
		try {
			const answer = readFrame(stream, 'response', SYNC_LIMITS.responseBytes, signal);
			// Whichever fails first is the one to tell of.
			const [payload] = await Promise.all([answer, writeFrame(stream, 'request', encodeSyncRequest(request), signal)]);
			return this.#accept(peer, request, decodeSyncResponse(payload));
		} catch (error) {
			if (codeOf(error)) throw error;
			if (timeout.aborted) throw new CodedError('SYNC_PEER_SILENT', { peer: peer.peerId, ms });
			throw new CodedError('SYNC_PEER_UNREACHABLE', { peer: peer.peerId, reason: (error as Error).message });
		} finally {
			stream.abort(new Error('answered'));
		}
	}

	#accept<R extends SyncRequest>(peer: PeerAddress, request: R, response: SyncResponse): Answer<R> {
		if (response.kind === ANSWERS[request.kind]) return response as Answer<R>;
		if (response.kind === 'refused') throw refusal(peer, request, response);
		throw new CodedError('SYNC_PEER_LIED', {
			peer: peer.peerId,
			reason: `${response.kind} in answer to ${request.kind}`,
		});
	}

	async #open(peer: PeerAddress, signal: AbortSignal): Promise<Stream> {
		try {
			return await this.#dial(peer, syncProtocol(this.#chainId), signal);
		} catch (error) {
			const { name, message } = error as Error;
			if (name === 'UnsupportedProtocolError')
				throw new CodedError('SYNC_WRONG_CHAIN', { peer: peer.peerId, chainId: this.#chainId });
			// A peer that does not admit this node closes the connection once it knows the peer id.
			if (CLOSED_IN_HANDSHAKE.test(`${name} ${message}`))
				throw new CodedError('SYNC_NOT_ADMITTED', { peer: peer.peerId, self: this.#self });
			throw new CodedError('SYNC_PEER_UNREACHABLE', { peer: peer.peerId, reason: message });
		}
	}
}

const CLOSED_IN_HANDSHAKE =
	/EncryptionFailed|ConnectionIntercepted|MuxerUnavailable|UnexpectedEOF|StreamClosed|StreamReset/i;

/**
 * A peer's code counts for what it says of a transaction. Elsewhere it must not pass for this node's own fault: one peer
 * that stops, or lies, would stop every node that follows it.
 */
function refusal(
	{ peerId }: PeerAddress,
	{ kind }: SyncRequest,
	{ code, reason }: Extract<SyncResponse, { kind: 'refused' }>,
): CodedError {
	if (code === 'SYNC_BUSY') return new CodedError('SYNC_BUSY');
	if (kind === 'submit' && code in catalogue) return new CodedError(code as ErrorCode, { reason });
	return new CodedError('SYNC_PEER_REFUSED', { peer: peerId, reason: `${code} ${reason}`.trim() });
}
