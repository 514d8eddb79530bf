import { type ChainBlock, type ChainQc, createBlock, decisionOf } from '../chain/block.ts';
import { ChainState } from '../chain/chain-state.ts';
import { ChainSync, FETCH_TIMER } from '../chain/chain-sync.ts';
import type { ChainHistory, LeaderElection } from '../chain/leader-election.ts';
import { byzantineFaulty, byzantineQuorum } from '../chain/quorum.ts';
import { RoundTally, VoteTally } from '../chain/tallies.ts';
import { timeoutOfDelays } from '../chain/timing.ts';
import type { Replica, ReplicaOptions, ReplicaPort } from '../replica.ts';
import type { JolteonMessage, ProposalMessage, TimeoutCertificate, TimeoutMessage, VoteMessage } from './messages.ts';

/** Twice the two delays of a round. */
const TIMEOUT_DELAYS = 4;
/** 1.2^k in thousandths, k = 0…6. */
const BACK_OFF_PERMILLE = [1000, 1200, 1440, 1728, 2074, 2488, 2986] as const;
/** Rounds since the last commit that do not yet lengthen the timer. */
const ROUNDS_WITHOUT_BACK_OFF = 3;
/** Skipped rounds whose leaders a block names, the newest ones. */
const MAX_FAILED_AUTHORS = 10;
const ROUND_TIMER = 'round';

export interface JolteonModules {
	readonly port: ReplicaPort<JolteonMessage>;
	createElection(size: number, history: ChainHistory): LeaderElection;
}

export interface JolteonOptions extends ReplicaOptions {
	/** Blocks name the leaders of skipped rounds, for an election that remembers them. */
	readonly recordsFailedAuthors: boolean;
}

/** One validator of Jolteon; see `createJolteon`. */
export class JolteonReplica implements Replica<JolteonMessage> {
	readonly #options: JolteonOptions;
	readonly #port: ReplicaPort<JolteonMessage>;
	readonly #baseMs: number;
	readonly #quorum: number;
	readonly #chain: ChainState;
	readonly #election: LeaderElection;
	readonly #sync: ChainSync<ProposalMessage>;
	readonly #votes: VoteTally;
	readonly #timeouts = new RoundTally<ChainQc>();
	#round = 0;
	#proposedRound = 0;
	#votedRound = 0;
	#timedOutRound = 0;
	#lastVote: VoteMessage | null = null;
	#highTc: TimeoutCertificate | null = null;

	constructor(options: JolteonOptions, modules: JolteonModules) {
		const { port } = modules;
		this.#options = options;
		this.#port = port;
		this.#baseMs = timeoutOfDelays(TIMEOUT_DELAYS, options.expectedDelayMs);
		this.#quorum = byzantineQuorum(options.size);
		this.#votes = new VoteTally(this.#quorum);
		this.#chain = new ChainState({ chainLength: 2 }, (block) => port.decided(decisionOf(block)));
		this.#election = modules.createElection(options.size, this.#chain);
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

	receive(from: number, message: JolteonMessage): void {
		switch (message.kind) {
			case 'proposal':
				this.#giveUp(message.timeoutCertificate, from);
				this.#sync.proposal(from, message);
				break;
			case 'vote':
				this.#count(from, message);
				break;
			case 'timeout':
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

	#certified(qc: ChainQc): void {
		const block = this.#chain.block(qc.blockId);
		if (block) this.#election.certified(block);
		this.#enter(qc.round + 1);
	}

	#enter(round: number): void {
		if (round <= this.#round) return;
		this.#round = round;
		this.#armTimer();
	}

	#armTimer(): void {
		const rounds = this.#round - this.#chain.head.round - ROUNDS_WITHOUT_BACK_OFF;
		const power = Math.min(BACK_OFF_PERMILLE.length - 1, Math.max(0, rounds));
		this.#port.setTimer(ROUND_TIMER, (this.#baseMs * (BACK_OFF_PERMILLE[power] as number)) / 1000);
	}

	#timeOut(): void {
		const round = this.#round;
		this.#timedOutRound = round;
		this.#votedRound = Math.max(this.#votedRound, round);
		const { highQc } = this.#chain;
		const timeoutCertificate = highQc.round === round - 1 ? null : this.#highTc;
		const vote = this.#lastVote?.round === round ? this.#lastVote : null;
		const message: TimeoutMessage = { kind: 'timeout', round, highQc, timeoutCertificate, vote };
		this.#armTimer();
		this.#port.broadcast(message);
		this.#hear(this.#port.self, message);
	}

	#hear(from: number, { round, highQc, timeoutCertificate, vote }: TimeoutMessage): void {
		this.#sync.observe(highQc, from);
		this.#giveUp(timeoutCertificate, from);
		if (vote) this.#count(from, vote);
		const heard = this.#timeouts.add(round, from, highQc);
		if (!heard || round < this.#round) return;
		if (heard.size >= this.#quorum) {
			const signers = [...heard.keys()];
			const highest = [...heard.values()].reduce((best, qc) => (qc.round > best.round ? qc : best));
			this.#giveUp({ round, highQc: highest, signers }, from);
		} else if (heard.size > byzantineFaulty(this.#port.size) && round === this.#round && this.#timedOutRound < round)
			this.#timeOut();
	}

	#giveUp(certificate: TimeoutCertificate | null, from: number): void {
		if (!certificate || certificate.signers.length < this.#quorum) return;
		this.#sync.observe(certificate.highQc, from);
		if (certificate.round < this.#round) return;
		this.#highTc = certificate;
		this.#enter(certificate.round + 1);
	}

	/** Votes come alone to the next leader, and to everybody with a timeout. */
	#count(voter: number, { round, blockId }: VoteMessage): void {
		const signers = this.#votes.add(round, blockId, voter);
		if (signers) this.#sync.observe({ blockId, round, signers }, voter);
	}

	#propose(): void {
		const { self } = this.#port;
		const round = this.#round;
		if (this.#proposedRound >= round || this.#timedOutRound >= round || this.#election.leader(round) !== self) return;
		const parentQc = this.#chain.highQc;
		const parent = this.#chain.block(parentQc.blockId);
		if (!parent) return;
		this.#proposedRound = round;
		if (this.#port.withholds(round)) return;
		const block: ChainBlock = createBlock({
			round,
			parent,
			parentQc,
			proposer: self,
			nowMs: this.#port.nowMs(),
			payload: this.#port.takePayload(),
			failedAuthors: this.#failedAuthors(parent.round, round),
		});
		const timeoutCertificate = parentQc.round === round - 1 ? null : this.#highTc;
		const message: ProposalMessage = { kind: 'proposal', block, timeoutCertificate };
		this.#port.broadcast(message);
		this.#sync.proposal(self, message);
	}

	#judge({ block, timeoutCertificate }: ProposalMessage): void {
		const { round, proposer, parentQc } = block;
		if (round !== this.#round || round <= this.#votedRound || proposer !== this.#election.leader(round)) return;
		const isOpenedByTimeouts =
			timeoutCertificate?.round === round - 1 && parentQc.round >= timeoutCertificate.highQc.round;
		if (parentQc.round !== round - 1 && !isOpenedByTimeouts) return;
		const failed = this.#failedAuthors(parentQc.round, round);
		if (failed.length !== block.failedAuthors.length) return;
		if (failed.some((author, index) => author !== block.failedAuthors[index])) return;
		this.#votedRound = round;
		this.#lastVote = { kind: 'vote', round, blockId: block.id };
		this.#port.send(this.#election.leader(round + 1), this.#lastVote);
	}

	#failedAuthors(parentRound: number, round: number): number[] {
		if (!this.#options.recordsFailedAuthors) return [];
		const leaders: number[] = [];
		for (let failed = Math.max(parentRound + 1, round - MAX_FAILED_AUTHORS); failed < round; failed++)
			leaders.push(this.#election.leader(failed));
		return leaders;
	}
}
