import { equalBytes, toHex } from '../../../shared/codec/bytes.ts';
import { decodeEnvelope } from '../../../shared/documents/envelope.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { DocumentRecord } from '../../core/contracts/depository/documents.ts';
import { verifier } from '../crypto/ed25519.ts';
import type { RequestProtocol } from '../network/libp2p-transport.ts';
import type { Stream } from '../network/libp2p-types.ts';
import type { Log } from '../observe/log.ts';
import { readFrame, writeFrame } from '../sync/frames.ts';
import { RequestAllowance } from '../sync/request-allowance.ts';
import type { DocumentStore } from './block-store.ts';
import type { DocumentState } from './document-state.ts';
import {
	type DocumentRequest,
	type DocumentResponse,
	decodeDocumentRequest,
	documentProtocol,
	EXCHANGE_LIMITS,
	encodeDocumentResponse,
} from './messages.ts';
import { requireClaim } from './participant-claim.ts';

const REQUEST_MS = 5_000;
const RESPONSE_MS = 30_000;
const STREAMS_PER_CONNECTION = 4;

export interface DocumentServerModules {
	readonly store: DocumentStore;
	readonly state: DocumentState;
	/** Peers beside the validators that get past the handshake. */
	readonly isAdmitted: (peerId: string) => Promise<boolean>;
	/** Time of the newest executed block. */
	readonly blockTime: () => number;
	readonly log: Log;
}

/** Hands out encrypted blocks, and says which are here, to nodes of participants who may have the document. */
export class DocumentServer {
	readonly #chainId: string;
	readonly #modules: DocumentServerModules;
	readonly #allowance = new RequestAllowance();
	readonly #abort = new AbortController();

	constructor(options: { readonly chainId: string }, modules: DocumentServerModules) {
		this.#chainId = options.chainId;
		this.#modules = modules;
	}

	get protocol(): RequestProtocol {
		return {
			name: documentProtocol(this.#chainId),
			streamsPerConnection: STREAMS_PER_CONNECTION,
			isAdmitted: this.#modules.isAdmitted,
			onStream: (stream, peerId) => void this.#serve(stream, peerId),
		};
	}

	stop(): void {
		this.#abort.abort();
	}

	async #serve(stream: Stream, peerId: string): Promise<void> {
		try {
			const limited = AbortSignal.any([this.#abort.signal, AbortSignal.timeout(REQUEST_MS)]);
			const payload = await readFrame(stream, 'request', EXCHANGE_LIMITS.requestBytes, limited);
			const encoded = encodeDocumentResponse(await this.#answer(peerId, payload));
			this.#allowance.spend(peerId, encoded.length, performance.now());
			const signal = AbortSignal.any([this.#abort.signal, AbortSignal.timeout(RESPONSE_MS)]);
			await writeFrame(stream, 'response', encoded, signal);
			await stream.close({ signal });
		} catch (error) {
			this.#modules.log.debug({ peer: peerId, error: String(error) }, 'a document request failed');
			stream.abort(error as Error);
		}
	}

	async #answer(peerId: string, payload: Uint8Array): Promise<DocumentResponse> {
		if (this.#abort.signal.aborted) return refused(new CodedError('NODE_STOPPED'));
		if (!this.#allowance.enter(peerId, performance.now())) return refused(new CodedError('DOCUMENT_BUSY'));
		try {
			return await this.#respond(peerId, decodeDocumentRequest(payload));
		} catch (error) {
			if (!(error instanceof CodedError)) throw error;
			if (error.code === 'DOCUMENT_NOT_ENTITLED' || error.code === 'DOCUMENT_PROOF')
				this.#modules.log.warn({ peer: peerId, code: error.code, details: error.details }, error.message);
			return refused(error);
		} finally {
			this.#allowance.leave(peerId);
		}
	}

	async #respond(peerId: string, request: DocumentRequest): Promise<DocumentResponse> {
		const { store } = this.#modules;
		const record = await this.#requireEntitled(peerId, request);
		if (request.kind === 'presence') {
			const isPart = await this.#partsOf(record);
			const held = await store.holds(request.cids);
			return { kind: 'presence', held: held.map((isHeld, index) => isHeld && isPart(request.cids[index])) };
		}
		const isPart = await this.#partsOf(record);
		if (!isPart(request.cid))
			throw new CodedError('DOCUMENT_NOT_ENTITLED', { peer: peerId, document: request.document });
		return { kind: 'block', bytes: await store.get(request.cid) };
	}

	/** @throws CodedError DOCUMENT_UNKNOWN | DOCUMENT_PROOF | DOCUMENT_NOT_ENTITLED */
	async #requireEntitled(peerId: string, { claim, document }: DocumentRequest): Promise<DocumentRecord> {
		const { state, blockTime } = this.#modules;
		const participant = await state.findParticipant(claim.participant);
		const scope = { chainId: this.#chainId, peerId };
		requireClaim(claim, scope, participant?.publicKey ?? null, { verifier, wallMs: Date.now() });
		const record = await state.document(document);
		if (!(await state.isEntitled(claim.participant, document, record, blockTime())))
			throw new CodedError('DOCUMENT_NOT_ENTITLED', { peer: peerId, document });
		return record;
	}

	/** Which blocks are the document's own: a node entitled to one must not fetch another's by naming this one. */
	async #partsOf(record: DocumentRecord): Promise<(cid: Uint8Array | undefined) => boolean> {
		const parts = new Set<string>();
		const [isHere] = await this.#modules.store.holds([record.cid]);
		if (isHere) {
			const envelope = decodeEnvelope(await this.#modules.store.get(record.cid));
			for (const part of envelope.parts) parts.add(toHex(part));
		}
		return (cid) => cid !== undefined && (equalBytes(cid, record.cid) || parts.has(toHex(cid)));
	}
}

function refused({ code, message }: CodedError): DocumentResponse {
	return { kind: 'refused', code, reason: message.slice(0, EXCHANGE_LIMITS.reasonCharacters) };
}
