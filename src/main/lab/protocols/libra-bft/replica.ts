import { type ChainBlock, type ChainQc, createBlock, decisionOf } from '../chain/block.ts';
import { ChainState } from '../chain/chain-state.ts';
import { ChainSync, FETCH_TIMER } from '../chain/chain-sync.ts';
import { draw } from '../chain/draw.ts';
import { byzantineQuorum } from '../chain/quorum.ts';
import { RoundTally, VoteTally } from '../chain/tallies.ts';
import { timeoutOfDelays } from '../chain/timing.ts';
import type { Replica, ReplicaOptions, ReplicaPort } from '../replica.ts';
import type { LibraBftMessage, ProposalMessage, StatusMessage, TimeoutMessage, Timeouts } from './messages.ts';

/** Leader of a round: a pick by the hash of the round alone, whatever happened before. */
export function hashLeader(round: number, size: number): number {
	return draw([round], size);
}

/** δ: twice the three delays of a round, in delays. */
const DELTA_DELAYS = 6;
/** γ: the duration of a round grows with this power of the rounds since the last commit rule. */
const GAMMA = 2;
const ROUND_TIMER = 'round';

/** One validator of LibraBFT v2; see `libraBft`. */
export class LibraBftReplica implements Replica<LibraBftMessage> {
	readonly #port: ReplicaPort<LibraBftMessage>;
	readonly #deltaMs: number;
	readonly #quorum: number;
	readonly #chain: ChainState;
	readonly #sync: ChainSync<ProposalMessage>;
	readonly #votes: VoteTally;
	readonly #timeouts = new RoundTally<true>();
	#round = 0;
	#roundDurationMs = 0;
	#hasTimedOut = false;
	#proposedRound = 0;
	#latestVotedRound = 0;
	#lockedRound = 0;
	#timeoutCertificate: Timeouts | null = null;

	constructor(options: ReplicaOptions, port: ReplicaPort<LibraBftMessage>) {
		this.#port = port;
		this.#deltaMs = timeoutOfDelays(DELTA_DELAYS, options.expectedDelayMs);
		this.#quorum = byzantineQuorum(options.size);
		this.#votes = new VoteTally(this.#quorum);
		this.#chain = new ChainState({ chainLength: 3 }, (block) => port.decided(decisionOf(block)));
		this.#sync = new ChainSync(
			{ patienceMs: this.#deltaMs / 4 },
			{
				chain: this.#chain,
				port,
				certified: (qc) => this.#enter(qc.round + 1),
				attached: (proposal) => this.#judge(proposal),
			},
		);
	}

	start(): void {
		this.#sync.resume();
		if (this.#round === 0) this.#enter(1);
		else this.#port.setTimer(ROUND_TIMER, this.#roundDurationMs);
	}

	receive(from: number, message: LibraBftMessage): void {
		switch (message.kind) {
			case 'proposal':
				this.#certify(message.timeoutCertificate);
				this.#sync.proposal(from, message);
				break;
			case 'vote':
				this.#count(from, message.round, message.blockId);
				break;
			case 'certificate':
				this.#sync.observe(message.qc, from);
				break;
			case 'status':
				this.#learn(from, message);
				break;
			case 'timeout':
				this.#learn(from, message);
				this.#hear(message);
				break;
			case 'query':
				this.#answer(from, message.round);
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
		else if (!this.#hasTimedOut) this.#timeOut();
		else {
			this.#port.broadcast({ kind: 'query', round: this.#round });
			this.#port.setTimer(ROUND_TIMER, this.#roundDurationMs / 2);
		}
		this.#propose();
	}

	#enter(round: number): void {
		if (round <= this.#round) return;
		this.#round = round;
		this.#hasTimedOut = false;
		const committed = this.#chain.head.round;
		const rounds = Math.max(1, round - (committed > 0 ? committed + 2 : 0));
		this.#roundDurationMs = this.#deltaMs * rounds ** GAMMA;
		this.#port.setTimer(ROUND_TIMER, this.#roundDurationMs);
		const leader = hashLeader(round, this.#port.size);
		if (leader !== this.#port.self) this.#port.send(leader, this.#status());
		else this.#propose();
	}

	#propose(): void {
		const { self, size } = this.#port;
		const round = this.#round;
		if (this.#proposedRound >= round || this.#hasTimedOut || hashLeader(round, size) !== self) return;
		const parentQc = this.#chain.highQc;
		const parent = this.#chain.block(parentQc.blockId);
		if (!parent) return;
		this.#proposedRound = round;
		if (this.#port.withholds(round)) return;
		const nowMs = this.#port.nowMs();
		const payload = this.#port.takePayload();
		const block = createBlock({ round, parent, parentQc, proposer: self, nowMs, payload, failedAuthors: [] });
		const timeoutCertificate = parentQc.round === round - 1 ? null : this.#timeoutCertificate;
		const message: ProposalMessage = { kind: 'proposal', block, timeoutCertificate };
		this.#port.broadcast(message);
		this.#sync.proposal(self, message);
	}

	#judge({ block }: ProposalMessage): void {
		const { round, proposer } = block;
		if (round !== this.#round || proposer !== hashLeader(round, this.#port.size)) return;
		if (round <= this.#latestVotedRound || block.parentQc.round < this.#lockedRound) return;
		this.#latestVotedRound = round;
		const parent = this.#chain.block(block.parentQc.blockId) as ChainBlock;
		this.#lockedRound = Math.max(this.#lockedRound, parent.parentQc.round);
		this.#port.send(proposer, { kind: 'vote', round, blockId: block.id });
	}

	/** Only the author of a block hears votes for it, and makes their certificate known. */
	#count(voter: number, round: number, blockId: string): void {
		const signers = this.#votes.add(round, blockId, voter);
		if (!signers || round !== this.#round) return;
		const qc: ChainQc = { blockId, round, signers };
		this.#port.broadcast({ kind: 'certificate', qc });
		this.#sync.observe(qc, this.#port.self);
	}

	#timeOut(): void {
		const { self } = this.#port;
		this.#hasTimedOut = true;
		this.#latestVotedRound = Math.max(this.#latestVotedRound, this.#round);
		const known = this.#timeouts.add(this.#round, self, true) ?? this.#timeouts.get(this.#round);
		const timeouts: Timeouts = { round: this.#round, authors: known ? [...known.keys()] : [self] };
		this.#port.broadcast({ ...this.#status(), kind: 'timeout', timeouts });
		this.#port.setTimer(ROUND_TIMER, this.#roundDurationMs / 2);
		this.#certify(timeouts);
	}

	#hear({ timeouts }: TimeoutMessage): void {
		for (const author of timeouts.authors) this.#timeouts.add(timeouts.round, author, true);
		const known = this.#timeouts.get(timeouts.round);
		if (known) this.#certify({ round: timeouts.round, authors: [...known.keys()] });
	}

	#learn(from: number, status: StatusMessage | TimeoutMessage): void {
		this.#sync.observe(status.highQc, from);
		this.#certify(status.timeoutCertificate);
	}

	#certify(timeouts: Timeouts | null): void {
		if (!timeouts || timeouts.authors.length < this.#quorum || timeouts.round < this.#round) return;
		this.#timeoutCertificate = timeouts;
		this.#enter(timeouts.round + 1);
	}

	#answer(from: number, round: number): void {
		if (this.#round < round) return;
		const known = this.#hasTimedOut ? this.#timeouts.get(this.#round) : undefined;
		if (this.#round > round) this.#port.send(from, this.#status());
		else if (known)
			this.#port.send(from, {
				...this.#status(),
				kind: 'timeout',
				timeouts: { round, authors: [...known.keys()] },
			});
	}

	#status(): StatusMessage {
		const { highQc } = this.#chain;
		const isOpenedByTimeouts = (this.#timeoutCertificate?.round ?? 0) > highQc.round;
		return { kind: 'status', highQc, timeoutCertificate: isOpenedByTimeouts ? this.#timeoutCertificate : null };
	}
}
