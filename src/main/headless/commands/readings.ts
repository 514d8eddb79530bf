import { Command } from 'commander';
import { formatStamp } from '../../../shared/formats/calendar.ts';
import { faultMessage } from '../../../shared/formats/fault.ts';
import {
	importReadings,
	type ReadingSummary,
	type RefusedReading,
	rejectHeader,
	rejectLine,
} from '../../../shared/formats/reading-import.ts';
import { EXIT } from '../exit-codes.ts';
import { requireOtherFile, writeRejectFile } from '../reject-file.ts';
import { readTextPieces } from '../text-pieces.ts';
import { type FormatFlags, formatOf, readerOf, withFormatOptions } from './readings-format.ts';
import { readingsImportCommand } from './readings-import.ts';
import { readingsKeyCommand, readingsSignCommand } from './readings-sign.ts';

interface CheckFlags extends FormatFlags {
	readonly rejects?: string;
	readonly json?: boolean;
}

/** Refused rows that are printed; --rejects writes all. */
const JSON_ROWS = 10_000;
const SHOWN_ROWS = 50;

/** `readings`: files of meter readings, checked, signed at their source, submitted. */
export function readingsCommand(): Command {
	const check = withFormatOptions(
		new Command('check')
			.description('check a file of meter readings, with a verdict for every row')
			.argument('<file>', 'CSV or XML, or - for standard input'),
	)
		.option('--rejects <file>', 'write the refused rows here, with code and reason')
		.option('--json', 'print one JSON object and nothing else on stdout')
		.action(run);
	return new Command('readings')
		.description('files of meter readings')
		.addCommand(check.exitOverride())
		.addCommand(readingsKeyCommand().exitOverride())
		.addCommand(readingsSignCommand().exitOverride())
		.addCommand(readingsImportCommand().exitOverride());
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
