/** The same bytes as a plain Uint8Array: Node's libraries answer with Buffers, whose slices and JSON differ. */
export function plainBytes(bytes: Uint8Array): Uint8Array {
	return Object.getPrototypeOf(bytes) === Uint8Array.prototype
		? bytes
		: new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
