import type { BlockHeader, CommitProof } from '../codec/block.ts';
import { decodeBlockHeader, decodeCommitProof } from '../codec/block-codec.ts';
import { equalBytes, fromHex, type Sha256 } from '../codec/bytes.ts';
import { CodedError } from '../errors/coded-error.ts';
import { verifyStateProof } from './state-proof.ts';

/** One leaf's place under a certified state root; byte strings are hex. */
export interface StateEvidence {
	readonly path: string;
	/** Canonical dag-cbor of the leaf; null where the path is absent. */
	readonly value: string | null;
	readonly depth: number;
	readonly bitmap: string;
	readonly siblings: readonly string[];
	readonly other: { readonly key: string; readonly valueHash: string } | null;
	readonly root: string;
	/** As `verifyFinality` takes them: the first carries the root. */
	readonly headers: readonly string[];
	readonly commitProof: string;
}

/** @throws CodedError CODEC_INVALID */
export function bytesOf(text: string, path: string): Uint8Array {
	try {
		return fromHex(text);
	} catch {
		throw new CodedError('CODEC_INVALID', { path, expected: 'hexadecimal digits' });
	}
}

/** The headers from the one that carries the root on, with what makes the last final. @throws CodedError CODEC_* */
export function finalityOf({ headers, commitProof }: StateEvidence): {
	readonly headers: readonly BlockHeader[];
	readonly carrier: BlockHeader;
	readonly commitProof: CommitProof;
} {
	const read = headers.map((header) => decodeBlockHeader(bytesOf(header, 'header')));
	const [carrier] = read;
	if (!carrier) throw new CodedError('CODEC_INVALID', { path: 'headers', expected: 'at least one header' });
	return { headers: read, carrier, commitProof: decodeCommitProof(bytesOf(commitProof, 'commitProof')) };
}

/** @throws CodedError AUDIT_ROOT_OTHER */
export function requireCarried({ root }: StateEvidence, { stateRoot, height }: BlockHeader): void {
	if (!equalBytes(bytesOf(root, 'root'), stateRoot)) throw new CodedError('AUDIT_ROOT_OTHER', { height });
}

/** That `path` has the value shown, or is absent. @throws CodedError AUDIT_VALUE_OTHER or CODEC_INVALID */
export function requireUnder(evidence: StateEvidence, path: string, root: Uint8Array, sha256: Sha256): void {
	const { depth, bitmap, siblings, other, value } = evidence;
	const proof = {
		depth,
		bitmap: bytesOf(bitmap, 'bitmap'),
		siblings: siblings.map((sibling) => bytesOf(sibling, 'sibling')),
		other: other && { key: bytesOf(other.key, 'other.key'), valueHash: bytesOf(other.valueHash, 'other.valueHash') },
	};
	const held = value === null ? null : bytesOf(value, 'value');
	if (evidence.path !== path || !verifyStateProof(proof, path, held, root, sha256))
		throw new CodedError('AUDIT_VALUE_OTHER', { path });
}
