import { bridgeAlarms } from './bridge-alarms.ts';
import type { AlarmEntry, AlarmPriority } from './entry.ts';
import { machineAlarms } from './machine-alarms.ts';
import { marketAlarms } from './market-alarms.ts';
import { networkAlarms } from './network-alarms.ts';
import { priorityOf } from './priority.ts';

const entries = { ...networkAlarms, ...marketAlarms, ...bridgeAlarms, ...machineAlarms } as const;

export type AlarmKind = keyof typeof entries;

/** Every alarm that the product can raise; the reference page and the console read it. */
export const alarmCatalogue: Readonly<Record<AlarmKind, AlarmEntry>> = entries;

export const ALARM_KINDS = Object.keys(entries) as [AlarmKind, ...AlarmKind[]];

/** Name of one alarm: its kind, and for alarms of one validator or participant whose it is. */
export function alarmId(kind: AlarmKind, subject: string | null): string {
	return subject === null ? kind : `${kind}:${subject}`;
}

/** Kind and subject of such a name; null for one that no alarm can have. */
export function parseAlarmId(id: string): { readonly kind: AlarmKind; readonly subject: string | null } | null {
	const at = id.indexOf(':');
	const kind = at < 0 ? id : id.slice(0, at);
	if (!Object.hasOwn(entries, kind)) return null;
	const known = kind as AlarmKind;
	if ((alarmCatalogue[known].scope === 'one') !== at < 0) return null;
	return { kind: known, subject: at < 0 ? null : id.slice(at + 1) };
}

/** By the rule of priority.ts, from the grades in the catalogue. */
export function priorityOfKind(kind: AlarmKind): AlarmPriority {
	return priorityOf(alarmCatalogue[kind]);
}
