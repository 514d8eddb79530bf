import { alarmCatalogue, priorityOfKind } from '../../../shared/alarms/catalogue.ts';
import type { AlarmPriority } from '../../../shared/alarms/entry.ts';
import { ALARM_LIMITS, type AlarmList, type AlarmSource, type AlarmView } from '../../../shared/contract/alarms.ts';
import { type AlarmRecord, stateOf } from './alarm-book.ts';
import type { AlarmLog } from './alarm-log.ts';
import { chatteringOf, entriesSince, floodOf, raisesByAlarm } from './metrics.ts';
import type { Watched } from './watcher.ts';

const DAY_MS = 86_400_000;

export interface ListFacts {
	readonly log: AlarmLog;
	readonly measured: ReadonlyMap<string, Watched>;
	readonly now: number;
	readonly waiting: number;
	readonly judgedAt: number | null;
	readonly nameOf: (record: Pick<AlarmRecord, 'kind' | 'subject'>) => string | null;
}

function viewOf(
	record: AlarmRecord,
	{ log, measured, nameOf }: ListFacts,
	raises: ReadonlyMap<string, number>,
	chattering: ReadonlyMap<string, number>,
): AlarmView {
	const { id, kind, subject, raisedAt, returnedAt, acknowledged, shelved, outOfService, active } = record;
	const measurement = measured.get(id)?.measurement;
	const source: AlarmSource = {
		view: alarmCatalogue[kind].view,
		product: null,
		deed: null,
		region: null,
		...measurement?.source,
	};
	return {
		id,
		kind,
		priority: priorityOfKind(kind),
		subject,
		subjectName: measurement?.subjectName ?? nameOf(record),
		state: stateOf(record),
		active,
		value: measurement?.value ?? record.value,
		limit: log.book.limitOf(kind)?.limit ?? alarmCatalogue[kind].limit,
		// What it concerned when it was raised stays readable after it returned.
		names: [...(active ? (measurement?.names ?? record.names) : record.names)].slice(0, ALARM_LIMITS.subjects),
		source,
		raisedAt,
		returnedAt,
		acknowledged,
		shelved,
		outOfService,
		raises: raises.get(id) ?? 0,
		chattering: chattering.has(id),
	};
}

const RANK: Readonly<Record<AlarmView['state'], number>> = {
	unacknowledged: 0,
	acknowledged: 0,
	returned: 0,
	shelved: 1,
	'out-of-service': 2,
};

/** Priority before time, newest first; what is held back comes last. */
function inOrder(a: AlarmView, b: AlarmView): number {
	return (
		RANK[a.state] - RANK[b.state] ||
		a.priority - b.priority ||
		(b.raisedAt ?? 0) - (a.raisedAt ?? 0) ||
		(a.id < b.id ? -1 : 1)
	);
}

export function alarmViews(facts: ListFacts, records: Iterable<AlarmRecord>): AlarmView[] {
	const lastDay = entriesSince(facts.log.entries, facts.now - DAY_MS);
	const raises = raisesByAlarm(lastDay);
	const chattering = chatteringOf(lastDay);
	return [...records].map((record) => viewOf(record, facts, raises, chattering)).sort(inOrder);
}

/** Highest priority of the alarms that stand and are not held back; null when none does. */
export function worstActive(records: Iterable<AlarmRecord>): AlarmPriority | null {
	let worst: AlarmPriority | null = null;
	for (const record of records) {
		if (!record.active || record.shelved || record.outOfService) continue;
		const priority = priorityOfKind(record.kind);
		if (worst === null || priority < worst) worst = priority;
	}
	return worst;
}

export function alarmListOf(facts: ListFacts): AlarmList {
	const { log, now, waiting, judgedAt } = facts;
	const alarms = alarmViews(facts, log.book.records());
	const count = (chosen: (alarm: AlarmView) => boolean): [number, number, number] => {
		const of = (priority: AlarmPriority) =>
			alarms.filter((alarm) => RANK[alarm.state] === 0 && alarm.priority === priority && chosen(alarm)).length;
		return [of(1), of(2), of(3)];
	};
	const isNew = ({ state }: AlarmView) => state === 'unacknowledged' || state === 'returned';
	return {
		alarms,
		unacknowledged: count(isNew),
		active: count(({ active }) => active),
		shelved: alarms.filter(({ state }) => state === 'shelved').length,
		outOfService: alarms.filter(({ state }) => state === 'out-of-service').length,
		newest: alarms.find(isNew)?.id ?? null,
		...floodOf(log.entries, now),
		waiting,
		judgedAt,
		log: log.state,
	};
}
