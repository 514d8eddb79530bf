import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { CodedError } from '../../shared/errors/coded-error.ts';
import { CSV_LIMITS } from '../../shared/formats/csv.ts';

/** A character has at least one byte, so this bounds the characters too. */
const MAX_BYTES = CSV_LIMITS.characters;

/**
 * The text of a file in UTF-8, or of standard input for `-`, piece by piece.
 * @throws CodedError FORMAT_FILE_UNREADABLE, FORMAT_TOO_LARGE, FORMAT_NOT_TEXT with the line of the first wrong byte
 */
export async function* readTextPieces(file: string): AsyncGenerator<string> {
	const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
	let line = 1;
	let bytes = 0;
	const decode = (chunk?: Uint8Array): string => {
		try {
			return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
		} catch {
			const readable = chunk === undefined ? '' : (new TextDecoder().decode(chunk).split('\uFFFD')[0] ?? '');
			throw new CodedError('FORMAT_NOT_TEXT', { line: line + lineEnds(readable) });
		}
	};
	for await (const chunk of bytesOf(file)) {
		bytes += chunk.byteLength;
		if (bytes > MAX_BYTES) throw new CodedError('FORMAT_TOO_LARGE', { limit: MAX_BYTES, what: 'bytes' });
		const text = decode(chunk);
		line += lineEnds(text);
		yield text;
	}
	yield decode();
}

/** The whole text, for what is read at once. @throws CodedError as `readTextPieces` */
export async function readText(file: string): Promise<string> {
	const pieces: string[] = [];
	for await (const piece of readTextPieces(file)) pieces.push(piece);
	return pieces.join('').replace(/^\uFEFF/, '');
}

async function* bytesOf(file: string): AsyncGenerator<Uint8Array> {
	try {
		if (file === '-') {
			yield* process.stdin as AsyncIterable<Uint8Array>;
			return;
		}
		const { size } = await stat(file);
		if (size > MAX_BYTES) throw new CodedError('FORMAT_TOO_LARGE', { limit: MAX_BYTES, what: 'bytes' });
		yield* createReadStream(file) as AsyncIterable<Uint8Array>;
	} catch (error) {
		if (error instanceof CodedError) throw error;
		const reason = (error as NodeJS.ErrnoException).code ?? String(error);
		throw new CodedError('FORMAT_FILE_UNREADABLE', { file, reason });
	}
}

function lineEnds(text: string): number {
	let count = 0;
	for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1;
	return count;
}
