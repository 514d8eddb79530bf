import { ALARM_KINDS, type AlarmKind, alarmCatalogue } from '../../../shared/alarms/catalogue.ts';
import type { AlarmLimitView } from '../../../shared/contract/alarms.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import type { AlarmBook } from './alarm-book.ts';

/** The limit of every alarm, and who changed it. */
export function alarmLimits(book: AlarmBook): AlarmLimitView[] {
	return ALARM_KINDS.map((kind) => {
		const { limit: standard, limitMin: min, limitMax: max } = alarmCatalogue[kind];
		const change = book.limitOf(kind);
		const changed = change ? { at: change.at, by: change.by, reason: change.reason } : null;
		return { kind, limit: change?.limit ?? standard, standard, min, max, changed };
	});
}

/** @throws CodedError ALARM_LIMIT_RANGE */
export function limitInRange(kind: AlarmKind, limit: number | null): void {
	const { limitMin: min, limitMax: max } = alarmCatalogue[kind];
	if (limit !== null && (limit < min || limit > max))
		throw new CodedError('ALARM_LIMIT_RANGE', { kind, limit, min, max });
}
