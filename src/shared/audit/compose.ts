import type { BlockHeader, CommitProof } from '../codec/block.ts';
import { encodeBlockRecord, encodeEvent, encodeReceipt, HISTORY_PATH } from '../codec/block-record.ts';
import { concat, type Digest, type Sha256 } from '../codec/bytes.ts';
import type { ContractEvent } from '../codec/events.ts';
import { chainIdOf, encodeGenesis } from '../codec/genesis.ts';
import type { GenesisDocument } from '../codec/genesis-document.ts';
import { merkleLeaf, merkleRoot } from '../codec/merkle.ts';
import type { Receipt } from '../codec/receipt.ts';
import type { TimeMs } from '../codec/units.ts';
import { contentBlock } from '../documents/cid.ts';
import { CodedError } from '../errors/coded-error.ts';
import { certificateQuorum } from '../proofs/certificates.ts';
import { type EpochChangeProof, encodeEpochChangeProof } from '../proofs/epoch-change.ts';
import type { StateProof } from '../proofs/state-proof.ts';
import type { AuditBlock } from './audit-block.ts';
import { batchParts } from './batch-parts.ts';
import {
	type BlockNode,
	BUNDLE_FORMAT,
	encodeBlockNode,
	encodeHistoryNode,
	encodeManifest,
	encodeTip,
	type Manifest,
	type Selection,
	type StateValue,
} from './bundle-form.ts';
import { carHeader, carSection } from './car.ts';
import { ConnectedChains } from './connected-chains.ts';
import { type Deposit, type DocumentSource, writeDocuments } from './document-parts.ts';
import { hiddenTops, partialList } from './partial-list.ts';
import type { SelectedParts } from './selected-parts.ts';
import { partsOf, takesWholeBlock } from './selection.ts';
import { trimmedProof } from './trimmed-proof.ts';

/** A chain as far as its state is certified. */
export interface AuditSource {
	readonly genesis: GenesisDocument;
	/** Height after which the certified state holds; ≥ 1. */
	readonly height: number;
	/** The first carries the state's root, the proof makes the last final. */
	readonly headers: readonly BlockHeader[];
	readonly commitProof: CommitProof;
	/** Up to the epoch of the headers. */
	readonly epochs: readonly EpochChangeProof[];
	/** Validators of each epoch, from the first to that of the headers. */
	readonly validators: readonly number[];
	/** Height of the last block before the headers' epoch; 0 for the first. */
	readonly epochStart: number;
	/** 1…height. */
	block(height: number): Promise<AuditBlock>;
	/** Against the certified root. */
	prove(path: string): { readonly value: Uint8Array | null; readonly proof: StateProof };
	/** What the bundle may hold of documents' content; nothing without it. */
	readonly documents?: DocumentSource;
}

/** Takes the sections of a bundle as they become ready, all but the first. */
export type SectionSink = (section: Uint8Array) => Promise<void>;

export interface ComposedBundle {
	readonly chainId: string;
	/** Header and first section: what stands before everything that the sink got. */
	readonly head: Uint8Array;
	/** Section of the manifest, without the file's header: what stands before them in a bundle of several chains. */
	readonly manifest: Uint8Array;
	/** CID of the manifest. */
	readonly root: Uint8Array;
	readonly counts: {
		readonly blocks: number;
		readonly events: number;
		readonly trades: number;
		readonly deeds: number;
	};
}

/**
 * Makes the bundle of a selection; what is read of the chain is one block at a time.
 * @throws CodedError BUNDLE_SELECTION when the chain has nothing of the kind
 */
export async function composeBundle(
	{ selection: asked, source }: { readonly selection: Selection; readonly source: AuditSource },
	{ sha256, sink }: { readonly sha256: Sha256; readonly sink: SectionSink },
): Promise<ComposedBundle> {
	const selection = await settledSelection(asked, source);
	const parts = partsOf(selection, source.genesis);
	if (parts) await learn(parts, source);
	const put = async (bytes: Uint8Array): Promise<Uint8Array> => {
		const { cid } = contentBlock('dag-cbor', bytes, sha256);
		await sink(carSection(cid, bytes));
		return cid;
	};
	const genesis = await put(encodeGenesis(source.genesis));
	const epochs: Uint8Array[] = [];
	for (const [index, proof] of source.epochs.entries()) epochs.push(await put(epochBytes(proof, source, index)));
	const { headers, commitProof } = source;
	const quorum = certificateQuorum(source.validators.at(-1) ?? 0);
	const tip = await put(encodeTip({ headers, commitProof: trimmedProof(commitProof, quorum) }));
	const blocks: Uint8Array[] = [];
	const places: number[] = [];
	const empty: [number, TimeMs][] = [];
	const leaves: Digest[] = [];
	const counts = { blocks: 0, events: 0, trades: 0, deeds: 0 };
	const deposits: Deposit[] = [];
	const connected = new ConnectedChains();
	for (let height = 1; height <= source.height; height++) {
		const block = await source.block(height);
		const shown = shownOf(block, selection, parts);
		const node = blockNode(block, shown, sha256);
		leaves.push(merkleLeaf(encodeBlockRecord(node), sha256));
		if (!isShown(shown)) continue;
		places.push(height - 1);
		if (block.receipts.length === 0 && block.events.length === 0) empty.push([height, block.time]);
		else blocks.push(await put(encodeBlockNode(node)));
		count(counts, block, shown);
		for (const at of shown?.events ?? block.events.keys()) {
			const event = block.events[at] as ContractEvent;
			if (event.kind === 'document-deposited') deposits.push(event);
			connected.note(event);
		}
	}
	const { value, proof } = source.prove(HISTORY_PATH);
	const history = await put(
		encodeHistoryNode({
			value: value ?? new Uint8Array(0),
			proof,
			empty,
			siblings: hiddenTops(leaves, places, sha256),
			states: (parts ?? connected).statePaths().map((path): StateValue => ({ path, ...source.prove(path) })),
		}),
	);
	const documents = source.documents ? await writeDocuments(deposits, { source: source.documents, sha256, sink }) : [];
	const manifest: Manifest = {
		format: BUNDLE_FORMAT,
		chainId: chainIdOf(source.genesis, sha256),
		selection,
		genesis,
		epochs,
		tip,
		blocks,
		history,
		documents,
	};
	const root = contentBlock('dag-cbor', encodeManifest(manifest), sha256);
	const first = carSection(root.cid, root.bytes);
	const head = concat(carHeader(root.cid), first);
	const { chainId } = manifest;
	return {
		chainId,
		head,
		manifest: first,
		root: root.cid,
		counts: { ...counts, blocks: blocks.length + empty.length },
	};
}

/** A period is told by the times of its first and last block, so that no bit of it is loose. */
async function settledSelection(asked: Selection, source: AuditSource): Promise<Selection> {
	if (asked.kind !== 'period') return asked;
	let from: TimeMs | null = null;
	let to: TimeMs | null = null;
	for (let height = 1; height <= source.height; height++) {
		const { time } = await source.block(height);
		if (time < asked.from || time > asked.to) continue;
		from ??= time;
		to = time;
	}
	if (from === null || to === null) throw new CodedError('BUNDLE_SELECTION', { missing: 'a block of this period' });
	return { kind: 'period', from, to };
}

async function learn(parts: SelectedParts, source: AuditSource): Promise<void> {
	for (let height = 1; height <= source.height; height++) {
		const { time, events, receipts } = await source.block(height);
		for (const receipt of receipts)
			for (let at = receipt.firstEvent; at < receipt.firstEvent + receipt.eventCount; at++)
				parts.note(events[at] as ContractEvent, receipt, time);
	}
	const missing = parts.missing();
	if (missing !== null) throw new CodedError('BUNDLE_SELECTION', { missing });
}

/** Places of what is shown of a block; null: everything. */
interface Shown {
	readonly receipts: readonly number[];
	readonly events: readonly number[];
	readonly carries: (receipt: Receipt) => boolean;
}

function shownOf(
	{ time, receipts, events }: AuditBlock,
	selection: Selection,
	parts: SelectedParts | null,
): Shown | null {
	if (takesWholeBlock(selection, time)) return null;
	const shownEvents: number[] = [];
	const shownReceipts = receipts.flatMap((receipt, at) => {
		const before = shownEvents.length;
		for (let place = receipt.firstEvent; place < receipt.firstEvent + receipt.eventCount; place++)
			if (parts?.wantsEvent(events[place] as ContractEvent, time, receipt)) shownEvents.push(place);
		return shownEvents.length > before || parts?.wantsAllOf(receipt) ? [at] : [];
	});
	return { receipts: shownReceipts, events: shownEvents, carries: (receipt) => parts?.carriesCall(receipt) ?? false };
}

function isShown(shown: Shown | null): boolean {
	return shown === null || shown.receipts.length > 0;
}

function blockNode(block: AuditBlock, shown: Shown | null, sha256: Sha256): BlockNode {
	const { height, time } = block;
	const allReceipts = block.receipts.map(encodeReceipt);
	const allEvents = block.events.map(encodeEvent);
	const receiptsRoot = merkleRoot(allReceipts, sha256);
	const eventsRoot = merkleRoot(allEvents, sha256);
	const receipts = partialList(allReceipts, shown?.receipts ?? null, sha256);
	const events = partialList(allEvents, shown?.events ?? null, sha256);
	const isCarried = (receipt: Receipt, at: number): boolean =>
		shown === null || (shown.receipts.includes(at) && shown.carries(receipt));
	const transactions: Uint8Array[] = [];
	let next = 0;
	block.receipts.forEach((receipt, at) => {
		if (receipt.transactionId === null) return;
		const transaction = block.transactions[next++] as Uint8Array;
		if (isCarried(receipt, at)) transactions.push(transaction);
	});
	const batches = shown === null ? [] : batchParts(block, { ...shown, isCarried }, sha256);
	return { height, time, receiptsRoot, eventsRoot, receipts, events, transactions, batches };
}

function count(
	counts: { events: number; trades: number; deeds: number },
	{ events }: AuditBlock,
	shown: Shown | null,
): void {
	for (const at of shown?.events ?? events.keys()) {
		counts.events += 1;
		const { kind } = events[at] as ContractEvent;
		if (kind === 'trade-made') counts.trades += 1;
		if (kind === 'deed-drafted') counts.deeds += 1;
	}
}

/** A handover proven by exactly a quorum of the epoch that ends. */
function epochBytes(proof: EpochChangeProof, { validators }: AuditSource, index: number): Uint8Array {
	const quorum = certificateQuorum(validators[index] ?? 0);
	return encodeEpochChangeProof({ ...proof, commitProof: trimmedProof(proof.commitProof, quorum) });
}
