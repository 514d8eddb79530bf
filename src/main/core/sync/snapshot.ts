import type { BlockHeader, CommitProof } from '../../../shared/codec/block.ts';
import { readBlockHeader, readCommitProof } from '../../../shared/codec/block-codec.ts';
import { compareText, type Digest, equalBytes, type Sha256 } from '../../../shared/codec/bytes.ts';
import { decode, encode, type Plain } from '../../../shared/codec/cbor.ts';
import { readChainTip, TIP_PATH } from '../../../shared/codec/chain-tip.ts';
import { bytes, bytesUpTo, integer, list, type Reader, record, text } from '../../../shared/codec/reader.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { ProofModules, ValidatorScope } from '../../../shared/proofs/certificates.ts';
import { verifyFinality } from '../../../shared/proofs/commit-proof.ts';
import { STATE_VALUE_MAX_BYTES } from '../../../shared/proofs/state-proof.ts';
import type { StateLeaf } from '../contracts/types.ts';
import type { Hasher } from '../ports.ts';
import { createStateTree } from '../state/state-tree.ts';
import { SYNC_LIMITS } from './limits.ts';
import type { ChainPosition } from './range.ts';

/** What a snapshot of the state after block `height` consists of, and why its root is to be believed. */
export interface SnapshotManifest {
	readonly height: number;
	readonly stateRoot: Digest;
	readonly leaves: number;
	/** All chunks together. */
	readonly bytes: number;
	/** SHA-256 of each chunk: a wrong one is noticed at once, the root decides in the end. */
	readonly chunks: readonly Digest[];
	/** From the block of `height` on: a later one states `stateRoot`, the last one is what `commitProof` names. */
	readonly headers: readonly BlockHeader[];
	readonly commitProof: CommitProof;
}

export const readSnapshotManifest: Reader<SnapshotManifest> = record<SnapshotManifest>({
	height: integer(1),
	stateRoot: bytes(32),
	leaves: integer(1, SYNC_LIMITS.snapshotLeaves),
	bytes: integer(1, SYNC_LIMITS.snapshotBytes),
	chunks: list(bytes(32), SYNC_LIMITS.snapshotChunks),
	headers: list(readBlockHeader, SYNC_LIMITS.snapshotHeaders),
	commitProof: readCommitProof,
});

const PATH_CHARACTERS = 1_024;

const readLeaf = record<StateLeaf>({ path: text(PATH_CHARACTERS, 1), value: bytesUpTo(STATE_VALUE_MAX_BYTES) });
const readChunk = list(readLeaf, SYNC_LIMITS.chunkLeaves);

export function encodeSnapshotChunk(leaves: readonly StateLeaf[]): Uint8Array {
	return encode(leaves as unknown as Plain);
}

/**
 * Verifies that the manifest's root is certified by the epoch's validators.
 * @returns the block after which the state stands
 * @throws CodedError SNAPSHOT_DAMAGED | CONSENSUS_*
 */
export function verifyManifest(
	manifest: SnapshotManifest,
	scope: ValidatorScope,
	modules: ProofModules,
): ChainPosition {
	const { headers, height, stateRoot, commitProof } = manifest;
	const [first, ...later] = headers;
	if (first?.height !== height || first.epoch !== scope.epoch) throw damaged('its headers do not begin with its block');
	if (!later.some((header) => equalBytes(header.stateRoot, stateRoot)))
		throw damaged('no header after its block states its root');
	const [id] = verifyFinality(headers, commitProof, scope, modules);
	return { id: id as Digest, height };
}

/** Puts a snapshot together, chunk by chunk in order; holds no more than the manifest announces. */
export class SnapshotAssembly {
	readonly #manifest: SnapshotManifest;
	readonly #sha256: Sha256;
	readonly #hasher: Hasher;
	readonly #leaves: StateLeaf[] = [];
	#chunks = 0;
	#bytes = 0;

	/** @param manifest verified */
	constructor(manifest: SnapshotManifest, modules: { hasher: Hasher }) {
		this.#manifest = manifest;
		this.#hasher = modules.hasher;
		this.#sha256 = (input) => modules.hasher.sha256(input);
	}

	/** Index of the chunk that is wanted; null when all are here. */
	get wanted(): number | null {
		return this.#chunks < this.#manifest.chunks.length ? this.#chunks : null;
	}

	/** @throws CodedError SNAPSHOT_DAMAGED | CODEC_* when it is not the wanted chunk; it may be given again */
	add(chunk: Uint8Array): void {
		const expected = this.#manifest.chunks[this.#chunks];
		if (!expected || !equalBytes(this.#sha256(chunk), expected)) throw damaged(`chunk ${this.#chunks} is another`);
		if (this.#bytes + chunk.length > this.#manifest.bytes) throw damaged('it is longer than announced');
		const leaves = readChunk(decode(chunk, SYNC_LIMITS.responseBytes), 'chunk');
		let last = this.#leaves.at(-1)?.path ?? '';
		for (const { path } of leaves) {
			if (compareText(path, last) <= 0) throw damaged('its leaves do not ascend');
			last = path;
		}
		if (this.#leaves.length + leaves.length > this.#manifest.leaves) throw damaged('it has more leaves than announced');
		for (const leaf of leaves) this.#leaves.push(leaf);
		this.#bytes += chunk.length;
		this.#chunks += 1;
	}

	/**
	 * Builds the tree and holds its root against the certified one.
	 * @throws CodedError SNAPSHOT_DAMAGED unless the leaves are exactly the state after the manifest's block
	 */
	finish(): readonly StateLeaf[] {
		const { height, stateRoot, leaves } = this.#manifest;
		if (this.wanted !== null || this.#leaves.length !== leaves) throw damaged('chunks or leaves are missing');
		const tree = createStateTree(this.#hasher, this.#leaves);
		if (!equalBytes(tree.root(), stateRoot)) throw damaged('its leaves do not make up the certified root');
		const tip = tree.get(TIP_PATH);
		if (!tip || readChainTip(decode(tip, STATE_VALUE_MAX_BYTES), TIP_PATH).height !== height)
			throw damaged('its state stands after another block');
		return this.#leaves;
	}
}

function damaged(reason: string): CodedError {
	return new CodedError('SNAPSHOT_DAMAGED', { reason });
}
