import { decodeEpochDescription, EPOCH_PATH } from '../../../shared/codec/epoch.ts';
import { observerPath } from '../../../shared/codec/governance.ts';
import type { ExecutedBlock } from '../types.ts';

/**
 * Peers that may connect beside the present epoch's validators: those that this node's configuration lists, observers
 * that governance admitted, and, from the last block of an epoch on, the validators of the next.
 */
export class Guests {
	readonly #configured: ReadonlySet<string>;
	readonly #values: (paths: readonly string[]) => Promise<readonly (Uint8Array | null)[]>;

	/** @param modules.values leaves of the newest executed state */
	constructor(
		options: { readonly configured: readonly string[] },
		modules: { readonly values: (paths: readonly string[]) => Promise<readonly (Uint8Array | null)[]> },
	) {
		this.#configured = new Set(options.configured);
		this.#values = modules.values;
	}

	async isAdmitted(peerId: string): Promise<boolean> {
		if (this.#configured.has(peerId)) return true;
		const [observer, description] = await this.#values([observerPath(peerId), EPOCH_PATH]);
		if (observer) return true;
		return description
			? decodeEpochDescription(description).validators.some((validator) => validator.peerId === peerId)
			: false;
	}

	/** Observers that governance takes off with this block and that nothing else admits. */
	async dismissedBy({ events }: Pick<ExecutedBlock, 'events'>): Promise<string[]> {
		const removed = events.flatMap((event) =>
			event.kind === 'governance-enacted'
				? event.changes.flatMap((change) => (change.kind === 'remove-observer' ? [change.peerId] : []))
				: [],
		);
		const isKept = await Promise.all(removed.map((peerId) => this.isAdmitted(peerId)));
		return removed.filter((_, index) => !isKept[index]);
	}
}
