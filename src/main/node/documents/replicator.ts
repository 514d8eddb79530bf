import { setTimeout as sleep } from 'node:timers/promises';
import { fromHex } from '../../../shared/codec/bytes.ts';
import { catalogue } from '../../../shared/errors/catalogue.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { Log } from '../observe/log.ts';
import type { BlockFetcher } from './block-fetcher.ts';
import type { DocumentStore, Replica } from './block-store.ts';
import type { DocumentState } from './document-state.ts';
import { checkReplica } from './replica-check.ts';
import type { DocumentFault } from './types.ts';

/** After a first pass that brought not everything; doubled with each further one. */
const RETRY_MIN_MS = 500;
const RETRY_MAX_MS = 300_000;
/** Passes without success after which a document counts as lost. */
const LOST_AFTER = 3;
/** What replication leaves of the quota to this node's own deposits. */
const OWN_SHARE = 0.1;

interface Standing {
	replica: Replica;
	attempts: number;
	/** Monotonic ms. */
	notBeforeMs: number;
	fault: DocumentFault | null;
	/** Other nodes that had all blocks when last asked; null before that. */
	holders: number | null;
}

export interface ReplicatorModules {
	readonly store: DocumentStore;
	readonly state: DocumentState;
	readonly fetcher: BlockFetcher;
	/** Participants of this node. */
	readonly participants: readonly string[];
	readonly blockTime: () => number;
	readonly log: Log;
}

/**
 * Brings every document that this node may have, and keeps it whole: what is missing is fetched until it is there, what
 * is kept is read again from time to time, and what no holder has any more is said to be lost.
 */
export class Replicator {
	readonly #modules: ReplicatorModules;
	readonly #scrubMs: number;
	readonly #standings = new Map<string, Standing>();
	readonly #passes = new Map<string, Promise<void>>();
	readonly #abort = new AbortController();
	#scrubbing: Promise<void> | null = null;
	#running: readonly Promise<void>[] = [];
	#wake: () => void = () => {};
	#faulty = 0;
	#repaired = 0;

	/** @param options.scrubMs pause between two readings of everything that is kept */
	constructor(options: { readonly scrubMs: number }, modules: ReplicatorModules) {
		this.#scrubMs = options.scrubMs;
		this.#modules = modules;
	}

	get figures(): { readonly faulty: number; readonly repaired: number } {
		return { faulty: this.#faulty, repaired: this.#repaired };
	}

	get standings(): readonly Pick<Standing, 'replica' | 'fault' | 'holders'>[] {
		return [...this.#standings.values()];
	}

	/** What this node has of a document; null where it is to have none. */
	standingOf(document: string): Pick<Standing, 'replica' | 'holders'> | null {
		return this.#standings.get(document) ?? null;
	}

	/** A document that this node is to have, from the store or from the chain. */
	want(replica: Replica): void {
		const known = this.#standings.get(replica.document);
		if (known) {
			if (known.replica.state === 'kept') known.replica = replica;
			known.notBeforeMs = 0;
		} else {
			// What was lost before a restart is lost until it is found, and said again if it is not.
			const attempts = replica.state === 'lost' ? LOST_AFTER - 1 : 0;
			this.#standings.set(replica.document, { replica, attempts, notBeforeMs: 0, fault: null, holders: null });
		}
		this.#wake();
	}

	start(): void {
		this.#running = [this.#replicate(), this.#scrubForever()];
	}

	async stop(): Promise<void> {
		this.#abort.abort();
		this.#wake();
		await Promise.all([...this.#running, ...this.#passes.values(), this.#scrubbing]);
	}

	/** Tries to make a document whole, now; the pass under way where there is one. */
	fetchNow(document: string): Promise<void> {
		const underWay = this.#passes.get(document);
		if (underWay) return underWay;
		const pass = this.#pass(document).finally(() => this.#passes.delete(document));
		this.#passes.set(document, pass);
		return pass;
	}

	/** Reads and re-hashes what is kept, and asks peers who else keeps it. */
	scrub(): Promise<void> {
		this.#scrubbing ??= this.#scrubAll().finally(() => {
			this.#scrubbing = null;
		});
		return this.#scrubbing;
	}

	async #replicate(): Promise<void> {
		const { signal } = this.#abort;
		while (!signal.aborted) {
			const now = performance.now();
			const wanted = [...this.#standings.values()].filter(({ replica }) => replica.state !== 'kept');
			const due = wanted.find(({ notBeforeMs }) => notBeforeMs <= now);
			if (due) await this.fetchNow(due.replica.document);
			else await this.#pauseUntil(Math.min(...wanted.map(({ notBeforeMs }) => notBeforeMs)) - now);
		}
	}

	async #pauseUntil(ms: number): Promise<void> {
		const woken = new AbortController();
		this.#wake = () => woken.abort();
		if (this.#abort.signal.aborted) return;
		await sleep(Math.max(1, Math.min(RETRY_MAX_MS, ms)), undefined, { signal: woken.signal }).catch(() => {});
		this.#wake = () => {};
	}

	async #pass(document: string): Promise<void> {
		const standing = this.#standings.get(document);
		if (!standing) return;
		try {
			await this.#setState(standing, (await this.#bring(standing)) ? 'kept' : 'fetching');
		} catch (error) {
			this.#failed(standing, error);
			await this.#setState(standing, standing.attempts >= LOST_AFTER ? 'lost' : 'fetching').catch((fault: unknown) =>
				this.#modules.log.error({ document, error: fault }, 'the state of a document could not be noted'),
			);
		}
	}

	/** True once every block is here. @throws CodedError DOCUMENT_LOST, DOCUMENT_QUOTA or DOCUMENT_ENVELOPE */
	async #bring(standing: Standing): Promise<boolean> {
		const { store, state, fetcher } = this.#modules;
		const { document } = standing.replica;
		const { signal } = this.#abort;
		const record = await state.document(document);
		let missing = 0;
		for (let round = 0; round < 2; round++) {
			const check = await checkReplica(store, record, 'present');
			missing = check.missing.length;
			if (missing === 0) return true;
			const participant = await this.#entitled(document);
			for (const cid of check.missing) {
				if (signal.aborted) return false;
				this.#requireRoom(standing.replica);
				const bytes = participant === null ? null : await fetcher.fetch(document, participant, cid, signal);
				if (!bytes) continue;
				await store.put([{ cid, bytes }]);
				missing -= 1;
				if (standing.fault) this.#repaired += 1;
			}
			// With the envelope came the names of the parts.
			if (check.envelope) break;
			if (missing > 0) break;
		}
		if (signal.aborted) return false;
		if ((await checkReplica(store, record, 'present')).missing.length === 0) return true;
		throw new CodedError('DOCUMENT_LOST', { document, missing });
	}

	/** @throws CodedError DOCUMENT_QUOTA: others' documents must not crowd out this node's own */
	#requireRoom({ storedBytes }: Replica): void {
		const { usedBytes, quotaBytes } = this.#modules.store;
		if (usedBytes > quotaBytes * (1 - OWN_SHARE))
			throw new CodedError('DOCUMENT_QUOTA', { bytes: storedBytes, quotaBytes });
	}

	/** A participant of this node that may have the document now. */
	async #entitled(document: string): Promise<string | null> {
		const { participants, state, blockTime } = this.#modules;
		const record = await state.document(document);
		for (const participant of participants)
			if (await state.isEntitled(participant, document, record, blockTime())) return participant;
		return null;
	}

	#failed(standing: Standing, error: unknown): void {
		const { document } = standing.replica;
		standing.attempts += 1;
		const pauseMs = Math.min(RETRY_MAX_MS, RETRY_MIN_MS * 2 ** Math.min(standing.attempts - 1, 12));
		standing.notBeforeMs = performance.now() + pauseMs;
		const isLost = standing.attempts >= LOST_AFTER;
		const missing = error instanceof CodedError ? Number(error.details.missing ?? 0) : 0;
		const reason = error instanceof Error ? error.message : String(error);
		standing.fault = { document, state: isLost ? 'lost' : 'fetching', missing, reason };
		if (standing.attempts !== LOST_AFTER) return;
		if (error instanceof CodedError) {
			const { code, details, message } = error;
			this.#modules.log.error({ code, details, action: catalogue[code].action.en }, message);
		} else this.#modules.log.error({ document, error }, 'a document cannot be brought');
	}

	async #setState(standing: Standing, state: Replica['state']): Promise<void> {
		if (state === 'kept') {
			standing.attempts = 0;
			standing.fault = null;
		}
		if (standing.replica.state === state) return;
		standing.replica = { ...standing.replica, state };
		await this.#modules.store.setReplica(standing.replica);
		if (state === 'kept') this.#modules.log.info({ document: standing.replica.document }, 'document kept');
	}

	async #scrubForever(): Promise<void> {
		const { signal } = this.#abort;
		while (!signal.aborted) {
			await sleep(this.#scrubMs, undefined, { signal }).catch(() => {});
			if (!signal.aborted) await this.scrub();
		}
	}

	async #scrubAll(): Promise<void> {
		for (const standing of [...this.#standings.values()]) {
			if (this.#abort.signal.aborted) return;
			if (standing.replica.state === 'lost') standing.notBeforeMs = 0;
			if (standing.replica.state !== 'kept') continue;
			try {
				await this.#scrubOne(standing);
			} catch (error) {
				this.#modules.log.error({ document: standing.replica.document, error }, 'a document cannot be read');
			}
		}
		this.#wake();
	}

	async #scrubOne(standing: Standing): Promise<void> {
		const { store, state, fetcher, log } = this.#modules;
		const { document, cid } = standing.replica;
		const record = await state.findDocument(document);
		const anchor = { cid: fromHex(cid), commitment: record?.commitment ?? new Uint8Array(32) };
		const { cids, missing, faults } = await checkReplica(store, anchor, 'hashed');
		for (const { code, details, message } of faults) log.warn({ document, code, details }, message);
		if (missing.length > 0) {
			this.#faulty += missing.length;
			standing.fault = { document, state: 'fetching', missing: missing.length, reason: faults[0]?.message ?? '' };
			standing.notBeforeMs = 0;
			await this.#setState(standing, 'fetching');
			await this.fetchNow(document);
			return;
		}
		const participant = await this.#entitled(document);
		if (participant === null) return;
		standing.holders = (await fetcher.holders(document, participant, cids, this.#abort.signal)).length;
	}
}
