/** Arguments of one call; an engine takes far more, but not any number. */
const AT_ONCE = 8_192;

export function toBase64(bytes: Uint8Array): string {
	let binary = '';
	for (let at = 0; at < bytes.length; at += AT_ONCE) binary += String.fromCharCode(...bytes.subarray(at, at + AT_ONCE));
	return btoa(binary);
}

/** @throws DOMException for text that is no base64 */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
	return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}
