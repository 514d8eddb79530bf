import { QUARTER_MS } from '../../shared/codec/product-terms.ts';
import { HOUR_MS, type TimeMs } from '../../shared/codec/units.ts';
import type { PositionMeter } from '../../shared/contract/index.ts';
import type { ReadModel } from './read-model/read-model.ts';

const DAY_MS = 24 * HOUR_MS;
/** Days that a comparable one is looked for. */
const LOOK_BACK_DAYS = 14;
/** Days from 1970-01-01, a Thursday, to a Saturday. */
const FIRST_SATURDAY = 2;

/** What a meter has measured in each hour, and what its own last comparable day makes expect. */
export function meterPosition(model: ReadModel, meter: string, hours: readonly TimeMs[]): PositionMeter {
	const forecasts = hours.map((hour) => comparable(model, meter, hour));
	const days = forecasts.flatMap((each) => each?.day ?? []);
	return {
		meter,
		meteredWh: hours.map((hour) => netOf(model, meter, hour)),
		forecastWh: forecasts.map((each) => each?.netWh ?? null),
		forecastFrom: days.sort().at(-1) ?? null,
	};
}

/** Generated less consumed; null where the readings do not cover the hour. */
function netOf({ readings }: ReadModel, meter: string, hour: TimeMs): number | null {
	const rows = readings.hours.get(hour)?.readings;
	if (!rows) return null;
	let netWh = 0;
	let coveredMs = 0;
	for (let start = hour; start < hour + HOUR_MS; start += QUARTER_MS) {
		const row = rows.get(`${meter}@${start}`);
		if (!row) continue;
		netWh += row.generatedWh - row.consumedWh;
		coveredMs += row.end - row.start;
	}
	return coveredMs === HOUR_MS ? netWh : null;
}

/** The same hour of the newest earlier day of its kind, working day or weekend. */
function comparable(model: ReadModel, meter: string, hour: TimeMs): { netWh: number; day: string } | null {
	const { calendar } = model;
	const isWeekend = weekendOf(calendar.dayOf(hour));
	for (let back = 1; back <= LOOK_BACK_DAYS; back++) {
		const earlier = hour - back * DAY_MS;
		const day = calendar.dayOf(earlier);
		if (weekendOf(day) !== isWeekend) continue;
		const netWh = netOf(model, meter, earlier);
		if (netWh !== null) return { netWh, day };
	}
	return null;
}

function weekendOf(day: string): boolean {
	const days = Math.floor(Date.parse(`${day}T00:00:00.000Z`) / DAY_MS);
	return (((days - FIRST_SATURDAY) % 7) + 7) % 7 < 2;
}
