import type { TimeMs } from '../../../shared/codec/units.ts';
import type { HourStamp } from './stamp.ts';

const ABSENT = -1;

/** Readings of all homes, one row per hour: flat integer columns that hold millions of readings in tens of megabytes. */
export class ReadingTable {
	readonly #homes: number;
	readonly #rows = new Map<TimeMs, number>();
	readonly #stamps: HourStamp[] = [];
	#loadWh: Int32Array;
	#pvWh: Int32Array;
	#lines: Int32Array;
	#complete: number[] = [];

	constructor(homes: number) {
		this.#homes = homes;
		const capacity = homes * 256;
		this.#loadWh = new Int32Array(capacity).fill(ABSENT);
		this.#pvWh = new Int32Array(capacity);
		this.#lines = new Int32Array(capacity);
	}

	/** Distinct hours, as first stamped, ascending by time. */
	get hours(): HourStamp[] {
		return this.#stamps.toSorted((a, b) => a.start - b.start);
	}

	has(start: TimeMs): boolean {
		return this.#rows.has(start);
	}

	/** Adds one reading; the line of the earlier one when the home already has that hour. */
	add(stamp: HourStamp, home: number, reading: { loadWh: number; pvWh: number; line: number }): number | null {
		const row = this.#rows.get(stamp.start) ?? this.#append(stamp);
		const at = row * this.#homes + home;
		if (this.#loadWh[at] !== ABSENT) return this.#lines[at] as number;
		this.#loadWh[at] = reading.loadWh;
		this.#pvWh[at] = reading.pvWh;
		this.#lines[at] = reading.line;
		this.#complete[row] = (this.#complete[row] as number) + 1;
		return null;
	}

	get(start: TimeMs, home: number): { loadWh: number; pvWh: number } | null {
		const row = this.#rows.get(start);
		if (row === undefined) return null;
		const at = row * this.#homes + home;
		const loadWh = this.#loadWh[at] as number;
		return loadWh === ABSENT ? null : { loadWh, pvWh: this.#pvWh[at] as number };
	}

	isComplete(start: TimeMs): boolean {
		const row = this.#rows.get(start);
		return row !== undefined && this.#complete[row] === this.#homes;
	}

	/** First home without a reading in the hour; null when the hour is complete. */
	firstAbsent(start: TimeMs): number | null {
		for (let home = 0; home < this.#homes; home++) if (this.get(start, home) === null) return home;
		return null;
	}

	/** Last line of the file that gives the hour; 0 when none does. */
	lastLineOf(start: TimeMs): number {
		const row = this.#rows.get(start);
		if (row === undefined) return 0;
		let last = 0;
		for (let home = 0; home < this.#homes; home++)
			last = Math.max(last, this.#lines[row * this.#homes + home] as number);
		return last;
	}

	#append(stamp: HourStamp): number {
		const row = this.#stamps.length;
		this.#stamps.push(stamp);
		this.#rows.set(stamp.start, row);
		this.#complete.push(0);
		if ((row + 1) * this.#homes > this.#loadWh.length) {
			const used = this.#loadWh.length;
			this.#loadWh = grown(this.#loadWh).fill(ABSENT, used);
			this.#pvWh = grown(this.#pvWh);
			this.#lines = grown(this.#lines);
		}
		return row;
	}
}

function grown(column: Int32Array): Int32Array {
	const larger = new Int32Array(column.length * 2);
	larger.set(column);
	return larger;
}
