import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { CodedError } from '../../../shared/errors/coded-error.ts';

const LOCK_FILE = 'node.lock';

const ownerForm = z.object({
	pid: z.int().positive(),
	host: z.string().max(255),
	/** ISO time of the lock. */
	startedAt: z.string().max(40),
	/** Linux: the kernel's start ticks of the process, so that a reused pid is not taken for the owner. */
	startTicks: z.string().max(32).nullable(),
	nonce: z.string().max(64),
});

export type LockOwner = z.infer<typeof ownerForm>;

export interface DirectoryLock {
	readonly owner: LockOwner;
	/** Removes the lock if it is still ours. */
	release(): Promise<void>;
}

/** Directories that this process holds: its own pid in a lock file proves nothing after a restart in a container. */
const held = new Set<string>();

/**
 * Takes the one lock of a data directory. A lock whose process is gone is stale and replaced; one written on another
 * host is never judged from here.
 * @throws CodedError DATA_DIRECTORY_LOCKED naming the owner
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
	const path = join(resolve(directory), LOCK_FILE);
	await mkdir(directory, { recursive: true, mode: 0o700 });
	if (held.has(path)) throw lockedBy(directory, await readOwner(path));
	const owner: LockOwner = {
		pid: process.pid,
		host: hostname(),
		startedAt: new Date().toISOString(),
		startTicks: startTicksOf(process.pid),
		nonce: randomUUID(),
	};
	for (let attempt = 0; attempt < 3; attempt++) {
		if (await tryCreate(path, owner)) {
			held.add(path);
			return { owner, release: () => release(path, owner) };
		}
		const present = await readOwner(path);
		if (present && isAlive(present)) throw lockedBy(directory, present);
		await setAside(path, present);
	}
	throw lockedBy(directory, await readOwner(path));
}

async function tryCreate(path: string, owner: LockOwner): Promise<boolean> {
	try {
		const file = await open(path, 'wx', 0o600);
		try {
			await file.writeFile(JSON.stringify(owner));
			await file.sync();
		} finally {
			await file.close();
		}
		return true;
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
		throw error;
	}
}

/** Null when the file is absent or half-written by a process that died meanwhile. */
async function readOwner(path: string): Promise<LockOwner | null> {
	try {
		return ownerForm.parse(JSON.parse(await readFile(path, 'utf8')));
	} catch {
		return null;
	}
}

function isAlive(owner: LockOwner): boolean {
	if (owner.host !== hostname()) return true;
	if (owner.pid === process.pid) return false;
	try {
		process.kill(owner.pid, 0);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
	}
	const ticks = startTicksOf(owner.pid);
	return ticks === null || owner.startTicks === null || ticks === owner.startTicks;
}

/**
 * Moves a stale lock away under a name of its own, then looks at what was really moved: if another process had
 * replaced it in between, its lock is put back.
 */
async function setAside(path: string, stale: LockOwner | null): Promise<void> {
	const aside = `${path}.${randomUUID()}.stale`;
	try {
		await rename(path, aside);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
		throw error;
	}
	const moved = await readOwner(aside);
	if (moved && moved.nonce !== stale?.nonce && isAlive(moved)) await rename(aside, path);
	else await rm(aside, { force: true });
}

async function release(path: string, owner: LockOwner): Promise<void> {
	if (!held.delete(path)) return;
	const present = await readOwner(path);
	if (present?.nonce === owner.nonce) await rm(path, { force: true });
}

/** Field 22 of /proc/<pid>/stat; null where there is no such file. */
function startTicksOf(pid: number): string | null {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
	} catch {
		return null;
	}
}

function lockedBy(directory: string, owner: LockOwner | null): CodedError {
	return new CodedError('DATA_DIRECTORY_LOCKED', {
		directory,
		pid: owner?.pid ?? null,
		host: owner?.host ?? null,
		startedAt: owner?.startedAt ?? null,
	});
}
