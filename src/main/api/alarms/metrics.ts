import { parseAlarmId, priorityOfKind } from '../../../shared/alarms/catalogue.ts';
import { ALARM_LIMITS, type AlarmLogEntry, type AlarmMetrics } from '../../../shared/contract/alarms.ts';
import type { AlarmRecord } from './alarm-book.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MINUTE_MS = 60_000;
const SLOTS_MAX = 144;
const CHATTER_RAISES = 3;
const FREQUENT_MAX = 10;
const LISTED_MAX = 100;

type Raise = Extract<AlarmLogEntry, { what: 'raised' }>;

/** Entries at the end of the log that are not older than `from`; entries are in the order of their times. */
export function entriesSince(entries: readonly AlarmLogEntry[], from: number): readonly AlarmLogEntry[] {
	let low = 0;
	let high = entries.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if ((entries[middle] as AlarmLogEntry).at < from) low = middle + 1;
		else high = middle;
	}
	return entries.slice(low);
}

function raisesOf(entries: readonly AlarmLogEntry[]): Raise[] {
	return entries.filter((entry): entry is Raise => entry.what === 'raised');
}

/** Raises of the last ten minutes, and when they became more than an operator can take in. */
export function floodOf(
	entries: readonly AlarmLogEntry[],
	now: number,
): { readonly raisesInWindow: number; readonly floodSince: number | null } {
	const raises = raisesOf(entriesSince(entries, now - ALARM_LIMITS.floodWindowMs));
	return {
		raisesInWindow: raises.length,
		floodSince: raises.length > ALARM_LIMITS.floodRaises ? (raises[ALARM_LIMITS.floodRaises]?.at ?? null) : null,
	};
}

/** Alarms raised three times within one minute, with the newest such time. */
export function chatteringOf(entries: readonly AlarmLogEntry[]): Map<string, number> {
	const recent = new Map<string, number[]>();
	const chattering = new Map<string, number>();
	for (const { alarm, at } of raisesOf(entries)) {
		const times = [...(recent.get(alarm) ?? []).filter((each) => at - each < MINUTE_MS), at];
		recent.set(alarm, times);
		if (times.length >= CHATTER_RAISES) chattering.set(alarm, at);
	}
	return chattering;
}

export function raisesByAlarm(entries: readonly AlarmLogEntry[]): Map<string, number> {
	const counts = new Map<string, number>();
	for (const { alarm } of raisesOf(entries)) counts.set(alarm, (counts.get(alarm) ?? 0) + 1);
	return counts;
}

/** Most raises in any ten minutes. */
function peakOf(raises: readonly Raise[]): number {
	let peak = 0;
	let first = 0;
	raises.forEach(({ at }, index) => {
		while (at - (raises[first] as Raise).at >= ALARM_LIMITS.floodWindowMs) first += 1;
		peak = Math.max(peak, index - first + 1);
	});
	return peak;
}

/** Slots that begin at `from`: ten minutes each, or longer ones where the window has too many of those. */
function slotsOf(raises: readonly Raise[], from: number, now: number): AlarmMetrics['slots'] {
	const count = Math.max(1, Math.min(SLOTS_MAX, Math.ceil((now - from) / ALARM_LIMITS.floodWindowMs)));
	const slotMs = (now - from) / count;
	const slots = Array.from({ length: count }, (_, index) => ({ at: Math.floor(from + index * slotMs), raises: 0 }));
	for (const { at } of raises) {
		const slot = slots[Math.min(count - 1, Math.floor((at - from) / slotMs))];
		if (slot) slot.raises += 1;
	}
	return slots;
}

function floodShareOf(raises: readonly Raise[], from: number, now: number): number {
	const slots = Math.max(1, Math.ceil((now - from) / ALARM_LIMITS.floodWindowMs));
	const counts = new Map<number, number>();
	for (const { at } of raises) {
		const slot = Math.floor((at - from) / ALARM_LIMITS.floodWindowMs);
		counts.set(slot, (counts.get(slot) ?? 0) + 1);
	}
	return [...counts.values()].filter((count) => count > ALARM_LIMITS.floodRaises).length / slots;
}

function medianAcknowledgeMs(entries: readonly AlarmLogEntry[]): number | null {
	const raisedAt = new Map<string, number>();
	const waits: number[] = [];
	for (const { what, alarm, at } of entries) {
		if (what === 'raised') raisedAt.set(alarm, at);
		const since = raisedAt.get(alarm);
		if (what !== 'acknowledged' || since === undefined) continue;
		waits.push(at - since);
		raisedAt.delete(alarm);
	}
	waits.sort((a, b) => a - b);
	return waits[Math.floor((waits.length - 1) / 2)] ?? null;
}

/** The figures of ISA-18.2 over the last `windowMs` before `now`, Unix wall ms. */
export function alarmMetricsOf(
	log: readonly AlarmLogEntry[],
	records: Iterable<AlarmRecord>,
	windowMs: number,
	now: number,
): AlarmMetrics {
	const from = now - windowMs;
	const entries = entriesSince(log, from);
	const raises = raisesOf(entries);
	const byPriority: [number, number, number] = [0, 0, 0];
	for (const { alarm } of raises) {
		const kind = parseAlarmId(alarm)?.kind;
		if (kind) byPriority[priorityOfKind(kind) - 1] = (byPriority[priorityOfKind(kind) - 1] ?? 0) + 1;
	}
	const counts = raisesByAlarm(entries);
	const ranked = (alarm: string, since: number | null) => ({ alarm, count: counts.get(alarm) ?? 0, since });
	return {
		fromAt: from,
		toAt: now,
		raises: raises.length,
		perHour: (raises.length / windowMs) * HOUR_MS,
		peak: peakOf(raises),
		floodShare: floodShareOf(raises, from, now),
		slots: slotsOf(raises, from, now),
		byPriority,
		frequent: [...counts]
			.sort((a, b) => b[1] - a[1])
			.slice(0, FREQUENT_MAX)
			.map(([alarm]) => ranked(alarm, null)),
		standing: [...records]
			.filter(
				({ active, raisedAt, shelved, outOfService }) =>
					active && !shelved && !outOfService && raisedAt !== null && now - raisedAt >= DAY_MS,
			)
			.sort((a, b) => (a.raisedAt ?? 0) - (b.raisedAt ?? 0))
			.slice(0, LISTED_MAX)
			.map(({ id, raisedAt }) => ranked(id, raisedAt)),
		chattering: [...chatteringOf(entries)].slice(0, LISTED_MAX).map(([alarm, at]) => ranked(alarm, at)),
		acknowledgeMs: medianAcknowledgeMs(entries),
	};
}
