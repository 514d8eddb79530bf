import { HOUR_MS, type TimeMs } from '../codec/units.ts';
import { CodedError } from '../errors/coded-error.ts';
import { DAY_MS, formatDay, MINUTE_MS, parseDay, two } from './calendar.ts';
import { instantAfterGap, instantsOf, type TimeZone } from './time-zone.ts';

export type PeriodMinutes = 15 | 30 | 60;

export interface DeliveryPeriod {
	/** Counted from 1 over the local day, without regard to the clock: 1…92, 96 or 100 for quarter-hours. */
	readonly number: number;
	readonly start: TimeMs;
	readonly end: TimeMs;
	/** Local clock at the start, `HH:MM`. */
	readonly clock: string;
	/**
	 * The name in which traders speak of it: the hour, counted from 1, with `a` and `b` for an hour that comes twice, and
	 * the part of the hour: `3`, `3a`, `3b Q4`, `12 H2`. An hour that the clock skips has no label and leaves a hole.
	 */
	readonly label: string;
}

export interface DeliveryDay {
	/** `YYYY-MM-DD` */
	readonly day: string;
	readonly zone: string;
	readonly minutes: PeriodMinutes;
	readonly start: TimeMs;
	readonly end: TimeMs;
	readonly periods: readonly DeliveryPeriod[];
}

/**
 * The periods of one local day, from its first instant to the next day's: 96 quarter-hours, 92 when clocks go forward by
 * an hour and 100 when they go back. Where clocks change by half an hour (Australia/Lord_Howe) there are 94 and 98, and
 * the day does not divide into whole hours.
 * @param day `YYYY-MM-DD`
 * @throws CodedError DAY_INVALID when there is no such day, DAY_UNEVEN when it does not divide into such periods
 */
export function deliveryDay(day: string, zone: TimeZone, minutes: PeriodMinutes): DeliveryDay {
	const number = parseDay(day);
	if (number === null) throw new CodedError('DAY_INVALID', { day: day.slice(0, 40), zone: zone.name });
	const start = startOfDay(number, zone);
	const end = startOfDay(number + 1, zone);
	if (end <= start) throw new CodedError('DAY_INVALID', { day, zone: zone.name });
	const lengthMs = minutes * MINUTE_MS;
	if ((end - start) % lengthMs !== 0)
		throw new CodedError('DAY_UNEVEN', { day, zone: zone.name, dayMinutes: (end - start) / MINUTE_MS, minutes });
	const periods: DeliveryPeriod[] = [];
	for (let at = start; at < end; at += lengthMs) {
		const local = at + zone.offsetMsAt(at);
		const clock = clockOf(local);
		periods.push({
			number: periods.length + 1,
			start: at,
			end: at + lengthMs,
			clock,
			label: labelOf(local, at, zone, minutes),
		});
	}
	return { day, zone: zone.name, minutes, start, end, periods };
}

/** The local day in which an instant lies, `YYYY-MM-DD`. */
export function localDayOf(time: TimeMs, zone: TimeZone): string {
	return formatDay(Math.floor((time + zone.offsetMsAt(time)) / DAY_MS));
}

/** Midnight, or where clocks skip it the first instant after. */
function startOfDay(day: number, zone: TimeZone): TimeMs {
	const local = day * DAY_MS;
	return instantsOf(local, zone)[0] ?? instantAfterGap(local, zone);
}

function clockOf(local: number): string {
	const minute = Math.floor((local - Math.floor(local / DAY_MS) * DAY_MS) / MINUTE_MS);
	return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

function labelOf(local: number, at: TimeMs, zone: TimeZone, minutes: PeriodMinutes): string {
	const minute = Math.floor((local - Math.floor(local / DAY_MS) * DAY_MS) / MINUTE_MS);
	const instants = instantsOf(local, zone);
	const turn = instants.length === 2 ? (at === instants[0] ? 'a' : 'b') : '';
	const hour = `${Math.floor((minute * MINUTE_MS) / HOUR_MS) + 1}${turn}`;
	if (minutes === 60) return hour;
	return `${hour} ${minutes === 30 ? 'H' : 'Q'}${Math.floor((minute % 60) / minutes) + 1}`;
}
