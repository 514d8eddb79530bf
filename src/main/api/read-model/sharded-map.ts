const SHARDS = 256;
/** Ids end in their numbers, which is where they differ. */
const HASHED_CHARACTERS = 8;

/**
 * A map of text keys in many small parts: a map that grows to hundreds of thousands of keys is laid out anew in one go,
 * which would hold the thread for tens of milliseconds. Without an order.
 */
export class ShardedMap<V> {
	readonly #shards: readonly Map<string, V>[] = Array.from({ length: SHARDS }, () => new Map<string, V>());
	#size = 0;

	get size(): number {
		return this.#size;
	}

	get(key: string): V | undefined {
		return this.#shardOf(key).get(key);
	}

	set(key: string, value: V): void {
		const shard = this.#shardOf(key);
		const before = shard.size;
		shard.set(key, value);
		this.#size += shard.size - before;
	}

	delete(key: string): boolean {
		const isDeleted = this.#shardOf(key).delete(key);
		if (isDeleted) this.#size -= 1;
		return isDeleted;
	}

	/** FNV-1a over the key's end. */
	#shardOf(key: string): Map<string, V> {
		let hash = 0x811c9dc5;
		for (let at = Math.max(0, key.length - HASHED_CHARACTERS); at < key.length; at++)
			hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
		return this.#shards[(hash ^ (hash >>> 16)) & (SHARDS - 1)] as Map<string, V>;
	}
}
