import type { Reading } from '../codec/metering-calls.ts';
import type { TimeMs } from '../codec/units.ts';
import { CodedError } from '../errors/coded-error.ts';
import { formatStamp, MINUTE_MS } from './calendar.ts';
import type { Fault } from './fault.ts';
import { READING_LIMITS, type ReadingGap, type ReadingSummary } from './reading-import.ts';

const GRID_MS = 15 * MINUTE_MS;

interface MeterReadings {
	/** In order of time without overlap. */
	readonly ordered: Entry[];
	/** Readings that came after later ones, by each quarter-hour that they cover. */
	readonly late: Map<number, Entry>;
}

interface Entry {
	readonly start: TimeMs;
	readonly end: TimeMs;
	readonly generatedWh: number;
	readonly consumedWh: number;
	readonly line: number;
}

/** Remembers all readings of one file, so that repeated, contradicting and overlapping rows and gaps are seen. */
export class ReadingLedger {
	readonly #meters = new Map<string, MeterReadings>();
	#readings = 0;
	#duplicates = 0;
	#errors = 0;

	/**
	 * Takes a row's reading or says why not. A reading is on the quarter-hour and 15, 30 or 60 minutes long.
	 * @returns null when the reading counts; INTERVAL_DUPLICATE when it repeats another one, otherwise a fault
	 */
	add(reading: Reading, line: number): Fault | null {
		const { start, end } = reading;
		const fault = isOnGrid(start, end) ? this.#enter(reading, line) : gridFault(start, end);
		if (fault === null) this.#readings += 1;
		else if (fault.code === 'INTERVAL_DUPLICATE') this.#duplicates += 1;
		else this.#errors += 1;
		return fault;
	}

	/** Counts a row that gives no reading. */
	refuse(verdict: 'error' | 'duplicate' = 'error'): void {
		if (verdict === 'error') this.#errors += 1;
		else this.#duplicates += 1;
	}

	get rows(): number {
		return this.#readings + this.#duplicates + this.#errors;
	}

	/** End of the meter's latest reading so far, or null. */
	lastEnd(meter: string): TimeMs | null {
		return this.#meters.get(meter)?.ordered.at(-1)?.end ?? null;
	}

	summary(): ReadingSummary {
		const gaps: ReadingGap[] = [];
		let gapCount = 0;
		let from: TimeMs | null = null;
		let to: TimeMs | null = null;
		for (const [meter, readings] of this.#meters) {
			const entries = inOrder(readings);
			const first = (entries[0] as Entry).start;
			const last = (entries.at(-1) as Entry).end;
			from = from === null ? first : Math.min(from, first);
			to = to === null ? last : Math.max(to, last);
			for (let index = 1; index < entries.length; index += 1) {
				const start = (entries[index - 1] as Entry).end;
				const end = (entries[index] as Entry).start;
				if (start === end) continue;
				gapCount += 1;
				if (gaps.length < READING_LIMITS.gaps) gaps.push({ meter, start, end });
			}
		}
		return {
			rows: this.rows,
			readings: this.#readings,
			duplicates: this.#duplicates,
			errors: this.#errors,
			meters: this.#meters.size,
			from,
			to,
			gaps,
			gapCount,
		};
	}

	#enter(reading: Reading, line: number): Fault | null {
		const { meter, start, end, generatedWh, consumedWh } = reading;
		let readings = this.#meters.get(meter);
		if (readings === undefined) {
			if (this.#meters.size >= READING_LIMITS.meters)
				throw new CodedError('FORMAT_TOO_LARGE', { limit: READING_LIMITS.meters, what: 'meters' });
			readings = { ordered: [], late: new Map() };
			this.#meters.set(meter, readings);
		}
		const entry: Entry = { start, end, generatedWh, consumedWh, line };
		const last = readings.ordered.at(-1);
		if (last === undefined || start >= last.end) {
			readings.ordered.push(entry);
			return null;
		}
		const other = overlapping(readings, entry);
		if (other !== null) return clashOf(meter, entry, other);
		for (let slot = start; slot < end; slot += GRID_MS) readings.late.set(slot, entry);
		return null;
	}
}

function isOnGrid(start: TimeMs, end: TimeMs): boolean {
	const length = end - start;
	return start % GRID_MS === 0 && (length === GRID_MS || length === 2 * GRID_MS || length === 4 * GRID_MS);
}

function gridFault(start: TimeMs, end: TimeMs): Fault {
	return { code: 'INTERVAL_GRID', details: { start: formatStamp(start), end: formatStamp(end) } };
}

/** A reading of the meter that shares time with the entry, or null. */
function overlapping({ ordered, late }: MeterReadings, { start, end }: Entry): Entry | null {
	for (let slot = start; slot < end; slot += GRID_MS) {
		const entry = late.get(slot);
		if (entry !== undefined) return entry;
	}
	let low = 0;
	let high = ordered.length;
	while (low < high) {
		const middle = Math.floor((low + high) / 2);
		if ((ordered[middle] as Entry).end <= start) low = middle + 1;
		else high = middle;
	}
	const next = ordered[low];
	return next !== undefined && next.start < end ? next : null;
}

function clashOf(meter: string, entry: Entry, other: Entry): Fault {
	const details = { meter, start: formatStamp(entry.start), end: formatStamp(entry.end), first: other.line };
	if (other.start !== entry.start || other.end !== entry.end) return { code: 'INTERVAL_OVERLAP', details };
	const isSame = other.generatedWh === entry.generatedWh && other.consumedWh === entry.consumedWh;
	return { code: isSame ? 'INTERVAL_DUPLICATE' : 'INTERVAL_CONFLICT', details };
}

function inOrder({ ordered, late }: MeterReadings): readonly Entry[] {
	if (late.size === 0) return ordered;
	return [...ordered, ...new Set(late.values())].sort((a, b) => a.start - b.start);
}
