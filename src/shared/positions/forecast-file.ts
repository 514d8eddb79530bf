import { HOUR_MS } from '../codec/units.ts';
import { IntervalCsv } from '../formats/interval-csv.ts';
import type { TimeZone } from '../formats/time-zone.ts';
import type { ImportedForecast } from './position-figures.ts';

/** Characters that are read at a time. */
const PIECE_CHARACTERS = 65_536;

export interface ForecastFile {
	/** Net Wh, generated − consumed, by the name in the meter column, a meter's or an owner's, and start of hour. */
	readonly forecast: ImportedForecast;
	readonly rows: number;
	readonly refused: number;
}

/**
 * Reads a forecast that has the form of a file of readings: one row per meter, or owner, and interval.
 * @throws CodedError FORMAT_* when the text as a whole is none
 */
export function readForecast(text: string, zone: TimeZone): ForecastFile {
	const reader = new IntervalCsv({ zone, rounding: 'half-even', repeated: 'in-order' });
	const forecast = new Map<string, Map<number, number>>();
	let rows = 0;
	let refused = 0;
	const take = ({ readings, refused: faults }: ReturnType<IntervalCsv['push']>): void => {
		rows += readings.length;
		refused += faults.length;
		for (const { meter, start, generatedWh, consumedWh } of readings) {
			const hour = Math.floor(start / HOUR_MS) * HOUR_MS;
			const hours = forecast.get(meter) ?? new Map<number, number>();
			hours.set(hour, (hours.get(hour) ?? 0) + generatedWh - consumedWh);
			forecast.set(meter, hours);
		}
	};
	for (let at = 0; at < text.length; at += PIECE_CHARACTERS) take(reader.push(text.slice(at, at + PIECE_CHARACTERS)));
	take(reader.end());
	return { forecast, rows, refused };
}
