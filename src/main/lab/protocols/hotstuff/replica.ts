import { type ChainBlock, type ChainQc, createBlock, decisionOf } from '../chain/block.ts';
import { ChainState } from '../chain/chain-state.ts';
import { ChainSync, FETCH_TIMER } from '../chain/chain-sync.ts';
import { roundRobinLeader } from '../chain/leader-election.ts';
import { byzantineQuorum } from '../chain/quorum.ts';
import { RoundTally, VoteTally } from '../chain/tallies.ts';
import { timeoutOfDelays } from '../chain/timing.ts';
import type { Replica, ReplicaOptions, ReplicaPort } from '../replica.ts';
import type { HotStuffMessage, NewViewMessage, ProposalMessage, VoteMessage } from './messages.ts';

/** Twice the two delays of a view. */
const TIMEOUT_DELAYS = 4;
/** Steps of the back-off at most: 1.2^40 is about 1,500. */
const MAX_BACK_OFF_STEPS = 40;
const ROUND_TIMER = 'round';

/** One validator of chained HotStuff; see `hotStuff`. */
export class HotStuffReplica implements Replica<HotStuffMessage> {
	readonly #port: ReplicaPort<HotStuffMessage>;
	readonly #baseMs: number;
	readonly #quorum: number;
	readonly #chain: ChainState;
	readonly #sync: ChainSync<ProposalMessage>;
	readonly #votes: VoteTally;
	readonly #newViews = new RoundTally<true>();
	#round = 0;
	#proposedRound = 0;
	/** Highest round that this replica leads by a quorum of new-view messages. */
	#newViewRound = 1;
	#votedRound = 0;
	#lastVote: VoteMessage | null = null;
	#lockedRound = 0;
	/** Highest round of a certificate that a leader has proposed with: known to all, unlike one that is told to leaders alone. */
	#announcedRound = 0;

	constructor(options: ReplicaOptions, port: ReplicaPort<HotStuffMessage>) {
		this.#port = port;
		this.#baseMs = timeoutOfDelays(TIMEOUT_DELAYS, options.expectedDelayMs);
		this.#quorum = byzantineQuorum(options.size);
		this.#votes = new VoteTally(this.#quorum);
		this.#chain = new ChainState({ chainLength: 3 }, (block) => port.decided(decisionOf(block)));
		this.#sync = new ChainSync(
			{ patienceMs: this.#baseMs / 4 },
			{
				chain: this.#chain,
				port,
				certified: (qc) => this.#certified(qc),
				attached: (proposal) => this.#judge(proposal),
			},
		);
	}

	start(): void {
		this.#sync.resume();
		if (this.#round === 0) this.#enter(1);
		else this.#armTimer();
		this.#propose();
	}

	receive(from: number, message: HotStuffMessage): void {
		switch (message.kind) {
			case 'proposal':
				this.#sync.proposal(from, message);
				break;
			case 'vote':
				this.#count(from, message);
				break;
			case 'new-view':
				this.#hear(from, message);
				break;
			case 'blocks-request':
			case 'blocks':
				this.#sync.receive(from, message);
				break;
		}
		this.#propose();
	}

	timer(name: string): void {
		if (name === FETCH_TIMER) this.#sync.retry();
		else this.#timeOut();
		this.#propose();
	}

	#leader(round: number): number {
		return roundRobinLeader(round, this.#port.size);
	}

	/**
	 * A certificate alone opens no view: one that a silent leader formed and told in its new-view message would send the
	 * next leader ahead of everybody else.
	 */
	#certified(qc: ChainQc): void {
		const block = this.#chain.block(qc.blockId);
		if (block) this.#lockedRound = Math.max(this.#lockedRound, block.parentQc.round);
	}

	#enter(round: number): void {
		if (round <= this.#round) return;
		this.#round = round;
		this.#armTimer();
	}

	/**
	 * Grows by 1.2 with each view since the highest certificate of a proposal. A count of own timeouts would start at
	 * different views and keep replicas apart for ever; so would a certificate that only new-view messages carry, since
	 * its readers' shorter timers would take one leader after the other out of its view before a quorum has come there.
	 */
	#armTimer(): void {
		const steps = Math.min(MAX_BACK_OFF_STEPS, this.#round - this.#announcedRound - 1);
		let durationMs = this.#baseMs;
		for (let step = 0; step < steps; step++) durationMs = Math.ceil((durationMs * 12) / 10);
		this.#port.setTimer(ROUND_TIMER, durationMs);
	}

	#timeOut(): void {
		this.#votedRound = Math.max(this.#votedRound, this.#round);
		const round = this.#round + 1;
		const { highQc } = this.#chain;
		const vote = this.#lastVote && this.#lastVote.round > highQc.round ? this.#lastVote : null;
		this.#enter(round);
		this.#port.send(this.#leader(round), { kind: 'new-view', round, highQc, vote });
	}

	#hear(from: number, { round, highQc, vote }: NewViewMessage): void {
		this.#sync.observe(highQc, from);
		if (vote) this.#count(from, vote);
		const heard = this.#newViews.add(round, from, true);
		if (heard?.size !== this.#quorum || round < this.#round) return;
		this.#newViewRound = Math.max(this.#newViewRound, round);
		this.#enter(round);
	}

	#count(voter: number, { round, blockId }: VoteMessage): void {
		const signers = this.#votes.add(round, blockId, voter);
		if (!signers) return;
		this.#sync.observe({ blockId, round, signers }, voter);
		if (round < this.#round) return;
		this.#enter(round + 1);
	}

	/** A leader proposes with the certificate of the round before, or once a quorum has come to its round. */
	#propose(): void {
		const { self } = this.#port;
		const round = this.#round;
		if (this.#proposedRound >= round || this.#leader(round) !== self) return;
		const parentQc = this.#chain.highQc;
		if (parentQc.round !== round - 1 && this.#newViewRound !== round) return;
		const parent = this.#chain.block(parentQc.blockId);
		if (!parent) return;
		this.#proposedRound = round;
		if (this.#port.withholds(round)) return;
		const nowMs = this.#port.nowMs();
		const payload = this.#port.takePayload();
		const block: ChainBlock = createBlock({
			round,
			parent,
			parentQc,
			proposer: self,
			nowMs,
			payload,
			failedAuthors: [],
		});
		const message: ProposalMessage = { kind: 'proposal', block };
		this.#port.broadcast(message);
		this.#sync.proposal(self, message);
	}

	#judge({ block }: ProposalMessage): void {
		const { round, proposer } = block;
		this.#announcedRound = Math.max(this.#announcedRound, block.parentQc.round);
		if (round < this.#round || proposer !== this.#leader(round)) return;
		this.#round = round;
		this.#armTimer();
		if (round <= this.#votedRound || block.parentQc.round < this.#lockedRound) return;
		this.#votedRound = round;
		this.#lastVote = { kind: 'vote', round, blockId: block.id };
		this.#port.send(this.#leader(round + 1), this.#lastVote);
	}
}
