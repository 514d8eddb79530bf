/** Rounds that a tally remembers; the lowest makes room for a new one. */
const TALLIED_ROUNDS = 64;

/** First statement of each author in each round. */
export class RoundTally<T> {
	readonly #rounds = new Map<number, Map<number, T>>();

	/** All statements of the round, or null when this author spoke before or the round is too old to matter. */
	add(round: number, author: number, statement: T): ReadonlyMap<number, T> | null {
		const statements = this.#rounds.get(round) ?? this.#open(round);
		if (!statements || statements.has(author)) return null;
		statements.set(author, statement);
		return statements;
	}

	get(round: number): ReadonlyMap<number, T> | undefined {
		return this.#rounds.get(round);
	}

	#open(round: number): Map<number, T> | null {
		if (this.#rounds.size >= TALLIED_ROUNDS) {
			const lowest = Math.min(...this.#rounds.keys());
			if (round < lowest) return null;
			this.#rounds.delete(lowest);
		}
		const statements = new Map<number, T>();
		this.#rounds.set(round, statements);
		return statements;
	}
}

/** Votes by round and block. */
export class VoteTally {
	readonly #quorum: number;
	readonly #votes = new RoundTally<string>();

	constructor(quorum: number) {
		this.#quorum = quorum;
	}

	/** The signers when this vote is the one that makes a quorum for its block; else null. */
	add(round: number, blockId: string, voter: number): readonly number[] | null {
		const votes = this.#votes.add(round, voter, blockId);
		if (!votes || votes.size < this.#quorum) return null;
		const signers: number[] = [];
		for (const [signer, voted] of votes) if (voted === blockId) signers.push(signer);
		return signers.length === this.#quorum ? signers : null;
	}
}
