import type { TimeMs } from '../codec/units.ts';
import { MINUTE_MS } from './calendar.ts';
import type { Columns } from './columns.ts';
import type { CsvRecord } from './csv.ts';
import { plainCell } from './csv-write.ts';
import type { Fault } from './fault.ts';
import type { IntervalColumn } from './interval-columns.ts';
import type { PeriodMinutes } from './local-day.ts';
import { ambiguous, readStamp } from './local-stamp.ts';
import type { TimeZone } from './time-zone.ts';

/** How a file says when its intervals are. */
export interface IntervalStamps {
	readonly columns: Columns<IntervalColumn>;
	readonly zone: TimeZone;
	/** Which end a column named `time` gives. */
	readonly stamp: 'start' | 'end';
	readonly repeated: 'refuse' | 'in-order';
	/** Null where each row states both ends, or before it is learned. */
	readonly minutes: PeriodMinutes | null;
}

export interface Interval {
	readonly start: TimeMs;
	readonly end: TimeMs;
}

const LENGTHS: readonly number[] = [15, 30, 60];

/**
 * The interval of one row. A local time that comes twice is settled by the other end of the interval where that leaves
 * one choice.
 * @param lastEnd end of the meter's latest reading, asked for only to settle repeated times by the order of rows
 */
export function stampsOf(
	cells: readonly string[],
	stamps: IntervalStamps,
	lastEnd: () => TimeMs | null,
): Interval | { readonly fault: Fault } {
	const { zone, repeated } = stamps;
	const choices = choicesOf(cells, stamps);
	if ('fault' in choices) return choices;
	const { intervals, text, instants } = choices;
	if (intervals.length === 1) return intervals[0] as Interval;
	if (repeated === 'refuse') return { fault: ambiguous(text, instants, zone) };
	const last = lastEnd();
	const next = intervals.find(({ start }) => last === null || start >= last);
	return next ?? (intervals.at(-1) as Interval);
}

interface Choices {
	/** At least one, in order of time. */
	readonly intervals: readonly Interval[];
	readonly text: string;
	readonly instants: readonly TimeMs[];
}

function choicesOf(cells: readonly string[], stamps: IntervalStamps): Choices | { readonly fault: Fault } {
	const { columns, minutes } = stamps;
	const start = instantsIn(cells, 'start', stamps);
	if (start !== null && 'fault' in start) return start;
	if (start !== null && columns.end !== undefined) {
		const end = instantsIn(cells, 'end', stamps);
		if (end !== null && 'fault' in end) return end;
		if (end !== null) return pairs(start, end);
	}
	const lengthMs = (minutes ?? 0) * MINUTE_MS;
	const own = start ?? instantsIn(cells, 'end', stamps);
	if (own === null) return { fault: { code: 'STAMP_INVALID', details: { stamp: '' } } };
	if ('fault' in own) return own;
	const before = start === null ? lengthMs : 0;
	const intervals = own.instants.map((time) => ({ start: time - before, end: time - before + lengthMs }));
	return { intervals, ...own };
}

/** Pairs of a start and an end that make an interval; where none does, the first pair, for the grid's check to refuse. */
function pairs(start: Stamp, end: Stamp): Choices {
	const all = start.instants.flatMap((from) => end.instants.map((to): Interval => ({ start: from, end: to })));
	const whole = all.filter((each) => LENGTHS.includes((each.end - each.start) / MINUTE_MS));
	return { intervals: whole.length === 0 ? all.slice(0, 1) : whole, ...start };
}

interface Stamp {
	readonly text: string;
	readonly instants: readonly TimeMs[];
}

/** @returns null where the file has no stamp of that end */
function instantsIn(
	cells: readonly string[],
	end: 'start' | 'end',
	{ columns, stamp, zone }: IntervalStamps,
): Stamp | { readonly fault: Fault } | null {
	const column = columns[end] ?? (stamp === end ? columns.time : undefined);
	if (column === undefined) return null;
	const clock = plainCell(cells[column.index] ?? '');
	const text = columns.date === undefined ? clock : `${plainCell(cells[columns.date.index] ?? '')} ${clock}`;
	const meaning = readStamp(text, zone);
	return 'fault' in meaning
		? { fault: { ...meaning.fault, column: column.title } }
		: { text, instants: meaning.instants };
}

/**
 * The smallest distance between neighbouring rows of one meter, where rows state one end only.
 * @returns null when it is not 15, 30 or 60 minutes
 */
export function learnLength(
	stamps: IntervalStamps,
	rows: readonly CsvRecord[],
	meterOf: (cells: readonly string[]) => string,
): PeriodMinutes | null {
	const latest = new Map<string, TimeMs>();
	let smallest: number | null = null;
	for (const { cells } of rows) {
		const choices = cells === null ? null : choicesOf(cells, stamps);
		if (cells === null || choices === null || 'fault' in choices || choices.intervals.length !== 1) continue;
		const meter = meterOf(cells);
		const { start } = choices.intervals[0] as Interval;
		const before = latest.get(meter);
		if (before !== undefined && before !== start) {
			const minutes = Math.abs(start - before) / MINUTE_MS;
			smallest = smallest === null ? minutes : Math.min(smallest, minutes);
		}
		latest.set(meter, start);
	}
	return smallest !== null && LENGTHS.includes(smallest) ? (smallest as PeriodMinutes) : null;
}
