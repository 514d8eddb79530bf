import { encodeCommittedBlock } from '../../../shared/codec/block-codec.ts';
import { equalBytes } from '../../../shared/codec/bytes.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { provenBlockId } from '../../../shared/proofs/commit-proof.ts';
import { encodeEpochChangeProof } from '../../../shared/proofs/epoch-change.ts';
import { SYNC_LIMITS } from '../../core/sync/limits.ts';
import {
	decodeSyncRequest,
	encodeSyncResponse,
	type SyncRequest,
	type SyncResponse,
} from '../../core/sync/messages.ts';
import type { RequestProtocol } from '../network/libp2p-transport.ts';
import type { Stream } from '../network/libp2p-types.ts';
import type { Log } from '../observe/log.ts';
import type { Store } from '../store/types.ts';
import { readFrame, writeFrame } from './frames.ts';
import { RequestAllowance } from './request-allowance.ts';
import type { SnapshotKeeper } from './snapshot-keeper.ts';
import { syncProtocol } from './sync-client.ts';

/** How long a stream may take for its request, and for its response beyond what the request lets it wait. */
const REQUEST_MS = 5_000;
const RESPONSE_MS = 30_000;
const STREAMS_PER_CONNECTION = 4;
/** Requests that wait for the next block. */
const MAX_WAITING = 256;

export interface SyncServerModules {
	readonly store: Store;
	readonly snapshots: Pick<SnapshotKeeper, 'newest' | 'chunk'>;
	/** Peers beside the validators whom the chain's state or the configuration admits. */
	readonly isAdmitted: (peerId: string) => Promise<boolean>;
	readonly submit: (transaction: Uint8Array) => Promise<Uint8Array>;
	readonly log: Log;
}

/**
 * Answers the sync protocol from the store: whoever asks verifies everything, so nothing here is signed. Blocks go out
 * as the bytes that were stored.
 */
export class SyncServer {
	readonly #modules: SyncServerModules;
	readonly #chainId: string;
	readonly #allowance = new RequestAllowance();
	readonly #waiting = new Set<() => void>();
	readonly #abort = new AbortController();

	constructor(options: { chainId: string }, modules: SyncServerModules) {
		this.#chainId = options.chainId;
		this.#modules = modules;
	}

	get protocol(): RequestProtocol {
		return {
			name: syncProtocol(this.#chainId),
			streamsPerConnection: STREAMS_PER_CONNECTION,
			isAdmitted: this.#modules.isAdmitted,
			onStream: (stream, peerId) => void this.#serve(stream, peerId),
		};
	}

	/** A block was executed and stored: whoever waits for it is answered. */
	blockStored(): void {
		for (const wake of [...this.#waiting]) wake();
	}

	stop(): void {
		this.#abort.abort();
		this.blockStored();
	}

	async #serve(stream: Stream, peerId: string): Promise<void> {
		try {
			const limited = AbortSignal.any([this.#abort.signal, AbortSignal.timeout(REQUEST_MS)]);
			const payload = await readFrame(stream, 'request', SYNC_LIMITS.requestBytes, limited);
			const request = decodeSyncRequest(payload);
			const response = await this.#answer(peerId, request);
			const signal = AbortSignal.any([this.#abort.signal, AbortSignal.timeout(RESPONSE_MS)]);
			const encoded = encodeSyncResponse(response);
			this.#allowance.spend(peerId, encoded.length, performance.now());
			await writeFrame(stream, 'response', encoded, signal);
			await stream.close({ signal });
		} catch (error) {
			this.#modules.log.debug({ peer: peerId, error: String(error) }, 'a sync request failed');
			stream.abort(error as Error);
		}
	}

	async #answer(peerId: string, request: SyncRequest): Promise<SyncResponse> {
		if (this.#abort.signal.aborted) return refused(new CodedError('NODE_STOPPED'));
		if (!this.#allowance.enter(peerId, performance.now())) return refused(new CodedError('SYNC_BUSY'));
		try {
			return await this.#respond(request);
		} catch (error) {
			if (error instanceof CodedError) return refused(error);
			throw error;
		} finally {
			this.#allowance.leave(peerId);
		}
	}

	async #respond(request: SyncRequest): Promise<SyncResponse> {
		const { snapshots, submit } = this.#modules;
		switch (request.kind) {
			case 'tip':
				return this.#tip();
			case 'blocks':
				return { kind: 'blocks', blocks: await this.#blocks(request) };
			case 'handovers':
				return { kind: 'handovers', proofs: await this.#handovers(request.fromEpoch) };
			case 'snapshot':
				return { kind: 'snapshot', manifest: await snapshots.newest(request.waitMs) };
			case 'chunk':
				return { kind: 'chunk', chunk: await snapshots.chunk(request.height, request.index) };
			case 'submit':
				return { kind: 'submitted', transactionId: await submit(request.transaction) };
		}
	}

	async #tip(): Promise<SyncResponse> {
		const { store } = this.#modules;
		const stored = await store.block(store.executedHeight);
		return { kind: 'tip', tip: stored ? { header: stored.block.header, commitProof: stored.proof } : null };
	}

	async #blocks({ from, count, maxBytes, waitMs }: Extract<SyncRequest, { kind: 'blocks' }>): Promise<Uint8Array[]> {
		const { store } = this.#modules;
		if (from === store.executedHeight + 1 && waitMs > 0) await this.#nextBlock(waitMs);
		// One epoch at a time: the next one's blocks follow from its handover, not from this one's last block.
		const epoch = store.epochStarts.filter((start) => start < from).length;
		const end = store.epochStarts[epoch] ?? Number.MAX_SAFE_INTEGER;
		const last = Math.min(store.executedHeight, end, from + count - 1);
		if (last < from) return [];
		const blocks = [...(await store.encodedBlocks(from, last - from + 1, maxBytes))];
		if (from + blocks.length - 1 === end) blocks.push(...(await this.#proofOfLast(epoch, end, count - blocks.length)));
		return blocks;
	}

	/** Void blocks up to the one whose proof made the epoch's last block final; none where it has one of its own. */
	async #proofOfLast(epoch: number, height: number, count: number): Promise<Uint8Array[]> {
		const { store } = this.#modules;
		const last = await store.block(height);
		if (!last || equalBytes(provenBlockId(last.proof), last.blockId)) return [];
		const above = await store.voidBlocks(epoch);
		const proven = above.findIndex(({ proof, blockId }) => equalBytes(provenBlockId(proof), blockId));
		return above
			.slice(0, Math.min(count, proven + 1))
			.map(({ block, proof }) => encodeCommittedBlock({ block, proof }));
	}

	async #handovers(fromEpoch: number): Promise<Uint8Array[]> {
		const { store } = this.#modules;
		const proofs: Uint8Array[] = [];
		let bytes = 0;
		for (let epoch = fromEpoch + 1; epoch <= store.epochStarts.length; epoch++) {
			const proof = await store.epochProof(epoch);
			if (!proof) break;
			const encoded = encodeEpochChangeProof(proof);
			bytes += encoded.length;
			if (proofs.length > 0 && (bytes > SYNC_LIMITS.handoverBytes || proofs.length >= SYNC_LIMITS.handovers)) break;
			proofs.push(encoded);
		}
		return proofs;
	}

	async #nextBlock(waitMs: number): Promise<void> {
		if (this.#waiting.size >= MAX_WAITING) return;
		await new Promise<void>((resolve) => {
			const wake = (): void => {
				clearTimeout(timer);
				this.#waiting.delete(wake);
				resolve();
			};
			const timer = setTimeout(wake, waitMs);
			this.#waiting.add(wake);
		});
	}
}

function refused({ code, message }: CodedError): SyncResponse {
	return { kind: 'refused', code, reason: message.slice(0, 1_024) };
}
