import { compareText, equalBytes } from '../../../../shared/codec/bytes.ts';
import { decode, encode, type Plain } from '../../../../shared/codec/cbor.ts';
import { STATE_VALUE_MAX_BYTES } from '../../../../shared/proofs/state-proof.ts';
import type { StateReader, StateWrite } from '../types.ts';

type Value = Plain | undefined;

/**
 * One block's view of the state: reads fall through to the committed leaves, writes stay here until the block is
 * done. `begin` opens a call; `undo` restores what was there when it began, or at a savepoint within it. Values are
 * never altered in place.
 */
export class StateOverlay implements StateReader {
	readonly #base: StateReader;
	readonly #values = new Map<string, Value>();
	readonly #written = new Set<string>();
	#journal: { path: string; before: Value; wasWritten: boolean }[] = [];

	constructor(base: StateReader) {
		this.#base = base;
	}

	read(path: string): Value {
		if (this.#values.has(path)) return this.#values.get(path);
		const encoded = this.#base.get(path);
		const value = encoded === undefined ? undefined : (decode(encoded, STATE_VALUE_MAX_BYTES) as Plain);
		this.#values.set(path, value);
		return value;
	}

	/** Canonical bytes of what `read` gives. */
	get(path: string): Uint8Array | undefined {
		const value = this.read(path);
		return value === undefined ? undefined : encode(value);
	}

	/** Undefined deletes. */
	write(path: string, value: Value): void {
		this.#journal.push({ path, before: this.read(path), wasWritten: this.#written.has(path) });
		this.#values.set(path, value);
		this.#written.add(path);
	}

	begin(): void {
		this.#journal = [];
	}

	/** A place within the call that `undo` can return to. */
	savepoint(): number {
		return this.#journal.length;
	}

	/** @param savepoint of the call under way; its beginning by default */
	undo(savepoint = 0): void {
		for (const { path, before, wasWritten } of this.#journal.splice(savepoint).reverse()) {
			this.#values.set(path, before);
			if (!wasWritten) this.#written.delete(path);
		}
	}

	/** What the block changes, ascending by path; a leaf written back as it was is left out. */
	writes(): StateWrite[] {
		const writes: StateWrite[] = [];
		for (const path of [...this.#written].sort(compareText)) {
			const value = this.get(path) ?? null;
			const before = this.#base.get(path) ?? null;
			const isSame = value === null || before === null ? value === before : equalBytes(value, before);
			if (!isSame) writes.push({ path, value });
		}
		return writes;
	}
}
