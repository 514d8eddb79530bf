import { sha256 } from '@noble/hashes/sha2.js';
import { type ChainRoot, chainRootDigest } from '../../shared/codec/bridge-client.ts';
import { fromHex, toHex } from '../../shared/codec/bytes.ts';
import { chainRoot } from '../../shared/contract/governance.ts';
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

/** In groups of four digits, as people read it to each other. */
export function spokenDigest(hex: string): string {
	return (hex.match(/.{1,4}/g) ?? []).join(' ');
}

/** What `gridquorum bridge root` printed or wrote for the other chain; null when the text is none of it. */
export function chainRootIn(text: string): ChainRootView | null {
	let printed: unknown;
	try {
		printed = JSON.parse(text);
	} catch {
		return null;
	}
	const { root = printed } = (printed ?? {}) as { readonly root?: unknown };
	return chainRoot.safeParse(root).data ?? null;
}
