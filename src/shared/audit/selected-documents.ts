import type { ContractEvent } from '../codec/events.ts';
import type { Deposit } from './document-parts.ts';

/** The deposited documents that belong to a selection; known once everything else of it is. */
export class SelectedDocuments {
	readonly #deposits: Deposit[] = [];
	readonly #belongs: (deposit: Deposit) => boolean;
	#wanted: ReadonlyMap<string, Deposit> | null = null;
	#signers: ReadonlySet<string> | null = null;

	constructor(belongs: (deposit: Deposit) => boolean) {
		this.#belongs = belongs;
	}

	note(event: ContractEvent): void {
		if (event.kind !== 'document-deposited') return;
		this.#deposits.push(event);
		this.#wanted = null;
		this.#signers = null;
	}

	/** By id. */
	get wanted(): ReadonlyMap<string, Deposit> {
		this.#wanted ??= new Map(this.#deposits.filter(this.#belongs).map((deposit) => [deposit.document, deposit]));
		return this.#wanted;
	}

	wants(event: ContractEvent): boolean {
		switch (event.kind) {
			case 'document-deposited':
			case 'document-signed':
			case 'document-sealed':
			case 'document-refused':
			case 'document-expired':
				return this.wanted.has(event.document);
			default:
				return false;
		}
	}

	/** Whose keys their signatures need. */
	get signers(): ReadonlySet<string> {
		this.#signers ??= new Set([...this.wanted.values()].flatMap(({ signers }) => signers));
		return this.#signers;
	}

	/** State leaves that say how they stand. */
	statePaths(): string[] {
		return [...this.wanted.keys()].map((id) => `depository/document/${id}`);
	}
}
