import type { MarketHour } from '../../shared/contract/index.ts';
import type { Point } from '../ui/curve.ts';

type Figure = 'generatedWh' | 'consumedWh' | 'forecastGeneratedWh' | 'forecastConsumedWh';

export interface DaySeries {
	/** Certain: signed readings. */
	readonly metered: readonly Point[];
	/** Forecast, beginning at the last metered point so that the line goes on. */
	readonly ahead: readonly Point[];
	readonly all: readonly Point[];
}

/** One figure of the day as points at the hours' middles: metered where known, else forecast; unknown hours are left out. */
export function daySeries(
	hours: readonly MarketHour[],
	metered: Figure,
	forecast: Figure,
	x: (index: number) => number,
	y: (wh: number) => number,
): DaySeries {
	const lastMetered = hours.findLastIndex((hour) => hour[metered] !== null);
	const all: Point[] = [];
	const past: Point[] = [];
	const ahead: Point[] = [];
	hours.forEach((hour, index) => {
		const value = hour[metered] ?? hour[forecast];
		if (value === null) return;
		const point: Point = [x(index), y(value)];
		all.push(point);
		if (index <= lastMetered) past.push(point);
		if (index >= lastMetered) ahead.push(point);
	});
	return { metered: past, ahead: ahead.length > 1 ? ahead : [], all };
}
