/**
 * What one run of one protocol shows of its rounds. Both levels of the lab give it, so that one piece of code measures
 * them and their figures can be set side by side.
 */
export interface RoundsRecord {
	readonly size: number;
	/** Rounds, views or slots that count: 1…rounds. The run went on past them, so that the last ones could become final. */
	readonly rounds: number;
	/** Final blocks, ascending by round, each round once. */
	readonly blocks: readonly FinalBlock[];
	/** Validators that no fault strikes, ascending. */
	readonly honest: readonly number[];
	/** Rounds whose block became final by its own chain or votes, not through a descendant; ascending. */
	readonly commitRounds: readonly number[];
	/** Votes that the chain credits, by the round voted in; null where the protocol credits none. */
	readonly credited: ReadonlyMap<number, readonly number[]> | null;
}

export interface FinalBlock {
	readonly round: number;
	readonly proposer: number;
}

/** Rounds of a record that count: `from` < round ≤ `to`. */
export interface RoundWindow {
	readonly from: number;
	readonly to: number;
}
