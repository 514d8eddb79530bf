import type { LabFault } from '../../../shared/contract/lab-terms.ts';
import { quorumOf } from '../../core/consensus/quorum.ts';
import { Random } from '../random.ts';

/**
 * Faults of the round level. What a slow validator costs is a matter of times, which this level has none of. Beside the
 * faults of the message level: `censor` leaders leave out as many honest votes as a
 * certificate allows and carry no late ones; those that `collude` do so too, and vote for each other's blocks only.
 */
export type RoundFault = Exclude<LabFault, 'slow'> | 'censor' | 'collude';

/** Chances in a thousand that a flapping leader leaves out its proposal. */
const FLAP_PERMILLE = 500;

export interface BehaviourOptions {
	readonly size: number;
	readonly faulty: readonly number[];
	readonly fault: RoundFault;
	readonly seed: number;
}

/** What each validator does in a run of the round level; every draw comes from the seed. */
export class Behaviour {
	/** Validators that no fault strikes, ascending. */
	readonly honest: readonly number[];
	/** Validators whose votes arrive at all, ascending. */
	readonly running: readonly number[];
	readonly quorum: number;
	readonly #fault: RoundFault;
	readonly #isFaulty: readonly boolean[];
	readonly #random: Random;

	constructor(options: BehaviourOptions) {
		const { size, faulty, fault } = options;
		const everyone = Array.from({ length: size }, (_, index) => index);
		const struck = new Set(fault === 'none' ? [] : faulty);
		this.#isFaulty = everyone.map((index) => struck.has(index));
		this.honest = everyone.filter((index) => !struck.has(index));
		this.running = fault === 'crash' ? this.honest : everyone;
		this.quorum = quorumOf(size);
		this.#fault = fault;
		this.#random = new Random(options.seed);
	}

	/** True when the leader's proposal of this round reaches the others in time; drawn once per call. */
	proposes(leader: number): boolean {
		if (!this.#isFaulty[leader]) return true;
		switch (this.#fault) {
			case 'crash':
			case 'mute':
				return false;
			case 'flap':
				return !this.#random.chance(FLAP_PERMILLE);
			default:
				return true;
		}
	}
	isFaulty(validator: number): boolean {
		return this.#isFaulty[validator] as boolean;
	}

	/**
	 * Signers of a block's certificate as the next leader collects them: any Q of those who vote. A leader that
	 * favours its own takes all the faulty ones first, and of the honest ones always the same few.
	 */
	signers(proposer: number, collector: number): number[] {
		const voters = this.running.filter((voter) => this.#votesFor(voter, proposer));
		const chosen = this.#favoursOwn(collector)
			? voters.sort((a, b) => Number(this.isFaulty(b)) - Number(this.isFaulty(a)) || a - b)
			: this.#drawQuorum(voters);
		return chosen.slice(0, this.quorum).sort((a, b) => a - b);
	}

	/** Whose votes for a block a later leader can carry and does, ascending. */
	lateVoters(proposer: number, leader: number): readonly number[] {
		if (this.#favoursOwn(leader)) return [];
		return this.running.filter((voter) => this.#votesFor(voter, proposer));
	}

	#votesFor(voter: number, proposer: number): boolean {
		return this.#fault !== 'collude' || !this.isFaulty(voter) || this.isFaulty(proposer);
	}

	#favoursOwn(leader: number): boolean {
		return this.isFaulty(leader) && (this.#fault === 'censor' || this.#fault === 'collude');
	}

	/** Moves a random quorum to the front. */
	#drawQuorum(voters: number[]): number[] {
		const needed = Math.min(this.quorum, voters.length);
		for (let i = 0; i < needed; i++) {
			const other = this.#random.between(i, voters.length - 1);
			[voters[i], voters[other]] = [voters[other] as number, voters[i] as number];
		}
		return voters;
	}
}
