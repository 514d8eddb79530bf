import { createReadStream } from 'node:fs';
import { CodedError } from '../../../../shared/errors/coded-error.ts';

const MAX_BYTES = 64 * 1024 * 1024;

/**
 * Text of a market file, or of standard input for `-`.
 * @throws CodedError MARKET_FILE_UNREADABLE
 */
export async function readMarketText(file: string): Promise<string> {
	const source = file === '-' ? process.stdin : createReadStream(file);
	const decoder = new TextDecoder('utf-8', { fatal: true });
	const parts: string[] = [];
	let bytes = 0;
	try {
		for await (const chunk of source as AsyncIterable<Uint8Array>) {
			bytes += chunk.byteLength;
			if (bytes > MAX_BYTES) throw new Error('it is larger than 64 MiB');
			parts.push(decoder.decode(chunk, { stream: true }));
		}
		parts.push(decoder.decode());
	} catch (error) {
		const name = file === '-' ? 'standard input' : file;
		throw new CodedError('MARKET_FILE_UNREADABLE', { path: '$', file: name, reason: (error as Error).message });
	}
	return parts.join('');
}
