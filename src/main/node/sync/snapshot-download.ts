import { decodeCommittedBlock } from '../../../shared/codec/block-codec.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { ProofModules } from '../../../shared/proofs/certificates.ts';
import { isSeedKnownAt, seedHeightOf } from '../../core/consensus/seed-height.ts';
import { CREDIT_PATH } from '../../core/contracts/incentive/block-accounting.ts';
import type { Hasher } from '../../core/ports.ts';
import type { ChainVerifier } from '../../core/sync/chain-verifier.ts';
import { SYNC_LIMITS } from '../../core/sync/limits.ts';
import type { SyncRequest } from '../../core/sync/messages.ts';
import type { ChainPosition, ProvenBlock } from '../../core/sync/range.ts';
import { SnapshotAssembly, type SnapshotManifest, verifyManifest } from '../../core/sync/snapshot.ts';
import { verifyWindow } from '../../core/sync/window.ts';
import type { PeerAddress } from '../network/libp2p-transport.ts';
import type { EpochHandover, InstalledSnapshot } from '../store/types.ts';
import { enterNewestEpoch } from './newest-epoch.ts';
import type { SyncClient } from './sync-client.ts';

/** Of the blocks below a snapshot that consensus wants; a chain of large blocks gets fewer. */
const WINDOW_BYTES = 67_108_864;
/** Of those among them without which no leader can be told. */
const SEED_WINDOW_BYTES = 268_435_456;
const PIECE_BLOCKS = 64;
const MANIFEST_TRIES = 8;

/** Downloads one snapshot from one peer; everything of it is verified before anybody sees it. */
export class SnapshotDownload {
	readonly #peer: PeerAddress;
	readonly #client: SyncClient;
	readonly #verifier: ChainVerifier;
	readonly #proofs: ProofModules;
	readonly #hasher: Hasher;
	readonly #stop: AbortSignal;
	readonly #epochs: EpochHandover[] = [];

	/** @param modules.verifier stands on this node's newest block; ends on the snapshot's */
	constructor(
		options: { peer: PeerAddress; stop: AbortSignal },
		modules: { client: SyncClient; verifier: ChainVerifier; proofs: ProofModules; hasher: Hasher },
	) {
		this.#peer = options.peer;
		this.#stop = options.stop;
		this.#client = modules.client;
		this.#verifier = modules.verifier;
		this.#proofs = modules.proofs;
		this.#hasher = modules.hasher;
	}

	/**
	 * Null when the peer has none above this node.
	 * @throws CodedError SNAPSHOT_DAMAGED, CONSENSUS_*, CODEC_* for lies, SNAPSHOT_UNSEEDED, SYNC_* for the rest
	 */
	async run(): Promise<InstalledSnapshot | null> {
		await this.#enterNewestEpoch();
		const manifest = await this.#manifest();
		if (!manifest || manifest.height <= this.#verifier.position.height) return null;
		const top = verifyManifest(manifest, this.#verifier.scope, this.#proofs);
		const assembly = new SnapshotAssembly(manifest, { hasher: this.#hasher });
		for (let index = assembly.wanted; index !== null; index = assembly.wanted) {
			const { chunk } = await this.#ask({ kind: 'chunk', height: manifest.height, index });
			if (!chunk) throw new CodedError('SYNC_BUSY');
			assembly.add(chunk);
		}
		const leaves = assembly.finish();
		const window = await this.#window(manifest, top);
		this.#verifier.moveTo(top);
		const finalisedAtMs = Date.now();
		return {
			epochs: this.#epochs,
			blocks: window.map(({ block, id, proof }) => ({ block, blockId: id, proof, finalisedAtMs })),
			leaves,
			execution: {
				height: manifest.height,
				stateRoot: manifest.stateRoot,
				transactionIds: [],
				receipts: [],
				events: [],
				nextDeadline: null,
				credit: leaves.find(({ path }) => path === CREDIT_PATH)?.value ?? null,
			},
		};
	}

	async #enterNewestEpoch(): Promise<void> {
		const modules = { client: this.#client, verifier: this.#verifier, stop: this.#stop };
		this.#epochs.push(...(await enterNewestEpoch(this.#peer, modules)));
	}

	async #manifest(): Promise<SnapshotManifest | null> {
		for (let attempt = 0; attempt < MANIFEST_TRIES; attempt++) {
			const { manifest } = await this.#ask({ kind: 'snapshot', waitMs: SYNC_LIMITS.waitMs });
			const epoch = manifest?.headers[0]?.epoch ?? 0;
			if (manifest && epoch <= this.#verifier.scope.epoch) return manifest;
			if (manifest) await this.#enterNewestEpoch();
		}
		return null;
	}

	/** Blocks of the epoch up to the snapshot's, as many as consensus wants. */
	async #window(manifest: SnapshotManifest, top: ChainPosition): Promise<ProvenBlock[]> {
		const { scope, startHeight } = this.#verifier;
		const validators = scope.publicKeys.length;
		const wanted = 8 * validators + 64;
		const lowest = Math.max(startHeight + 1, manifest.height - wanted + 1);
		const schedule = { startHeight, validators };
		const seedHeight = seedHeightOf(manifest.height, schedule);
		// Down to the parent of the seed's block: then a header that states its root is known to speak of it.
		const needed = Math.max(startHeight + 1, seedHeight - 1);
		const pieces: ProvenBlock[][] = [];
		let next = top;
		let proof = manifest.commitProof;
		let bytes = 0;
		let size = PIECE_BLOCKS;
		while (next.height >= lowest && bytes < (next.height >= needed ? SEED_WINDOW_BYTES : WINDOW_BYTES)) {
			const from = Math.max(lowest, next.height - size + 1);
			const count = next.height - from + 1;
			const { blocks } = await this.#ask({
				kind: 'blocks',
				from,
				count,
				maxBytes: SYNC_LIMITS.rangeBytes,
				waitMs: 0,
			});
			if (blocks.length < count && size > 1) {
				size = Math.ceil(size / 2);
				continue;
			}
			const piece = verifyWindow(blocks.map(decodeCommittedBlock), next, proof, scope, this.#proofs);
			const first = piece[0];
			if (!first) throw new CodedError('CONSENSUS_BROKEN_LINK', { height: next.height });
			pieces.push(piece);
			bytes += blocks.reduce((sum, { length }) => sum + length, 0);
			next = { id: first.block.header.parentQc.blockId, height: first.block.header.height - 1 };
			proof = first.proof;
		}
		const window = pieces.reverse().flat();
		const aboveSeed = window.find(({ block }) => block.header.height === seedHeight + 1)?.block.header ?? null;
		if (next.height >= needed || !isSeedKnownAt(manifest.height, schedule, aboveSeed))
			throw new CodedError('SNAPSHOT_UNSEEDED', { height: manifest.height, seedHeight });
		return window;
	}

	#ask<R extends SyncRequest>(request: R) {
		return this.#client.ask(this.#peer, request, this.#stop);
	}
}
