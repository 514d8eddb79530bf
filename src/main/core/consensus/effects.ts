import type { ConsensusEffect, PersistRecord } from './types.ts';

/** Most messages lead to nothing yet. */
const NO_EFFECTS: readonly ConsensusEffect[] = Object.freeze([]);

/**
 * Gathers one step's effects. All records of a step form one batch in front of everything else, so that nothing is
 * sent, and no commit reported, before what it rests on is durable: one synced write per step.
 */
export class EffectCollector {
	#records = new Map<string, Uint8Array | null>();
	#effects: ConsensusEffect[] = [];

	/** A later value for the same key replaces an earlier one. */
	persist(key: string, value: Uint8Array | null): void {
		this.#records.set(key, value);
	}

	emit(effect: ConsensusEffect): void {
		this.#effects.push(effect);
	}

	drain(): readonly ConsensusEffect[] {
		if (this.#effects.length === 0 && this.#records.size === 0) return NO_EFFECTS;
		const effects = this.#effects;
		this.#effects = [];
		if (this.#records.size === 0) return effects;
		const records: PersistRecord[] = Array.from(this.#records, ([key, value]) => ({ key, value }));
		this.#records = new Map();
		return [{ kind: 'persist', records }, ...effects];
	}
}
