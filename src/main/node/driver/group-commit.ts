import type { ConsensusEffect } from '../../core/consensus/types.ts';
import type { ConsensusBatch, Store, StoredBlock } from '../store/types.ts';

/** What waits for the disk or comes after something that does. */
export type OrderedEffect = Extract<
	ConsensusEffect,
	{ kind: 'persist' | 'send' | 'broadcast' | 'commit' | 'serve-blocks' | 'serve-epoch' | 'epoch-ended' }
>;

/** Effects that may wait for the disk before the core is fed no more. */
const MAX_WAITING = 2_048;

/**
 * Carries out effects in order. Everything that waits when a write begins goes into that one synced batch, whatever the
 * number of steps it came from; only then come the sends that follow. A final block goes into the same batch as the
 * record that drops it from the pending ones, so that no crash falls between.
 */
export class GroupCommit {
	readonly #store: Pick<Store, 'persistConsensus'>;
	readonly #perform: (effect: Exclude<OrderedEffect, { kind: 'persist' }>, commit: StoredBlock | null) => void;
	readonly #onIdle: () => void;
	readonly #onFailure: (error: unknown) => void;
	readonly #onBatch: (ms: number, records: number) => void;
	#waiting: OrderedEffect[] = [];
	#writing: Promise<void> | null = null;
	#failed = false;

	constructor(modules: {
		store: Pick<Store, 'persistConsensus'>;
		perform: (effect: Exclude<OrderedEffect, { kind: 'persist' }>, commit: StoredBlock | null) => void;
		/** The queue has emptied. */
		onIdle: () => void;
		/** A write failed: nothing after it has been, or will be, carried out. */
		onFailure: (error: unknown) => void;
		onBatch: (ms: number, records: number) => void;
	}) {
		this.#store = modules.store;
		this.#perform = modules.perform;
		this.#onIdle = modules.onIdle;
		this.#onFailure = modules.onFailure;
		this.#onBatch = modules.onBatch;
	}

	/** The disk is behind: feed the core no more until `onIdle`. */
	get isFull(): boolean {
		return this.#waiting.length >= MAX_WAITING;
	}

	push(effect: OrderedEffect): void {
		if (this.#failed) return;
		this.#waiting.push(effect);
		this.#writing ??= this.#run();
	}

	/** Resolves when nothing waits any more. */
	async drained(): Promise<void> {
		while (this.#writing) await this.#writing;
	}

	async #run(): Promise<void> {
		// A microtask later, so that all effects of one step are here.
		await Promise.resolve();
		try {
			while (this.#waiting.length > 0) {
				const effects = this.#waiting;
				this.#waiting = [];
				await this.#carryOut(effects);
			}
		} catch (error) {
			this.#failed = true;
			this.#waiting = [];
			this.#onFailure(error);
		}
		this.#writing = null;
		if (!this.#failed) this.#onIdle();
	}

	async #carryOut(effects: readonly OrderedEffect[]): Promise<void> {
		const first = effects.findIndex(({ kind }) => kind === 'persist' || kind === 'commit');
		const free = first < 0 ? effects.length : first;
		for (const effect of effects.slice(0, free)) if (effect.kind !== 'persist') this.#perform(effect, null);
		const held = effects.slice(free);
		if (held.length === 0) return;
		const { batch, commits } = gather(held);
		const startedAt = performance.now();
		await this.#store.persistConsensus(batch);
		this.#onBatch(performance.now() - startedAt, batch.records.length);
		for (const effect of held) if (effect.kind !== 'persist') this.#perform(effect, commits.get(effect) ?? null);
	}
}

function gather(effects: readonly OrderedEffect[]): {
	batch: ConsensusBatch;
	commits: Map<OrderedEffect, StoredBlock>;
} {
	const records = new Map<string, Uint8Array | null>();
	const commits = new Map<OrderedEffect, StoredBlock>();
	for (const effect of effects) {
		if (effect.kind === 'persist') for (const { key, value } of effect.records) records.set(key, value);
		else if (effect.kind === 'commit') {
			const { block, blockId, proof } = effect;
			commits.set(effect, { block, blockId, proof, finalisedAtMs: Date.now() });
		}
	}
	return {
		batch: { records: [...records].map(([key, value]) => ({ key, value })), commits: [...commits.values()] },
		commits,
	};
}
