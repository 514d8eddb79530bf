import * as dagCbor from '@ipld/dag-cbor';
import { CID } from 'multiformats/cid';
import type { BlockHeader, CommitProof } from '../codec/block.ts';
import { readBlockHeader, readCommitProof } from '../codec/block-codec.ts';
import type { Digest } from '../codec/bytes.ts';
import { equalBytes } from '../codec/bytes.ts';
import { decode, encode, type Plain } from '../codec/cbor.ts';
import { DERIVED_ID_MAX_CHARACTERS, identifier } from '../codec/ids.ts';
import {
	bytes,
	bytesUpTo,
	integer,
	list,
	literal,
	nullable,
	type Reader,
	record,
	text,
	variant,
} from '../codec/reader.ts';
import { TRANSACTION_LIMITS } from '../codec/transaction.ts';
import type { TimeMs } from '../codec/units.ts';
import { CodedError } from '../errors/coded-error.ts';
import { readStateProof, type StateProof } from '../proofs/state-proof.ts';
import { SECTION_MAX_BYTES } from './car.ts';
import type { PartialBytes } from './partial-list.ts';

export const BUNDLE_FORMAT = 'gridquorum/audit-bundle/v1';

/** What a bundle promises to hold. */
export type Selection =
	| { readonly kind: 'all' }
	/** All blocks from the one of time `from` to that of time `to`. */
	| { readonly kind: 'period'; readonly from: TimeMs; readonly to: TimeMs }
	| { readonly kind: 'trade'; readonly id: string }
	| { readonly kind: 'participant'; readonly id: string }
	/** One granular certificate, by the id that it has on this chain. */
	| { readonly kind: 'certificate'; readonly id: string };

/**
 * The root of a bundle. Its blocks stand in the file in the order of these links, each once: genesis, handovers of
 * epochs, what certifies the tip, the chain's blocks ascending, what binds them to the tip, documents.
 */
export interface Manifest {
	readonly format: typeof BUNDLE_FORMAT;
	readonly chainId: string;
	readonly selection: Selection;
	readonly genesis: Uint8Array;
	readonly epochs: readonly Uint8Array[];
	readonly tip: Uint8Array;
	readonly blocks: readonly Uint8Array[];
	readonly history: Uint8Array;
	readonly documents: readonly Uint8Array[];
}

/** What makes the root of the state final. */
export interface TipNode {
	readonly headers: readonly BlockHeader[];
	readonly commitProof: CommitProof;
}

/** What one block of the chain did, or those parts of it that the selection is about. */
export interface BlockNode {
	readonly height: number;
	readonly time: TimeMs;
	readonly receiptsRoot: Digest;
	readonly eventsRoot: Digest;
	readonly receipts: PartialBytes;
	readonly events: PartialBytes;
	/** Signed bytes of calls, in the order of their receipts. */
	readonly transactions: readonly Uint8Array[];
	/** Of batches of readings whose call is not here: where the recorded ones stand in the batch. */
	readonly batches: readonly BatchPart[];
}

export interface BatchPart {
	readonly batch: string;
	readonly at: readonly number[] | null;
	readonly siblings: readonly Digest[];
}

export interface StateValue {
	readonly path: string;
	readonly value: Uint8Array | null;
	readonly proof: StateProof;
}

/** Binds the blocks to the certified state, and says what else the state holds. */
export interface HistoryNode {
	/** Value of the leaf `chain/history`, and its proof. */
	readonly value: Uint8Array;
	readonly proof: StateProof;
	/** Blocks without receipts and events, where the selection takes in whole blocks: height and time. */
	readonly empty: readonly (readonly [number, TimeMs])[];
	readonly siblings: readonly Digest[];
	/** Ascending by path. */
	readonly states: readonly StateValue[];
}

export const BUNDLE_LIMITS = {
	/** Of one file. */
	chains: 16,
	blocks: 1_000_000,
	epochs: 65_536,
	headers: 256,
	items: 1_000_000,
	/** Of a whole list of which some items are shown. */
	listItems: 0xffff_ffff,
	siblings: 1_000_000,
	documents: 1_000_000,
	states: 100_000,
} as const;

/** As `list`, of byte strings by the hundred thousand: the place of each is named only where it is refused. */
function byteStrings(max: number, sizes: { readonly min: number; readonly max: number }): Reader<Uint8Array[]> {
	const isOne = (value: unknown): boolean =>
		value instanceof Uint8Array && value.length >= sizes.min && value.length <= sizes.max;
	return (value, path) => {
		if (!Array.isArray(value) || value.length > max)
			throw new CodedError('CODEC_INVALID', { path, expected: `list of at most ${max}` });
		const at = value.findIndex((each) => !isOne(each));
		if (at < 0) return value as Uint8Array[];
		throw new CodedError('CODEC_INVALID', { path: `${path}[${at}]`, expected: `${sizes.min} to ${sizes.max} bytes` });
	};
}

const digests = byteStrings(BUNDLE_LIMITS.siblings, { min: 32, max: 32 });
const places = nullable(list(integer(), BUNDLE_LIMITS.items));
const partial = record<PartialBytes>({
	count: integer(0, BUNDLE_LIMITS.listItems),
	at: places,
	items: byteStrings(BUNDLE_LIMITS.items, { min: 0, max: SECTION_MAX_BYTES }),
	siblings: digests,
});

const readSelection: Reader<Selection> = variant<Selection>({
	all: record<Extract<Selection, { kind: 'all' }>>({ kind: literal('all') }),
	period: record<Extract<Selection, { kind: 'period' }>>({ kind: literal('period'), from: integer(), to: integer() }),
	trade: record<Extract<Selection, { kind: 'trade' }>>({
		kind: literal('trade'),
		id: identifier(DERIVED_ID_MAX_CHARACTERS),
	}),
	participant: record<Extract<Selection, { kind: 'participant' }>>({ kind: literal('participant'), id: identifier() }),
	certificate: record<Extract<Selection, { kind: 'certificate' }>>({
		kind: literal('certificate'),
		id: identifier(DERIVED_ID_MAX_CHARACTERS),
	}),
});

const link: Reader<Uint8Array> = (value, path) => {
	const cid = CID.asCID(value);
	if (cid) return cid.bytes;
	throw new CodedError('CODEC_INVALID', { path, expected: 'a link' });
};

const readManifest = record<Manifest>({
	format: literal(BUNDLE_FORMAT),
	chainId: text(64, 1),
	selection: readSelection,
	genesis: link,
	epochs: list(link, BUNDLE_LIMITS.epochs),
	tip: link,
	blocks: list(link, BUNDLE_LIMITS.blocks),
	history: link,
	documents: list(link, BUNDLE_LIMITS.documents),
});

export function encodeManifest(manifest: Manifest): Uint8Array {
	const linked = (cid: Uint8Array): CID => CID.decode(cid);
	const { genesis, epochs, tip, blocks, history, documents } = manifest;
	return dagCbor.encode({
		...manifest,
		genesis: linked(genesis),
		epochs: epochs.map(linked),
		tip: linked(tip),
		blocks: blocks.map(linked),
		history: linked(history),
		documents: documents.map(linked),
	});
}

/** @throws CodedError CODEC_* */
export function decodeManifest(encoded: Uint8Array): Manifest {
	let value: unknown;
	try {
		value = dagCbor.decode(encoded);
	} catch (cause) {
		throw new CodedError('CODEC_MALFORMED', { reason: String(cause) });
	}
	const manifest = readManifest(value, 'manifest');
	if (!equalBytes(encodeManifest(manifest), encoded)) throw new CodedError('CODEC_NOT_CANONICAL', {});
	return manifest;
}

const readTip = record<TipNode>({
	headers: list(readBlockHeader, BUNDLE_LIMITS.headers),
	commitProof: readCommitProof,
});
const readBlock = record<BlockNode>({
	height: integer(1),
	time: integer(),
	receiptsRoot: bytes(32),
	eventsRoot: bytes(32),
	receipts: partial,
	events: partial,
	transactions: byteStrings(BUNDLE_LIMITS.items, { min: 0, max: TRANSACTION_LIMITS.bytes }),
	batches: list(
		record<BatchPart>({ batch: identifier(DERIVED_ID_MAX_CHARACTERS), at: places, siblings: digests }),
		BUNDLE_LIMITS.items,
	),
});

const emptyBlock: Reader<readonly [number, TimeMs]> = (value, path) => {
	const pair = list(integer(), 2)(value, path);
	if (pair.length === 2) return pair as unknown as readonly [number, TimeMs];
	throw new CodedError('CODEC_INVALID', { path, expected: 'height and time' });
};

const readHistory = record<HistoryNode>({
	value: bytesUpTo(4_096),
	proof: readStateProof,
	empty: list(emptyBlock, BUNDLE_LIMITS.blocks),
	siblings: digests,
	states: list(
		record<StateValue>({ path: text(512, 1), value: nullable(bytesUpTo(SECTION_MAX_BYTES)), proof: readStateProof }),
		BUNDLE_LIMITS.states,
	),
});

export const encodeTip = (node: TipNode): Uint8Array => encode(node as unknown as Plain);
export const encodeBlockNode = (node: BlockNode): Uint8Array => encode(node as unknown as Plain);
export const encodeHistoryNode = (node: HistoryNode): Uint8Array => encode(node as unknown as Plain);

/** Each @throws CodedError CODEC_* */
export const decodeTip = (encoded: Uint8Array): TipNode => readTip(decode(encoded, SECTION_MAX_BYTES), 'tip');
/** The parts are views into `encoded`. */
export const decodeBlockNode = (encoded: Uint8Array): BlockNode =>
	readBlock(decode(encoded, SECTION_MAX_BYTES, { views: true }), 'block');
export const decodeHistoryNode = (encoded: Uint8Array): HistoryNode =>
	readHistory(decode(encoded, SECTION_MAX_BYTES), 'history');

/** Every block's CID in the order of the file. */
export function linksOf({ genesis, epochs, tip, blocks, history, documents }: Manifest): Uint8Array[] {
	return [genesis, ...epochs, tip, ...blocks, history, ...documents];
}
