import type { Reading } from '../codec/metering-calls.ts';
import type { TimeMs } from '../codec/units.ts';
import type { ErrorCode } from '../errors/catalogue.ts';
import { catalogue } from '../errors/catalogue.ts';
import { type ErrorDetails, render } from '../errors/coded-error.ts';
import type { Delimiter } from './csv.ts';
import { csvLine } from './csv-write.ts';

export const READING_LIMITS = {
	rows: 1_000_000,
	meters: 100_000,
	/** Gaps that are listed; all are counted. */
	gaps: 1_000,
	/** As the calls have it: 1 GWh. */
	energyWh: 1_000_000_000,
} as const;

/** A row that gives no reading. A repeated one (`duplicate`) says what another row has said; the rest are at fault. */
export interface RefusedReading {
	/** Line of the file, from 1. */
	readonly line: number;
	/** '' where the row names none. */
	readonly meter: string;
	readonly verdict: 'error' | 'duplicate';
	readonly code: ErrorCode;
	readonly column?: string;
	readonly details: ErrorDetails;
	/** The row as the file has it. */
	readonly cells: readonly string[];
}

/** What a piece of a file gives: each of its rows is either a reading or refused. */
export interface ReadingBatch {
	readonly readings: readonly Reading[];
	/** Line of each reading. */
	readonly lines: readonly number[];
	readonly refused: readonly RefusedReading[];
}

/** Time between a meter's first and last reading for which the file has none. */
export interface ReadingGap {
	readonly meter: string;
	readonly start: TimeMs;
	readonly end: TimeMs;
}

export interface ReadingSummary {
	readonly rows: number;
	readonly readings: number;
	readonly duplicates: number;
	readonly errors: number;
	readonly meters: number;
	/** Instants of the first start and the last end; null without a reading. */
	readonly from: TimeMs | null;
	readonly to: TimeMs | null;
	/** The first ones, by meter and time. */
	readonly gaps: readonly ReadingGap[];
	readonly gapCount: number;
}

/** Reads a file piece by piece; memory grows by some hundred bytes a reading, which tell repeated rows. */
export interface ReadingReader {
	/** @throws CodedError FORMAT_* or XML_* when the file as a whole cannot be read */
	push(text: string): ReadingBatch;
	/** What is left when there is no more text. @throws CodedError as `push`, and FORMAT_EMPTY without a row */
	end(): ReadingBatch;
	summary(): ReadingSummary;
	/** Titles for refused rows, and the delimiter of the file; null where it begins with its rows. */
	readonly header: readonly string[] | null;
	readonly delimiter: Delimiter;
}

/** Hands a file to a reader and yields what each piece gives. */
export async function* importReadings(
	source: AsyncIterable<string> | Iterable<string>,
	reader: ReadingReader,
): AsyncGenerator<ReadingBatch> {
	for await (const text of source) yield reader.push(text);
	yield reader.end();
}

/** First line of a file of refused rows, or '' where the source has no header. */
export function rejectHeader({ header, delimiter }: ReadingReader): string {
	return header === null ? '' : csvLine([...header, 'reject_code', 'reject_reason'], delimiter);
}

/** A refused row as it came, with code and reason behind. */
export function rejectLine(refused: RefusedReading, reader: ReadingReader, language: 'en' | 'zh' = 'en'): string {
	const { cells, code, details } = refused;
	const missing = Array.from({ length: Math.max(0, (reader.header?.length ?? 0) - cells.length) }, () => '');
	return csvLine([...cells, ...missing, code, render(catalogue[code][language], details)], reader.delimiter);
}
