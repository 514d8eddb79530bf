import type { AlarmLogEntry } from '../../../shared/contract/index.ts';
import type { CsvCell } from '../../app/csv.ts';

export const LOG_CSV_HEADER = [
	'sequence',
	'at',
	'what',
	'alarm',
	'session',
	'participant',
	'value',
	'limit',
	'until',
	'text',
	'names',
] as const;

/** Figures are in the unit of the alarm's entry in the catalogue. */
export function logCsvRow(entry: AlarmLogEntry): readonly CsvCell[] {
	const by = 'by' in entry ? entry.by : null;
	return [
		entry.sequence,
		new Date(entry.at).toISOString(),
		entry.what,
		entry.alarm,
		by?.session ?? null,
		by?.participant ?? null,
		'value' in entry ? entry.value : null,
		'limit' in entry ? entry.limit : null,
		'until' in entry ? new Date(entry.until).toISOString() : null,
		'reason' in entry ? entry.reason : 'comment' in entry ? entry.comment : null,
		'names' in entry ? entry.names.join(' ') : null,
	];
}
