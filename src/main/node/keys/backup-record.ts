import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomic } from '../files/atomic-file.ts';

const FILE = 'key-backup.json';

const form = z.strictObject({
	/** Unix wall ms. */
	atMs: z.int().min(0),
	keys: z.int().min(0),
	/** SHA-256 of the backup file, so that a verified file is known to be the last one. */
	sha256: z.string().length(64),
	/** When that very file was last opened again with its passphrase; null before. */
	verifiedAtMs: z.int().min(0).nullable(),
});

/** What a data directory remembers of its keys' last backup; the backup itself is kept elsewhere. */
export type BackupRecord = z.infer<typeof form>;

/** Null before the first backup, and where the record cannot be read: then another backup is due in any case. */
export async function readBackupRecord(dataDirectory: string): Promise<BackupRecord | null> {
	try {
		return form.parse(JSON.parse(await readFile(join(dataDirectory, FILE), 'utf8')));
	} catch {
		return null;
	}
}

export async function writeBackupRecord(dataDirectory: string, record: BackupRecord): Promise<void> {
	await writeFileAtomic(join(dataDirectory, FILE), `${JSON.stringify(record, null, '\t')}\n`);
}
