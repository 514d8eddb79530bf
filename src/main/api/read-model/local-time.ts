import { HOUR_MS, type TimeMs } from '../../../shared/codec/units.ts';

const DAY_MS = 24 * HOUR_MS;

/** Start of the local hour that holds a time. */
export type HourOf = (time: TimeMs) => TimeMs;

/** Hours and days of a zone with a fixed offset from UTC. */
export interface LocalCalendar {
	readonly hourOf: HourOf;
	/** YYYY-MM-DD of the local day that holds a time. */
	dayOf(time: TimeMs): string;
	/** First ms of a local day; null when the text names no day of the calendar. */
	startOf(day: string): TimeMs | null;
	/** Starts of the day's hours, ascending. */
	hoursOf(start: TimeMs): TimeMs[];
}

export function localCalendar(utcOffsetMinutes: number): LocalCalendar {
	const offsetMs = utcOffsetMinutes * 60_000;
	return {
		hourOf: (time) => Math.floor((time + offsetMs) / HOUR_MS) * HOUR_MS - offsetMs,
		dayOf: (time) => new Date(time + offsetMs).toISOString().slice(0, 10),
		startOf: (day) => {
			const start = Date.parse(`${day}T00:00:00.000Z`);
			// Date.parse takes 31 February for 3 March: only a day that reads back the same exists.
			if (Number.isNaN(start) || new Date(start).toISOString().slice(0, 10) !== day) return null;
			return start - offsetMs;
		},
		hoursOf: (start) => Array.from({ length: DAY_MS / HOUR_MS }, (_, hour) => start + hour * HOUR_MS),
	};
}
