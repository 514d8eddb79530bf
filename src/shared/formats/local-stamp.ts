import type { TimeMs } from '../codec/units.ts';
import { DAY_MS, dayNumber, formatStamp, MINUTE_MS } from './calendar.ts';
import type { Fault } from './fault.ts';
import { instantAfterGap, instantsOf, type TimeZone } from './time-zone.ts';

/**
 * A stamp: the day as 2025-03-30, 2025/3/30, 30.03.2025 or 2025年3月30日; the time as 02:15, 2:15:00 or 24:00; then an
 * offset, or A and B for the first and second time that a clock shows it. Days with a slash begin with the year, since
 * 4/1/2025 is another day on either side of an ocean.
 */
const STAMP =
	/^(?:(\d{4})[-/](\d{1,2})[-/](\d{1,2})|(\d{1,2})\.(\d{1,2})\.(\d{4})|(\d{4})年(\d{1,2})月(\d{1,2})日)(?:T|\s+)(\d{1,2}):(\d{2})(?::(\d{2})(?:\.0{1,9})?)?\s?(?:(Z|UTC)|([+-])(\d{2}):?(\d{2})|([ABab]))?$/;
/** What nearly every row of a large file has. */
const PLAIN = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::00)?(Z?)$/;
const STAMP_CHARACTERS = 48;

/**
 * What a stamp means. `instants` holds one instant, or the two at which the zone's clock shows the time, earlier first;
 * a stamp with an offset or with A or B means one. None are held with a fault: STAMP_INVALID or STAMP_INEXISTENT.
 */
export type StampMeaning = { readonly instants: readonly TimeMs[] } | { readonly fault: Fault };

/** Reads a stamp; a stamp without an offset is a time on the zone's clock. */
export function readStamp(text: string, zone: TimeZone): StampMeaning {
	const plain = PLAIN.exec(text);
	if (plain !== null) {
		const days = dayNumber(Number(plain[1]), Number(plain[2]), Number(plain[3]));
		const minute = Number(plain[4]) * 60 + Number(plain[5]);
		if (days !== null && minute < 1440 && Number(plain[5]) < 60) {
			const local = days * DAY_MS + minute * MINUTE_MS;
			return plain[6] === 'Z' ? { instants: [local] } : onClock(text, local, null, zone);
		}
	}
	const match = text.length > STAMP_CHARACTERS ? null : STAMP.exec(text.trim());
	const local = match === null ? null : localOf(match);
	if (match === null || local === null) return { fault: { code: 'STAMP_INVALID', details: { stamp: shown(text) } } };
	const [utc, sign, hours, minutes, turn] = match.slice(13);
	if (utc !== undefined) return { instants: [local] };
	if (sign !== undefined) {
		const offset = Number(hours) * 60 + Number(minutes);
		if (offset > 840 || Number(minutes) > 59)
			return { fault: { code: 'STAMP_INVALID', details: { stamp: shown(text) } } };
		return { instants: [local - (sign === '-' ? -offset : offset) * MINUTE_MS] };
	}
	return onClock(text, local, turn?.toUpperCase() ?? null, zone);
}

/** The fault of a stamp that means two instants where only one is of use. */
export function ambiguous(text: string, instants: readonly TimeMs[], zone: TimeZone): Fault {
	const [first, second] = instants.map((time) => formatStamp(time, zone.offsetMsAt(time)));
	return {
		code: 'STAMP_AMBIGUOUS',
		details: { stamp: shown(text), zone: zone.name, first: first as string, second: second as string },
	};
}

function localOf(match: RegExpExecArray): number | null {
	const year = Number(match[1] ?? match[6] ?? match[7]);
	const month = Number(match[2] ?? match[5] ?? match[8]);
	const day = Number(match[3] ?? match[4] ?? match[9]);
	const days = dayNumber(year, month, day);
	const minutes = Number(match[10]) * 60 + Number(match[11]);
	const seconds = Number(match[12] ?? 0);
	if (days === null || Number(match[11]) > 59 || seconds > 59) return null;
	// 24:00 is the end of the day, as meters write it.
	if (minutes > 1440 || (minutes === 1440 && seconds > 0)) return null;
	return days * DAY_MS + minutes * MINUTE_MS + seconds * 1000;
}

function onClock(text: string, local: number, turn: string | null, zone: TimeZone): StampMeaning {
	const instants = instantsOf(local, zone);
	if (instants.length === 0) {
		const next = instantAfterGap(local, zone);
		const after = formatStamp(next, zone.offsetMsAt(next));
		return { fault: { code: 'STAMP_INEXISTENT', details: { stamp: shown(text), zone: zone.name, after } } };
	}
	if (turn === null) return { instants };
	if (instants.length !== 2) return { fault: { code: 'STAMP_INVALID', details: { stamp: shown(text) } } };
	return { instants: [instants[turn === 'A' ? 0 : 1] as TimeMs] };
}

function shown(text: string): string {
	return text.length > STAMP_CHARACTERS ? `${text.slice(0, STAMP_CHARACTERS)}…` : text;
}
