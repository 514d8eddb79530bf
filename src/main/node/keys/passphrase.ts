import { readFile } from 'node:fs/promises';
import { CodedError } from '../../../shared/errors/coded-error.ts';

export const PASSPHRASE_VARIABLE = 'GRIDQUORUM_PASSPHRASE';
export const PASSPHRASE_FILE_VARIABLE = 'GRIDQUORUM_PASSPHRASE_FILE';

/**
 * The keystore's passphrase: given directly, else from the environment, else from a file (one trailing line break is
 * not part of it).
 * @throws CodedError KEYSTORE_NO_PASSPHRASE
 */
export async function resolvePassphrase(sources: {
	readonly passphrase?: string | undefined;
	readonly file?: string | undefined;
	readonly environment?: { readonly [name: string]: string | undefined };
}): Promise<string> {
	const environment = sources.environment ?? {};
	const direct = sources.passphrase ?? environment[PASSPHRASE_VARIABLE];
	if (direct !== undefined && direct !== '') return direct;
	const file = environment[PASSPHRASE_FILE_VARIABLE] ?? sources.file;
	if (file === undefined) throw new CodedError('KEYSTORE_NO_PASSPHRASE', { file: null });
	try {
		const text = (await readFile(file, 'utf8')).replace(/\r?\n$/, '');
		if (text !== '') return text;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
	}
	throw new CodedError('KEYSTORE_NO_PASSPHRASE', { file });
}
