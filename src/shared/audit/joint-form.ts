import * as dagCbor from '@ipld/dag-cbor';
import { CID } from 'multiformats/cid';
import { equalBytes } from '../codec/bytes.ts';
import { list, literal, type Reader, record } from '../codec/reader.ts';
import { isCidOf } from '../documents/cid.ts';
import { CodedError } from '../errors/coded-error.ts';
import { BUNDLE_LIMITS, decodeManifest, type Manifest } from './bundle-form.ts';

export const JOINT_FORMAT = 'gridquorum/joint-audit-bundle/v1';

/**
 * The root of a bundle of several chains: their own bundles' manifests, ascending by chain id. In the file each manifest
 * stands before the blocks that it links to, chain after chain.
 */
export interface JointManifest {
	readonly format: typeof JOINT_FORMAT;
	/** CIDs of manifests, two or more. */
	readonly chains: readonly Uint8Array[];
}

/** What the first block of a file is. */
export type BundleRoot =
	| { readonly kind: 'chain'; readonly manifest: Manifest }
	| { readonly kind: 'joint'; readonly joint: JointManifest };

const manifestLink: Reader<Uint8Array> = (value, path) => {
	const cid = CID.asCID(value);
	if (cid && isCidOf('dag-cbor', cid.bytes)) return cid.bytes;
	throw new CodedError('CODEC_INVALID', { path, expected: 'a link to a manifest' });
};

const chains: Reader<Uint8Array[]> = (value, path) => {
	const links = list(manifestLink, BUNDLE_LIMITS.chains)(value, path);
	if (links.length >= 2) return links;
	throw new CodedError('CODEC_INVALID', { path, expected: 'two chains or more' });
};

const readJoint = record<JointManifest>({ format: literal(JOINT_FORMAT), chains });

export function encodeJointManifest(manifest: JointManifest): Uint8Array {
	return dagCbor.encode({ ...manifest, chains: manifest.chains.map((cid) => CID.decode(cid)) });
}

/** @throws CodedError CODEC_* */
export function decodeBundleRoot(encoded: Uint8Array): BundleRoot {
	let value: unknown;
	try {
		value = dagCbor.decode(encoded);
	} catch (cause) {
		throw new CodedError('CODEC_MALFORMED', { reason: String(cause) });
	}
	if ((value as { readonly format?: unknown } | null)?.format !== JOINT_FORMAT)
		return { kind: 'chain', manifest: decodeManifest(encoded) };
	const joint = readJoint(value, 'manifest');
	if (!equalBytes(encodeJointManifest(joint), encoded)) throw new CodedError('CODEC_NOT_CANONICAL', {});
	return { kind: 'joint', joint };
}
