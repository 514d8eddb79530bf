import type { Command } from 'commander';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { isOrderName } from '../../../shared/formats/bid-name.ts';
import { EntsoeCurve } from '../../../shared/formats/entsoe-curve.ts';
import { GreenButton } from '../../../shared/formats/green-button.ts';
import { IntervalCsv } from '../../../shared/formats/interval-csv.ts';
import type { PeriodMinutes } from '../../../shared/formats/local-day.ts';
import type { ReadingReader } from '../../../shared/formats/reading-import.ts';
import { openTimeZone } from '../../../shared/formats/time-zone.ts';
import { choiceOption } from '../option-values.ts';

export const READING_FORMATS = ['csv', 'green-button', 'entsoe'] as const;

export type ReadingFormat = (typeof READING_FORMATS)[number];

/** How a file of readings is to be read. */
export interface FormatFlags {
	readonly format?: ReadingFormat;
	readonly zone: string;
	readonly meter?: string;
	readonly minutes?: '15' | '30' | '60';
	readonly stamp?: 'start' | 'end';
	readonly repeated?: 'refuse' | 'in-order';
	readonly positive?: 'consumed' | 'generated';
	readonly round?: boolean;
}

export function withFormatOptions(command: Command): Command {
	return command
		.option(
			'--format <name>',
			`${READING_FORMATS.join(', ')} (default: by the name of the file)`,
			choiceOption('--format', READING_FORMATS),
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
		.option('--round', 'round parts of a Wh half to even instead of refusing them');
}

/** Reader of a file by the flags, else by its name. */
export function readerOf(format: ReadingFormat, flags: FormatFlags): ReadingReader {
	const { meter, stamp, repeated, positive, round } = flags;
	const rounding = round ? 'half-even' : 'refuse';
	if (format === 'green-button') return new GreenButton({ meter, rounding });
	if (format === 'entsoe') return new EntsoeCurve({ meter, rounding });
	const minutes = flags.minutes === undefined ? undefined : (Number(flags.minutes) as PeriodMinutes);
	return new IntervalCsv({ zone: openTimeZone(flags.zone), meter, minutes, stamp, repeated, positive, rounding });
}

/** XML is Green Button unless said otherwise. */
export function formatOf(file: string): ReadingFormat {
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
