import { ClassicLevel } from 'classic-level';
import { equalBytes, fromHex, toHex } from '../../../shared/codec/bytes.ts';
import { type ContentBlock, cidText, digestOfCid } from '../../../shared/documents/cid.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { hasher } from '../crypto/sha256.ts';
import { plainBytes } from '../plain-bytes.ts';

/** A document of which this node keeps, or is to keep, all blocks. */
export interface Replica {
	readonly document: string;
	/** Binary CID of the envelope, hex. */
	readonly cid: string;
	readonly storedBytes: number;
	/** `lost` once no holder that could be reached had what is missing; it is still looked for. */
	readonly state: 'fetching' | 'kept' | 'lost';
}

/** Blocks of a deposit that may or may not reach the chain. */
export interface PendingDeposit {
	readonly cids: readonly string[];
	/** Height after which its call can no longer be executed. */
	readonly until: number;
}

/** What was looked at so far. */
export interface Progress {
	readonly height: number;
	/** Participants for whom it was looked at, ascending. */
	readonly participants: readonly string[];
}

/** Blocks that one write, or one reading, takes at a time: LevelDB copies them on the calling thread, 4 MiB in some ms. */
const BLOCKS_AT_ONCE = 16;

type Database = ClassicLevel<string, Uint8Array>;
const PROGRESS = 'progress';

/**
 * Encrypted blocks by CID in a LevelDB of their own, written synced, re-hashed with every read, and bounded in bytes;
 * beside them what the node knows of documents.
 */
export class DocumentStore {
	readonly #database: Database;
	readonly #blocks;
	readonly #sizes;
	readonly #replicas;
	readonly #documents;
	readonly #auditors;
	readonly #pending;
	readonly #progress;
	readonly #quotaBytes: number;
	#usedBytes = 0;

	private constructor(database: Database, quotaBytes: number) {
		this.#database = database;
		this.#quotaBytes = quotaBytes;
		this.#blocks = database.sublevel<string, Uint8Array>('block', { valueEncoding: 'view' });
		this.#sizes = database.sublevel<string, number>('size', { valueEncoding: 'json' });
		this.#replicas = database.sublevel<string, Replica>('replica', { valueEncoding: 'json' });
		this.#documents = database.sublevel<string, string>('document', { valueEncoding: 'utf8' });
		this.#auditors = database.sublevel<string, string>('auditor', { valueEncoding: 'utf8' });
		this.#pending = database.sublevel<string, PendingDeposit>('pending', { valueEncoding: 'json' });
		this.#progress = database.sublevel<string, Progress>('progress', { valueEncoding: 'json' });
	}

	static async open(path: string, { quotaBytes }: { readonly quotaBytes: number }): Promise<DocumentStore> {
		const database: Database = new ClassicLevel(path, { keyEncoding: 'utf8', valueEncoding: 'view' });
		try {
			await database.open();
		} catch (error) {
			const cause = (error as { cause?: unknown }).cause ?? error;
			throw new CodedError('DATA_DIRECTORY_DAMAGED', { path, reason: String(cause) });
		}
		const store = new DocumentStore(database, quotaBytes);
		for await (const size of store.#sizes.values()) store.#usedBytes += size;
		return store;
	}

	close(): Promise<void> {
		return this.#database.close();
	}

	get usedBytes(): number {
		return this.#usedBytes;
	}

	get quotaBytes(): number {
		return this.#quotaBytes;
	}

	/** @throws CodedError DOCUMENT_QUOTA when they do not fit, and then keeps none; where writing fails, some may stay */
	async put(blocks: readonly ContentBlock[]): Promise<void> {
		const byName = new Map(blocks.map((block) => [toHex(block.cid), block.bytes]));
		const sizes = await this.#sizes.getMany([...byName.keys()]);
		const fresh = [...byName].filter((_, index) => sizes[index] === undefined);
		const bytes = fresh.reduce((sum, [, { length }]) => sum + length, 0);
		if (this.#usedBytes + bytes > this.#quotaBytes)
			throw new CodedError('DOCUMENT_QUOTA', { bytes, quotaBytes: this.#quotaBytes });
		this.#usedBytes += bytes;
		let unwritten = bytes;
		try {
			for (let at = 0; at < fresh.length; at += BLOCKS_AT_ONCE) {
				const batch = this.#database.batch();
				const group = fresh.slice(at, at + BLOCKS_AT_ONCE);
				for (const [name, value] of group) {
					batch.put(name, value, { sublevel: this.#blocks });
					batch.put(name, value.length, { sublevel: this.#sizes });
				}
				await batch.write({ sync: true });
				unwritten -= group.reduce((sum, [, { length }]) => sum + length, 0);
			}
		} catch (error) {
			this.#usedBytes -= unwritten;
			throw error;
		}
	}

	/** Blocks in the order asked for. @throws as `get` */
	async getAll(cids: readonly Uint8Array[]): Promise<Uint8Array[]> {
		const blocks: Uint8Array[] = [];
		for (let at = 0; at < cids.length; at += BLOCKS_AT_ONCE)
			blocks.push(...(await Promise.all(cids.slice(at, at + BLOCKS_AT_ONCE).map((cid) => this.get(cid)))));
		return blocks;
	}

	/** @throws CodedError DOCUMENT_BLOCK_MISSING | DOCUMENT_BLOCK_DAMAGED */
	async get(cid: Uint8Array): Promise<Uint8Array> {
		const value = await this.#blocks.get(toHex(cid)).catch(() => {
			// LevelDB's own checksum found the damage first.
			throw new CodedError('DOCUMENT_BLOCK_DAMAGED', { cid: cidText(cid) });
		});
		if (!value) throw new CodedError('DOCUMENT_BLOCK_MISSING', { cid: cidText(cid) });
		const bytes = plainBytes(value);
		if (!equalBytes(hasher.sha256(bytes), digestOfCid(cid)))
			throw new CodedError('DOCUMENT_BLOCK_DAMAGED', { cid: cidText(cid) });
		return bytes;
	}

	/** Whether each block is here, unread. */
	async holds(cids: readonly Uint8Array[]): Promise<boolean[]> {
		const names = cids.map(toHex);
		const sizes = await this.#sizes.getMany(names);
		return sizes.map((size) => size !== undefined);
	}

	/** Forgets blocks, those that are missing or damaged as well. */
	async drop(cids: readonly Uint8Array[]): Promise<void> {
		const names = [...new Set(cids.map(toHex))];
		const sizes = await this.#sizes.getMany(names);
		const batch = this.#database.batch();
		for (const name of names) {
			batch.del(name, { sublevel: this.#blocks });
			batch.del(name, { sublevel: this.#sizes });
		}
		await batch.write({ sync: true });
		this.#usedBytes -= sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
	}

	async replicas(): Promise<Replica[]> {
		return this.#replicas.values().all();
	}

	async setReplica(replica: Replica): Promise<void> {
		await this.#replicas.put(replica.document, replica);
	}

	/** Every document of the chain that this node has seen, by id. */
	async addDocuments(documents: readonly { readonly place: string; readonly id: string }[]): Promise<void> {
		await this.#documents.batch(documents.map(({ place, id }) => ({ type: 'put', key: place, value: id })));
	}

	/** Ids in the order of their deposit, newest first, from below a place on. */
	async documents(
		limit: number,
		before: string | null = null,
	): Promise<readonly { readonly place: string; readonly id: string }[]> {
		const range = { reverse: true, limit, ...(before === null ? {} : { lt: before }) };
		return (await this.#documents.iterator(range).all()).map(([place, id]) => ({ place, id }));
	}

	async auditors(): Promise<string[]> {
		return this.#auditors.keys().all();
	}

	async setAuditor(participant: string, isAuditor: boolean): Promise<void> {
		if (isAuditor) await this.#auditors.put(participant, '');
		else await this.#auditors.del(participant);
	}

	async setPending(root: Uint8Array, pending: PendingDeposit): Promise<void> {
		await this.#pending.put(toHex(root), pending);
	}

	async pending(): Promise<readonly { readonly root: Uint8Array; readonly deposit: PendingDeposit }[]> {
		return (await this.#pending.iterator().all()).map(([root, deposit]) => ({ root: fromHex(root), deposit }));
	}

	async endPending(root: Uint8Array): Promise<void> {
		await this.#pending.del(toHex(root));
	}

	async progress(): Promise<Progress | null> {
		return (await this.#progress.get(PROGRESS)) ?? null;
	}

	async setProgress(progress: Progress): Promise<void> {
		await this.#progress.put(PROGRESS, progress);
	}
}
