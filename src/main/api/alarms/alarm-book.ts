import { type AlarmKind, parseAlarmId } from '../../../shared/alarms/catalogue.ts';
import { ALARM_LIMITS, type AlarmActor, type AlarmLogEntry, type AlarmState } from '../../../shared/contract/alarms.ts';

interface Hold {
	readonly at: number;
	readonly by: AlarmActor;
	readonly reason: string;
}

/** An alarm that is not plainly normal. */
export interface AlarmRecord {
	readonly id: string;
	readonly kind: AlarmKind;
	readonly subject: string | null;
	readonly active: boolean;
	readonly isAcknowledged: boolean;
	readonly raisedAt: number | null;
	readonly returnedAt: number | null;
	/** As the newest raise or return had them. */
	readonly value: number | null;
	readonly limit: number | null;
	readonly names: readonly string[];
	readonly acknowledged: { readonly at: number; readonly by: AlarmActor; readonly comment: string } | null;
	readonly shelved: (Hold & { readonly until: number }) | null;
	readonly outOfService: Hold | null;
}

export interface LimitChange extends Hold {
	readonly limit: number;
}

/** An entry before the log gives it its place. */
export type AlarmChange = AlarmLogEntry extends infer Entry
	? Entry extends AlarmLogEntry
		? Omit<Entry, 'sequence'>
		: never
	: never;

export function stateOf(record: AlarmRecord): AlarmState {
	if (record.outOfService) return 'out-of-service';
	if (record.shelved) return 'shelved';
	if (!record.active) return 'returned';
	return record.isAcknowledged ? 'acknowledged' : 'unacknowledged';
}

/**
 * Alarms by name as the entries of the log make them (ISA-18.2, figure 3). The same entries in the same order give the
 * same book; an entry that changes nothing, such as an acknowledgement of a normal alarm, leaves it as it is.
 */
export class AlarmBook {
	readonly #records = new Map<string, AlarmRecord>();
	readonly #limits = new Map<AlarmKind, LimitChange>();

	get size(): number {
		return this.#records.size;
	}

	get(id: string): AlarmRecord | undefined {
		return this.#records.get(id);
	}

	records(): IterableIterator<AlarmRecord> {
		return this.#records.values();
	}

	/** The operator's limit; undefined where the catalogue's holds. */
	limitOf(kind: AlarmKind): LimitChange | undefined {
		return this.#limits.get(kind);
	}

	limits(): ReadonlyMap<AlarmKind, LimitChange> {
		return this.#limits;
	}

	/** Whether the list has room for the alarm. */
	hasRoomFor(id: string): boolean {
		return this.#records.has(id) || this.#records.size < ALARM_LIMITS.listed;
	}

	/** Puts a record back as a checkpoint kept it. */
	restore(record: AlarmRecord): void {
		this.#records.set(record.id, record);
	}

	restoreLimit(kind: AlarmKind, change: LimitChange): void {
		this.#limits.set(kind, change);
	}

	apply(entry: AlarmChange): void {
		if (entry.what === 'limit-set') return this.#setLimit(entry);
		const known = this.#records.get(entry.alarm);
		const record = known ?? fresh(entry.alarm);
		if (!record || !this.hasRoomFor(entry.alarm)) return;
		const next = changed(record, entry);
		if (!next) return;
		if (isNormal(next)) this.#records.delete(entry.alarm);
		else this.#records.set(entry.alarm, next);
	}

	#setLimit({ alarm, limit, at, by, reason }: Extract<AlarmChange, { what: 'limit-set' }>): void {
		const kind = alarm as AlarmKind;
		if (limit === null) this.#limits.delete(kind);
		else this.#limits.set(kind, { limit, at, by, reason });
	}
}

function fresh(id: string): AlarmRecord | null {
	const parsed = parseAlarmId(id);
	if (!parsed) return null;
	return {
		id,
		...parsed,
		active: false,
		isAcknowledged: true,
		raisedAt: null,
		returnedAt: null,
		value: null,
		limit: null,
		names: [],
		acknowledged: null,
		shelved: null,
		outOfService: null,
	};
}

function isNormal(record: AlarmRecord): boolean {
	return !record.active && record.isAcknowledged && !record.shelved && !record.outOfService;
}

/** @returns null where the entry changes nothing */
function changed(record: AlarmRecord, entry: Exclude<AlarmChange, { what: 'limit-set' }>): AlarmRecord | null {
	switch (entry.what) {
		case 'raised': {
			if (record.active) return null;
			const { at: raisedAt, value, limit, names } = entry;
			const raised = { active: true, isAcknowledged: false, acknowledged: null, returnedAt: null };
			return { ...record, ...raised, raisedAt, value, limit, names };
		}
		case 'returned':
			return record.active ? { ...record, active: false, returnedAt: entry.at, value: entry.value } : null;
		case 'acknowledged': {
			if (record.isAcknowledged) return null;
			const { at, by, comment } = entry;
			return { ...record, isAcknowledged: true, acknowledged: { at, by, comment } };
		}
		case 'shelved': {
			const { at, by, reason, until } = entry;
			return { ...record, shelved: { at, by, reason, until } };
		}
		case 'unshelved':
			return record.shelved ? released({ ...record, shelved: null }) : null;
		case 'taken-out': {
			const { at, by, reason } = entry;
			return { ...record, outOfService: { at, by, reason } };
		}
		case 'put-back':
			return record.outOfService ? released({ ...record, outOfService: null }) : null;
	}
}

/** What was held back is told anew where it still stands, and is normal where it does not. */
function released(record: AlarmRecord): AlarmRecord {
	if (record.shelved || record.outOfService) return record;
	return { ...record, isAcknowledged: !record.active, acknowledged: null };
}
