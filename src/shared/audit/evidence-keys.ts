import { toHex } from '../codec/bytes.ts';
import type { GenesisDocument } from '../codec/genesis-document.ts';
import type { ReadingsSource } from '../codec/metering-calls.ts';
import type { PlacedEvent } from './verify/read-block.ts';

/** A key, and by which line of the chain it came to its holder. */
export interface EvidenceKey {
	/** Ed25519, hex. */
	readonly publicKey: string;
	/** Block that registered the holder; 0 for one that the genesis names. */
	readonly admittedAt: number;
	/** Blocks that changed its key, the last of them to this one. */
	readonly rotatedAt: readonly number[];
}

/** The keys in force at a place of the chain: those of the genesis, and what the events before it changed. */
export class EvidenceKeys {
	readonly #people = new Map<string, EvidenceKey>();
	readonly #meters = new Map<string, EvidenceKey>();

	constructor({ participants }: GenesisDocument) {
		for (const { id, publicKey, meters } of participants) {
			this.#people.set(id, { publicKey: toHex(publicKey), admittedAt: 0, rotatedAt: [] });
			for (const meter of meters)
				if (meter.publicKey)
					this.#meters.set(meter.id, { publicKey: toHex(meter.publicKey), admittedAt: 0, rotatedAt: [] });
		}
	}

	take({ event, height }: PlacedEvent): void {
		switch (event.kind) {
			case 'participant-registered':
				this.#people.set(event.participant, keyOf(event.publicKey, height));
				break;
			case 'key-rotated': {
				const known = this.#people.get(event.participant);
				const rotatedAt = [...(known?.rotatedAt ?? []), height];
				const admittedAt = known?.admittedAt ?? 0;
				this.#people.set(event.participant, { publicKey: toHex(event.publicKey), admittedAt, rotatedAt });
				break;
			}
			case 'meter-registered':
				if (event.publicKey) this.#meters.set(event.meter, keyOf(event.publicKey, height));
		}
	}

	/** Null for one that is not in the bundle. */
	of(participant: string): EvidenceKey | null {
		return this.#people.get(participant) ?? null;
	}

	ofSource({ kind, id }: ReadingsSource): EvidenceKey | null {
		return (kind === 'operator' ? this.#people : this.#meters).get(id) ?? null;
	}
}

function keyOf(publicKey: Uint8Array, admittedAt: number): EvidenceKey {
	return { publicKey: toHex(publicKey), admittedAt, rotatedAt: [] };
}
