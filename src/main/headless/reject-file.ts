import { realpath, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CodedError } from '../../shared/errors/coded-error.ts';

/** @throws CodedError OPTION_INVALID when the rejects would overwrite one of the files they are made from */
export async function requireOtherFile(
	rejects: string | undefined,
	sources: readonly string[],
	option = '--rejects',
): Promise<void> {
	if (rejects === undefined) return;
	const target = await truePath(rejects);
	for (const source of sources)
		if (source !== '-' && (await truePath(source)) === target)
			throw new CodedError('OPTION_INVALID', {
				option,
				value: rejects,
				expected: 'another file than those that are read',
			});
}

/** @throws CodedError OPTION_INVALID when the file cannot be written */
export async function writeRejectFile(file: string, lines: Iterable<string>, option = '--rejects'): Promise<void> {
	try {
		await writeFile(file, lines);
	} catch (error) {
		const reason = (error as NodeJS.ErrnoException).code ?? String(error);
		throw new CodedError('OPTION_INVALID', {
			option,
			value: file,
			expected: `a file to write (${reason})`,
		});
	}
}

async function truePath(file: string): Promise<string> {
	return realpath(file).catch(() => resolve(file));
}
