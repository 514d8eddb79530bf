import type { ContractEvent } from '../../../shared/codec/events.ts';
import type { ReadingsSource } from '../../../shared/codec/metering-calls.ts';
import type { TimeMs } from '../../../shared/codec/units.ts';
import type { EventOf, EventStep } from './block-step.ts';

/** A deposited document, as the chain knows it: nothing of its content. */
export interface DocumentEntry extends Omit<EventOf<'document-deposited'>, 'kind'> {
	readonly depositedAt: TimeMs;
	readonly signed: ReadonlyMap<string, { readonly at: TimeMs; readonly signature: Uint8Array }>;
	readonly state: 'awaiting' | 'sealed' | 'refused' | 'expired';
	readonly endedAt: TimeMs | null;
}

export interface ReadingsEntry {
	readonly id: string;
	readonly source: ReadingsSource;
	readonly root: Uint8Array;
	readonly count: number;
	readonly at: TimeMs;
}

/** Documents, and batches of readings, that are remembered; the oldest gives way. */
const DOCUMENTS_MAX = 20_000;
const BATCHES_MAX = 50_000;

/** What was deposited as evidence beside the deeds: documents with their signatures, and signed batches of readings. */
export class EvidenceLog {
	readonly documents = new Map<string, DocumentEntry>();
	readonly batches = new Map<string, ReadingsEntry>();

	/** Other events change nothing. */
	take(event: ContractEvent, { time }: EventStep): void {
		switch (event.kind) {
			case 'document-deposited': {
				const { kind: _kind, ...statement } = event;
				const fresh = { depositedAt: time, signed: new Map(), state: 'awaiting', endedAt: null } as const;
				return keep(this.documents, event.document, { ...statement, ...fresh }, DOCUMENTS_MAX);
			}
			case 'document-signed':
				return this.#change(event.document, ({ signed }) => ({
					signed: new Map([...signed, [event.participant, { at: time, signature: event.signature }]]),
				}));
			case 'document-sealed':
				return this.#change(event.document, () => ({ state: 'sealed', endedAt: time }));
			case 'document-refused':
				return this.#change(event.document, () => ({ state: 'refused', endedAt: time }));
			case 'document-expired':
				return this.#change(event.document, () => ({ state: 'expired', endedAt: time }));
			case 'readings-submitted': {
				const { batch: id, source, root, count } = event;
				return keep(this.batches, id, { id, source, root, count, at: time }, BATCHES_MAX);
			}
		}
	}

	#change(id: string, change: (entry: DocumentEntry) => Partial<DocumentEntry>): void {
		const entry = this.documents.get(id);
		if (entry) this.documents.set(id, { ...entry, ...change(entry) });
	}
}

function keep<V>(map: Map<string, V>, id: string, value: V, most: number): void {
	map.set(id, value);
	if (map.size > most) map.delete(map.keys().next().value as string);
}
