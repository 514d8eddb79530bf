import { type AlarmKind, alarmCatalogue, parseAlarmId } from '../../../shared/alarms/catalogue.ts';
import type { AlarmPriority } from '../../../shared/alarms/entry.ts';
import type {
	AlarmActor,
	AlarmLimitView,
	AlarmList,
	AlarmLogEntry,
	AlarmMetrics,
	AlarmReceipt,
	AlarmView,
} from '../../../shared/contract/alarms.ts';
import { ALARM_LIMITS } from '../../../shared/contract/alarms.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { ConsoleLog } from '../log.ts';
import type { AlarmChange, AlarmRecord } from './alarm-book.ts';
import { AlarmLog } from './alarm-log.ts';
import { alarmListOf, alarmViews, type ListFacts, worstActive } from './alarm-views.ts';
import type { AlarmFacts } from './facts.ts';
import { alarmLimits, limitInRange } from './limits.ts';
import { measure } from './measure.ts';
import { alarmMetricsOf } from './metrics.ts';
import { type TrendPoint, Trends } from './trends.ts';
import { AlarmWatcher } from './watcher.ts';

const HISTORY_MAX = 50;
const MINUTE_MS = 60_000;

export interface AlarmDeskOptions {
	readonly directory: string;
	/** Entries that the log keeps. Default `ALARM_LIMITS.logEntries`. */
	readonly capacity?: number;
}

export interface AlarmDeskModules {
	readonly log: ConsoleLog;
	/** Unix wall ms. */
	readonly wallNow: () => number;
	readonly nameOf: (record: Pick<AlarmRecord, 'kind' | 'subject'>) => string | null;
	/** The list, or a figure in it, has changed. */
	readonly onChange: () => void;
}

/** The alarms of one node: judges facts, keeps the log, and takes what operators do. */
export class AlarmDesk {
	readonly #modules: AlarmDeskModules;
	readonly #watcher = new AlarmWatcher();
	readonly #trends = new Trends();
	readonly #log: AlarmLog;
	#now: number;
	#waiting = 0;
	#judgedAt: number | null = null;

	private constructor(log: AlarmLog, modules: AlarmDeskModules) {
		this.#log = log;
		this.#modules = modules;
		this.#now = log.entries.at(-1)?.at ?? 0;
		for (const { id, active } of log.book.records()) this.#watcher.assume(id, active);
	}

	static async open(options: AlarmDeskOptions, modules: AlarmDeskModules): Promise<AlarmDesk> {
		return new AlarmDesk(await AlarmLog.open(options, modules), modules);
	}

	/** Judges the facts once, and ends shelvings whose time is over. The log's disk is not waited for. */
	judge(facts: AlarmFacts): void {
		const { book } = this.#log;
		const at = this.#readClock();
		const before = this.#log.entries.at(-1);
		for (const { id, shelved } of [...book.records()])
			if (shelved && shelved.until <= at) this.#log.take({ what: 'unshelved', at, alarm: id, by: null });
		this.#waiting = this.#watcher.step(measure(facts), at, {
			limitOf: (kind) => this.#limitOf(kind),
			enter: ({ id, what, value, limit, names }) => {
				if (!book.hasRoomFor(id)) return what === 'returned';
				const head = { at, alarm: id, value: finite(value) };
				const listed = names.slice(0, ALARM_LIMITS.subjects);
				this.#log.take(what === 'raised' ? { ...head, what, limit, names: [...listed] } : { ...head, what });
				return true;
			},
		});
		const isFirst = this.#judgedAt === null;
		this.#judgedAt = at;
		const isTrend = this.#trends.take(this.#watcher.measured, at);
		if (isFirst || this.#log.entries.at(-1) !== before || (isTrend && book.size > 0)) this.#modules.onChange();
		this.#log.flush().catch(() => undefined);
	}

	list(): AlarmList {
		return alarmListOf(this.#listFacts());
	}

	detail(id: string): { alarm: AlarmView | null; history: AlarmLogEntry[]; trend: TrendPoint[] } {
		const record = this.#log.book.get(id);
		return {
			alarm: record ? (alarmViews(this.#listFacts(), [record])[0] ?? null) : null,
			history: this.page(null, HISTORY_MAX, id).entries,
			trend: this.#trends.of(id).map(({ at, value }) => ({ at, value: finite(value) })),
		};
	}

	/** Newest first. */
	page(
		before: number | null,
		limit: number,
		alarm: string | null,
	): { entries: AlarmLogEntry[]; total: number; next: number | null } {
		const all = this.#log.entries;
		const entries: AlarmLogEntry[] = [];
		let more = false;
		for (let at = all.length - 1; at >= 0; at--) {
			const entry = all[at] as AlarmLogEntry;
			if ((before !== null && entry.sequence >= before) || (alarm !== null && entry.alarm !== alarm)) continue;
			if (entries.length === limit) {
				more = true;
				break;
			}
			entries.push(entry);
		}
		return { entries, total: all.length, next: more ? (entries.at(-1)?.sequence ?? null) : null };
	}

	metrics(windowMs: number): AlarmMetrics {
		return alarmMetricsOf(this.#log.entries, this.#log.book.records(), windowMs, this.#readClock());
	}

	limits(): AlarmLimitView[] {
		return alarmLimits(this.#log.book);
	}

	worst(): AlarmPriority | null {
		return worstActive(this.#log.book.records());
	}

	/** @throws CodedError ALARM_UNKNOWN | ALARM_LOG_UNWRITABLE; as do all actions */
	acknowledge(ids: readonly string[], by: AlarmActor, comment: string): Promise<AlarmReceipt> {
		this.#requireListed(ids);
		return this.#act(ids, (alarm, at) => ({ what: 'acknowledged', at, alarm, by, comment }));
	}

	/** Also of an alarm that is normal now. @throws CodedError ALARM_LIST_FULL */
	shelve(ids: readonly string[], by: AlarmActor, minutes: number, reason: string): Promise<AlarmReceipt> {
		this.#requireRoom(ids);
		return this.#act(ids, (alarm, at) => {
			return { what: 'shelved', at, alarm, by, reason, until: at + minutes * MINUTE_MS };
		});
	}

	unshelve(ids: readonly string[], by: AlarmActor): Promise<AlarmReceipt> {
		this.#requireListed(ids);
		return this.#act(ids, (alarm, at) => ({ what: 'unshelved', at, alarm, by }));
	}

	/** Also of an alarm that is normal now. @throws CodedError ALARM_LIST_FULL */
	takeOutOfService(ids: readonly string[], by: AlarmActor, reason: string): Promise<AlarmReceipt> {
		this.#requireRoom(ids);
		return this.#act(ids, (alarm, at) => ({ what: 'taken-out', at, alarm, by, reason }));
	}

	returnToService(ids: readonly string[], by: AlarmActor): Promise<AlarmReceipt> {
		this.#requireListed(ids);
		return this.#act(ids, (alarm, at) => ({ what: 'put-back', at, alarm, by }));
	}

	/** @throws CodedError ALARM_LIMIT_RANGE */
	setLimit(kind: AlarmKind, limit: number | null, by: AlarmActor, reason: string): Promise<AlarmReceipt> {
		limitInRange(kind, limit);
		return this.#act([kind], (alarm, at) => ({ what: 'limit-set', at, alarm, by, reason, limit }));
	}

	/** Writes what waits; the log is closed afterwards. */
	close(): Promise<void> {
		return this.#log.close();
	}

	async #act(ids: readonly string[], change: (id: string, at: number) => AlarmChange): Promise<AlarmReceipt> {
		const at = this.#readClock();
		const alarms = [...new Set(ids)];
		const sequences = alarms.map((id) => this.#log.take(change(id, at)).sequence);
		this.#modules.onChange();
		await this.#log.flush();
		return { alarms, firstSequence: sequences[0] ?? 0, lastSequence: sequences.at(-1) ?? 0, at };
	}

	#requireListed(ids: readonly string[]): void {
		for (const id of ids) if (!this.#log.book.get(id)) throw new CodedError('ALARM_UNKNOWN', { alarm: id });
	}

	#requireRoom(ids: readonly string[]): void {
		const { book } = this.#log;
		for (const id of ids) if (!parseAlarmId(id)) throw new CodedError('ALARM_UNKNOWN', { alarm: id });
		const fresh = new Set(ids.filter((id) => !book.get(id)));
		if (book.size + fresh.size > ALARM_LIMITS.listed)
			throw new CodedError('ALARM_LIST_FULL', { limit: ALARM_LIMITS.listed });
	}

	#limitOf(kind: AlarmKind): number {
		return this.#log.book.limitOf(kind)?.limit ?? alarmCatalogue[kind].limit;
	}

	/** A wall clock that was turned back does not turn back the log. */
	#readClock(): number {
		this.#now = Math.max(this.#now, Math.floor(this.#modules.wallNow()));
		return this.#now;
	}

	#listFacts(): ListFacts {
		return {
			log: this.#log,
			measured: this.#watcher.measured,
			now: this.#readClock(),
			waiting: this.#waiting,
			judgedAt: this.#judgedAt,
			nameOf: this.#modules.nameOf,
		};
	}
}

/** JSON has no infinity; three decimals are ample for any unit. */
function finite(value: number | null): number | null {
	return value === null || !Number.isFinite(value) ? null : Math.round(value * 1_000) / 1_000;
}
