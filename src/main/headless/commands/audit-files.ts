import { readFile, stat } from 'node:fs/promises';
import { CodedError } from '../../../shared/errors/coded-error.ts';

/** A trust root has some hundred bytes; more than this is none. */
const SMALL_BYTES = 65_536;

/** @throws CodedError OPTION_INVALID, which names the option, unless it is a file that can be read */
export async function requireFile(option: string, path: string): Promise<number> {
	const found = await stat(path).catch(() => null);
	if (found?.isFile()) return found.size;
	throw new CodedError('OPTION_INVALID', { option, value: path, expected: 'a file that can be read' });
}

/** A file that is no longer than it may be. */
export async function readSmallFile(option: string, path: string): Promise<Uint8Array> {
	const bytes = await requireFile(option, path);
	if (bytes > SMALL_BYTES) throw new CodedError('OPTION_INVALID', { option, value: path, expected: 'a small file' });
	return new Uint8Array(await readFile(path));
}
