import { byzantineFaulty, byzantineQuorum } from '../chain/quorum.ts';
import { RoundTally } from '../chain/tallies.ts';
import { timeoutOfDelays } from '../chain/timing.ts';
import type { LabPayload, Replica, ReplicaOptions, ReplicaPort } from '../replica.ts';
import { Executor } from './executor.ts';
import type { NewViewMessage, PbftMessage, SlotProposal, SlotsMessage, ViewChangeMessage } from './messages.ts';
import { FETCH_TIMER, SlotFetch } from './slot-fetch.ts';
import { SlotLog } from './slot-log.ts';
import { ViewChanges } from './view-changes.ts';

/** Slots that the primary has under way at once. */
const PIPELINE = 2;
const CHECKPOINT_INTERVAL = 16;
const SLOTS_PER_ANSWER = 64;
/** Delays without progress after which a backup forwards work to the primary, and after which it gives the primary up. */
const PATIENCE_DELAYS = 4;
const MAX_DOUBLINGS = 20;
const REMEMBERED_VIEW_CHANGES = 16;
const PROGRESS_TIMER = 'progress';

type Stage = 'watching' | 'forwarded' | 'changing' | 'awaiting-new-view';

/** One replica of PBFT; see `pbft`. */
export class PbftReplica implements Replica<PbftMessage> {
	readonly #port: ReplicaPort<PbftMessage>;
	readonly #quorum: number;
	readonly #baseMs: number;
	readonly #log = new SlotLog();
	readonly #executor: Executor;
	readonly #viewChanges: ViewChanges;
	readonly #fetch: SlotFetch;
	readonly #checkpoints = new RoundTally<true>();
	readonly #forwarded: LabPayload[] = [];
	#view = 0;
	#stage: Stage = 'watching';
	/** View changes since the last execution. */
	#changes = 0;
	#nextSeq = 1;
	#withheldView = -1;
	#newView: NewViewMessage | null = null;
	/** Own view-change messages by view: whoever is still in that view may have missed one. */
	readonly #ownViewChanges = new Map<number, ViewChangeMessage>();
	/** Highest checkpoint that a quorum has reached, here or elsewhere. */
	#certifiedStable = 0;

	constructor(options: ReplicaOptions, port: ReplicaPort<PbftMessage>) {
		this.#port = port;
		this.#quorum = byzantineQuorum(options.size);
		this.#baseMs = timeoutOfDelays(PATIENCE_DELAYS, options.expectedDelayMs);
		this.#executor = new Executor((decision) => port.decided(decision));
		this.#viewChanges = new ViewChanges(options.size, byzantineFaulty(options.size));
		this.#fetch = new SlotFetch(
			{ patienceMs: this.#baseMs },
			{
				port,
				position: () => ({
					executed: this.#executor.executed,
					hasNext: this.#executor.has(this.#executor.executed + 1),
					knownView: this.#isInView ? this.#view : this.#view - 1,
					view: this.#view,
				}),
			},
		);
	}

	start(): void {
		this.#fetch.resume();
		this.#armProgress();
		this.#propose();
	}

	receive(from: number, message: PbftMessage): void {
		switch (message.kind) {
			case 'pre-prepare':
				if (from === this.#primary(message.view)) this.#accept(message.view, message.proposal);
				this.#fetch.noteView(message.view, from);
				break;
			case 'prepare':
			case 'commit':
				this.#log.slot(message.seq, message.view)?.vote(message.kind, message.id, from);
				this.#advance(message.seq, message.view);
				this.#fetch.noteView(message.view, from);
				break;
			case 'checkpoint':
				this.#checkpoint(from, message.seq);
				break;
			case 'view-change':
				this.#hearViewChange(from, message);
				break;
			case 'new-view':
				if (from === this.#primary(message.view)) this.#enterView(message, from);
				break;
			case 'forward':
				if (this.#forwarded.length < this.#port.size) this.#forwarded.push(message.payload);
				break;
			case 'slots-request':
				this.#answer(from, message.fromSeq, message.view);
				break;
			case 'slots':
				this.#receiveSlots(from, message);
				break;
		}
		this.#propose();
	}

	timer(name: string): void {
		if (name === FETCH_TIMER) this.#fetch.retry();
		else this.#lackProgress();
		this.#propose();
	}

	get #isInView(): boolean {
		return this.#stage === 'watching' || this.#stage === 'forwarded';
	}

	#primary(view: number): number {
		return view % this.#port.size;
	}

	#propose(): void {
		const { self } = this.#port;
		const view = this.#view;
		if (!this.#isInView || this.#primary(view) !== self || this.#withheldView === view) return;
		this.#nextSeq = Math.max(this.#nextSeq, this.#executor.executed + 1);
		while (this.#nextSeq <= this.#executor.executed + PIPELINE && this.#log.isInWindow(this.#nextSeq)) {
			const seq = this.#nextSeq;
			const payload = this.#forwarded.shift() ?? this.#port.takePayload();
			if (payload.transactions === 0) return;
			if (this.#port.withholds(seq + view)) {
				this.#withheldView = view;
				return;
			}
			this.#nextSeq++;
			const proposedAtMs = this.#port.nowMs();
			const id = `${view}/${seq}/${self}/${proposedAtMs}`;
			const proposal: SlotProposal = { seq, id, isNull: false, view, proposer: self, proposedAtMs, payload };
			this.#port.broadcast({ kind: 'pre-prepare', view, proposal });
			this.#accept(view, proposal);
		}
	}

	#accept(view: number, proposal: SlotProposal): void {
		const slot = view < this.#view ? null : this.#log.slot(proposal.seq, view);
		if (!slot || slot.proposal) return;
		slot.proposal = proposal;
		slot.vote('prepare', proposal.id, this.#primary(view));
		this.#advance(proposal.seq, view);
	}

	/** Sends what the slot is ripe for. A quorum of commits counts in any view; all else in the present one only. */
	#advance(seq: number, view: number): void {
		const { self } = this.#port;
		const slot = this.#log.slot(seq, view);
		const proposal = slot?.proposal;
		if (slot && !proposal && slot.mostCommits() >= this.#quorum) this.#fetch.noteSeq(seq, self);
		if (!slot || !proposal) return;
		const isPresent = view === this.#view && this.#isInView;
		const { id } = proposal;
		if (isPresent && !slot.hasSentPrepare) {
			slot.hasSentPrepare = true;
			slot.vote('prepare', id, self);
			if (this.#primary(view) !== self) this.#port.broadcast({ kind: 'prepare', view, seq, id });
		}
		if (isPresent && !slot.hasPrepared && slot.count('prepare') >= this.#quorum) {
			slot.hasPrepared = true;
			this.#log.recordPrepared({ view, proposal, signatures: this.#quorum });
			slot.vote('commit', id, self);
			this.#port.broadcast({ kind: 'commit', view, seq, id });
		}
		if (this.#executor.has(seq) || slot.count('commit') < this.#quorum) return;
		this.#executor.commit(proposal);
		this.#fetch.noteSeq(seq, self);
		this.#execute();
	}

	#execute(): void {
		const before = this.#executor.executed;
		while (this.#executor.executeNext()) {
			const { executed } = this.#executor;
			if (executed % CHECKPOINT_INTERVAL !== 0) continue;
			this.#port.broadcast({ kind: 'checkpoint', seq: executed });
			this.#checkpoint(this.#port.self, executed);
		}
		if (this.#executor.executed === before) return;
		this.#learnStable(this.#certifiedStable, this.#port.self);
		if (!this.#isInView) return;
		this.#changes = 0;
		this.#stage = 'watching';
		this.#armProgress();
	}

	#checkpoint(from: number, seq: number): void {
		this.#checkpoints.add(seq, from, true);
		if ((this.#checkpoints.get(seq)?.size ?? 0) >= this.#quorum) this.#learnStable(seq, from);
	}

	/** The water marks move to a certified checkpoint once everything up to it is executed here. */
	#learnStable(seq: number, from: number): void {
		this.#certifiedStable = Math.max(this.#certifiedStable, seq);
		if (this.#executor.executed >= this.#certifiedStable) this.#log.advanceTo(this.#certifiedStable);
		else this.#fetch.noteSeq(seq, from);
	}

	#armProgress(): void {
		const doublings = Math.min(MAX_DOUBLINGS, this.#changes);
		this.#port.setTimer(PROGRESS_TIMER, this.#baseMs * 2 ** doublings);
	}

	#lackProgress(): void {
		switch (this.#stage) {
			case 'watching': {
				const primary = this.#primary(this.#view);
				const payload = this.#port.takePayload();
				if (payload.transactions > 0) {
					if (primary !== this.#port.self) this.#port.send(primary, { kind: 'forward', payload });
					this.#stage = 'forwarded';
				}
				this.#armProgress();
				break;
			}
			case 'forwarded':
			case 'awaiting-new-view':
				this.#changeTo(this.#view + 1);
				break;
			case 'changing': {
				const own = this.#ownViewChanges.get(this.#view);
				if (own) this.#port.broadcast(own);
				this.#armProgress();
				break;
			}
		}
	}

	#changeTo(view: number): void {
		this.#view = view;
		this.#stage = 'changing';
		this.#changes++;
		const prepared = this.#log.preparedSlots();
		const own: ViewChangeMessage = { kind: 'view-change', view, stable: this.#log.stable, prepared };
		this.#ownViewChanges.set(view, own);
		if (this.#ownViewChanges.size > REMEMBERED_VIEW_CHANGES)
			this.#ownViewChanges.delete(this.#ownViewChanges.keys().next().value as number);
		this.#port.broadcast(own);
		this.#armProgress();
		this.#hearViewChange(this.#port.self, own);
	}

	#hearViewChange(from: number, message: ViewChangeMessage): void {
		const { view } = message;
		if (view < this.#view || (view === this.#view && this.#isInView)) {
			this.#helpBehind(from, message);
			return;
		}
		this.#viewChanges.add(from, message);
		const joined = this.#viewChanges.viewToJoin(this.#view);
		if (joined !== null) this.#changeTo(joined);
		if (this.#stage !== 'changing' || this.#viewChanges.count(this.#view) < this.#quorum) return;
		this.#stage = 'awaiting-new-view';
		this.#armProgress();
		if (this.#primary(this.#view) !== this.#port.self) return;
		const newView = this.#viewChanges.newView(this.#view);
		this.#port.broadcast(newView);
		this.#enterView(newView, this.#port.self);
	}

	#helpBehind(from: number, { view, stable }: ViewChangeMessage): void {
		if (this.#isInView) {
			if (this.#newView) this.#answer(from, stable + 1, view - 1);
			return;
		}
		const own = this.#ownViewChanges.get(view);
		if (own) this.#port.send(from, own);
	}

	#enterView(newView: NewViewMessage, from: number): void {
		const { view, stable, proposals } = newView;
		if (view < this.#view || (view === this.#view && this.#isInView)) return;
		this.#view = view;
		this.#newView = newView;
		this.#stage = 'watching';
		this.#nextSeq = stable + proposals.length + 1;
		this.#learnStable(stable, from);
		this.#armProgress();
		for (const proposal of proposals) this.#accept(view, proposal);
		for (const seq of this.#log.slotsOf(view)) this.#advance(seq, view);
	}

	#answer(to: number, fromSeq: number, view: number): void {
		const slots = this.#executor.from(Math.max(1, fromSeq), SLOTS_PER_ANSWER);
		const newView = this.#newView && this.#newView.view > view ? this.#newView : null;
		if (slots.length > 0 || newView)
			this.#port.send(to, { kind: 'slots', slots, stable: this.#log.stable, newView, signatures: this.#quorum });
	}

	#receiveSlots(from: number, { slots, stable, newView }: SlotsMessage): void {
		const before = this.#executor.executed;
		for (const proposal of slots) if (!this.#executor.has(proposal.seq)) this.#executor.commit(proposal);
		this.#execute();
		this.#learnStable(stable, from);
		if (newView) this.#enterView(newView, from);
		if (this.#executor.executed > before) this.#fetch.goOn(from);
	}
}
