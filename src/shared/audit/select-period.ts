import type { ContractEvent } from '../codec/events.ts';
import type { Receipt } from '../codec/receipt.ts';
import type { TimeMs } from '../codec/units.ts';
import type { SelectedParts } from './selected-parts.ts';
import { signedThing } from './signed-thing.ts';

/**
 * Whole blocks of a period, and of the blocks outside it what the period's signatures stand on: whose keys are in
 * force, and the drafts and signatures of the deeds and documents that come up within.
 */
export class PeriodParts implements SelectedParts {
	readonly #from: TimeMs;
	readonly #to: TimeMs;
	readonly #things = new Set<string>();

	constructor({ from, to }: { readonly from: TimeMs; readonly to: TimeMs }) {
		this.#from = from;
		this.#to = to;
	}

	note(event: ContractEvent, _receipt: Receipt, time: TimeMs): void {
		if (time < this.#from || time > this.#to) return;
		const thing = signedThing(event);
		if (thing !== null) this.#things.add(thing);
	}

	wantsEvent(event: ContractEvent, time: TimeMs): boolean {
		const { kind } = event;
		if (kind === 'participant-registered' || kind === 'key-rotated' || kind === 'meter-registered') return true;
		const thing = signedThing(event);
		return thing !== null && time < this.#from && this.#things.has(thing);
	}

	wantsAllOf(): boolean {
		return false;
	}

	carriesCall(): boolean {
		return false;
	}

	statePaths(): readonly string[] {
		return [];
	}

	missing(): string | null {
		return null;
	}
}
