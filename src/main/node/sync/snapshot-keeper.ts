import { setTimeout as sleep } from 'node:timers/promises';
import type { BlockHeader, CommitProof } from '../../../shared/codec/block.ts';
import { type Digest, equalBytes } from '../../../shared/codec/bytes.ts';
import { provenBlockId } from '../../../shared/proofs/commit-proof.ts';
import type { StateLeaf } from '../../core/contracts/types.ts';
import type { Hasher } from '../../core/ports.ts';
import { SYNC_LIMITS } from '../../core/sync/limits.ts';
import { encodeSnapshotChunk, type SnapshotManifest } from '../../core/sync/snapshot.ts';
import type { Log } from '../observe/log.ts';
import type { FrozenState, Store } from '../store/types.ts';
import type { ExecutedBlock } from '../types.ts';

/** A snapshot is served for so long before a request makes a newer one be taken, and kept so long after its last use. */
const FRESH_MS = 300_000;
const IDLE_MS = 600_000;
/** Leaves that one read of the disk brings. */
const READ_LEAVES = 256;
const POLL_MS = 100;

/** A snapshot that stays readable until whoever holds it lets go, whatever is taken after it. */
export interface HeldSnapshot extends Pick<SnapshotManifest, 'height' | 'stateRoot' | 'leaves'> {
	/** From the block of `height` on: a later one states `stateRoot`, the last one is what `commitProof` names. */
	readonly headers: readonly BlockHeader[];
	readonly commitProof: CommitProof;
	/** All leaves, ascending by path, a few at a time. */
	parts(): AsyncIterable<readonly StateLeaf[]>;
	/** Safe to call twice. */
	release(): void;
}

interface Chunk {
	readonly from: string;
	readonly leaves: number;
	readonly digest: Digest;
}

interface Snapshot {
	readonly height: number;
	readonly stateRoot: Digest;
	readonly frozen: FrozenState;
	readonly takenAtMs: number;
	usedAtMs: number;
	readonly headers: BlockHeader[];
	isCertified: boolean;
	commitProof: CommitProof | null;
	/** Null while they are being counted. */
	chunks: readonly Chunk[] | null;
	leaves: number;
	bytes: number;
	/** Whether a validator can take part from it: without that it is for holders alone. */
	isSeedKnown: boolean;
	holders: number;
	/** Nobody can ask for it any more: the disk forgets it with its last holder. */
	isDropped: boolean;
}

/**
 * Keeps one snapshot of the state for whoever asks: taken when somebody does, from a frozen view of the disk, at the
 * next executed block from which leaders can be told; offered once a final header states its root. The chain goes on
 * meanwhile, and the leaves are read in small parts, so that a validator does not feel it.
 */
export class SnapshotKeeper {
	readonly #store: Pick<Store, 'freezeState'>;
	readonly #isSeedKnown: (header: BlockHeader) => Promise<boolean>;
	readonly #hasher: Hasher;
	readonly #log: Log;
	readonly #nowMs: () => number;
	#isWanted = false;
	#taking: Snapshot | null = null;
	#ready: Snapshot | null = null;
	/** The one before, while somebody still reads it. */
	#former: Snapshot | null = null;
	/** One for holders alone, or taken while `#ready` was still good for everybody else, who may be reading it. */
	#apart: Snapshot | null = null;
	readonly #held = new Set<Snapshot>();
	#waitingHolders = 0;
	#isStopped = false;

	constructor(modules: {
		store: Pick<Store, 'freezeState'>;
		/** True when a snapshot of the state after this block lets a validator take part (`isSeedKnownAt`). */
		isSeedKnown: (header: BlockHeader) => Promise<boolean>;
		hasher: Hasher;
		log: Log;
		/** Monotonic. */
		nowMs: () => number;
	}) {
		this.#store = modules.store;
		this.#isSeedKnown = modules.isSeedKnown;
		this.#hasher = modules.hasher;
		this.#log = modules.log;
		this.#nowMs = modules.nowMs;
	}

	/** The newest snapshot; waits for one that is being taken. Null when there is none by then. */
	async newest(waitMs: number): Promise<SnapshotManifest | null> {
		const found = await this.#wait(() => (this.#ready && this.#isFresh(this.#ready) ? this.#ready : null), waitMs);
		if (!found) return null;
		found.usedAtMs = this.#nowMs();
		return manifestOf(found);
	}

	/**
	 * A snapshot of the state after block `fromHeight` or a later one, from which leaders need not be told; waits for it.
	 * Null when there is none by then, or
	 * once the signal aborts.
	 */
	async hold(
		{ fromHeight, waitMs }: { readonly fromHeight: number; readonly waitMs: number },
		signal?: AbortSignal,
	): Promise<HeldSnapshot | null> {
		const isGood = (kept: Snapshot | null): boolean => kept !== null && kept.height >= fromHeight;
		this.#waitingHolders += 1;
		try {
			const found = await this.#wait(() => [this.#apart, this.#ready].find(isGood) ?? null, waitMs, signal);
			return found && this.#holdOf(found);
		} finally {
			this.#waitingHolders -= 1;
		}
	}

	/** Null when that snapshot is gone. @throws what the disk says */
	async chunk(height: number, index: number): Promise<Uint8Array | null> {
		const snapshot = [this.#ready, this.#former].find((kept) => kept?.height === height);
		const chunk = snapshot?.chunks?.[index];
		if (!snapshot || !chunk) return null;
		snapshot.usedAtMs = this.#nowMs();
		return encodeSnapshotChunk(await snapshot.frozen.leavesFrom(chunk.from, chunk.leaves));
	}

	/** The next block was executed and stored, and nothing later yet. */
	executed({
		block,
		blockId,
		proof,
		stateRoot,
	}: Pick<ExecutedBlock, 'block' | 'blockId' | 'proof' | 'stateRoot'>): void {
		const { header } = block;
		if (this.#isIdle(this.#ready)) this.#ready = this.#release(this.#ready);
		if (this.#isIdle(this.#former)) this.#former = this.#release(this.#former);
		if (this.#isIdle(this.#apart)) this.#apart = this.#release(this.#apart);
		if (this.#taking) this.#follow(this.#taking, header, equalBytes(provenBlockId(proof), blockId) ? proof : null);
		else if (this.#isWanted && !this.#isStopped) this.#take(header, stateRoot);
	}

	async stop(): Promise<void> {
		this.#isStopped = true;
		const kept = [this.#taking, this.#ready, this.#former, this.#apart, ...this.#held];
		this.#taking = null;
		this.#ready = null;
		this.#former = null;
		this.#apart = null;
		for (const snapshot of kept) await snapshot?.frozen.release();
	}

	async #wait(find: () => Snapshot | null, waitMs: number, signal?: AbortSignal): Promise<Snapshot | null> {
		const endsAt = this.#nowMs() + waitMs;
		while (!this.#isStopped && !signal?.aborted) {
			const found = find();
			if (found) return found;
			// Wanted once: what is being taken serves everybody who waits.
			this.#isWanted = this.#taking === null;
			if (this.#nowMs() >= endsAt) return null;
			await sleep(POLL_MS);
		}
		return null;
	}

	#holdOf(snapshot: Snapshot): HeldSnapshot {
		const { height, stateRoot, leaves, headers, frozen } = snapshot;
		let isHeld = true;
		snapshot.holders += 1;
		this.#held.add(snapshot);
		return {
			height,
			stateRoot,
			leaves,
			headers,
			commitProof: snapshot.commitProof as CommitProof,
			parts: () => partsOf(frozen),
			release: () => {
				if (!isHeld) return;
				isHeld = false;
				snapshot.holders -= 1;
				snapshot.usedAtMs = this.#nowMs();
				if (snapshot.holders > 0) return;
				this.#held.delete(snapshot);
				if (snapshot.isDropped) this.#release(snapshot);
			},
		};
	}

	#take(header: BlockHeader, stateRoot: Digest): void {
		const now = this.#nowMs();
		const snapshot: Snapshot = {
			height: header.height,
			stateRoot,
			frozen: this.#store.freezeState(),
			takenAtMs: now,
			usedAtMs: now,
			headers: [header],
			isCertified: false,
			commitProof: null,
			chunks: null,
			leaves: 0,
			bytes: 0,
			isSeedKnown: false,
			holders: 0,
			isDropped: false,
		};
		this.#taking = snapshot;
		this.#isWanted = false;
		this.#fill(snapshot).catch((error: unknown) => {
			if (this.#taking !== snapshot) return;
			this.#log.warn({ error, height: snapshot.height }, 'no snapshot could be taken');
			this.#abandon(snapshot);
		});
	}

	/** @param proof of this very block, if it has one */
	#follow(snapshot: Snapshot, header: BlockHeader, proof: CommitProof | null): void {
		if (snapshot.commitProof) return;
		const { headers, stateRoot } = snapshot;
		if (header.epoch !== headers[0]?.epoch || headers.length >= SYNC_LIMITS.snapshotHeaders) {
			this.#abandon(snapshot);
			return;
		}
		headers.push(header);
		snapshot.isCertified ||= equalBytes(header.stateRoot, stateRoot);
		if (!snapshot.isCertified || !proof) return;
		snapshot.commitProof = proof;
		this.#offer(snapshot);
	}

	async #fill(snapshot: Snapshot): Promise<void> {
		snapshot.isSeedKnown = await this.#isSeedKnown(snapshot.headers[0] as BlockHeader);
		if (snapshot.isSeedKnown || this.#waitingHolders > 0) await this.#count(snapshot);
		else if (this.#taking === snapshot) this.#abandon(snapshot);
	}

	async #count(snapshot: Snapshot): Promise<void> {
		const chunks: Chunk[] = [];
		for (let from: string | null = ''; from !== null; ) {
			const { leaves, next } = await this.#nextChunk(snapshot.frozen, from);
			const first = leaves[0];
			if (first) {
				const encoded = encodeSnapshotChunk(leaves);
				chunks.push({ from: first.path, leaves: leaves.length, digest: this.#hasher.sha256(encoded) });
				snapshot.leaves += leaves.length;
				snapshot.bytes += encoded.length;
			}
			from = next;
		}
		snapshot.chunks = chunks;
		this.#offer(snapshot);
	}

	/** Leaves of one chunk, and where the next one begins; null at the end. */
	async #nextChunk(frozen: FrozenState, start: string): Promise<{ leaves: StateLeaf[]; next: string | null }> {
		const leaves: StateLeaf[] = [];
		let bytes = 0;
		for (let from = start; ; ) {
			const found = await frozen.leavesFrom(from, READ_LEAVES);
			for (const leaf of found) {
				bytes += leaf.path.length + leaf.value.length;
				if (leaves.length > 0 && (bytes > SYNC_LIMITS.chunkBytes || leaves.length >= SYNC_LIMITS.chunkLeaves))
					return { leaves, next: leaf.path };
				leaves.push(leaf);
			}
			if (found.length < READ_LEAVES) return { leaves, next: null };
			from = `${found.at(-1)?.path}\0`;
		}
	}

	#offer(snapshot: Snapshot): void {
		if (this.#taking !== snapshot || !snapshot.chunks || !snapshot.commitProof) return;
		this.#taking = null;
		if (!snapshot.isSeedKnown || (this.#ready && this.#isFresh(this.#ready))) {
			if (this.#apart) this.#release(this.#apart);
			this.#apart = snapshot;
		} else {
			if (this.#former) this.#release(this.#former);
			this.#former = this.#ready;
			this.#ready = snapshot;
		}
		const { height, leaves, bytes } = snapshot;
		this.#log.info({ height, leaves, bytes, ms: Math.round(this.#nowMs() - snapshot.takenAtMs) }, 'snapshot taken');
	}

	#abandon(snapshot: Snapshot): void {
		this.#release(snapshot);
		this.#taking = null;
		this.#isWanted = true;
	}

	#isFresh({ takenAtMs }: Snapshot): boolean {
		return this.#nowMs() - takenAtMs < FRESH_MS;
	}

	#isIdle(snapshot: Snapshot | null): snapshot is Snapshot {
		return snapshot !== null && this.#nowMs() - snapshot.usedAtMs > IDLE_MS;
	}

	#release(snapshot: Snapshot): null {
		snapshot.isDropped = true;
		if (snapshot.holders > 0) return null;
		snapshot.frozen.release().catch((error: unknown) => this.#log.warn({ error }, 'a snapshot could not be released'));
		return null;
	}
}

async function* partsOf(frozen: FrozenState): AsyncGenerator<readonly StateLeaf[]> {
	for (let from: string | null = ''; from !== null; ) {
		const leaves: readonly StateLeaf[] = await frozen.leavesFrom(from, READ_LEAVES);
		if (leaves.length > 0) yield leaves;
		from = leaves.length < READ_LEAVES ? null : `${leaves.at(-1)?.path}\0`;
	}
}

function manifestOf(snapshot: Snapshot): SnapshotManifest {
	const { height, stateRoot, leaves, bytes, headers } = snapshot;
	return {
		height,
		stateRoot,
		leaves,
		bytes,
		chunks: (snapshot.chunks ?? []).map(({ digest }) => digest),
		headers,
		commitProof: snapshot.commitProof as CommitProof,
	};
}
