import { readFile, stat, writeFile } from 'node:fs/promises';
import { SIGNING_FILE_MAX_CHARACTERS } from '../../shared/deeds/signing-file.ts';
import { CodedError } from '../../shared/errors/coded-error.ts';

/** @throws CodedError SIGNING_FILE */
export async function readSigningFile(file: string): Promise<string> {
	try {
		const { size } = await stat(file);
		if (size > SIGNING_FILE_MAX_CHARACTERS) throw new CodedError('SIGNING_FILE', { file, reason: 'it is too long' });
		return await readFile(file, 'utf8');
	} catch (error) {
		if (error instanceof CodedError) throw error;
		throw new CodedError('SIGNING_FILE', { file, reason: (error as NodeJS.ErrnoException).code ?? String(error) });
	}
}

/** Never over another file. @throws CodedError OPTION_INVALID */
export async function writeSigningFile(file: string, content: object): Promise<void> {
	try {
		await writeFile(file, `${JSON.stringify(content, null, '\t')}\n`, { flag: 'wx', mode: 0o600 });
	} catch (error) {
		const reason = (error as NodeJS.ErrnoException).code ?? String(error);
		throw new CodedError('OPTION_INVALID', { option: '--out', value: file, expected: `a new file (${reason})` });
	}
}
