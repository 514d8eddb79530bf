import type { TimeMs } from '../codec/units.ts';
import { isOrderName } from './bid-name.ts';
import { formatStamp, MINUTE_MS } from './calendar.ts';
import type { Rounding } from './decimal.ts';
import { EnergyFlows, FLOW_HEADER, type Flow } from './energy-flows.ts';
import { type CurvePeriod, type CurvePointText, CurveSeries, type CurveSeriesFields } from './entsoe-series.ts';
import { type Fault, shownCell } from './fault.ts';
import { readStamp } from './local-stamp.ts';
import { READING_LIMITS, type ReadingBatch, type ReadingReader, type ReadingSummary } from './reading-import.ts';
import { scaledEnergy } from './scaled-energy.ts';
import { openTimeZone } from './time-zone.ts';
import { XmlReader } from './xml-reader.ts';

export interface EntsoeCurveOptions {
	/** Name of the meter instead of the metering point, resource or area that a series names. */
	readonly meter?: string | undefined;
	/** Direction of all series instead of what they say. */
	readonly flow?: Flow | undefined;
	/** What becomes of parts of a Wh. */
	readonly rounding?: Rounding | undefined;
}

const UTC = openTimeZone('UTC');
const RESOLUTIONS: { readonly [text: string]: number } = { PT15M: 15, PT30M: 30, PT60M: 60, PT1H: 60 };
/** Powers of ten of a Wh; MAW is the average power of the interval in MW. */
const UNITS: { readonly [name: string]: number } = { MWH: 6, KWH: 3, WTT: 0, MAW: 6, KWT: 3 };
const POWER_UNITS = ['MAW', 'KWT', 'WTT'];

/**
 * Reads time series of IEC 62325-451 market documents as ENTSO-E publishes them (generation, load, measured data): curve
 * type A01, where every point is stated, and A03, where a point that repeats the one before is left out. Power becomes
 * energy by the length of the interval.
 */
export class EntsoeCurve implements ReadingReader {
	readonly header = FLOW_HEADER;
	readonly delimiter = ',';
	readonly #options: EntsoeCurveOptions;
	readonly #flows = new EnergyFlows();
	readonly #xml = new XmlReader(new CurveSeries((series, period) => this.#take(series, period)));

	constructor(options: EntsoeCurveOptions = {}) {
		this.#options = options;
	}

	push(text: string): ReadingBatch {
		this.#xml.push(text);
		return { readings: [], lines: [], refused: this.#flows.takeRefused() };
	}

	end(): ReadingBatch {
		this.#xml.end();
		return this.#flows.join();
	}

	summary(): ReadingSummary {
		return this.#flows.summary();
	}

	#take(series: CurveSeriesFields, period: CurvePeriod): void {
		const meter = this.#options.meter ?? series.meter;
		const refuse = (line: number, fault: Fault, value = '') =>
			this.#flows.refuse(line, shownCell(meter), fault, [
				shownCell(meter),
				period.start,
				period.end,
				'',
				shownCell(value),
			]);
		const terms = this.#termsOf(series, period, meter);
		if ('code' in terms) return refuse(period.line, terms);
		const points = new Map<number, CurvePointText>();
		for (const point of period.points) {
			const position = /^\d{1,7}$/.test(point.position) ? Number(point.position) : 0;
			if (position < 1 || position > terms.count || points.has(position)) {
				const reason = `the position "${shownCell(point.position)}" is not one of 1 to ${terms.count}, or comes twice`;
				refuse(
					point.line,
					{ code: 'XML_CONTENT', details: { element: 'Point', line: point.line, reason } },
					point.quantity,
				);
			} else points.set(position, point);
		}
		let last: CurvePointText | undefined;
		for (let position = 1; position <= terms.count; position += 1) {
			const point = points.get(position) ?? (terms.isRepeating ? last : undefined);
			if (point === undefined) refuse(period.line, missing(terms, position));
			else this.#add(point, position, terms, refuse);
			last = point;
		}
	}

	#add(point: CurvePointText, position: number, terms: Terms, refuse: Refuse): void {
		const { meter, flow, start, minutes, unit } = terms;
		const isPower = POWER_UNITS.includes(unit);
		const power = UNITS[unit] as number;
		const energy = isPower
			? powerEnergy(point.quantity, power, minutes, this.#options.rounding)
			: scaledEnergy('quantity', point.quantity, power, this.#options.rounding);
		if (typeof energy !== 'number') return refuse(point.line, energy, point.quantity);
		const from = start + (position - 1) * minutes * MINUTE_MS;
		this.#flows.add({ meter, start: from, end: from + minutes * MINUTE_MS, flow, energyWh: energy, line: point.line });
	}

	#termsOf(series: CurveSeriesFields, period: CurvePeriod, meter: string): Terms | Fault {
		const content = (element: string, reason: string): Fault => ({
			code: 'XML_CONTENT',
			details: { element, line: period.line, reason },
		});
		if (!isOrderName(meter)) return { code: 'INTERVAL_METER_MISSING', details: {} };
		if (!Object.hasOwn(UNITS, series.unit)) return { code: 'INTERVAL_UNIT', details: { unit: shownCell(series.unit) } };
		const flow = this.#options.flow ?? flowOf(series);
		if (flow === null)
			return { code: 'INTERVAL_DIRECTION', details: { kind: `businessType ${shownCell(series.businessType)}` } };
		// A document without a curve type has every point: IEC 62325-451 makes A01 the default.
		if (!['', 'A01', 'A03'].includes(series.curveType))
			return content('curveType', `${shownCell(series.curveType)} is not A01 or A03`);
		const minutes = Object.hasOwn(RESOLUTIONS, period.resolution) ? RESOLUTIONS[period.resolution] : undefined;
		if (minutes === undefined)
			return content('resolution', `${shownCell(period.resolution)} is not PT15M, PT30M or PT60M`);
		const start = instantOf(period.start);
		const end = instantOf(period.end);
		const count = start === null || end === null ? 0 : (end - start) / (minutes * MINUTE_MS);
		if (start === null || !Number.isInteger(count) || count < 1 || count > READING_LIMITS.rows)
			return content(
				'timeInterval',
				`"${shownCell(period.start)}" to "${shownCell(period.end)}" is no whole number of intervals`,
			);
		return { meter, flow, start, minutes, count, unit: series.unit, isRepeating: series.curveType === 'A03' };
	}
}

type Refuse = (line: number, fault: Fault, value?: string) => void;

interface Terms {
	readonly meter: string;
	readonly flow: Flow;
	readonly start: TimeMs;
	readonly minutes: number;
	readonly count: number;
	readonly unit: string;
	/** A03 */
	readonly isRepeating: boolean;
}

function missing({ meter, start, minutes }: Terms, position: number): Fault {
	const from = start + (position - 1) * minutes * MINUTE_MS;
	const details = { meter, start: formatStamp(from), end: formatStamp(from + minutes * MINUTE_MS) };
	return { code: 'INTERVAL_GAP', details };
}

/** By the kind of business, or by whether the area is one that energy goes into or out of. */
function flowOf({ businessType, area }: CurveSeriesFields): Flow | null {
	if (businessType === 'A04') return 'consumed';
	if (businessType === 'A01' && area !== 'out') return 'generated';
	if (area === 'out') return 'consumed';
	return area === 'in' ? 'generated' : null;
}

function instantOf(text: string): TimeMs | null {
	const meaning = readStamp(text, UTC);
	return 'fault' in meaning ? null : (meaning.instants[0] as TimeMs);
}

/** Average power over a part of an hour: four quarter-hours, two half-hours or one hour make the energy of one hour. */
function powerEnergy(
	text: string,
	powerOfTen: number,
	minutes: number,
	rounding: Rounding | undefined,
): number | Fault {
	const parts = 60 / minutes;
	// A quarter of a number is its hundredth times 25, a half its tenth times 5: both stay decimal text.
	if (parts === 1) return scaledEnergy('quantity', text, powerOfTen, rounding);
	const multiplied = timesWhole(text, parts === 4 ? 25 : 5);
	return scaledEnergy('quantity', multiplied ?? text, powerOfTen - (parts === 4 ? 2 : 1), rounding);
}

/** Decimal text times a small whole number, exactly; null where it is no plain decimal. */
function timesWhole(text: string, factor: number): string | null {
	const match = /^(-?)(\d{1,12})(?:\.(\d{1,6}))?$/.exec(text);
	if (match === null) return null;
	const [, sign, whole = '', fraction = ''] = match;
	const digits = (BigInt(whole + fraction) * BigInt(factor)).toString().padStart(fraction.length + 1, '0');
	const point = digits.length - fraction.length;
	return `${sign}${digits.slice(0, point)}${fraction === '' ? '' : `.${digits.slice(point)}`}`;
}
