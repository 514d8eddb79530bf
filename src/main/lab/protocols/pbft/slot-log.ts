import type { PreparedSlot, SlotProposal } from './messages.ts';

/** Sequence numbers above the stable checkpoint that are taken: twice the checkpoint interval or more. */
export const LOG_WINDOW = 64;
/** Views in which one sequence number is remembered at once. */
const VIEWS_PER_SLOT = 8;

/** What is known of one sequence number in one view. */
export class SlotState {
	proposal: SlotProposal | null = null;
	hasPrepared = false;
	hasSentPrepare = false;
	readonly #prepares = new Map<string, Set<number>>();
	readonly #commits = new Map<string, Set<number>>();

	vote(kind: 'prepare' | 'commit', id: string, voter: number): void {
		const votes = kind === 'prepare' ? this.#prepares : this.#commits;
		const voters = votes.get(id);
		if (voters) voters.add(voter);
		else votes.set(id, new Set([voter]));
	}

	/** Votes for the proposal; none while it is unknown. */
	count(kind: 'prepare' | 'commit'): number {
		const votes = kind === 'prepare' ? this.#prepares : this.#commits;
		return this.proposal ? (votes.get(this.proposal.id)?.size ?? 0) : 0;
	}

	/** Most votes for anything, known or not. */
	mostCommits(): number {
		let most = 0;
		for (const voters of this.#commits.values()) most = Math.max(most, voters.size);
		return most;
	}
}

/** The message log between two water marks. */
export class SlotLog {
	#stable = 0;
	readonly #slots = new Map<number, Map<number, SlotState>>();
	readonly #prepared = new Map<number, PreparedSlot>();

	/** Sequence number of the stable checkpoint: nothing at or below it is kept. */
	get stable(): number {
		return this.#stable;
	}

	isInWindow(seq: number): boolean {
		return seq > this.#stable && seq <= this.#stable + LOG_WINDOW;
	}

	/** Null outside the water marks, or when too many views speak of one slot. */
	slot(seq: number, view: number): SlotState | null {
		if (!this.isInWindow(seq)) return null;
		const views = this.#slots.get(seq) ?? new Map<number, SlotState>();
		if (views.size === 0) this.#slots.set(seq, views);
		const known = views.get(view);
		if (known) return known;
		if (views.size >= VIEWS_PER_SLOT) {
			const lowest = Math.min(...views.keys());
			if (view < lowest) return null;
			views.delete(lowest);
		}
		const state = new SlotState();
		views.set(view, state);
		return state;
	}

	/** Sequence numbers that the view speaks of, ascending. */
	slotsOf(view: number): number[] {
		const seqs = [...this.#slots].filter(([, views]) => views.has(view)).map(([seq]) => seq);
		return seqs.sort((a, b) => a - b);
	}

	recordPrepared(slot: PreparedSlot): void {
		const before = this.#prepared.get(slot.proposal.seq);
		if (!before || before.view < slot.view) this.#prepared.set(slot.proposal.seq, slot);
	}

	/** Above the stable checkpoint, ascending. */
	preparedSlots(): PreparedSlot[] {
		return [...this.#prepared.values()].sort((a, b) => a.proposal.seq - b.proposal.seq);
	}

	advanceTo(stable: number): void {
		if (stable <= this.#stable) return;
		this.#stable = stable;
		for (const seq of this.#slots.keys()) if (seq <= stable) this.#slots.delete(seq);
		for (const seq of this.#prepared.keys()) if (seq <= stable) this.#prepared.delete(seq);
	}
}
