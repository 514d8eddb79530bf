import { concat, type Sha256 } from '../codec/bytes.ts';
import { contentBlock } from '../documents/cid.ts';
import { CodedError } from '../errors/coded-error.ts';
import { BUNDLE_LIMITS } from './bundle-form.ts';
import { carHeader, carSection } from './car.ts';
import type { ComposedBundle } from './compose.ts';
import { encodeJointManifest, JOINT_FORMAT } from './joint-form.ts';

export interface JointBundle<Part> {
	/** Header and first section. */
	readonly head: Uint8Array;
	/** CID of the first section. */
	readonly root: Uint8Array;
	/** In the order of the file: after `head`, of each its manifest and then what its sink got. */
	readonly parts: readonly Part[];
}

/**
 * Makes one bundle of those of several chains.
 * @throws CodedError BUNDLE_CHAINS unless there are 2 to 16 parts, each of another chain
 */
export function composeJoint<Part extends Pick<ComposedBundle, 'chainId' | 'root'>>(
	composed: readonly Part[],
	sha256: Sha256,
): JointBundle<Part> {
	const parts = [...composed].sort((a, b) => (a.chainId < b.chainId ? -1 : 1));
	const chains = new Set(parts.map(({ chainId }) => chainId));
	if (parts.length < 2 || parts.length > BUNDLE_LIMITS.chains || chains.size !== parts.length)
		throw new CodedError('BUNDLE_CHAINS', { chains: chains.size, parts: parts.length, max: BUNDLE_LIMITS.chains });
	const manifest = encodeJointManifest({ format: JOINT_FORMAT, chains: parts.map(({ root }) => root) });
	const { cid, bytes } = contentBlock('dag-cbor', manifest, sha256);
	return { head: concat(carHeader(cid), carSection(cid, bytes)), root: cid, parts };
}
