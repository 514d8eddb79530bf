import { HOUR_MS, type TimeMs } from '../../../shared/codec/units.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { ReadingTable } from './reading-table.ts';
import { type HourStamp, startOfCalendarDay } from './stamp.ts';
import type { Home, HourReading, HourTariff, Neighbourhood, NeighbourhoodRange } from './types.ts';

export interface ReadFiles {
	/** Path of meters.csv, for messages. */
	readonly file: string;
	readonly homes: readonly Home[];
	readonly tariffs: ReadonlyMap<TimeMs, HourTariff>;
	readonly table: ReadingTable;
}

/**
 * Cuts the consecutive hours of a range. A hole in a wanted range is refused: a missing reading is not a zero. With no
 * number of hours the range ends before the first hole.
 */
export function selectRange(read: ReadFiles, range: NeighbourhoodRange): Neighbourhood {
	const hours = read.table.hours;
	const begin = range.from === null ? firstFullDay(read, hours) : firstHourOf(read, hours, range.from);
	const chosen: HourStamp[] = [];
	for (const hour of hours.slice(begin)) {
		if (chosen.length === range.hours) break;
		const previous = chosen.at(-1);
		const follows = previous === undefined || hour.start === previous.start + HOUR_MS;
		if (follows && read.table.isComplete(hour.start)) chosen.push(hour);
		else if (range.hours === null && previous !== undefined) break;
		else throw hole(read, follows ? hour.start : (previous?.start ?? hour.start) + HOUR_MS, hour);
	}
	if (range.hours !== null && chosen.length < range.hours) {
		const last = chosen.at(-1) as HourStamp;
		throw new CodedError('IMPORT_RANGE_SHORT', {
			file: read.file,
			line: read.table.lastLineOf(last.start),
			column: 'start',
			wanted: range.hours,
			available: chosen.length,
			day: (hours[begin] as HourStamp).day,
		});
	}
	return {
		homes: read.homes,
		hours: chosen.map((hour) => ({
			...hour,
			...tariffOf(read, hour.start),
			readings: read.homes.map((_, home) => read.table.get(hour.start, home) as HourReading),
		})),
	};
}

function tariffOf(read: ReadFiles, start: TimeMs): HourTariff {
	const { tariff, carbonMicrogramsPerKwh } = read.tariffs.get(start) as HourTariff;
	return { tariff, carbonMicrogramsPerKwh };
}

/** A full day runs without a hole from its local midnight to the next one; it has 23 to 25 hours when clocks change. */
function firstFullDay(read: ReadFiles, hours: readonly HourStamp[]): number {
	for (let begin = 0; begin < hours.length; ) {
		const day = (hours[begin] as HourStamp).day;
		let end = begin;
		let whole = (hours[begin] as HourStamp).localHour === 0;
		for (; end < hours.length && hours[end]?.day === day; end++) {
			const hour = hours[end] as HourStamp;
			if (!read.table.isComplete(hour.start)) whole = false;
			if (end > begin && hour.start !== (hours[end - 1] as HourStamp).start + HOUR_MS) whole = false;
		}
		if (whole && hours[end - 1]?.localHour === 23) return begin;
		begin = end;
	}
	throw new CodedError('IMPORT_DAY_INCOMPLETE', { ...firstGap(read, hours) });
}

/** The first hour of the first local day that some home has no reading for. */
function firstGap(read: ReadFiles, hours: readonly HourStamp[]): HoleFacts {
	const first = hours[0] as HourStamp;
	let start = first.start - first.localHour * HOUR_MS;
	let near = first;
	for (const hour of hours) {
		if (hour.start !== start || !read.table.isComplete(start)) break;
		start += HOUR_MS;
		near = hour;
	}
	return holeFacts(read, start, near);
}

function firstHourOf(read: ReadFiles, hours: readonly HourStamp[], day: string): number {
	const begin = startOfCalendarDay(day) === null ? -1 : hours.findIndex((hour) => hour.day === day);
	if (begin !== -1) return begin;
	const last = hours.at(-1)?.start ?? 0;
	throw new CodedError('IMPORT_DAY_MISSING', {
		file: read.file,
		line: read.table.lastLineOf(last),
		column: 'start',
		day,
	});
}

type HoleFacts = Readonly<Record<'file' | 'column' | 'home' | 'start', string>> & { readonly line: number };

function hole(read: ReadFiles, start: TimeMs, near: HourStamp): CodedError {
	return new CodedError('IMPORT_READING_MISSING', { ...holeFacts(read, start, near) });
}

function holeFacts(read: ReadFiles, start: TimeMs, near: HourStamp): HoleFacts {
	const home = read.table.firstAbsent(start);
	return {
		file: read.file,
		line: read.table.lastLineOf(start) || read.table.lastLineOf(near.start),
		column: 'start',
		home: home === null ? '' : (read.homes[home]?.id ?? ''),
		start: new Date(start + near.utcOffsetMinutes * 60_000).toISOString().slice(0, 16),
	};
}
