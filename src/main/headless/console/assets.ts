import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { CONTENT_TYPES } from '../../api/console-document.ts';
import { isCompressible } from './compressible.ts';

const MAX_FILES = 2_000;
const MAX_BYTES = 134_217_728;
/** Shorter bodies fit one packet either way. */
const MIN_COMPRESSED_BYTES = 1_024;
/** Most of the gain at a tenth of the time that the highest quality takes. */
const BROTLI_QUALITY = 5;

export type Encoding = 'br' | 'gzip' | 'identity';

export interface Asset {
	readonly type: string;
	readonly etag: string;
	/** The name holds a hash of the content: a copy of it never goes stale. */
	readonly isImmutable: boolean;
	readonly size: number;
	body(encoding: Encoding): Promise<Buffer>;
}

/** Vite's form of a hashed name: `name-DGh3kL_9.js`. */
const HASHED_NAME = /-[A-Za-z0-9_-]{8}\.[a-z0-9]+$/;

/**
 * Reads the built console into memory. Requests are looked up in the resulting table and never touch the file system,
 * so no path in a request can lead out of the directory.
 * @returns by URL path, e.g. `/index.html`
 * @throws CodedError CONSOLE_RENDERER_MISSING when there is no index.html, or the directory is not a built console
 */
export async function readAssets(directory: string): Promise<ReadonlyMap<string, Asset>> {
	const assets = new Map<string, Asset>();
	let bytes = 0;
	const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
	for (const entry of entries) {
		const type = CONTENT_TYPES[extname(entry.name)];
		// Links could point anywhere; only plain files of known kinds are served.
		if (!entry.isFile() || !type) continue;
		const file = join(entry.parentPath, entry.name);
		const content = await readFile(file);
		bytes += content.length;
		if (assets.size >= MAX_FILES || bytes > MAX_BYTES) throw new CodedError('CONSOLE_RENDERER_MISSING', { directory });
		assets.set(`/${relative(directory, file).split(sep).join('/')}`, createAsset(entry.name, type, content));
	}
	if (!assets.has('/index.html')) throw new CodedError('CONSOLE_RENDERER_MISSING', { directory });
	return assets;
}

function createAsset(name: string, type: string, content: Buffer): Asset {
	const compressed = new Map<Encoding, Promise<Buffer>>();
	const shrinks = isCompressible(extname(name)) && content.length >= MIN_COMPRESSED_BYTES;
	return {
		type,
		etag: `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`,
		isImmutable: HASHED_NAME.test(name),
		size: content.length,
		body: (encoding) => {
			if (encoding === 'identity' || !shrinks) return Promise.resolve(content);
			const known = compressed.get(encoding);
			if (known) return known;
			const body = compress(content, encoding);
			compressed.set(encoding, body);
			return body;
		},
	};
}

function compress(content: Buffer, encoding: 'br' | 'gzip'): Promise<Buffer> {
	if (encoding === 'gzip') return promisify(gzip)(content);
	return promisify(brotliCompress)(content, {
		params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY, [constants.BROTLI_PARAM_SIZE_HINT]: content.length },
	});
}

/** The best encoding that the reader names; weights other than a refusal (`q=0`) do not matter here. */
export function chooseEncoding(accepted: string | undefined): Encoding {
	const offers = (accepted ?? '').split(',').map((part) => part.trim().split(/\s*;\s*/));
	const takes = (name: string): boolean =>
		offers.some(([coding, ...weights]) => coding === name && !weights.some((weight) => /^q=0(?:\.0*)?$/.test(weight)));
	return takes('br') ? 'br' : takes('gzip') ? 'gzip' : 'identity';
}
