import { utf8 } from '../codec/bytes.ts';
import { decode, encode, type Plain } from '../codec/cbor.ts';
import { CONSENSUS_LIMITS } from '../codec/consensus-limits.ts';
import { GENESIS_LIMITS } from '../codec/genesis.ts';
import { integer, list, literal, nullable, type Reader, record, text } from '../codec/reader.ts';
import { CodedError, codeOf } from '../errors/coded-error.ts';
import type { InclusionEvidence, ItemEvidence } from './proven-item.ts';
import type { StateEvidence } from './state-evidence.ts';
import { STATE_VALUE_MAX_BYTES } from './state-proof.ts';

export const PROOF_FILE_FORMAT = 'gridquorum/proof/v1';

export const PROOF_FILE_LIMITS = {
	/** Of the whole file, in either form. */
	bytes: 134_217_728,
	handovers: 10_000,
	headers: 256,
	siblings: 256,
} as const;

/**
 * All that convinces somebody who has a trust root and nothing else: the genesis document, the handovers up to the
 * epoch of the certificate, a leaf under a certified root, and, for a receipt or event, its place in the history.
 * Byte strings are lower-case hex in both forms, JSON and canonical dag-cbor, so that they are one object.
 */
export interface ProofFile {
	readonly format: typeof PROOF_FILE_FORMAT;
	readonly chainId: string;
	readonly genesis: string;
	/** To epoch 1 and on, without a gap. */
	readonly handovers: readonly string[];
	/** Of the leaf asked for, or of `chain/history` for an item. */
	readonly state: StateEvidence;
	/** Null for the proof of a leaf. */
	readonly item: ItemEvidence | null;
}

const hexUpTo = (bytes: number): Reader<string> => text(2 * bytes);
const digest = hexUpTo(32);
const inclusion = record<InclusionEvidence>({
	index: integer(),
	count: integer(1),
	siblings: list(digest, 64),
});

const readProof = record<ProofFile>({
	format: literal(PROOF_FILE_FORMAT),
	chainId: text(64, 1),
	genesis: hexUpTo(GENESIS_LIMITS.bytes),
	handovers: list(hexUpTo(CONSENSUS_LIMITS.handoverBytes), PROOF_FILE_LIMITS.handovers),
	state: record<StateEvidence>({
		path: text(1_024, 1),
		value: nullable(hexUpTo(STATE_VALUE_MAX_BYTES)),
		depth: integer(0, 256),
		bitmap: hexUpTo(32),
		siblings: list(digest, PROOF_FILE_LIMITS.siblings),
		other: nullable(record<{ key: string; valueHash: string }>({ key: digest, valueHash: digest })),
		root: digest,
		headers: list(hexUpTo(CONSENSUS_LIMITS.headerBytes), PROOF_FILE_LIMITS.headers),
		commitProof: hexUpTo(CONSENSUS_LIMITS.proofBytes),
	}),
	item: nullable(
		record<ItemEvidence>({
			kind: literal('receipt', 'event'),
			item: hexUpTo(CONSENSUS_LIMITS.responseBytes),
			record: record<ItemEvidence['record']>({
				height: integer(1),
				time: integer(),
				receiptsRoot: digest,
				eventsRoot: digest,
			}),
			inBlock: inclusion,
			inHistory: inclusion,
		}),
	),
});

/** Exactly the fields of the format, whatever else the parts that were given have. */
export function proofFileOf(parts: Omit<ProofFile, 'format'>): ProofFile {
	const { chainId, genesis, handovers, state, item } = parts;
	const { path, value, depth, bitmap, siblings, other, root, headers, commitProof } = state;
	return {
		format: PROOF_FILE_FORMAT,
		chainId,
		genesis,
		handovers,
		state: { path, value, depth, bitmap, siblings, other, root, headers, commitProof },
		item: item && {
			kind: item.kind,
			item: item.item,
			record: item.record,
			inBlock: item.inBlock,
			inHistory: item.inHistory,
		},
	};
}

export function proofFileJson(file: ProofFile): Uint8Array {
	return utf8(`${JSON.stringify(file, null, '\t')}\n`);
}

export function proofFileCbor(file: ProofFile): Uint8Array {
	return encode(file as unknown as Plain);
}

/** Reads either form. @throws CodedError PROOF_FILE_INVALID */
export function readProofFile(bytes: Uint8Array): ProofFile {
	if (bytes.length > PROOF_FILE_LIMITS.bytes) throw refused(`it has ${bytes.length} bytes`);
	try {
		const isJson = bytes[0] === 0x7b;
		return readProof(isJson ? JSON.parse(asciiOf(bytes)) : decode(bytes, PROOF_FILE_LIMITS.bytes), 'proof');
	} catch (error) {
		if (error instanceof SyntaxError) throw refused('it is not JSON');
		if (codeOf(error) === null) throw error;
		throw refused((error as CodedError).message);
	}
}

/** The format has no characters beyond ASCII but in a path, where any other is refused by the proof itself. */
function asciiOf(bytes: Uint8Array): string {
	const parts: string[] = [];
	for (let at = 0; at < bytes.length; at += 8_192) parts.push(String.fromCharCode(...bytes.subarray(at, at + 8_192)));
	return parts.join('');
}

function refused(reason: string): CodedError {
	return new CodedError('PROOF_FILE_INVALID', { reason });
}
