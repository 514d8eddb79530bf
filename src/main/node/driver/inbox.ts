import type { ValidatorIndex } from '../../../shared/codec/block.ts';
import type { ConsensusEvent } from '../../core/consensus/types.ts';

/** Messages of one peer that may wait, and their bytes; beyond it its oldest go. */
const PEER_MESSAGES = 2_048;
const PEER_BYTES = 16_777_216;

export interface PeerMessage {
	readonly kind: 'encoded';
	readonly from: ValidatorIndex;
	readonly payload: Uint8Array;
}

interface Queue {
	readonly messages: Uint8Array[];
	bytes: number;
}

/**
 * What waits for the core: the node's own events first, then one message of each peer in turn, still encoded, so that a
 * peer that floods costs only its own messages.
 */
export class Inbox {
	readonly #own: ConsensusEvent[] = [];
	readonly #peers = new Map<ValidatorIndex, Queue>();
	readonly #turn: ValidatorIndex[] = [];
	#dropped = 0;

	/** Peer messages lost to the bounds. */
	get dropped(): number {
		return this.#dropped;
	}

	get isEmpty(): boolean {
		return this.#own.length === 0 && this.#turn.length === 0;
	}

	/** Own events are few by nature: a timer each, one payload, one execution at a time. */
	pushOwn(event: ConsensusEvent): void {
		this.#own.push(event);
	}

	pushMessage(from: ValidatorIndex, payload: Uint8Array): void {
		const queue = this.#peers.get(from) ?? { messages: [], bytes: 0 };
		this.#peers.set(from, queue);
		if (queue.messages.length === 0) this.#turn.push(from);
		queue.messages.push(payload);
		queue.bytes += payload.length;
		while (queue.messages.length > PEER_MESSAGES || queue.bytes > PEER_BYTES) {
			queue.bytes -= queue.messages.shift()?.length ?? 0;
			this.#dropped += 1;
		}
	}

	take(): ConsensusEvent | PeerMessage | null {
		const own = this.#own.shift();
		if (own) return own;
		const from = this.#turn.shift();
		if (from === undefined) return null;
		const queue = this.#peers.get(from) as Queue;
		const payload = queue.messages.shift() as Uint8Array;
		queue.bytes -= payload.length;
		if (queue.messages.length > 0) this.#turn.push(from);
		return { kind: 'encoded', from, payload };
	}
}
