/** Kinds that shrink; fonts and pictures are compressed already. */
export function isCompressible(extension: string): boolean {
	return ['.html', '.js', '.css', '.json', '.svg', '.wasm', '.txt', '.webmanifest'].includes(extension);
}
