/**
 * The safety rules of the protocol as a small abstract model, written apart from the product, for a check that shares no
 * code with it: three honest validators and a Byzantine one that votes for everything, leads every round and shows each
 * certificate to whom and when it likes.
 *
 * A state is what the honest validators have signed: per round a vote, an order vote and a timeout with the certificate
 * it names. Everything else follows: a certificate exists when two of them and the Byzantine one signed, and may be used
 * by anyone at any time, or never. So every schedule of messages, loss and restarts is covered, for the number of
 * rounds. A round has one possible block per parent: two different blocks on one parent in one round need no model, as
 * they would need two votes of one validator in one round, which the model finds on different parents.
 */
export interface Rules {
	/** Q counts the Byzantine signature: 3 of 4. */
	readonly quorum: number;
	readonly votesOnceARound: boolean;
	/** A gap needs the timeout certificate of the round before, and its highest certificate as parent. */
	readonly parentRule: boolean;
	/** The certificate of a timeout certificate is the highest that its signers name. */
	readonly timeoutMaximum: boolean;
	readonly consecutiveCommit: boolean;
	readonly noOrderVoteAfterTimeout: boolean;
	readonly timeoutEndsVoting: boolean;
	/** A timeout names no certificate below the lock. */
	readonly lockBindsTimeouts: boolean;
	readonly voteRaisesLock: boolean;
	readonly orderVoteRaisesLock: boolean;
}

export const RULES: Rules = {
	quorum: 3,
	votesOnceARound: true,
	parentRule: true,
	timeoutMaximum: true,
	consecutiveCommit: true,
	noOrderVoteAfterTimeout: true,
	timeoutEndsVoting: true,
	lockBindsTimeouts: true,
	voteRaisesLock: true,
	orderVoteRaisesLock: true,
};

const HONEST = 3;
/**
 * What each honest validator signed: [validator][round] → block (0: none), and for timeouts the block named + 1. Place 0
 * of the votes is for the first vote of a round that was followed by a second, where the rules allow that, once.
 */
export interface State {
	readonly votes: number[][];
	readonly orders: number[][];
	readonly timeouts: number[][];
}

/** One more signature of an honest validator, and the state after it. */
export interface Step {
	readonly kind: keyof State;
	readonly validator: number;
	readonly round: number;
	readonly state: State;
}

/** Blocks are numbered; 0 is genesis, which everybody has a certificate for. */
export class SafetyModel {
	readonly rounds: number;
	readonly #rules: Rules;
	readonly #round: number[] = [0];
	readonly #parent: number[] = [-1];
	/** Blocks of each round. */
	readonly #blocks: number[][] = [[0]];

	constructor(rounds: number, rules: Rules) {
		this.rounds = rounds;
		this.#rules = rules;
		for (let round = 1; round <= rounds; round++) {
			const earlier = this.#round.length;
			const own: number[] = [];
			for (let parent = 0; parent < earlier; parent++) {
				own.push(this.#round.length);
				this.#round.push(round);
				this.#parent.push(parent);
			}
			this.#blocks.push(own);
		}
	}

	start(): State {
		const empty = () => Array.from({ length: HONEST }, () => new Array<number>(this.rounds + 1).fill(0));
		return { votes: empty(), orders: empty(), timeouts: empty() };
	}

	/** One text for all states that differ only in the honest validators' names. */
	keyOf(state: State): string {
		const parts = state.votes.map((votes, i) =>
			String.fromCharCode(...votes, ...(state.orders[i] as number[]), ...(state.timeouts[i] as number[])),
		);
		return parts.sort().join('');
	}

	/** Every signature that the rules allow next. */
	steps(state: State): Step[] {
		const certified = this.#certified(state);
		const next: Step[] = [];
		for (let validator = 0; validator < HONEST; validator++) {
			for (let round = 1; round <= this.rounds; round++) {
				this.#afterVotes(state, certified, validator, round, next);
				this.#afterTimeouts(state, certified, validator, round, next);
			}
			this.#afterOrders(state, certified, validator, next);
		}
		return next;
	}

	/** Two final blocks of which neither descends from the other; null when there are none. */
	fork(state: State): readonly [number, number] | null {
		const certified = this.#certified(state);
		const final = new Set<number>();
		for (const block of certified) {
			if (block === 0) continue;
			if (this.#signers(state.orders, block) >= this.#rules.quorum) final.add(block);
			const parent = this.#parent[block] as number;
			const isNext = this.#round[block] === (this.#round[parent] as number) + 1;
			if (parent > 0 && certified.has(parent) && (isNext || !this.#rules.consecutiveCommit)) final.add(parent);
		}
		for (const one of final) for (const other of final) if (!this.#isOnOneChain(one, other)) return [one, other];
		return null;
	}

	#afterVotes(state: State, certified: ReadonlySet<number>, validator: number, round: number, next: Step[]): void {
		const voted = lastOf(state.votes[validator] as number[]);
		const gaveUp = this.#rules.timeoutEndsVoting ? lastOf(state.timeouts[validator] as number[]) : 0;
		if (round <= voted && this.#rules.votesOnceARound) return;
		if (round < voted || round <= gaveUp) return;
		const isSecond = round === voted;
		if (isSecond && state.votes[validator]?.[0]) return;
		for (const block of this.#blocks[round] as number[])
			if (state.votes[validator]?.[round] !== block && this.#isJustified(state, certified, block))
				next.push(this.#with(state, 'votes', validator, round, block));
	}

	/** The certificate that is named may be any that exists and is not below the lock: which ones were seen is open. */
	#afterTimeouts(state: State, certified: ReadonlySet<number>, validator: number, round: number, next: Step[]): void {
		if (round < lastOf(state.votes[validator] as number[])) return;
		if (round <= lastOf(state.timeouts[validator] as number[])) return;
		const opens = round === 1 || this.#timeoutHighs(state, certified, round - 1).size > 0;
		const lock = this.#rules.lockBindsTimeouts ? this.#lock(state, validator) : 0;
		for (const named of certified) {
			const at = this.#round[named] as number;
			if (at < round && at >= lock && (opens || at === round - 1))
				next.push(this.#with(state, 'timeouts', validator, round, named + 1));
		}
	}

	#afterOrders(state: State, certified: ReadonlySet<number>, validator: number, next: Step[]): void {
		const ordered = lastOf(state.orders[validator] as number[]);
		const gaveUp = this.#rules.noOrderVoteAfterTimeout ? lastOf(state.timeouts[validator] as number[]) : 0;
		for (const block of certified) {
			const round = this.#round[block] as number;
			if (round > ordered && round > gaveUp) next.push(this.#with(state, 'orders', validator, round, block));
		}
	}

	#isJustified(state: State, certified: ReadonlySet<number>, block: number): boolean {
		const parent = this.#parent[block] as number;
		if (!certified.has(parent)) return false;
		const round = this.#round[block] as number;
		if (this.#round[parent] === round - 1 || !this.#rules.parentRule) return true;
		return this.#timeoutHighs(state, certified, round - 1).has(parent);
	}

	/** What a timeout certificate of the round may show as its highest certificate; empty while none is possible. */
	#timeoutHighs(state: State, certified: ReadonlySet<number>, round: number): Set<number> {
		const named = state.timeouts.flatMap((timeouts) => (timeouts[round] ? [(timeouts[round] as number) - 1] : []));
		const highs = new Set<number>();
		const needed = this.#rules.quorum - 1;
		for (const some of subsets(named, needed)) {
			const least = Math.max(...some.map((block) => this.#round[block] as number));
			for (const block of certified) {
				const at = this.#round[block] as number;
				// The highest of the honest ones, or above them what the Byzantine one names.
				const isHighest = at > least || (at === least && some.includes(block)) || !this.#rules.timeoutMaximum;
				if (at < round && isHighest) highs.add(block);
			}
		}
		return highs;
	}

	#lock(state: State, validator: number): number {
		let lock = 0;
		if (this.#rules.voteRaisesLock)
			for (const block of state.votes[validator] as number[])
				if (block > 0) lock = Math.max(lock, this.#round[this.#parent[block] as number] as number);
		if (this.#rules.orderVoteRaisesLock) lock = Math.max(lock, lastOf(state.orders[validator] as number[]));
		return lock;
	}

	#certified(state: State): Set<number> {
		const certified = new Set([0]);
		for (let round = 1; round <= this.rounds; round++)
			for (const block of this.#blocks[round] as number[])
				if (this.#signers(state.votes, block) >= this.#rules.quorum) certified.add(block);
		return certified;
	}

	/** With the Byzantine one; a first vote counts beside the second. */
	#signers(signed: readonly (readonly number[])[], block: number): number {
		const round = this.#round[block] as number;
		let count = 1;
		for (const own of signed) if (own[round] === block || own[0] === block) count += 1;
		return count;
	}

	#with(state: State, kind: keyof State, validator: number, round: number, value: number): Step {
		const own = [...(state[kind][validator] as number[])];
		if (kind === 'votes' && own[round]) own[0] = own[round] as number;
		own[round] = value;
		const changed = state[kind].map((other, i) => (i === validator ? own : other));
		return { kind, validator, round, state: { ...state, [kind]: changed } };
	}

	#isOnOneChain(one: number, other: number): boolean {
		let [low, high] = one < other ? [one, other] : [other, one];
		while (high > low) high = this.#parent[high] as number;
		low = Math.max(low, 0);
		return high === low;
	}
}

/** Highest round with an entry. */
function lastOf(rounds: readonly number[]): number {
	for (let round = rounds.length - 1; round > 0; round--) if (rounds[round]) return round;
	return 0;
}

function subsets(items: readonly number[], size: number): number[][] {
	if (size === 0) return [[]];
	return items.flatMap((item, i) => subsets(items.slice(i + 1), size - 1).map((rest) => [item, ...rest]));
}
