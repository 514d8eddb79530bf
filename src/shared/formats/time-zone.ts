import type { TimeMs } from '../codec/units.ts';
import { CodedError } from '../errors/coded-error.ts';
import { DAY_MS, MINUTE_MS, two } from './calendar.ts';

/** Where local times are read: a zone of the IANA database, or a fixed offset. */
export interface TimeZone {
	/** As it was asked for, e.g. `Europe/Rome`, `UTC`, `+08:00`. */
	readonly name: string;
	/** What the local clock shows at an instant, less UTC. */
	offsetMsAt(time: TimeMs): number;
}

/** Days whose offsets one zone remembers. */
const REMEMBERED_DAYS = 100_000;

/**
 * @param name `UTC`, `Z`, a fixed offset `±HH:MM` of at most 14 hours, or a zone of the IANA database
 * @throws CodedError ZONE_UNKNOWN when the runtime's database does not have it
 */
export function openTimeZone(name: string): TimeZone {
	if (name === 'UTC' || name === 'Z') return { name, offsetMsAt: () => 0 };
	const fixed = /^([+-])(\d{2}):([0-5]\d)$/.exec(name);
	if (fixed) {
		const minutes = Number(fixed[2]) * 60 + Number(fixed[3]);
		if (minutes > 840) throw new CodedError('ZONE_UNKNOWN', { zone: name });
		return fixedZone(fixed[1] === '-' ? -minutes : minutes);
	}
	const offsetOf = databaseOffsets(name);
	return { name, offsetMsAt: remembered(offsetOf) };
}

/** A zone of one offset from UTC. */
export function fixedZone(utcOffsetMinutes: number): TimeZone {
	const minutes = Math.abs(utcOffsetMinutes);
	const name = `${utcOffsetMinutes < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
	const offsetMs = utcOffsetMinutes * MINUTE_MS;
	return { name, offsetMsAt: () => offsetMs };
}

/** One answer of the runtime's copy of the IANA database costs some microseconds. */
function databaseOffsets(name: string): (time: TimeMs) => number {
	let format: Intl.DateTimeFormat;
	try {
		if (!/^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/.test(name)) throw new RangeError(name);
		format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
	} catch {
		throw new CodedError('ZONE_UNKNOWN', { zone: name.slice(0, 64) });
	}
	return (time) => {
		const match = /GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(format.format(time));
		if (!match) throw new CodedError('ZONE_UNKNOWN', { zone: name });
		const [, sign, hours, minutes, seconds] = match;
		const magnitude = Number(hours ?? 0) * 3600 + Number(minutes ?? 0) * 60 + Number(seconds ?? 0);
		return (sign === '-' ? -magnitude : magnitude) * 1000;
	};
}

interface DayOffsets {
	readonly before: number;
	readonly after: number;
	/** First instant of `after`. */
	readonly change: TimeMs;
}

/** Asks twice a day of UTC, and where the answers differ finds the second of the change; no zone changes twice in a day. */
function remembered(offsetOf: (time: TimeMs) => number): (time: TimeMs) => number {
	const days = new Map<number, DayOffsets>();
	const lookUp = (day: number): DayOffsets => {
		const start = day * DAY_MS;
		const before = offsetOf(start);
		const after = offsetOf(start + DAY_MS);
		const change = before === after ? start : firstWhere(start, start + DAY_MS, (time) => offsetOf(time) === after);
		return { before, after, change };
	};
	return (time) => {
		const day = Math.floor(time / DAY_MS);
		let offsets = days.get(day);
		if (offsets === undefined) {
			if (days.size >= REMEMBERED_DAYS) days.clear();
			offsets = lookUp(day);
			days.set(day, offsets);
		}
		return time < offsets.change ? offsets.before : offsets.after;
	};
}

/** First whole second in (low, high] from which on the predicate holds; it must not hold at low and hold at high. */
export function firstWhere(low: TimeMs, high: TimeMs, holds: (time: TimeMs) => boolean): TimeMs {
	let no = Math.floor(low / 1000);
	let yes = Math.ceil(high / 1000);
	while (yes - no > 1) {
		const middle = Math.floor((no + yes) / 2);
		if (holds(middle * 1000)) yes = middle;
		else no = middle;
	}
	return yes * 1000;
}

/**
 * The instants at which a zone's clock shows a local time: one as a rule, two when clocks go back, none when they go
 * forward over it.
 * @param local milliseconds of the wall clock as if it were UTC
 */
export function instantsOf(local: number, zone: TimeZone): TimeMs[] {
	const early = zone.offsetMsAt(local - DAY_MS);
	const late = zone.offsetMsAt(local + DAY_MS);
	const found: TimeMs[] = [];
	for (const offset of early === late ? [early] : [early, late])
		if (zone.offsetMsAt(local - offset) === offset) found.push(local - offset);
	return found.sort((a, b) => a - b);
}

/** The first instant at which a zone's clock shows a local time or a later one, where it skips that time. */
export function instantAfterGap(local: number, zone: TimeZone): TimeMs {
	const early = zone.offsetMsAt(local - DAY_MS);
	const late = zone.offsetMsAt(local + DAY_MS);
	return firstWhere(local - Math.max(early, late), local - Math.min(early, late), (time) => {
		return time + zone.offsetMsAt(time) >= local;
	});
}
