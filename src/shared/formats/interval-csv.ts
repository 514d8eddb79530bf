import type { Reading } from '../codec/metering-calls.ts';
import { CodedError } from '../errors/coded-error.ts';
import { isOrderName } from './bid-name.ts';
import { type Columns, readHeader } from './columns.ts';
import { CsvReader, type CsvRecord, type Delimiter } from './csv.ts';
import { plainCell } from './csv-write.ts';
import { type DecimalMark, decimalMark, type Rounding, readDecimal, writeDecimal } from './decimal.ts';
import { type Fault, shownCell } from './fault.ts';
import { INTERVAL_COLUMNS, type IntervalColumn } from './interval-columns.ts';
import { type IntervalStamps, learnLength, stampsOf } from './interval-stamps.ts';
import type { PeriodMinutes } from './local-day.ts';
import {
	READING_LIMITS,
	type ReadingBatch,
	type ReadingReader,
	type ReadingSummary,
	type RefusedReading,
} from './reading-import.ts';
import { ReadingLedger } from './reading-ledger.ts';
import type { TimeZone } from './time-zone.ts';

export interface IntervalCsvOptions {
	/** Where stamps without an offset are read. */
	readonly zone: TimeZone;
	/** Meter of all rows where the file has no such column. */
	readonly meter?: string | undefined;
	/** Which end of the interval a column named `time` gives. */
	readonly stamp?: 'start' | 'end' | undefined;
	/** Length of the intervals where rows state one end only; otherwise learned from the first rows. */
	readonly minutes?: PeriodMinutes | undefined;
	/**
	 * What a local time means that comes twice and has no offset: nothing, or by the order of rows the first time that is
	 * not before the meter's last reading.
	 */
	readonly repeated?: 'refuse' | 'in-order' | undefined;
	/** What becomes of parts of a Wh. */
	readonly rounding?: Rounding | undefined;
	/** What a `net` value above 0 is. */
	readonly positive?: 'consumed' | 'generated' | undefined;
	readonly delimiter?: Delimiter | undefined;
}

/** Rows by which the length of the intervals is learned. */
const LEARNING_ROWS = 1_000;

/** Reads meter readings, one row per meter and interval. */
export class IntervalCsv implements ReadingReader {
	readonly #options: IntervalCsvOptions;
	readonly #csv: CsvReader;
	readonly #ledger = new ReadingLedger();
	#columns: Columns<IntervalColumn> | null = null;
	#header: readonly string[] | null = null;
	#mark: DecimalMark = decimalMark(null);
	#stamps: IntervalStamps | null = null;
	/** Files name one meter in row after row. */
	#knownMeter = '';
	/** Rows that wait for the length of the intervals to be known. */
	#waiting: CsvRecord[] = [];

	constructor(options: IntervalCsvOptions) {
		this.#options = options;
		this.#csv = new CsvReader({ delimiter: options.delimiter });
	}

	get header(): readonly string[] | null {
		return this.#header;
	}

	get delimiter(): Delimiter {
		return this.#csv.delimiter ?? ',';
	}

	push(text: string): ReadingBatch {
		return this.#take(this.#csv.push(text), false);
	}

	end(): ReadingBatch {
		const batch = this.#take(this.#csv.end(), true);
		if (this.#ledger.rows === 0) throw new CodedError('FORMAT_EMPTY', { what: 'reading' });
		return batch;
	}

	summary(): ReadingSummary {
		return this.#ledger.summary();
	}

	#take(records: CsvRecord[], isLast: boolean): ReadingBatch {
		const batch = { readings: [] as Reading[], lines: [] as number[], refused: [] as RefusedReading[] };
		let rows = records;
		if (this.#columns === null && records.length > 0) {
			this.#columns = this.#openHeader(records[0] as CsvRecord);
			rows = records.slice(1);
		}
		if (this.#columns === null) return batch;
		if (this.#stamps === null) {
			this.#waiting.push(...rows);
			if (this.#waiting.length < LEARNING_ROWS && !isLast) return batch;
			if (this.#waiting.length === 0) return batch;
			rows = this.#waiting;
			this.#waiting = [];
			this.#stamps = this.#openStamps(this.#columns, rows);
		}
		for (const record of rows) this.#read(record, this.#columns, this.#stamps, batch);
		return batch;
	}

	#openHeader({ cells }: CsvRecord): Columns<IntervalColumn> {
		this.#mark = decimalMark(this.#csv.delimiter);
		const columns = cells === null ? null : readHeader(cells, INTERVAL_COLUMNS);
		const missing = columns === null ? 'start' : missingColumn(columns, this.#options);
		if (columns === null || missing !== null) throw new CodedError('FORMAT_COLUMN_MISSING', { column: missing });
		this.#header = cells;
		return columns;
	}

	#openStamps(columns: Columns<IntervalColumn>, rows: readonly CsvRecord[]): IntervalStamps {
		const { zone, stamp = 'start', minutes, repeated = 'refuse' } = this.#options;
		const stamps = { columns, zone, stamp, repeated, minutes: minutes ?? null };
		if (stamps.minutes !== null || (columns.start !== undefined && columns.end !== undefined)) return stamps;
		const learned = learnLength(stamps, rows, (cells) => this.#meterOf(cells, columns));
		if (learned === null) throw new CodedError('INTERVAL_LENGTH_UNKNOWN');
		return { ...stamps, minutes: learned };
	}

	#meterOf(cells: readonly string[], columns: Columns<IntervalColumn>): string {
		return columns.meter === undefined ? (this.#options.meter ?? '') : plainCell(cells[columns.meter.index] ?? '');
	}

	#read(
		{ line, text, cells }: CsvRecord,
		columns: Columns<IntervalColumn>,
		stamps: IntervalStamps,
		batch: { readonly readings: Reading[]; readonly lines: number[]; readonly refused: RefusedReading[] },
	): void {
		if (this.#ledger.rows >= READING_LIMITS.rows)
			throw new CodedError('FORMAT_ROWS_EXCEEDED', { limit: READING_LIMITS.rows, line });
		const meter = cells === null ? '' : this.#meterOf(cells, columns);
		const reading = cells === null ? malformed : this.#reading(cells, meter, columns, stamps);
		const fault = 'fault' in reading ? reading.fault : this.#ledger.add(reading, line);
		if ('fault' in reading) this.#ledger.refuse();
		if (fault === null) {
			batch.readings.push(reading as Reading);
			batch.lines.push(line);
			return;
		}
		const verdict = fault.code === 'INTERVAL_DUPLICATE' ? 'duplicate' : 'error';
		batch.refused.push({ line, meter: shownCell(meter), verdict, ...fault, cells: cells ?? [text] });
	}

	#reading(
		cells: readonly string[],
		meter: string,
		columns: Columns<IntervalColumn>,
		stamps: IntervalStamps,
	): Reading | { readonly fault: Fault } {
		if (meter === '' || (meter !== this.#knownMeter && !isOrderName(meter)))
			return { fault: inColumn('INTERVAL_METER_MISSING', columns.meter?.title) };
		this.#knownMeter = meter;
		const interval = stampsOf(cells, stamps, () => this.#ledger.lastEnd(meter));
		if ('fault' in interval) return interval;
		let generatedWh = 0;
		let consumedWh = 0;
		for (const key of ['generated', 'consumed', 'net'] as const) {
			const value = this.#energy(cells, columns, key);
			if (typeof value !== 'number') return { fault: value };
			const isConsumed = key === 'net' ? value > 0 === (this.#options.positive !== 'generated') : key === 'consumed';
			if (isConsumed) consumedWh += Math.abs(value);
			else generatedWh += Math.abs(value);
		}
		return { meter, start: interval.start, end: interval.end, generatedWh, consumedWh };
	}

	/** 0 where the file lacks the column. */
	#energy(
		cells: readonly string[],
		columns: Columns<IntervalColumn>,
		key: 'generated' | 'consumed' | 'net',
	): number | Fault {
		const column = columns[key];
		if (column === undefined) return 0;
		const text = plainCell(cells[column.index] ?? '');
		if (text === '') return inColumn('INTERVAL_VALUE_MISSING', column.title);
		const value = readDecimal(text, column.scale, this.#mark, this.#options.rounding);
		const { title } = column;
		if (typeof value !== 'number')
			return { code: value, column: title, details: { column: title, value: shownCell(text), digits: column.scale } };
		if ((value < 0 && key !== 'net') || Math.abs(value) > READING_LIMITS.energyWh) {
			const max = writeDecimal(READING_LIMITS.energyWh, 3);
			return { code: 'INTERVAL_VALUE_INVALID', column: title, details: { column: title, value: shownCell(text), max } };
		}
		return value;
	}
}

const malformed = { fault: { code: 'FORMAT_ROW_MALFORMED', details: {} } } as const;

function inColumn(code: Fault['code'], column: string | undefined): Fault {
	return column === undefined ? { code, details: {} } : { code, column, details: { column } };
}

/** Name of a column without which no row could be read, or null. */
function missingColumn(columns: Columns<IntervalColumn>, { meter }: IntervalCsvOptions): string | null {
	if (columns.meter === undefined && meter === undefined) return 'meter';
	if (columns.start === undefined && columns.end === undefined && columns.time === undefined) return 'start';
	const hasValue = columns.generated !== undefined || columns.consumed !== undefined || columns.net !== undefined;
	return hasValue ? null : 'consumed';
}
