import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Asset, chooseEncoding } from './assets.ts';

const YEAR_SECONDS = 31_536_000;

/** One file of the console, compressed as the reader likes, or 304 when it has it already. */
export async function respondWithAsset(
	request: IncomingMessage,
	response: ServerResponse,
	asset: Asset,
	headers: Record<string, string>,
): Promise<void> {
	const cacheControl = asset.isImmutable ? `private, max-age=${YEAR_SECONDS}, immutable` : 'no-cache';
	const common = { ...headers, 'cache-control': cacheControl, etag: asset.etag, vary: 'accept-encoding' };
	if (request.headers['if-none-match'] === asset.etag) {
		response.writeHead(304, common).end();
		return;
	}
	const encoding = chooseEncoding(request.headers['accept-encoding']);
	const body = await asset.body(encoding);
	const isEncoded = encoding !== 'identity' && body.length !== asset.size;
	response.writeHead(200, {
		...common,
		'content-type': asset.type,
		'content-length': body.length,
		...(isEncoded && { 'content-encoding': encoding }),
	});
	response.end(request.method === 'HEAD' ? undefined : body);
}

/** A short plain text that is never cached. */
export function respondWithText(
	request: IncomingMessage,
	response: ServerResponse,
	status: number,
	text: string,
	headers: Record<string, string>,
): void {
	const body = Buffer.from(`${text}\n`);
	response.writeHead(status, {
		'content-type': 'text/plain; charset=utf-8',
		...headers,
		'cache-control': 'no-store',
		'content-length': body.length,
	});
	response.end(request.method === 'HEAD' ? undefined : body);
}
