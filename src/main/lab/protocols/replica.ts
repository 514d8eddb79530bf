/**
 * What the lab knows of a protocol. Every protocol, C-LBFT included, is driven through this interface by the same
 * network model, cost model and measurement, so that differences between their figures are the protocols' own.
 */

/** What a proposal carries; the lab makes it up to the load under study. */
export interface LabPayload {
	readonly transactions: number;
	readonly bytes: number;
}

/** What a message weighs. */
export interface MessageCost {
	/** As encoded on a wire with this project's canonical encoding or the protocol's own. */
	readonly bytes: number;
	/** Signatures that its sender makes for it, once, however many receive it. */
	readonly signatures: number;
	/** Signatures that one receiver checks, at most once per signature. */
	readonly verifications: number;
	/** Transactions that one receiver hashes or decodes. */
	readonly transactions: number;
}

/** A block, slot or log entry that a replica now holds as final. Said once per replica and height. */
export interface Decision {
	/** 1, 2, 3…: equal heights of two replicas hold equal `id`s. */
	readonly height: number;
	/** The protocol's own attempt: round, view and slot, or term; rises with every attempt, lost ones included. */
	readonly round: number;
	readonly id: string;
	readonly proposer: number;
	/** Virtual time at which the proposer sent it first, ms. */
	readonly proposedAtMs: number;
	readonly payload: LabPayload;
	/** Whose votes the chain credits for an earlier decision with this one, where the protocol keeps them. */
	readonly credits: readonly { readonly round: number; readonly voters: readonly number[] }[];
}

/** A replica's surroundings. Times are virtual milliseconds. */
export interface ReplicaPort<M> {
	readonly self: number;
	readonly size: number;
	nowMs(): number;
	/** This replica's own clock: `nowMs` off by a skew that stays the same. For times that a protocol writes into blocks. */
	clockMs(): number;
	/** Own messages included: a replica that sends to itself hears it at once. */
	send(to: number, message: M): void;
	/** To all others. */
	broadcast(message: M): void;
	/** One timer per name; setting it again moves it. */
	setTimer(name: string, afterMs: number): void;
	cancelTimer(name: string): void;
	/** The next payload of a leader; empty when the load is. */
	takePayload(): LabPayload;
	/** True when this replica is to leave out its proposal of `round`: the mute and flapping faults. */
	withholds(round: number): boolean;
	decided(decision: Decision): void;
	/** Dies here and now, in the midst of what it does: `stop` follows at once. */
	die(): void;
}

export interface Replica<M> {
	start(): void;
	receive(from: number, message: M): void;
	timer(name: string): void;
	/**
	 * Comes back after an outage: timers are gone, messages of the meantime are lost, and so is what the protocol does
	 * not keep on disk. Without this, `start` is called again on the replica as it was.
	 */
	restart?(): void;
	/** An outage has begun: nothing more is heard, no timer fires. */
	stop?(): void;
	/** An outage begins within the next step: dies through its port after that many of the step's effects. */
	crashAfter?(effects: number): void;
}

export interface ReplicaOptions {
	readonly size: number;
	/** Longest that the deployment expects a message to take, links and processors included, ms: what an operator would set timeouts by. */
	readonly expectedDelayMs: number;
}

/** One protocol of the lab. */
export interface Protocol<M = unknown> {
	readonly name: string;
	/** Validators that must agree for safety among `size`, and how many may fail. */
	quorum(size: number): number;
	faulty(size: number): number;
	create(options: ReplicaOptions, port: ReplicaPort<M>): Replica<M>;
	costOf(message: M): MessageCost;
}
