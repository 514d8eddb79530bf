import { RoundTally } from '../chain/tallies.ts';
import type { NewViewMessage, PreparedSlot, SlotProposal, ViewChangeMessage } from './messages.ts';

/** View-change messages by view, and which view each replica asked for last. */
export class ViewChanges {
	readonly #byView = new RoundTally<ViewChangeMessage>();
	readonly #askedFor: Int32Array;
	readonly #faulty: number;

	constructor(size: number, faulty: number) {
		this.#askedFor = new Int32Array(size);
		this.#faulty = faulty;
	}

	add(from: number, message: ViewChangeMessage): void {
		this.#byView.add(message.view, from, message);
		this.#askedFor[from] = Math.max(this.#askedFor[from] as number, message.view);
	}

	count(view: number): number {
		return this.#byView.get(view)?.size ?? 0;
	}

	/** The smallest view above `view` among those asked for, once f+1 replicas ask for one; else null. */
	viewToJoin(view: number): number | null {
		const above = [...this.#askedFor].filter((asked) => asked > view);
		return above.length > this.#faulty ? Math.min(...above) : null;
	}

	/** What the primary of `view` makes of the messages it has. */
	newView(view: number): NewViewMessage {
		const messages = [...(this.#byView.get(view)?.values() ?? [])];
		const stable = Math.max(0, ...messages.map((message) => message.stable));
		const chosen = new Map<number, PreparedSlot>();
		for (const slot of messages.flatMap((message) => message.prepared)) {
			const { seq } = slot.proposal;
			const before = chosen.get(seq);
			if (seq > stable && (!before || before.view < slot.view)) chosen.set(seq, slot);
		}
		const highest = Math.max(stable, ...chosen.keys());
		const proposals: SlotProposal[] = [];
		for (let seq = stable + 1; seq <= highest; seq++)
			proposals.push(chosen.get(seq)?.proposal ?? nullProposal(seq, view));
		return { kind: 'new-view', view, stable, proposals, viewChanges: messages.length };
	}
}

function nullProposal(seq: number, view: number): SlotProposal {
	const payload = { transactions: 0, bytes: 0 };
	return { seq, id: `null/${seq}`, isNull: true, view, proposer: -1, proposedAtMs: 0, payload };
}
