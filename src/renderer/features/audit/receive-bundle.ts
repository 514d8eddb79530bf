import type { AuditSelection, ExportNews } from '../../../shared/contract/index.ts';
import { fromBase64 } from '../../app/base64.ts';
import type { ConsoleClient } from '../../rpc/client.ts';
import { ConnectionLost } from '../../rpc/failure.ts';

/** Parts between two words to the node: well within what it sends ahead. */
const SAY_EVERY = 4;
/** Parts that become one blob, which the browser may keep on disk. */
const FOLD_EVERY = 64;

export type ExportSummary = Omit<Extract<ExportNews, { kind: 'done' }>, 'kind'>;
export type ExportProgress = Pick<Extract<ExportNews, { kind: 'progress' }>, 'phase' | 'share'> & {
	/** Taken over so far. */
	readonly bytes: number;
};

export interface ReceivedBundle {
	readonly file: Blob;
	readonly summary: ExportSummary;
}

/** Bytes in the order in which they came. */
class Gathered {
	readonly #blobs: Blob[] = [];
	#parts: Uint8Array<ArrayBuffer>[] = [];

	add(part: Uint8Array<ArrayBuffer>): void {
		this.#parts.push(part);
		if (this.#parts.length >= FOLD_EVERY) this.blobs();
	}

	blobs(): readonly Blob[] {
		if (this.#parts.length > 0) this.#blobs.push(new Blob(this.#parts));
		this.#parts = [];
		return this.#blobs;
	}
}

/**
 * Has the node make a bundle and takes its parts over.
 * @throws what the node answered, ConnectionLost when it broke off, or the signal's reason
 */
export async function receiveBundle(
	client: Pick<ConsoleClient, 'audit'>,
	selection: AuditSelection,
	{ onProgress, signal }: { onProgress?(progress: ExportProgress): void; readonly signal?: AbortSignal } = {},
): Promise<ReceivedBundle> {
	const places = { head: new Gathered(), body: new Gathered() };
	let id = '';
	let parts = 0;
	let progress: ExportProgress = { phase: 'certifying', share: 0, bytes: 0 };
	const news = await client.audit.export({ selection }, signal ? { signal } : {});
	for await (const each of news) {
		signal?.throwIfAborted();
		if (each.kind === 'begun') {
			id = each.export;
		} else if (each.kind === 'progress') {
			progress = { ...progress, phase: each.phase, share: each.share };
		} else if (each.kind === 'part') {
			const part = fromBase64(each.data);
			places[each.place].add(part);
			parts += 1;
			progress = { ...progress, bytes: progress.bytes + part.length };
			// A word that is lost is made good by the next one, or by the stream that ends.
			if (parts % SAY_EVERY === 0) client.audit.received({ export: id, parts }).catch(() => undefined);
		} else {
			const { kind: _, ...summary } = each;
			const file = new Blob([...places.head.blobs(), ...places.body.blobs()], { type: 'application/vnd.ipld.car' });
			if (file.size !== summary.bytes) break;
			return { file, summary };
		}
		onProgress?.(progress);
	}
	signal?.throwIfAborted();
	throw new ConnectionLost();
}
