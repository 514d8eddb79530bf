import type { RaftEntry } from './messages.ts';

const START: RaftEntry = {
	index: 0,
	term: 0,
	id: 'start',
	leader: -1,
	proposedAtMs: 0,
	payload: { transactions: 0, bytes: 0 },
};

/** The replicated log of one replica; stands for its disk. */
export class RaftLog {
	readonly #entries: RaftEntry[] = [START];

	get lastIndex(): number {
		return this.#entries.length - 1;
	}

	get lastTerm(): number {
		return this.at(this.lastIndex).term;
	}

	at(index: number): RaftEntry {
		return this.#entries[index] as RaftEntry;
	}

	matches(index: number, term: number): boolean {
		return this.#entries[index]?.term === term;
	}

	from(index: number, count: number): RaftEntry[] {
		return this.#entries.slice(index, index + count);
	}

	append(entry: RaftEntry): void {
		this.#entries.push(entry);
	}

	/** Takes over a leader's entries; what contradicts them goes, with all that follows it. */
	merge(entries: readonly RaftEntry[]): void {
		for (const entry of entries) {
			if (this.matches(entry.index, entry.term)) continue;
			this.#entries.length = Math.min(this.#entries.length, entry.index);
			this.#entries.push(entry);
		}
	}

	/** Where a leader whose entry at `index` is of another term had better go on: below the whole term found there. */
	placeBelowConflict(index: number): number {
		if (index > this.lastIndex) return this.lastIndex;
		const { term } = this.at(index);
		let place = index - 1;
		while (place > 0 && this.at(place).term === term) place--;
		return place;
	}
}
