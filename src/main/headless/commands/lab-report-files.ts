import { access, constants, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CodedError } from '../../../shared/errors/coded-error.ts';

/**
 * The document as it stands; null where there is none yet.
 *
 * @throws CodedError OPTION_INVALID where it can be neither read nor made
 */
export async function readDocument(path: string): Promise<string | null> {
	if (!path.endsWith('.md'))
		throw new CodedError('OPTION_INVALID', { option: '--out', value: path, expected: 'a file that ends in .md' });
	try {
		await mkdir(dirname(path), { recursive: true });
		await access(dirname(path), constants.W_OK);
		const text = await readFile(path, 'utf8');
		await access(path, constants.W_OK);
		return text;
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
		const expected = `a file that can be written (${error instanceof Error ? error.message : String(error)})`;
		throw new CodedError('OPTION_INVALID', { option: '--out', value: path, expected });
	}
}

export async function writeFiles(files: readonly { readonly path: string; readonly text: string }[]): Promise<void> {
	for (const { path, text } of files) {
		await mkdir(dirname(path), { recursive: true });
		await writeFile(path, text);
	}
}
