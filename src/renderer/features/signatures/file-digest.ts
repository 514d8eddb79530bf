import { sha256 } from '@noble/hashes/sha2.js';
import { toHex } from '../../../shared/codec/bytes.ts';

/** Longest file that is hashed here, bytes. */
export const ANNEX_MAX_BYTES = 268_435_456;

export interface FileDigest {
	readonly name: string;
	readonly bytes: number;
	/** Hex. */
	readonly sha256: string;
}

/**
 * SHA-256 of a file of this machine, read piece by piece; nothing of it leaves the machine.
 * @throws RangeError above `ANNEX_MAX_BYTES`
 */
export async function digestOfFile(file: File): Promise<FileDigest> {
	if (file.size > ANNEX_MAX_BYTES) throw new RangeError(`${file.size} bytes`);
	const hash = sha256.create();
	const reader = file.stream().getReader();
	for (let piece = await reader.read(); !piece.done; piece = await reader.read()) hash.update(piece.value);
	return { name: file.name, bytes: file.size, sha256: toHex(hash.digest()) };
}
