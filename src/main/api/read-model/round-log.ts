import type { RoundTrace } from '../../core/consensus/types.ts';

export interface RoundRecord {
	readonly round: number;
	/** Null until this node can tell who leads. */
	leader: number | null;
	/** Monotonic ms of this node's entry into the round. */
	readonly enteredWall: number;
	/** Unix wall ms of the same moment. */
	readonly enteredAt: number;
	height: number | null;
	transactions: number;
	/** Monotonic ms at which the proposal arrived or was made; null until then. */
	proposedWall: number | null;
	/** Monotonic ms by validator; NaN where none was seen. */
	readonly votes: Float64Array;
	readonly orderVotes: Float64Array;
	certifiedWall: number | null;
	finalWall: number | null;
	finalBy: 'order' | 'two-chain' | 'sync' | null;
	outcome: 'running' | 'final' | 'certified' | 'lost';
	timeout: { readonly awaitedLeader: number; readonly reason: string } | null;
}

export interface RoundLogOptions {
	/** Of the first epoch. */
	readonly validators: number;
	/** Rounds kept; the oldest is overwritten. */
	readonly capacity: number;
	/** Unix wall ms. */
	readonly wallNow: () => number;
}

/** The last rounds of the present epoch as this node saw them: every epoch counts its rounds from 1. */
export class RoundLog {
	readonly #options: RoundLogOptions;
	readonly #ring: (RoundRecord | undefined)[];
	#byRound = new Map<number, RoundRecord>();
	#validators: number;
	#count = 0;
	#version = 0;
	#newestRound = 0;
	#oldestRunning = 0;

	constructor(options: RoundLogOptions) {
		this.#options = options;
		this.#validators = options.validators;
		this.#ring = new Array<RoundRecord | undefined>(options.capacity);
	}

	/** Of the newest epoch. */
	get validators(): number {
		return this.#validators;
	}

	/** An epoch of so many validators begins: the rounds before it are forgotten, now and when its first one is entered. */
	beginEpoch(validators: number): void {
		this.#validators = validators;
		this.#forget();
	}

	get newestRound(): number {
		return this.#newestRound;
	}

	get(round: number): RoundRecord | undefined {
		return this.#byRound.get(round);
	}

	/** The newest round whose outcome and leader are known. */
	newestEnded(): RoundRecord | undefined {
		for (const record of this.newestFirst())
			if ((record.outcome === 'final' || record.outcome === 'lost') && record.leader !== null) return record;
		return undefined;
	}

	*newestFirst(): Generator<RoundRecord> {
		const oldest = Math.max(0, this.#count - this.#ring.length);
		for (let at = this.#count - 1; at >= oldest; at--) yield this.#ring[at % this.#ring.length] as RoundRecord;
	}

	/** Rises with every observation. */
	get version(): number {
		return this.#version;
	}

	/** Answers true when a round reached its outcome: what a live view shows has changed. */
	apply(trace: RoundTrace): boolean {
		this.#version += 1;
		if (trace.what === 'entered') return this.#enter(trace);
		const record = this.#byRound.get(trace.round);
		if (!record) return false;
		switch (trace.what) {
			case 'proposal':
				record.leader = trace.leader;
				record.height = trace.height;
				record.transactions = trace.transactions;
				record.proposedWall ??= trace.wall;
				return false;
			case 'vote':
				note(record.votes, trace.voter, trace.wall);
				return false;
			case 'order-vote':
				note(record.orderVotes, trace.voter, trace.wall);
				return false;
			case 'certified':
				record.certifiedWall ??= trace.wall;
				if (record.outcome === 'running' || record.outcome === 'lost') record.outcome = 'certified';
				return false;
			case 'committed':
				record.height = trace.height;
				record.finalWall ??= trace.wall;
				record.finalBy ??= trace.by;
				record.outcome = 'final';
				return true;
			case 'timeout-sent':
				record.leader ??= trace.awaitedLeader;
				record.timeout = { awaitedLeader: trace.awaitedLeader, reason: trace.reason };
				return false;
			case 'timed-out':
				if (record.outcome === 'running') record.outcome = 'lost';
				return true;
		}
	}

	#enter(trace: Extract<RoundTrace, { what: 'entered' }>): boolean {
		if (trace.by === 'start') this.#forget();
		if (this.#byRound.has(trace.round)) return false;
		const { wallNow } = this.#options;
		const record: RoundRecord = {
			round: trace.round,
			leader: trace.leader,
			enteredWall: trace.wall,
			enteredAt: wallNow(),
			height: null,
			transactions: 0,
			proposedWall: null,
			votes: new Float64Array(this.#validators).fill(Number.NaN),
			orderVotes: new Float64Array(this.#validators).fill(Number.NaN),
			certifiedWall: null,
			finalWall: null,
			finalBy: null,
			outcome: 'running',
			timeout: null,
		};
		const slot = this.#count % this.#ring.length;
		const overwritten = this.#ring[slot];
		if (overwritten) this.#byRound.delete(overwritten.round);
		this.#ring[slot] = record;
		this.#byRound.set(trace.round, record);
		this.#count += 1;
		if (trace.round > this.#newestRound) {
			this.#closeBefore(trace.round, trace.by);
			this.#newestRound = trace.round;
		}
		return trace.by === 'tc';
	}

	#forget(): void {
		this.#ring.fill(undefined);
		this.#byRound.clear();
		this.#count = 0;
		this.#newestRound = 0;
		this.#oldestRunning = 0;
	}

	/** A new round ends the one before it: by its certificate, or by the certificate of its timeouts. */
	#closeBefore(round: number, by: 'qc' | 'tc' | 'start'): void {
		for (let at = Math.max(this.#oldestRunning, round - 64); at < round; at++) {
			const record = this.#byRound.get(at);
			if (record?.outcome !== 'running') continue;
			record.outcome = by === 'qc' && at === round - 1 ? 'certified' : 'lost';
		}
		this.#oldestRunning = round;
	}
}

function note(times: Float64Array, validator: number, wall: number): void {
	if (validator < times.length && Number.isNaN(times[validator])) times[validator] = wall;
}
