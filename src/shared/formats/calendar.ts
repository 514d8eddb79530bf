import type { TimeMs } from '../codec/units.ts';

/** The Gregorian calendar in integers, so that a day means the same on every machine and needs no clock. */

export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;

/** Years that stamps of a market may lie in. */
const YEAR_MIN = 1970;
const YEAR_MAX = 2199;

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isLeap(year: number): boolean {
	return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Days from 1970-01-01 to a day of 1970…2199; null when the calendar does not have it. */
export function dayNumber(year: number, month: number, day: number): number | null {
	if (year < YEAR_MIN || year > YEAR_MAX || month < 1 || month > 12 || day < 1) return null;
	const length = month === 2 && isLeap(year) ? 29 : (MONTH_DAYS[month - 1] as number);
	if (day > length) return null;
	// Years begin in March, so that the leap day is the last: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".
	const shifted = month > 2 ? year : year - 1;
	const yearOfEra = shifted % 400;
	const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
	const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
	return Math.floor(shifted / 400) * 146_097 + dayOfEra - 719_468;
}

export interface CalendarDay {
	readonly year: number;
	readonly month: number;
	readonly day: number;
}

/** The day that lies `days` after 1970-01-01. */
export function calendarDay(days: number): CalendarDay {
	const shifted = days + 719_468;
	const era = Math.floor(shifted / 146_097);
	const dayOfEra = shifted - era * 146_097;
	const yearOfEra = Math.floor(
		(dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
	);
	const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
	const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
	const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
	return {
		year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
		month,
		day: dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1,
	};
}

/** Days from 1970-01-01 of `YYYY-MM-DD`; null for another form or a day that does not exist. */
export function parseDay(text: string): number | null {
	const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
	return match ? dayNumber(Number(match[1]), Number(match[2]), Number(match[3])) : null;
}

/** `YYYY-MM-DD` */
export function formatDay(days: number): string {
	const { year, month, day } = calendarDay(days);
	return `${year}-${two(month)}-${two(day)}`;
}

export function two(value: number): string {
	return value < 10 ? `0${value}` : String(value);
}

/** `YYYY-MM-DDTHH:MM:SSZ` where no offset is given, else with the offset: `…+02:00`. Milliseconds are cut. */
export function formatStamp(time: TimeMs, offsetMs?: number): string {
	const local = time + (offsetMs ?? 0);
	const days = Math.floor(local / DAY_MS);
	const seconds = Math.floor((local - days * DAY_MS) / 1000);
	const clock = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
	return `${formatDay(days)}T${clock}${offsetMs === undefined ? 'Z' : formatOffset(offsetMs)}`;
}

/** `+02:00`; an offset with seconds, as before standard time, is cut to the minute. */
function formatOffset(offsetMs: number): string {
	const minutes = Math.floor(Math.abs(offsetMs) / MINUTE_MS);
	return `${offsetMs < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
