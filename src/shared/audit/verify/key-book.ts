import type { ContractEvent } from '../../codec/events.ts';
import type { GenesisDocument } from '../../codec/genesis-document.ts';
import type { ReadingsSource } from '../../codec/metering-calls.ts';
import { CodedError } from '../../errors/coded-error.ts';
import { type Because, because } from '../reasons.ts';

export interface KnownMeter {
	readonly participant: string;
	readonly operator: string;
	readonly publicKey: Uint8Array | null;
}

/** Whose key is in force at the place of the chain that has been read up to: genesis, then what the events changed. */
export class KeyBook {
	readonly #keys = new Map<string, Uint8Array>();
	readonly #meters = new Map<string, KnownMeter>();
	readonly gridOperator: string;

	constructor({ participants, market }: GenesisDocument) {
		this.gridOperator = market.gridOperator;
		for (const { id, publicKey, meters } of participants) {
			this.#keys.set(id, publicKey);
			for (const { id: meter, operator, publicKey: own } of meters)
				this.#meters.set(meter, { participant: id, operator, publicKey: own });
		}
	}

	get people(): number {
		return this.#keys.size;
	}

	/** True for an event that the book is made of. @throws CodedError BUNDLE_IDENTITY */
	take(event: ContractEvent): boolean {
		switch (event.kind) {
			case 'participant-registered':
				if (this.#keys.has(event.participant)) throw invalid(event.participant, because('registered-twice'));
				this.#keys.set(event.participant, event.publicKey);
				return true;
			case 'key-rotated':
				if (!this.#keys.has(event.participant)) throw invalid(event.participant, because('not-registered'));
				this.#keys.set(event.participant, event.publicKey);
				return true;
			case 'meter-registered': {
				const { meter, participant, operator, publicKey } = event;
				if (this.#meters.has(meter)) throw invalid(meter, because('registered-twice'));
				this.#meters.set(meter, { participant, operator, publicKey });
				return true;
			}
			default:
				return false;
		}
	}

	/** @throws CodedError BUNDLE_IDENTITY */
	keyOf(participant: string): Uint8Array {
		const key = this.#keys.get(participant);
		if (key) return key;
		throw invalid(participant, because('registration-is-not-in-the-bundle'));
	}

	/** @throws CodedError BUNDLE_IDENTITY */
	meter(id: string): KnownMeter {
		const meter = this.#meters.get(id);
		if (meter) return meter;
		throw invalid(id, because('registration-is-not-in-the-bundle'));
	}

	/** @throws CodedError BUNDLE_IDENTITY */
	sourceKey({ kind, id }: ReadingsSource): Uint8Array {
		const key = kind === 'operator' ? this.keyOf(id) : this.meter(id).publicKey;
		if (key) return key;
		throw invalid(id, because('has-no-key-of-its-own'));
	}
}

function invalid(name: string, because: Because): CodedError {
	return new CodedError('BUNDLE_IDENTITY', { name, ...because });
}
