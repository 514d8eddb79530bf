import { randomUUID } from 'node:crypto';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../files/atomic-file.ts';

/** Beside the directory: whole and ready to take its place, and what it takes the place of. */
const NEXT = '.next';
const FORMER = '.former';

/** Puts other files in the place of all of a key directory's: readers see the former ones or the new ones, never both. */
export async function replaceDirectory(
	directory: string,
	files: readonly { readonly name: string; readonly text: string }[],
): Promise<void> {
	const partial = `${directory}.${randomUUID()}.partial`;
	try {
		await mkdir(partial, { recursive: true, mode: 0o700 });
		for (const { name, text } of files) await writeFileAtomic(join(partial, name), text, 0o600);
		await rm(directory + NEXT, { recursive: true, force: true });
		await rm(directory + FORMER, { recursive: true, force: true });
		await rename(partial, directory + NEXT);
	} catch (error) {
		await rm(partial, { recursive: true, force: true });
		throw error;
	}
	await rename(directory, directory + FORMER);
	await rename(directory + NEXT, directory);
	await rm(directory + FORMER, { recursive: true, force: true });
}

/** After a power cut between the two steps the directory is away: the one that was ready takes its place. */
export async function finishReplacing(directory: string): Promise<void> {
	if ((await exists(directory)) || !(await exists(directory + NEXT))) return;
	await rename(directory + NEXT, directory);
	await rm(directory + FORMER, { recursive: true, force: true });
}

function exists(path: string): Promise<boolean> {
	return access(path).then(
		() => true,
		() => false,
	);
}
