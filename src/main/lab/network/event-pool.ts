import type { MessageCost } from '../protocols/replica.ts';

export const EVENT = {
	/** A message reaches one host. */
	deliver: 0,
	/** A message reaches all hosts but its sender's. */
	deliverAll: 1,
	/** A host's processor is done with what it worked on. */
	processed: 2,
	timer: 3,
	outageBegins: 4,
	outageEnds: 5,
	/** Something that the experiment does to the network. */
	action: 6,
} as const;

/** One thing to happen. Reused over and over, so that a message costs no garbage. */
export interface NetworkEvent<M> {
	kind: number;
	/** Where it happens; the sending host for `deliverAll`. */
	host: number;
	/** The sending replica. */
	from: number;
	message: M | null;
	cost: MessageCost | null;
	/** Timer that fires. */
	name: string;
	/** What the timer was set with, the life of the host that began to work, or the effects before an outage. */
	token: number;
	action: (() => void) | null;
}

/** Storage of all events that are under way, each known by its number. */
export class EventPool<M> {
	readonly #events: NetworkEvent<M>[] = [];
	readonly #free: number[] = [];

	take(kind: number, host: number): number {
		const reused = this.#free.pop();
		if (reused !== undefined) {
			const event = this.#events[reused] as NetworkEvent<M>;
			event.kind = kind;
			event.host = host;
			return reused;
		}
		this.#events.push({ kind, host, from: -1, message: null, cost: null, name: '', token: 0, action: null });
		return this.#events.length - 1;
	}

	at(number: number): NetworkEvent<M> {
		return this.#events[number] as NetworkEvent<M>;
	}

	release(number: number): void {
		const event = this.at(number);
		event.message = null;
		event.action = null;
		this.#free.push(number);
	}
}
