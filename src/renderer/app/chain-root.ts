import { sha256 } from '@noble/hashes/sha2.js';
import { type ChainRoot, chainRootDigest } from '../../shared/codec/bridge-client.ts';
import { fromHex, toHex } from '../../shared/codec/bytes.ts';
import type { ChainRootView } from '../../shared/contract/index.ts';

/**
 * The digest that operators of two chains compare by another way, hashed here: what the node says of a root is not
 * believed. @returns lower-case hex
 */
export function chainRootDigestOf({ genesisDigest, genesisId, validators, ...root }: ChainRootView): string {
	const whole: ChainRoot = {
		...root,
		genesisDigest: fromHex(genesisDigest),
		genesisId: fromHex(genesisId),
		validators: validators.map(({ id, publicKey }) => ({ id, publicKey: fromHex(publicKey) })),
	};
	return toHex(chainRootDigest(whole, sha256));
}
