import { Command } from 'commander';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { isOrderName } from '../../../shared/formats/bid-name.ts';
import { formatStamp } from '../../../shared/formats/calendar.ts';
import { EntsoeCurve } from '../../../shared/formats/entsoe-curve.ts';
import { faultMessage } from '../../../shared/formats/fault.ts';
import { GreenButton } from '../../../shared/formats/green-button.ts';
import { IntervalCsv } from '../../../shared/formats/interval-csv.ts';
import type { PeriodMinutes } from '../../../shared/formats/local-day.ts';
import {
	importReadings,
	type ReadingReader,
	type ReadingSummary,
	type RefusedReading,
	rejectHeader,
	rejectLine,
} from '../../../shared/formats/reading-import.ts';
import { openTimeZone } from '../../../shared/formats/time-zone.ts';
import { EXIT } from '../exit-codes.ts';
import { choiceOption } from '../option-values.ts';
import { requireOtherFile, writeRejectFile } from '../reject-file.ts';
import { readTextPieces } from '../text-pieces.ts';

const FORMATS = ['csv', 'green-button', 'entsoe'] as const;

interface CheckFlags {
	readonly format?: (typeof FORMATS)[number];
	readonly zone: string;
	readonly meter?: string;
	readonly minutes?: '15' | '30' | '60';
	readonly stamp?: 'start' | 'end';
	readonly repeated?: 'refuse' | 'in-order';
	readonly positive?: 'consumed' | 'generated';
	readonly round?: boolean;
	readonly rejects?: string;
	readonly json?: boolean;
}

/** Refused rows that are printed; --rejects writes all. */
const JSON_ROWS = 10_000;
const SHOWN_ROWS = 50;

/** `readings`: files of meter readings, before anything is submitted. */
export function readingsCommand(): Command {
	const check = new Command('check')
		.description('check a file of meter readings, with a verdict for every row')
		.argument('<file>', 'CSV or XML, or - for standard input')
		.option(
			'--format <name>',
			`${FORMATS.join(', ')} (default: by the name of the file)`,
			choiceOption('--format', FORMATS),
		)
		.option('--zone <zone>', 'time zone of stamps without an offset, such as Europe/Rome or +08:00', 'UTC')
		.option('--meter <name>', 'meter of all rows, where the file names none or several names for one', meterOption)
		.option(
			'--minutes <minutes>',
			'CSV: length of the intervals, where rows state one end',
			choiceOption('--minutes', ['15', '30', '60']),
		)
		.option(
			'--stamp <end>',
			'CSV: start or end, which a column named time gives',
			choiceOption('--stamp', ['start', 'end']),
		)
		.option(
			'--repeated <rule>',
			'CSV: refuse local times that come twice, or take them in-order',
			choiceOption('--repeated', ['refuse', 'in-order']),
		)
		.option(
			'--positive <flow>',
			'CSV: what a net value above 0 is',
			choiceOption('--positive', ['consumed', 'generated']),
		)
		.option('--round', 'round parts of a Wh half to even instead of refusing them')
		.option('--rejects <file>', 'write the refused rows here, with code and reason')
		.option('--json', 'print one JSON object and nothing else on stdout')
		.action(run);
	return new Command('readings').description('files of meter readings').addCommand(check.exitOverride());
}

async function run(file: string, flags: CheckFlags): Promise<void> {
	await requireOtherFile(flags.rejects, [file]);
	const reader = readerOf(flags.format ?? formatOf(file), flags);
	const listed: RefusedReading[] = [];
	const rejects: string[] = [];
	for await (const { refused } of importReadings(readTextPieces(file), reader))
		for (const each of refused) {
			if (listed.length < JSON_ROWS) listed.push(each);
			if (flags.rejects !== undefined) rejects.push(rejectLine(each, reader));
		}
	if (flags.rejects !== undefined) await writeRejectFile(flags.rejects, [rejectHeader(reader), ...rejects]);
	const summary = reader.summary();
	process.stdout.write(flags.json ? `${JSON.stringify(reportOf(summary, listed))}\n` : textOf(summary, listed));
	if (summary.errors > 0) process.exitCode = EXIT.failure;
}

function readerOf(format: (typeof FORMATS)[number], flags: CheckFlags): ReadingReader {
	const { meter, stamp, repeated, positive, round } = flags;
	const rounding = round ? 'half-even' : 'refuse';
	if (format === 'green-button') return new GreenButton({ meter, rounding });
	if (format === 'entsoe') return new EntsoeCurve({ meter, rounding });
	const minutes = flags.minutes === undefined ? undefined : (Number(flags.minutes) as PeriodMinutes);
	return new IntervalCsv({ zone: openTimeZone(flags.zone), meter, minutes, stamp, repeated, positive, rounding });
}

/** XML is Green Button unless said otherwise. */
function formatOf(file: string): (typeof FORMATS)[number] {
	return /\.xml$/i.test(file) ? 'green-button' : 'csv';
}

function meterOption(value: string): string {
	if (isOrderName(value)) return value;
	throw new CodedError('OPTION_INVALID', {
		option: '--meter',
		value,
		expected: 'a name of letters, digits and . _ : + -',
	});
}

function reportOf(summary: ReadingSummary, refused: readonly RefusedReading[]) {
	const { from, to, gaps, ...counts } = summary;
	return {
		summary: { ...counts, from: from === null ? null : formatStamp(from), to: to === null ? null : formatStamp(to) },
		gaps: gaps.map(({ meter, start, end }) => ({ meter, start: formatStamp(start), end: formatStamp(end) })),
		refused: refused.map(({ cells: _, ...row }) => ({ ...row, message: faultMessage(row) })),
	};
}

function textOf(summary: ReadingSummary, refused: readonly RefusedReading[]): string {
	const shown = refused.slice(0, SHOWN_ROWS).map((row) => `  line ${row.line}: ${row.code}: ${faultMessage(row)}`);
	const gaps = summary.gaps.slice(0, SHOWN_ROWS).map(({ meter, start, end }) => {
		return `  ${faultMessage({ code: 'INTERVAL_GAP', details: { meter, start: formatStamp(start), end: formatStamp(end) } })}`;
	});
	const left = summary.errors + summary.duplicates - shown.length;
	return [
		`${summary.rows} rows: ${summary.readings} readings of ${summary.meters} meters, ${summary.duplicates} repeated, ${summary.errors} refused`,
		...shown,
		...(left > 0 ? [`  and ${left} more; --rejects writes all`] : []),
		`${summary.gapCount} gaps`,
		...gaps,
		'',
	].join('\n');
}
