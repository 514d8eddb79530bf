import type { AuditBlock } from '../../../shared/audit/audit-block.ts';
import type { AuditSource } from '../../../shared/audit/compose.ts';
import type { BlockHeader, CommitProof } from '../../../shared/codec/block.ts';
import { type Digest, equalBytes } from '../../../shared/codec/bytes.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { provenBlockId } from '../../../shared/proofs/commit-proof.ts';
import { createEngine } from '../../core/contracts/engine/create-engine.ts';
import type { Engine } from '../../core/contracts/types.ts';
import { verifier } from '../crypto/ed25519.ts';
import { hasher } from '../crypto/sha256.ts';
import type { StoppedNode } from '../forensics/stopped-node.ts';
import type { Store, StoredBlock, StoredExecution } from '../store/types.ts';
import { certifiedEpochs } from './certified-epochs.ts';

/** Descendants through which a header may have become final. */
const MAX_LINKS = 256;
/** How far below the newest block a header may lie that certifies a state which this node has executed. */
const MAX_LOOKS = 4_096;

/** A header that certifies a state, and the height after which that state holds. */
interface Certified {
	readonly height: number;
	readonly carrier: BlockHeader;
	readonly headers: readonly BlockHeader[];
	readonly commitProof: CommitProof;
}

/**
 * The chain of a stopped node as a bundle takes it. The state that the newest header certifies lies some blocks below
 * the stored one, so the blocks are executed again up to it: that proves it, and that the stored results are right.
 * @param options.onBlock told after each block executed again
 * @throws CodedError BUNDLE_HISTORY_SHORT, BUNDLE_UNCERTIFIED, BUNDLE_REPLAY_OTHER
 */
export async function stoppedSource(
	{ genesis, store }: Pick<StoppedNode, 'genesis' | 'store'>,
	options: { readonly onBlock?: (height: number, of: number) => void } = {},
): Promise<AuditSource> {
	if (store.historyFrom > 1) throw new CodedError('BUNDLE_HISTORY_SHORT', { from: store.historyFrom });
	const certified = await newestCertified(store);
	const { height, carrier, headers, commitProof } = certified;
	const engine = createEngine({ genesis }, { hasher, verifier });
	for (let at = 1; at <= height; at++) {
		await executeAgain(engine, store, at);
		options.onBlock?.(at, height);
	}
	if (!equalBytes(engine.stateRoot, carrier.stateRoot)) throw new CodedError('BUNDLE_REPLAY_OTHER', { height });
	return {
		genesis,
		height,
		headers,
		commitProof,
		...(await certifiedEpochs({ genesis, epoch: carrier.epoch }, { store })),
		block: (at) => readBlock(store, at),
		prove: (path) => ({ value: engine.state.get(path) ?? null, proof: engine.prove(path) }),
	};
}

async function executeAgain(engine: Engine, store: Store, height: number): Promise<void> {
	const { block } = await requireBlock(store, height);
	const { stateRoot } = engine.execute(block);
	if (!equalBytes(stateRoot, (await requireExecution(store, height)).stateRoot))
		throw new CodedError('BUNDLE_REPLAY_OTHER', { height });
}

async function readBlock(store: Store, height: number): Promise<AuditBlock> {
	const { block } = await requireBlock(store, height);
	const { receipts, events } = await requireExecution(store, height);
	return { height, time: block.header.time, receipts, events, transactions: block.transactions };
}

async function newestCertified(store: Store): Promise<Certified> {
	const newest = Math.min(store.committedHeight, store.executedHeight);
	for (let at = newest; at > Math.max(1, newest - MAX_LOOKS); at--) {
		const stored = await requireBlock(store, at);
		const height = await heightOfRoot(store, stored.block.header.stateRoot, at - 1);
		const finality = height === null ? null : await finalityFrom(store, stored);
		if (height !== null && finality) return { height, carrier: stored.block.header, ...finality };
	}
	throw new CodedError('BUNDLE_UNCERTIFIED', {});
}

/** The newest block up to `from` after which the state has this root. */
async function heightOfRoot(store: Store, root: Digest, from: number): Promise<number | null> {
	for (let at = from; at > Math.max(0, from - MAX_LINKS); at--)
		if (equalBytes((await requireExecution(store, at)).stateRoot, root)) return at;
	return null;
}

/** Headers from a block up to the one that its commit proof names. */
async function finalityFrom(
	store: Store,
	first: StoredBlock,
): Promise<Pick<Certified, 'headers' | 'commitProof'> | null> {
	const proven = provenBlockId(first.proof);
	const headers: BlockHeader[] = [];
	for (let at = first.block.header.height; headers.length < MAX_LINKS; at++) {
		const stored = headers.length === 0 ? first : await store.block(at);
		if (!stored) return null;
		headers.push(stored.block.header);
		if (equalBytes(stored.blockId, proven)) return { headers, commitProof: first.proof };
	}
	return null;
}

async function requireBlock(store: Store, height: number): Promise<StoredBlock> {
	const block = await store.block(height);
	if (block) return block;
	throw new CodedError('DATA_DIRECTORY_DAMAGED', { path: 'database', reason: `block ${height} is missing` });
}

async function requireExecution(store: Store, height: number): Promise<StoredExecution> {
	const execution = await store.execution(height);
	if (execution) return execution;
	throw new CodedError('DATA_DIRECTORY_DAMAGED', {
		path: 'database',
		reason: `results of block ${height} are missing`,
	});
}
