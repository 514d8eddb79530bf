import type { Decision } from '../replica.ts';
import type { SlotProposal } from './messages.ts';

/** Committed slots and the execution in their order; null slots decide nothing. Stands for the replica's disk. */
export class Executor {
	/** By sequence number; 0 is empty. */
	readonly #committed: (SlotProposal | undefined)[] = [undefined];
	readonly #decided: (decision: Decision) => void;
	#executed = 0;
	#height = 0;

	constructor(decided: (decision: Decision) => void) {
		this.#decided = decided;
	}

	/** Highest sequence number up to which everything is executed. */
	get executed(): number {
		return this.#executed;
	}

	has(seq: number): boolean {
		return this.#committed[seq] !== undefined;
	}

	from(seq: number, count: number): SlotProposal[] {
		const slots: SlotProposal[] = [];
		for (let at = seq; at < seq + count && at <= this.#executed; at++) {
			const proposal = this.#committed[at];
			if (proposal) slots.push(proposal);
		}
		return slots;
	}

	commit(proposal: SlotProposal): void {
		const known = this.#committed[proposal.seq];
		if (known && known.id !== proposal.id) throw new Error(`${proposal.id} is committed beside ${known.id}`);
		this.#committed[proposal.seq] = proposal;
	}

	/** True when there was a next one. */
	executeNext(): boolean {
		const proposal = this.#committed[this.#executed + 1];
		if (!proposal) return false;
		this.#executed++;
		if (proposal.isNull) return true;
		this.#height++;
		const { seq, id, view, proposer, proposedAtMs, payload } = proposal;
		this.#decided({ height: this.#height, round: seq + view, id, proposer, proposedAtMs, payload, credits: [] });
		return true;
	}
}
