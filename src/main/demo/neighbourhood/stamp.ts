import { HOUR_MS, type TimeMs } from '../../../shared/codec/units.ts';

export interface HourStamp {
	readonly start: TimeMs;
	readonly utcOffsetMinutes: number;
	readonly day: string;
	readonly localHour: number;
}

const FORM = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.0{1,9})?)?(?:Z|([+-])(\d{2}):?(\d{2}))$/;
const MINUTE_MS = 60_000;

/**
 * Reads an ISO 8601 stamp that starts a whole local hour and says its offset (`Z`, `-08:00` or `-0800`; offsets in
 * quarter-hours up to 14 hours). Null for anything else, a day that the calendar does not have included.
 */
export function parseHourStamp(source: string): HourStamp | null {
	const match = FORM.exec(source);
	if (!match) return null;
	const [, year, month, date, hour, minute, second, sign, offsetHours, offsetMinutes] = match;
	if (minute !== '00' || (second !== undefined && second !== '00') || Number(hour) > 23) return null;
	const magnitude = sign === undefined ? 0 : Number(offsetHours) * 60 + Number(offsetMinutes);
	if (magnitude > 840 || magnitude % 15 !== 0 || Number(offsetMinutes ?? 0) > 59) return null;
	const utcOffsetMinutes = sign === '-' && magnitude !== 0 ? -magnitude : magnitude;
	const day = `${year}-${month}-${date}`;
	const midnight = startOfCalendarDay(day);
	if (midnight === null) return null;
	const start = midnight + Number(hour) * HOUR_MS - utcOffsetMinutes * MINUTE_MS;
	return start < 0 ? null : { start, utcOffsetMinutes, day, localHour: Number(hour) };
}

/** Milliseconds of `YYYY-MM-DD` at 00:00 as if it were UTC; null when there is no such day. */
export function startOfCalendarDay(day: string): number | null {
	if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return null;
	const milliseconds = Date.parse(`${day}T00:00:00Z`);
	if (Number.isNaN(milliseconds) || new Date(milliseconds).toISOString().slice(0, 10) !== day) return null;
	return milliseconds;
}
