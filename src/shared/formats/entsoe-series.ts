import { CodedError } from '../errors/coded-error.ts';
import { READING_LIMITS } from './reading-import.ts';
import type { XmlElement, XmlHandler } from './xml-reader.ts';

/** What a series says before its periods; '' where it does not. */
export interface CurveSeriesFields {
	readonly meter: string;
	readonly unit: string;
	readonly curveType: string;
	readonly businessType: string;
	/** Whether the series names an area that energy goes into or out of. */
	readonly area: 'in' | 'out' | '';
}

export interface CurvePointText {
	readonly line: number;
	readonly position: string;
	readonly quantity: string;
}

export interface CurvePeriod {
	readonly line: number;
	readonly start: string;
	readonly end: string;
	readonly resolution: string;
	readonly points: readonly CurvePointText[];
}

type Fields = { [name: string]: string };

/** From which elements a series takes its name, the most particular first. */
const METER_ELEMENTS = [
	'marketEvaluationPoint.mRID',
	'registeredResource.mRID',
	'inBiddingZone_Domain.mRID',
	'outBiddingZone_Domain.mRID',
	'mRID',
];

/** Hands over each period of each time series with what the series says; any version's namespace of the documents. */
export class CurveSeries implements XmlHandler {
	readonly #take: (series: CurveSeriesFields, period: CurvePeriod) => void;
	#isMarketDocument = false;
	#series: Fields | null = null;
	#period: { readonly line: number; readonly fields: Fields; readonly points: CurvePointText[] } | null = null;
	#point: { readonly line: number; readonly fields: Fields } | null = null;
	/** Periods wait for the end of their series: nothing says in which order its elements come. */
	#periods: CurvePeriod[] = [];
	#pointCount = 0;

	constructor(take: (series: CurveSeriesFields, period: CurvePeriod) => void) {
		this.#take = take;
	}

	open({ name, namespace }: XmlElement, line: number): void {
		if (!this.#isMarketDocument) {
			this.#isMarketDocument = /_MarketDocument$/.test(name) && namespace.startsWith('urn:iec62325.351:');
			if (!this.#isMarketDocument)
				throw new CodedError('XML_CONTENT', { element: name, line, reason: 'it is no market document of IEC 62325' });
		} else if (name === 'TimeSeries') this.#series = {};
		else if (name === 'Period' && this.#series !== null) this.#period = { line, fields: {}, points: [] };
		else if (name === 'Point' && this.#period !== null) this.#point = { line, fields: {} };
	}

	close({ name }: XmlElement, text: string): void {
		if (name === 'TimeSeries') this.#endSeries();
		else if (name === 'Period') this.#endPeriod();
		else if (name === 'Point') this.#endPoint();
		else if (this.#point !== null) this.#point.fields[name] = text;
		else if (this.#period !== null) this.#period.fields[name] = text;
		else if (this.#series !== null) this.#series[name] = text;
	}

	#endSeries(): void {
		const fields = this.#series ?? {};
		const element = METER_ELEMENTS.find((name) => fields[name] !== undefined);
		const area =
			fields['outBiddingZone_Domain.mRID'] !== undefined
				? 'out'
				: fields['inBiddingZone_Domain.mRID'] !== undefined
					? 'in'
					: '';
		const series: CurveSeriesFields = {
			meter: element === undefined ? '' : (fields[element] as string),
			unit:
				fields['quantity_Measure_Unit.name'] ?? fields['measurement_Unit.name'] ?? fields['measure_Unit.name'] ?? '',
			curveType: fields['curveType'] ?? '',
			businessType: fields['businessType'] ?? '',
			area,
		};
		const periods = this.#periods;
		this.#series = null;
		this.#periods = [];
		for (const period of periods) this.#take(series, period);
	}

	#endPeriod(): void {
		if (this.#period === null) return;
		const { line, fields, points } = this.#period;
		this.#period = null;
		const { start = '', end = '', resolution = '' } = fields;
		this.#periods.push({ line, start, end, resolution, points });
	}

	#endPoint(): void {
		if (this.#period === null || this.#point === null) return;
		const { line, fields } = this.#point;
		this.#point = null;
		this.#pointCount += 1;
		if (this.#pointCount > READING_LIMITS.rows)
			throw new CodedError('FORMAT_ROWS_EXCEEDED', { limit: READING_LIMITS.rows, line });
		this.#period.points.push({ line, position: fields['position'] ?? '', quantity: fields['quantity'] ?? '' });
	}
}
