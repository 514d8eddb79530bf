import type { ChainBlock } from '../chain/block.ts';
import { draw } from '../chain/draw.ts';
import type { ChainHistory, LeaderElection } from '../chain/leader-election.ts';

const ACTIVE_WEIGHT = 1000;
const INACTIVE_WEIGHT = 10;
const FAILED_WEIGHT = 1;
/** Above this share of failures among a validator's turns in the window it counts as failed. */
const FAILURE_THRESHOLD_PERCENT = 10;
/** The newest rounds are left out, since not everybody has committed them. */
const EXCLUDED_ROUNDS = 40;
/** Committed blocks per validator in the window of proposals; that of votes has one per validator. */
const PROPOSER_WINDOW_FACTOR = 10;
const REMEMBERED_LEADERS = 64;

/**
 * Aptos leader reputation, version 2 (aptos-core consensus/src/liveness/leader_reputation.rs,
 * ProposerAndVoterHeuristic with the on-chain defaults): weight 1 for a validator that failed more than 10 % of its
 * turns among the last 10·n committed blocks, else 1000 for one that proposed in them or voted in the last n, else 10;
 * the draw is seeded by the accumulator root at the end of the window and the round. Integers only.
 *
 * The window slides over the committed chain in both directions, since a round is asked for again when its failure is
 * recorded. A 32-bit scrambler over the window's last block stands for SHA3-256 over the accumulator root. All
 * validators have equal voting power; there is one epoch.
 */
export class LeaderReputation implements LeaderElection {
	readonly #size: number;
	readonly #history: ChainHistory;
	readonly #votes: Int32Array;
	readonly #proposals: Int32Array;
	readonly #failures: Int32Array;
	/** Height of the window's last block. */
	#end = 0;
	readonly #leaders = new Map<number, number>();

	constructor(size: number, history: ChainHistory) {
		this.#size = size;
		this.#history = history;
		this.#votes = new Int32Array(size);
		this.#proposals = new Int32Array(size);
		this.#failures = new Int32Array(size);
	}

	/** The same answer for a round whenever it is asked, as Aptos's cached election gives it. */
	leader(round: number): number {
		const known = this.#leaders.get(round);
		if (known !== undefined) return known;
		this.#slideTo(Math.max(0, round - EXCLUDED_ROUNDS));
		const leader = this.#pick(round);
		this.#leaders.set(round, leader);
		if (this.#leaders.size > REMEMBERED_LEADERS) this.#leaders.delete(this.#leaders.keys().next().value as number);
		return leader;
	}

	certified(): void {}

	/** Weights that the window as it stands gives, by validator. */
	weights(): number[] {
		return Array.from({ length: this.#size }, (_, validator) => {
			const proposals = this.#proposals[validator] as number;
			const failures = this.#failures[validator] as number;
			if (failures * 100 > (proposals + failures) * FAILURE_THRESHOLD_PERCENT) return FAILED_WEIGHT;
			return proposals > 0 || (this.#votes[validator] as number) > 0 ? ACTIVE_WEIGHT : INACTIVE_WEIGHT;
		});
	}

	#pick(round: number): number {
		const weights = this.weights();
		const total = weights.reduce((sum, weight) => sum + weight, 0);
		const last = this.#history.committed[this.#end] as ChainBlock;
		let ticket = draw([last.height, last.round, last.proposer + 1, round], total);
		for (let validator = 0; validator < this.#size; validator++) {
			ticket -= weights[validator] as number;
			if (ticket < 0) return validator;
		}
		return this.#size - 1;
	}

	#slideTo(targetRound: number): void {
		const { committed } = this.#history;
		while (this.#end + 1 < committed.length && (committed[this.#end + 1] as ChainBlock).round <= targetRound) {
			this.#end++;
			this.#countAt(this.#end, 1);
			this.#countAt(this.#end - this.#proposerWindow, -1, 'proposals');
			this.#countAt(this.#end - this.#size, -1, 'votes');
		}
		while (this.#end > 0 && (committed[this.#end] as ChainBlock).round > targetRound) {
			this.#countAt(this.#end, -1);
			this.#countAt(this.#end - this.#proposerWindow, 1, 'proposals');
			this.#countAt(this.#end - this.#size, 1, 'votes');
			this.#end--;
		}
	}

	get #proposerWindow(): number {
		return PROPOSER_WINDOW_FACTOR * this.#size;
	}

	#countAt(height: number, by: 1 | -1, only: 'votes' | 'proposals' | null = null): void {
		if (height < 1) return;
		const block = this.#history.committed[height] as ChainBlock;
		if (only !== 'proposals') for (const voter of block.parentQc.signers) add(this.#votes, voter, by);
		if (only === 'votes') return;
		add(this.#proposals, block.proposer, by);
		for (const failed of block.failedAuthors) add(this.#failures, failed, by);
	}
}

function add(counts: Int32Array, validator: number, by: 1 | -1): void {
	counts[validator] = (counts[validator] as number) + by;
}
