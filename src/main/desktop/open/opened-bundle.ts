import { randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { CodedError } from '../../../shared/errors/coded-error.ts';

/** Where the page fetches the bundle that the system asked to open. */
export const openedPath = '/opened/';
/** Longest bundle that a page takes into memory: 1 GiB. */
const maxBytes = 1_073_741_824;

interface Opened {
	readonly id: string;
	readonly file: string;
}

/**
 * The one bundle that was opened last. The page learns a random id and the file's name, never its folder, and can fetch
 * this file only: the system named it, no page did.
 */
export class OpenedBundle {
	#opened: Opened | null = null;

	/** @returns the console's path that shows the bundle. @throws CodedError DESKTOP_FILE_UNREADABLE */
	async take(file: string): Promise<string> {
		await (await openRegular(file)).handle.close();
		const id = randomBytes(16).toString('hex');
		this.#opened = { id, file };
		return `trace/audit?${new URLSearchParams({ opened: id, name: basename(file) })}`;
	}

	/** The content for `/opened/<id>`; null when nothing of that id is open, or it cannot be read any more. */
	async content(pathname: string): Promise<{ readonly body: ReadableStream; readonly bytes: number } | null> {
		const opened = this.#opened;
		if (opened === null || pathname !== `${openedPath}${opened.id}`) return null;
		const source = await openRegular(opened.file).catch(() => null);
		if (source === null) return null;
		// Read no further than the size that was checked, whatever is appended meanwhile.
		const stream = source.handle.createReadStream({ start: 0, end: Math.max(source.bytes - 1, 0) });
		return { body: Readable.toWeb(stream) as ReadableStream, bytes: source.bytes };
	}
}

async function openRegular(file: string): Promise<{ handle: Awaited<ReturnType<typeof open>>; bytes: number }> {
	const name = basename(file);
	const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
		throw new CodedError('DESKTOP_FILE_UNREADABLE', { name, reason: error.code ?? 'unreadable' });
	});
	const stats = await handle.stat();
	const reason = !stats.isFile() ? 'not a file' : stats.size > maxBytes ? `more than ${maxBytes} bytes` : null;
	if (reason === null) return { handle, bytes: stats.size };
	await handle.close();
	throw new CodedError('DESKTOP_FILE_UNREADABLE', { name, reason });
}
