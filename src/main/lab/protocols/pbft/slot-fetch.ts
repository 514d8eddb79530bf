import type { ReplicaPort } from '../replica.ts';
import type { PbftMessage } from './messages.ts';

export const FETCH_TIMER = 'fetch';

/** How far the replica itself has come. */
export interface Position {
	readonly executed: number;
	/** Whether what is to be executed next is here. */
	readonly hasNext: boolean;
	/** Newest view whose beginning it knows; −1 below one that it waits for. */
	readonly knownView: number;
	/** View that it is in or has asked for. */
	readonly view: number;
}

export interface SlotFetchOptions {
	/** How long an answer may take, ms; a quarter of it is given to what may be on its way before anybody is asked. */
	readonly patienceMs: number;
}

export interface SlotFetchModules {
	readonly port: ReplicaPort<PbftMessage>;
	position(): Position;
}

/** Brings a replica that lags up to the others: asks one peer after the other for committed slots and the newest view. */
export class SlotFetch {
	readonly #patienceMs: number;
	readonly #modules: SlotFetchModules;
	/** Highest sequence number and view that others are known to have reached. */
	#reachedSeq = 0;
	#reachedView = 0;
	#isFetching = false;
	#peer: number;

	constructor(options: SlotFetchOptions, modules: SlotFetchModules) {
		this.#patienceMs = options.patienceMs;
		this.#modules = modules;
		this.#peer = modules.port.self;
	}

	/** After an outage timers are gone. */
	resume(): void {
		this.#isFetching = false;
		if (this.#isBehind) this.#begin(this.#peer);
	}

	noteView(view: number, from: number): void {
		if (view > this.#reachedView) this.#reachedView = view;
		if (view > this.#modules.position().view) this.#begin(from);
	}

	noteSeq(seq: number, from: number): void {
		if (seq > this.#reachedSeq) this.#reachedSeq = seq;
		if (this.#isBehind) this.#begin(from);
	}

	/** The timer fired: whoever was to deliver has not. */
	retry(): void {
		const { port, position } = this.#modules;
		this.#isFetching = this.#isBehind;
		if (!this.#isFetching) return;
		if (this.#peer === port.self) this.#peer = (port.self + 1) % port.size;
		const { executed, knownView } = position();
		port.send(this.#peer, { kind: 'slots-request', fromSeq: executed + 1, view: knownView });
		this.#peer = (this.#peer + 1) % port.size;
		port.setTimer(FETCH_TIMER, this.#patienceMs);
	}

	/** An answer of `peer` brought something: where there is more, it is asked again at once. */
	goOn(peer: number): void {
		if (!this.#isBehind) return;
		this.#peer = peer;
		this.retry();
	}

	get #isBehind(): boolean {
		const { executed, hasNext, view } = this.#modules.position();
		return this.#reachedView > view || (this.#reachedSeq > executed && !hasNext);
	}

	#begin(from: number): void {
		if (this.#isFetching) return;
		this.#isFetching = true;
		this.#peer = from;
		this.#modules.port.setTimer(FETCH_TIMER, this.#patienceMs / 4);
	}
}
