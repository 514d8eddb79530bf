/** What the built console is made of; a file of another kind is not served. */
export const CONTENT_TYPES: Readonly<Record<string, string>> = {
	'.html': 'text/html; charset=utf-8',
	'.js': 'text/javascript; charset=utf-8',
	'.css': 'text/css; charset=utf-8',
	'.json': 'application/json; charset=utf-8',
	'.webmanifest': 'application/manifest+json; charset=utf-8',
	'.svg': 'image/svg+xml',
	'.png': 'image/png',
	'.ico': 'image/x-icon',
	'.woff2': 'font/woff2',
	'.woff': 'font/woff',
	'.wasm': 'application/wasm',
	'.txt': 'text/plain; charset=utf-8',
};

/** Kinds that shrink; fonts and pictures are compressed already. */
export function isCompressible(extension: string): boolean {
	return ['.html', '.js', '.css', '.json', '.svg', '.wasm', '.txt', '.webmanifest'].includes(extension);
}
