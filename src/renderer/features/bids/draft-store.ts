import type { BidSheet } from '../../workers/bid-sheet.ts';

/** A sheet that was not sent yet, or one that is kept to begin with another day. */
export interface KeptSheet {
	/** `draft` of an owner, or `template` by its name. */
	readonly key: string;
	readonly kind: 'draft' | 'template';
	readonly batch: string;
	readonly sheet: BidSheet;
	/** Of a template: when each of its products began, so that a later day's can stand in for it. */
	readonly starts: Readonly<Record<string, number>>;
	/** Wall clock, ms since 1970. */
	readonly savedAt: number;
}

/** Of one chain; the one saved first goes. */
export const KEPT_MAX = 48;
/** Of one sheet; a larger one is not kept. */
export const KEPT_CHARACTERS_MAX = 8_000_000;
const STORE = 'sheets';
const VERSION = 1;

export interface SheetStore {
	/** Null where nothing is kept under the key. */
	read(key: string): Promise<KeptSheet | null>;
	/** Newest first. */
	list(kind: KeptSheet['kind']): Promise<readonly KeptSheet[]>;
	/** False where it was not kept: too large, or no room. */
	keep(kept: KeptSheet): Promise<boolean>;
	remove(key: string): Promise<void>;
}

export const draftKey = (owner: string): string => `draft ${owner}`;
export const templateKey = (name: string): string => `template ${name}`;

/** Sheets of one chain on this machine, across restarts of the browser and the node. */
export function openSheetStore(chainId: string): SheetStore {
	const opened = openDatabase(`gridquorum.bids.${chainId}`);
	const work = async <T>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> =>
		answered(ask((await opened).transaction(STORE, mode).objectStore(STORE)));
	const all = async (): Promise<KeptSheet[]> =>
		(await work<KeptSheet[]>('readonly', (store) => store.getAll())).sort((a, b) => b.savedAt - a.savedAt);
	return {
		read: async (key) => (await work<KeptSheet | undefined>('readonly', (store) => store.get(key))) ?? null,
		list: async (kind) => (await all()).filter((kept) => kept.kind === kind),
		keep: async (kept) => {
			if (charactersOf(kept.sheet) > KEPT_CHARACTERS_MAX) return false;
			const others = (await all()).filter(({ key }) => key !== kept.key);
			for (const { key } of others.slice(KEPT_MAX - 1)) await work('readwrite', (store) => store.delete(key));
			await work('readwrite', (store) => store.put(kept));
			return true;
		},
		remove: async (key) => {
			await work('readwrite', (store) => store.delete(key));
		},
	};
}

function charactersOf({ rows }: BidSheet): number {
	let characters = 0;
	for (const row of rows) for (const cell of row) characters += cell.length + 1;
	return characters;
}

function openDatabase(name: string): Promise<IDBDatabase> {
	const request = indexedDB.open(name, VERSION);
	request.addEventListener('upgradeneeded', () => request.result.createObjectStore(STORE, { keyPath: 'key' }));
	return answered(request);
}

function answered<T>(request: IDBRequest<T>): Promise<T> {
	return new Promise((resolve, reject) => {
		request.addEventListener('success', () => resolve(request.result));
		request.addEventListener('error', () => reject(request.error ?? new Error('the browser keeps no sheets')));
	});
}
