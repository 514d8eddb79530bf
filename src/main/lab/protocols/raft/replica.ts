import { draw } from '../chain/draw.ts';
import { timeoutOfDelays } from '../chain/timing.ts';
import type { Replica, ReplicaOptions, ReplicaPort } from '../replica.ts';
import type { AppendMessage, AppendReplyMessage, RaftMessage, VoteRequestMessage } from './messages.ts';
import { RaftLog } from './raft-log.ts';

/** Entries that the leader has under way at once. */
const PIPELINE = 2;
const ENTRIES_PER_APPEND = 64;
/** One and a half round trips: the upper end of what etcd advises. */
const HEARTBEAT_DELAYS = 3;
/** Ten heartbeats, as etcd; the draw adds up to as much again. */
const ELECTION_DELAYS = 30;
const ELECTION_TIMER = 'election';
const HEARTBEAT_TIMER = 'heartbeat';

export function majority(size: number): number {
	return Math.floor(size / 2) + 1;
}

/** One server of Raft; see `raft`. */
export class RaftReplica implements Replica<RaftMessage> {
	readonly #port: ReplicaPort<RaftMessage>;
	readonly #heartbeatMs: number;
	readonly #electionMs: number;
	readonly #log = new RaftLog();
	readonly #next: Int32Array;
	readonly #match: Int32Array;
	readonly #votes = new Set<number>();
	#role: 'follower' | 'candidate' | 'leader' = 'follower';
	#term = 0;
	#votedFor: number | null = null;
	#commitIndex = 0;
	/** A leader that withholds an entry says nothing more. */
	#isSilent = false;

	constructor(options: ReplicaOptions, port: ReplicaPort<RaftMessage>) {
		this.#port = port;
		this.#heartbeatMs =
			timeoutOfDelays(ELECTION_DELAYS, options.expectedDelayMs) * (HEARTBEAT_DELAYS / ELECTION_DELAYS);
		this.#electionMs = timeoutOfDelays(ELECTION_DELAYS, options.expectedDelayMs);
		this.#next = new Int32Array(options.size);
		this.#match = new Int32Array(options.size);
	}

	start(): void {
		this.#follow(this.#term);
		this.#armElection();
	}

	receive(from: number, message: RaftMessage): void {
		if (message.term > this.#term) this.#follow(message.term);
		switch (message.kind) {
			case 'append':
				this.#append(from, message);
				break;
			case 'append-reply':
				if (this.#role === 'leader' && message.term === this.#term) this.#acknowledge(from, message);
				break;
			case 'vote-request':
				this.#vote(from, message);
				break;
			case 'vote-reply':
				if (this.#role === 'candidate' && message.term === this.#term && message.isGranted) this.#elect(from);
				break;
		}
	}

	timer(name: string): void {
		if (name === ELECTION_TIMER) this.#campaign();
		else if (this.#role === 'leader' && !this.#isSilent) {
			this.#propose();
			this.#replicate();
		}
	}

	#follow(term: number): void {
		if (term > this.#term) this.#votedFor = null;
		this.#term = term;
		if (this.#role === 'leader') this.#armElection();
		this.#role = 'follower';
		this.#isSilent = false;
		this.#port.cancelTimer(HEARTBEAT_TIMER);
	}

	/** The draw differs by server, term and time, and with the times by the run's seed. */
	#armElection(): void {
		const { self } = this.#port;
		const spreadMs = draw([self, this.#term, Math.floor(this.#port.nowMs() * 1000)], Math.ceil(this.#electionMs));
		this.#port.setTimer(ELECTION_TIMER, this.#electionMs + spreadMs);
	}

	#campaign(): void {
		if (this.#role === 'leader') return;
		this.#role = 'candidate';
		this.#term++;
		this.#votedFor = this.#port.self;
		this.#votes.clear();
		this.#armElection();
		const { lastIndex, lastTerm } = this.#log;
		this.#port.broadcast({ kind: 'vote-request', term: this.#term, lastIndex, lastTerm });
		this.#elect(this.#port.self);
	}

	#vote(candidate: number, { term, lastIndex, lastTerm }: VoteRequestMessage): void {
		const isUpToDate =
			lastTerm > this.#log.lastTerm || (lastTerm === this.#log.lastTerm && lastIndex >= this.#log.lastIndex);
		const isFree = this.#votedFor === null || this.#votedFor === candidate;
		const isGranted = term === this.#term && isFree && isUpToDate;
		if (isGranted) {
			this.#votedFor = candidate;
			this.#armElection();
		}
		this.#port.send(candidate, { kind: 'vote-reply', term: this.#term, isGranted });
	}

	#elect(voter: number): void {
		this.#votes.add(voter);
		if (this.#votes.size < majority(this.#port.size)) return;
		this.#role = 'leader';
		this.#port.cancelTimer(ELECTION_TIMER);
		this.#next.fill(this.#log.lastIndex + 1);
		this.#match.fill(0);
		this.#propose();
	}

	/**
	 * Appends what may be under way; each entry goes out in a message of its own. A new leader appends in any case, even
	 * nothing: entries of earlier terms are committed only below one of its own.
	 */
	#propose(): void {
		const { self } = this.#port;
		while (!this.#isSilent) {
			const index = this.#log.lastIndex + 1;
			const isFirstOfTerm = this.#log.lastTerm !== this.#term;
			if (index > this.#commitIndex + PIPELINE && !isFirstOfTerm) return;
			const payload = this.#port.takePayload();
			if (payload.transactions === 0 && !isFirstOfTerm) return;
			if (this.#port.withholds(index + this.#term)) {
				this.#isSilent = true;
				this.#port.cancelTimer(HEARTBEAT_TIMER);
				return;
			}
			const id = `${index}/${this.#term}/${self}`;
			this.#log.append({ index, term: this.#term, id, leader: self, proposedAtMs: this.#port.nowMs(), payload });
			this.#match[self] = index;
			this.#replicate();
		}
	}

	/** To each server what it lacks, as far as is known; to all at once where that is the same. */
	#replicate(): void {
		const { self, size } = this.#port;
		this.#port.setTimer(HEARTBEAT_TIMER, this.#heartbeatMs);
		const others = Array.from({ length: size }, (_, server) => server).filter((server) => server !== self);
		const place = this.#next[others[0] ?? self] as number;
		if (others.every((server) => this.#next[server] === place)) {
			const message = this.#messageFrom(place);
			for (const server of others) this.#next[server] = place + message.entries.length;
			this.#port.broadcast(message);
		} else for (const server of others) this.#send(server);
	}

	#send(server: number): void {
		const message = this.#messageFrom(this.#next[server] as number);
		this.#next[server] = (this.#next[server] as number) + message.entries.length;
		this.#port.send(server, message);
	}

	#messageFrom(place: number): AppendMessage {
		const prevIndex = place - 1;
		return {
			kind: 'append',
			term: this.#term,
			prevIndex,
			prevTerm: this.#log.at(prevIndex).term,
			entries: this.#log.from(place, ENTRIES_PER_APPEND),
			commitIndex: this.#commitIndex,
		};
	}

	#append(leader: number, message: AppendMessage): void {
		const { term, prevIndex, prevTerm, entries, commitIndex } = message;
		if (term < this.#term) {
			this.#port.send(leader, { kind: 'append-reply', term: this.#term, isAccepted: false, index: 0 });
			return;
		}
		if (this.#role === 'candidate') this.#role = 'follower';
		this.#armElection();
		const isAccepted = this.#log.matches(prevIndex, prevTerm);
		const index = isAccepted ? prevIndex + entries.length : this.#log.placeBelowConflict(prevIndex);
		if (isAccepted) this.#log.merge(entries);
		this.#port.send(leader, { kind: 'append-reply', term, isAccepted, index });
		if (isAccepted) this.#commitTo(Math.min(commitIndex, index));
	}

	#acknowledge(from: number, { isAccepted, index }: AppendReplyMessage): void {
		if (!isAccepted) {
			if (this.#isSilent) return;
			this.#next[from] = Math.max(this.#match[from] as number, Math.min(this.#log.lastIndex, index)) + 1;
			this.#send(from);
			return;
		}
		if (index <= (this.#match[from] as number)) return;
		this.#match[from] = index;
		this.#next[from] = Math.max(this.#next[from] as number, index + 1);
		let committed = this.#commitIndex;
		while (committed < this.#log.lastIndex && this.#isOnMajority(committed + 1)) committed++;
		if (this.#log.at(committed).term !== this.#term) return;
		const hasRisen = committed > this.#commitIndex;
		this.#commitTo(committed);
		if (hasRisen) this.#propose();
	}

	#isOnMajority(index: number): boolean {
		let holders = 0;
		for (const match of this.#match) if (match >= index) holders++;
		return holders >= majority(this.#port.size);
	}

	#commitTo(commitIndex: number): void {
		while (this.#commitIndex < commitIndex) {
			this.#commitIndex++;
			const { index, term, id, leader, proposedAtMs, payload } = this.#log.at(this.#commitIndex);
			const round = index + term;
			this.#port.decided({ height: index, round, id, proposer: leader, proposedAtMs, payload, credits: [] });
		}
	}
}
