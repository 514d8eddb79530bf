import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';

/** 32-byte SHA-256 digest. */
export type Digest = Uint8Array;

/** SHA-256, injected: native in nodes, @noble/hashes in browsers. */
export type Sha256 = (bytes: Uint8Array) => Digest;

/** SHA-256 of bytes that come part by part; nothing may follow the digest. */
export interface RunningSha256 {
	update(part: Uint8Array): unknown;
	digest(): Digest;
}

export { bytesToHex as toHex, concatBytes as concat, utf8ToBytes as utf8 };

/** Decodes lower- or upper-case hex; throws on an odd length or another character. */
export function fromHex(text: string): Uint8Array {
	return hexToBytes(text.toLowerCase());
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
	if (a === b) return true;
	if (a.length !== b.length) return false;
	for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
	return true;
}

/** UTF-16 code-unit order, which every platform shares; never locale order. */
export function compareText(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}
