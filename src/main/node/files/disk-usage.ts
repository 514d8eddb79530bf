import { lstat, readdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';

export const DISK_PARTS = ['database', 'documents', 'snapshots', 'logs', 'keys', 'other'] as const;
export type DiskPart = (typeof DISK_PARTS)[number];

export interface DiskUsage {
	readonly parts: { readonly [part in DiskPart]: number };
	readonly totalBytes: number;
	/** Of the file system that the directory lies on; null where the system does not say. */
	readonly freeBytes: number | null;
	readonly capacityBytes: number | null;
	/** False where files were so many that the count was given up. */
	readonly isComplete: boolean;
}

/** Files looked at in one count. */
const MAX_FILES = 200_000;

/** Sizes of a data directory by what lies in it; files that go while it looks count as nothing. */
export async function diskUsage(directory: string): Promise<DiskUsage> {
	const parts: Record<DiskPart, number> = { database: 0, documents: 0, snapshots: 0, logs: 0, keys: 0, other: 0 };
	const budget = { files: MAX_FILES };
	for (const entry of await readdir(directory).catch(() => [])) {
		const part = DISK_PARTS.find((each) => each === entry) ?? 'other';
		parts[part] += await sizeOf(join(directory, entry), budget);
	}
	const system = await statfs(directory).catch(() => null);
	return {
		parts,
		totalBytes: Object.values(parts).reduce((sum, bytes) => sum + bytes, 0),
		freeBytes: system && system.bavail * system.bsize,
		capacityBytes: system && system.blocks * system.bsize,
		isComplete: budget.files > 0,
	};
}

async function sizeOf(path: string, budget: { files: number }): Promise<number> {
	if (budget.files-- <= 0) return 0;
	const entry = await lstat(path).catch(() => null);
	if (!entry) return 0;
	if (!entry.isDirectory()) return entry.size;
	let sum = 0;
	for (const name of await readdir(path).catch(() => [])) sum += await sizeOf(join(path, name), budget);
	return sum;
}
