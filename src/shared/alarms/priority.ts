import type { AlarmPriority, Consequence, TimeToRespond } from './entry.ts';

/** Rows by consequence, columns by time to respond (ISA-18.2, 6.4: priority is consequence by time). */
export const PRIORITY_RULE: Readonly<Record<Consequence, Readonly<Record<TimeToRespond, AlarmPriority>>>> = {
	severe: { minutes: 1, hours: 1, days: 2 },
	major: { minutes: 1, hours: 2, days: 3 },
	minor: { minutes: 2, hours: 3, days: 3 },
};

export function priorityOf(entry: {
	readonly consequenceGrade: Consequence;
	readonly timeToRespond: TimeToRespond;
}): AlarmPriority {
	return PRIORITY_RULE[entry.consequenceGrade][entry.timeToRespond];
}
