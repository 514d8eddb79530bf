import { toHex } from '../../../shared/codec/bytes.ts';
import { decode } from '../../../shared/codec/cbor.ts';
import type { ContractEvent } from '../../../shared/codec/events.ts';
import type { GenesisDocument } from '../../../shared/codec/genesis-document.ts';
import { type DocumentRecord, documentPaths } from '../../core/contracts/depository/documents.ts';
import { identityPaths, type ParticipantRecord } from '../../core/contracts/identity/participants.ts';
import type { StateLeaf } from '../../core/contracts/types.ts';
import type { StoredExecution } from '../store/types.ts';
import type { DocumentStore, Replica } from './block-store.ts';
import type { DocumentState } from './document-state.ts';

/** Blocks without news after which the place is noted anyway. */
const NOTE_BLOCKS = 256;
const PAGE = 1_000;
const LEAF_MAX_BYTES = 262_144;

/** Where the events of past blocks are read. */
export interface ExecutedHistory {
	readonly executedHeight: number;
	/** Height from which on results are known here. */
	readonly historyFrom: number;
	execution(height: number): Promise<Pick<StoredExecution, 'height' | 'events'> | null>;
	leaves(): Promise<readonly StateLeaf[]>;
}

/** Follows the chain: which documents there are, which of them this node's participants may have, and who audits. */
export class DocumentIndex {
	readonly #participants: readonly string[];
	readonly #genesis: GenesisDocument;
	readonly #store: DocumentStore;
	readonly #state: DocumentState;
	readonly #onWanted: (replica: Replica) => void;
	#history: ExecutedHistory | null = null;
	#height = 0;
	#noted = 0;

	constructor(
		options: { readonly participants: readonly string[]; readonly genesis: GenesisDocument },
		modules: {
			readonly store: DocumentStore;
			readonly state: DocumentState;
			/** A document that this node is to have. */
			readonly onWanted: (replica: Replica) => void;
		},
	) {
		this.#participants = [...options.participants].sort();
		this.#genesis = options.genesis;
		this.#store = modules.store;
		this.#state = modules.state;
		this.#onWanted = modules.onWanted;
	}

	/** Takes in what the chain did while the node was down; from the state itself where the events are not known here. */
	async catchUp(history: ExecutedHistory): Promise<void> {
		this.#history = history;
		const progress = await this.#store.progress();
		this.#height = progress?.height ?? 0;
		if (!progress)
			for (const { id, role } of this.#genesis.participants)
				if (role === 'auditor') await this.#store.setAuditor(id, true);
		if (this.#height + 1 < history.historyFrom) await this.#readState(history);
		await this.#readBlocks(() => history.executedHeight);
		if (progress && progress.participants.join() !== this.#participants.join()) await this.#lookAgain();
		await this.#note();
	}

	/** A newly executed block; those between, of which nobody told or which could not be taken in, are read again. */
	async executed(height: number, events: readonly ContractEvent[]): Promise<void> {
		await this.#readBlocks(() => height - 1);
		if (height <= this.#height) return;
		const hasNews = await this.#take(height, events);
		if (hasNews || height >= this.#noted + NOTE_BLOCKS) await this.#note();
	}

	async #readBlocks(lastHeight: () => number): Promise<void> {
		while (this.#height < lastHeight()) {
			const execution = await this.#history?.execution(this.#height + 1);
			if (!execution) return;
			await this.#take(execution.height, execution.events);
		}
	}

	async #take(height: number, events: readonly ContractEvent[]): Promise<boolean> {
		const deposited: { place: string; id: string }[] = [];
		let hasNews = false;
		for (const event of events) {
			if (event.kind === 'document-deposited') {
				deposited.push({ place: placeOf(height, deposited.length), id: event.document });
				const { document, cid, storedBytes } = event;
				if (this.#isOurs([event.depositor, ...event.readers, ...event.signers]))
					await this.#want({ document, cid: toHex(cid), storedBytes });
			} else if (event.kind === 'key-released' && this.#isOurs([event.grantee])) {
				const record = await this.#state.findDocument(event.document);
				if (record) await this.#want({ document: event.document, ...record, cid: toHex(record.cid) });
			} else if (event.kind === 'participant-registered' && event.role === 'auditor')
				await this.#store.setAuditor(event.participant, true);
			else if (event.kind === 'participant-role-changed')
				await this.#store.setAuditor(event.participant, event.to === 'auditor');
			else continue;
			hasNews = true;
		}
		if (deposited.length > 0) await this.#store.addDocuments(deposited);
		this.#height = height;
		return hasNews;
	}

	#isOurs(participants: readonly string[]): boolean {
		return participants.some((participant) => this.#participants.includes(participant));
	}

	async #want({ document, cid, storedBytes }: Pick<Replica, 'document' | 'cid' | 'storedBytes'>): Promise<void> {
		const replica: Replica = { document, cid, storedBytes, state: 'fetching' };
		await this.#store.setReplica(replica);
		this.#onWanted(replica);
	}

	async #note(): Promise<void> {
		await this.#store.setProgress({ height: this.#height, participants: this.#participants });
		this.#noted = this.#height;
	}

	/** After a snapshot: the documents and auditors of the state, in the order of their ids. */
	async #readState(history: ExecutedHistory): Promise<void> {
		const documents: { place: string; id: string }[] = [];
		for (const { path, value } of await history.leaves()) {
			if (path.startsWith(documentPaths.documents)) {
				const id = path.slice(documentPaths.documents.length);
				documents.push({ place: placeOf(history.historyFrom - 1, documents.length), id });
				await this.#consider(id, decode(value, LEAF_MAX_BYTES) as DocumentRecord);
			} else if (path.startsWith(identityPaths.participant(''))) {
				const { role } = decode(value, LEAF_MAX_BYTES) as ParticipantRecord;
				await this.#store.setAuditor(path.slice(identityPaths.participant('').length), role === 'auditor');
			}
		}
		await this.#store.addDocuments(documents);
		this.#height = Math.max(history.historyFrom - 1, this.#height);
	}

	/** The keystore has other participants than before. */
	async #lookAgain(): Promise<void> {
		let before: string | null = null;
		while (true) {
			const page: readonly { place: string; id: string }[] = await this.#store.documents(PAGE, before);
			for (const { id } of page) {
				const record = await this.#state.findDocument(id);
				if (record) await this.#consider(id, record);
			}
			if (page.length < PAGE) return;
			before = page.at(-1)?.place ?? null;
		}
	}

	async #consider(id: string, record: DocumentRecord): Promise<void> {
		const { depositor, readers, signers } = record;
		const isOurs = this.#isOurs([depositor, ...readers, ...signers.map(({ participant }) => participant)]);
		if (isOurs) await this.#want({ document: id, cid: toHex(record.cid), storedBytes: record.storedBytes });
	}
}

/** Text order is the order of deposits. */
function placeOf(height: number, index: number): string {
	return `${String(height).padStart(16, '0')}/${String(index).padStart(8, '0')}`;
}
