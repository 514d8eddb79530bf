import type { AlarmView } from '../../../shared/contract/index.ts';
import type { CsvCell } from '../../app/csv.ts';

export const LIST_CSV_HEADER = [
	'priority',
	'alarm',
	'state',
	'active',
	'value',
	'limit',
	'raised_at',
	'returned_at',
	'raises_24h',
	'names',
] as const;

/** Figures are in the unit of the alarm's entry in the catalogue. */
export function listCsvRow(alarm: AlarmView): readonly CsvCell[] {
	const time = (at: number | null) => (at === null ? null : new Date(at).toISOString());
	return [
		alarm.priority,
		alarm.id,
		alarm.state,
		String(alarm.active),
		alarm.value,
		alarm.limit,
		time(alarm.raisedAt),
		time(alarm.returnedAt),
		alarm.raises,
		alarm.names.join(' '),
	];
}
