import { equalBytes } from '../../../shared/codec/bytes.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { certificatesInRecords } from '../../core/forensics/core-records.ts';
import { type ForkReport, type ForkSide, findCulprits } from '../../core/forensics/culprits.ts';
import { verifier } from '../crypto/ed25519.ts';
import { hasher } from '../crypto/sha256.ts';
import { readEpochs } from '../start/epochs.ts';
import type { StoredBlock } from '../store/types.ts';
import type { StoppedNode } from './stopped-node.ts';

/** Blocks of each side that are read: a block becomes final at most this far above itself. */
const MAX_BLOCKS = 256;

export interface ForkExamination extends ForkReport {
	readonly epoch: number;
	/** By validator index. */
	readonly validators: readonly string[];
}

/**
 * Compares the committed chains of two nodes and names who made them fork.
 * @throws CodedError FORENSICS_OTHER_CHAIN, FORENSICS_NO_FORK, FORENSICS_FORK_TOO_OLD, DATA_DIRECTORY_DAMAGED, CONSENSUS_*
 */
export async function examineFork(first: StoppedNode, second: StoppedNode): Promise<ForkExamination> {
	if (first.chainId !== second.chainId)
		throw new CodedError('FORENSICS_OTHER_CHAIN', { first: first.chainId, second: second.chainId });
	const height = await forkHeight(first, second);
	const { epoch } = (await blockAt(first, height)).block.header;
	if (epoch !== (await blockAt(second, height)).block.header.epoch)
		throw new CodedError('FORENSICS_NO_FORK', { height: height - 1 });
	const sides = [await readSide(first, height, epoch), await readSide(second, height, epoch)] as const;
	const modules = {
		verify: (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) =>
			verifier.verify(publicKey, message, signature),
		sha256: hasher.sha256,
	};
	const known = (await readEpochs(first.store, first.genesis)).find(({ description }) => description.epoch === epoch);
	if (!known)
		throw new CodedError('DATA_DIRECTORY_DAMAGED', { path: first.directory, reason: `epoch ${epoch} is missing` });
	const report = findCulprits(...sides, known.scope, modules);
	return { ...report, epoch, validators: known.description.validators.map(({ id }) => id) };
}

/** First height at which the chains differ. Blocks link to their parents, so that equal ones have equal prefixes. */
async function forkHeight(first: StoppedNode, second: StoppedNode): Promise<number> {
	let differs = Math.min(first.store.committedHeight, second.store.committedHeight) + 1;
	const common = differs - 1;
	let equal = Math.max(await firstStored(first, common), await firstStored(second, common)) - 1;
	if (equal >= common) throw new CodedError('FORENSICS_NO_FORK', { height: common });
	const lowest = equal + 1;
	while (differs - equal > 1) {
		const middle = Math.floor((equal + differs) / 2);
		if (await isSameAt(first, second, middle)) equal = middle;
		else differs = middle;
	}
	if (differs > common) throw new CodedError('FORENSICS_NO_FORK', { height: common });
	if (differs === lowest && lowest > 1) throw new CodedError('FORENSICS_FORK_TOO_OLD', { height: lowest });
	return differs;
}

/** Lowest height up to `top` whose block is here: 1, or where an installed snapshot begins. */
async function firstStored({ store }: StoppedNode, top: number): Promise<number> {
	let missing = 0;
	let present = top;
	if (top === 0 || (await store.block(1))) return 1;
	while (present - missing > 1) {
		const middle = Math.floor((missing + present) / 2);
		if (await store.block(middle)) present = middle;
		else missing = middle;
	}
	return present;
}

async function isSameAt(first: StoppedNode, second: StoppedNode, height: number): Promise<boolean> {
	return equalBytes((await blockAt(first, height)).blockId, (await blockAt(second, height)).blockId);
}

async function readSide(node: StoppedNode, height: number, epoch: number): Promise<ForkSide> {
	const stored: StoredBlock[] = [];
	const top = Math.min(node.store.committedHeight, height + MAX_BLOCKS - 1);
	for (let at = height; at <= top; at++) {
		const block = await blockAt(node, at);
		if (block.block.header.epoch !== epoch) break;
		stored.push(block);
	}
	stored.push(...(await node.store.voidBlocks(epoch)));
	const recorded = certificatesInRecords(await node.store.consensusRecords());
	return {
		headers: [...stored.map(({ block }) => block.header), ...recorded.headers],
		proofs: stored.map(({ proof }) => proof),
		certificates: recorded.certificates,
		timeouts: recorded.timeouts,
	};
}

async function blockAt({ store, directory }: StoppedNode, height: number): Promise<StoredBlock> {
	const stored = await store.block(height);
	if (stored) return stored;
	throw new CodedError('DATA_DIRECTORY_DAMAGED', { path: directory, reason: `block ${height} is missing` });
}
