import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { writeFileAtomic } from './atomic-file.ts';

/** Layout of the data directory that this build reads and writes; raised with each incompatible change. */
export const SCHEMA_VERSION = 1;

const FILE = 'schema.json';
const form = z.object({ version: z.int().min(1), chainId: z.string().min(1).max(128) });

/**
 * Checks the directory's layout and chain before anything in it is opened; a new directory is marked as ours.
 * @throws CodedError DATA_DIRECTORY_TOO_NEW | DATA_DIRECTORY_OTHER_CHAIN | DATA_DIRECTORY_DAMAGED
 */
export async function checkSchema(directory: string, chainId: string): Promise<void> {
	const path = join(directory, FILE);
	let text: string;
	try {
		text = await readFile(path, 'utf8');
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
		await writeFileAtomic(path, `${JSON.stringify({ version: SCHEMA_VERSION, chainId }, null, '\t')}\n`);
		return;
	}
	const found = parse(path, text);
	if (found.version > SCHEMA_VERSION)
		throw new CodedError('DATA_DIRECTORY_TOO_NEW', { directory, found: found.version, known: SCHEMA_VERSION });
	if (found.chainId !== chainId)
		throw new CodedError('DATA_DIRECTORY_OTHER_CHAIN', { directory, found: found.chainId, expected: chainId });
}

function parse(path: string, text: string): z.infer<typeof form> {
	try {
		return form.parse(JSON.parse(text));
	} catch (cause) {
		throw new CodedError('DATA_DIRECTORY_DAMAGED', { path, reason: String(cause) });
	}
}
