import type { SignatureCheck } from '../../../shared/proofs/certificates.ts';

export interface SignatureParts {
	readonly publicKey: Uint8Array;
	readonly message: Uint8Array;
	readonly signature: Uint8Array;
}

const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
const HEAD_BYTES = KEY_BYTES + SIGNATURE_BYTES + 4;

/** Many signatures as one piece of memory that a thread hands to another: key, signature, length of the message, message. */
export function packSignatures(checks: readonly SignatureParts[]): Uint8Array<ArrayBuffer> {
	const bytes = checks.reduce((sum, { message }) => sum + HEAD_BYTES + message.length, 0);
	const packed = new Uint8Array(bytes);
	const view = new DataView(packed.buffer);
	let at = 0;
	for (const { publicKey, message, signature } of checks) {
		packed.set(publicKey, at);
		packed.set(signature, at + KEY_BYTES);
		view.setUint32(at + KEY_BYTES + SIGNATURE_BYTES, message.length);
		packed.set(message, at + HEAD_BYTES);
		at += HEAD_BYTES + message.length;
	}
	return packed;
}

/** Of each signature in its order, 1 for one that holds. */
export function verifyPacked(packed: Uint8Array, verify: SignatureCheck): Uint8Array<ArrayBuffer> {
	const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
	const good: number[] = [];
	for (let at = 0; at < packed.length; ) {
		const messageAt = at + HEAD_BYTES;
		const end = messageAt + view.getUint32(messageAt - 4);
		const publicKey = packed.subarray(at, at + KEY_BYTES);
		const signature = packed.subarray(at + KEY_BYTES, at + KEY_BYTES + SIGNATURE_BYTES);
		good.push(verify(publicKey, packed.subarray(messageAt, end), signature) ? 1 : 0);
		at = end;
	}
	return Uint8Array.from(good);
}
