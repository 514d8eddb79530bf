import { CodedError } from '../../../shared/errors/coded-error.ts';
import { MEMPOOL_LIMITS, type PooledTransaction } from './types.ts';

interface Lane {
	/** By nonce. */
	readonly waiting: Map<number, PooledTransaction>;
	bytes: number;
	/** The sender's executed nonce. */
	nonce: number;
}

/**
 * Admitted transactions that wait for a block: bounded in number and bytes, in all and per sender, taken one per sender
 * in turn, each sender's in nonce order. A full pool takes from whoever holds most, so that nobody is shut out by others.
 */
export class Mempool {
	readonly #lanes = new Map<string, Lane>();
	readonly #byId = new Map<string, PooledTransaction>();
	/** Ids in final blocks that are not executed yet: still their senders' nonces, but no block's content any more. */
	readonly #final = new Set<string>();
	#bytes = 0;
	#turn = 0;

	get size(): number {
		return this.#byId.size;
	}

	get bytes(): number {
		return this.#bytes;
	}

	get(id: string): PooledTransaction | undefined {
		return this.#byId.get(id);
	}

	/** Number of a sender's waiting transactions. */
	waitingOf(sender: string): number {
		return this.#lanes.get(sender)?.waiting.size ?? 0;
	}

	/** First nonce at or above `nonce` that no waiting transaction of the sender has. */
	nextNonce(sender: string, nonce: number): number {
		const waiting = this.#lanes.get(sender)?.waiting;
		let next = nonce;
		while (waiting?.has(next)) next += 1;
		return next;
	}

	/**
	 * Room and nonce for a transaction, before its signature is worth checking.
	 * @throws CodedError MEMPOOL_DUPLICATE | MEMPOOL_NONCE_TAKEN | MEMPOOL_SENDER_LIMIT | MEMPOOL_FULL
	 */
	requireRoom(id: string, sender: string, nonce: number, bytes: number): void {
		if (this.#byId.has(id)) throw new CodedError('MEMPOOL_DUPLICATE');
		const lane = this.#lanes.get(sender);
		if (lane?.waiting.has(nonce)) throw new CodedError('MEMPOOL_NONCE_TAKEN', { sender, nonce });
		if (
			lane &&
			(lane.waiting.size >= MEMPOOL_LIMITS.senderTransactions || lane.bytes + bytes > MEMPOOL_LIMITS.senderBytes)
		)
			throw new CodedError('MEMPOOL_SENDER_LIMIT', { sender, limit: MEMPOOL_LIMITS.senderTransactions });
		if (!this.#displacedBy(sender, bytes))
			throw new CodedError('MEMPOOL_FULL', { transactions: this.#byId.size, bytes: this.#bytes });
	}

	/**
	 * @param nonce the sender's executed nonce
	 * @returns what had to make room: the latest transactions of the sender that held most
	 * @throws as requireRoom
	 */
	add(pooled: PooledTransaction, nonce: number): readonly PooledTransaction[] {
		const { sender, nonce: own } = pooled.transaction;
		this.requireRoom(pooled.id, sender, own, pooled.encoded.length);
		const displaced = this.#displacedBy(sender, pooled.encoded.length) ?? [];
		for (const each of displaced) this.#remove(each);
		const lane = this.#lanes.get(sender) ?? { waiting: new Map(), bytes: 0, nonce };
		this.#lanes.set(sender, lane);
		lane.nonce = Math.max(lane.nonce, nonce);
		lane.waiting.set(own, pooled);
		lane.bytes += pooled.encoded.length;
		this.#byId.set(pooled.id, pooled);
		this.#bytes += pooled.encoded.length;
		return displaced;
	}

	/** True when a block could take something now, leaving out what its ancestors carry already. */
	hasWork(exclude: ReadonlySet<string> = new Set()): boolean {
		for (const lane of this.#lanes.values()) if (this.#first(lane, exclude)) return true;
		return false;
	}

	/**
	 * Up to `maxBytes` of transactions: one per sender in turn, each sender's in unbroken nonce order. Nothing is removed;
	 * execution does that.
	 * @param exclude ids (hex) of transactions in the block's uncommitted ancestors
	 */
	select(maxBytes: number, maxCount: number, exclude: ReadonlySet<string>): PooledTransaction[] {
		const senders = [...this.#lanes.keys()];
		const start = senders.length === 0 ? 0 : this.#turn++ % senders.length;
		let heads = [...senders.slice(start), ...senders.slice(0, start)].flatMap((sender) => {
			const lane = this.#lanes.get(sender) as Lane;
			const first = this.#first(lane, exclude);
			return first ? [{ lane, next: first }] : [];
		});
		const chosen: PooledTransaction[] = [];
		let bytes = 0;
		while (heads.length > 0) {
			const going: typeof heads = [];
			for (const { lane, next } of heads) {
				if (chosen.length >= maxCount) return chosen;
				if (bytes + next.encoded.length > maxBytes) continue;
				chosen.push(next);
				bytes += next.encoded.length;
				const following = lane.waiting.get(next.transaction.nonce + 1);
				if (following && !this.#isTaken(following.id, exclude)) going.push({ lane, next: following });
			}
			heads = going;
		}
		return chosen;
	}

	/** A block with these transactions is final; `executed` follows. */
	committed(ids: readonly string[]): void {
		for (const id of ids) if (this.#byId.has(id)) this.#final.add(id);
	}

	/** A block with these was void: they wait for a block again. */
	released(ids: readonly string[]): void {
		for (const id of ids) this.#final.delete(id);
	}

	/**
	 * Takes out what a block executed, and what its senders' new nonces and the height have made void.
	 * @returns those whose nonce another transaction of the same sender has used
	 */
	executed(ids: readonly string[], nonces: ReadonlyMap<string, number>, height: number): PooledTransaction[] {
		const overtaken: PooledTransaction[] = [];
		for (const id of ids) this.#remove(this.#byId.get(id));
		for (const [sender, nonce] of nonces) {
			const lane = this.#lanes.get(sender);
			if (!lane) continue;
			lane.nonce = Math.max(lane.nonce, nonce);
			for (const [own, pooled] of lane.waiting) {
				if (own >= lane.nonce) continue;
				this.#remove(pooled);
				overtaken.push(pooled);
			}
		}
		for (const pooled of this.#byId.values()) if (pooled.transaction.expiryHeight <= height) this.#remove(pooled);
		return overtaken;
	}

	/**
	 * Keeps a sender's `count` earliest transactions: those whose fees it can still pay.
	 * @returns the others
	 */
	keepEarliest(sender: string, count: number): PooledTransaction[] {
		const waiting = [...(this.#lanes.get(sender)?.waiting.values() ?? [])];
		waiting.sort((a, b) => a.transaction.nonce - b.transaction.nonce);
		const dropped = waiting.slice(Math.max(0, count));
		for (const pooled of dropped) this.#remove(pooled);
		return dropped;
	}

	/**
	 * What a transaction of the sender displaces: nothing while there is room, else the latest of whoever holds the
	 * largest share, as long as that sender still holds no less than the newcomer. Null when that gives no room.
	 */
	#displacedBy(sender: string, bytes: number): PooledTransaction[] | null {
		let [free, freeBytes] = [MEMPOOL_LIMITS.transactions - this.#byId.size, MEMPOOL_LIMITS.bytes - this.#bytes];
		if (free >= 1 && freeBytes >= bytes) return [];
		const own = this.#lanes.get(sender);
		const ownShare = shareOf((own?.waiting.size ?? 0) + 1, (own?.bytes ?? 0) + bytes);
		let [largest, share] = [null as Lane | null, 0];
		for (const lane of this.#lanes.values()) {
			const held = shareOf(lane.waiting.size, lane.bytes);
			if (held > share) [largest, share] = [lane, held];
		}
		if (!largest || largest === own) return null;
		const displaced: PooledTransaction[] = [];
		let [count, held] = [largest.waiting.size, largest.bytes];
		const latestFirst = [...largest.waiting.values()].sort((a, b) => b.transaction.nonce - a.transaction.nonce);
		for (const pooled of latestFirst) {
			if (this.#final.has(pooled.id)) return null;
			displaced.push(pooled);
			count -= 1;
			held -= pooled.encoded.length;
			if (shareOf(count, held) < ownShare) return null;
			free += 1;
			freeBytes += pooled.encoded.length;
			if (free >= 1 && freeBytes >= bytes) return displaced;
		}
		return null;
	}

	#first(lane: Lane, exclude: ReadonlySet<string>): PooledTransaction | null {
		let pooled = lane.waiting.get(lane.nonce);
		while (pooled && this.#isTaken(pooled.id, exclude)) pooled = lane.waiting.get(pooled.transaction.nonce + 1);
		return pooled ?? null;
	}

	#isTaken(id: string, exclude: ReadonlySet<string>): boolean {
		return exclude.has(id) || this.#final.has(id);
	}

	#remove(pooled: PooledTransaction | undefined): void {
		if (!pooled || !this.#byId.delete(pooled.id)) return;
		this.#final.delete(pooled.id);
		const { sender, nonce } = pooled.transaction;
		const lane = this.#lanes.get(sender) as Lane;
		lane.waiting.delete(nonce);
		lane.bytes -= pooled.encoded.length;
		this.#bytes -= pooled.encoded.length;
		if (lane.waiting.size === 0) this.#lanes.delete(sender);
	}
}

/** Share of the pool that so much takes: of its number or of its bytes, whichever is larger. */
function shareOf(count: number, bytes: number): number {
	return Math.max(count / MEMPOOL_LIMITS.transactions, bytes / MEMPOOL_LIMITS.bytes);
}
