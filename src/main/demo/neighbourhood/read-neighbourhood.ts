import type { TimeMs } from '../../../shared/codec/units.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { readCarbon, readEnergyWh, readHomeId, readHourStamp, readPowerW, readPrice } from './cells.ts';
import { readCsvRows } from './csv-rows.ts';
import { ReadingTable } from './reading-table.ts';
import { selectRange } from './select-range.ts';
import {
	type Home,
	type HourTariff,
	NEIGHBOURHOOD_LIMITS,
	type Neighbourhood,
	type NeighbourhoodFiles,
	type NeighbourhoodRange,
} from './types.ts';

/**
 * Reads and validates a whole neighbourhood before anything is built on it. Every row of every file is checked, also
 * outside the chosen range.
 * @throws CodedError IMPORT_*: with `file`, `line` (1-based, the header is line 1) and `column`
 */
export async function readNeighbourhood(files: NeighbourhoodFiles, range: NeighbourhoodRange): Promise<Neighbourhood> {
	const homes = await readHomes(files.homes);
	const tariffs = await readTariffs(files.tariff);
	const table = await readMeters(files, homes, tariffs);
	return selectRange({ file: files.meters, homes, tariffs, table }, range);
}

async function readHomes(file: string): Promise<Home[]> {
	const homes: Home[] = [];
	const lines = new Map<string, number>();
	for await (const { line, cells } of readCsvRows(file, ['home', 'pv_kw'])) {
		const id = readHomeId(cells.home, { file, line, column: 'home' });
		const pvW = readPowerW(cells.pv_kw, { file, line, column: 'pv_kw' });
		const first = lines.get(id);
		if (first !== undefined)
			throw new CodedError('IMPORT_HOME_DUPLICATE', { file, line, column: 'home', home: id, first });
		checkLimit(homes.length, NEIGHBOURHOOD_LIMITS.homes, { file, line, column: 'home', what: 'homes' });
		lines.set(id, line);
		homes.push({ id, pvW });
	}
	if (homes.length === 0) throw new CodedError('IMPORT_FILE_EMPTY', { file, line: 2, column: 'home' });
	return homes;
}

async function readTariffs(file: string): Promise<Map<TimeMs, HourTariff>> {
	const tariffs = new Map<TimeMs, HourTariff & { line: number }>();
	for await (const { line, cells } of readCsvRows(file, ['start', 'usd_per_kwh', 'kg_co2_per_kwh'])) {
		const { start } = readHourStamp(cells.start, { file, line, column: 'start' });
		const tariff = readPrice(cells.usd_per_kwh, { file, line, column: 'usd_per_kwh' });
		const carbonMicrogramsPerKwh = readCarbon(cells.kg_co2_per_kwh, { file, line, column: 'kg_co2_per_kwh' });
		const first = tariffs.get(start)?.line;
		if (first !== undefined)
			throw new CodedError('IMPORT_HOUR_DUPLICATE', { file, line, column: 'start', start: cells.start, first });
		checkLimit(tariffs.size, NEIGHBOURHOOD_LIMITS.tariffHours, { file, line, column: 'start', what: 'hours' });
		tariffs.set(start, { tariff, carbonMicrogramsPerKwh, line });
	}
	if (tariffs.size === 0) throw new CodedError('IMPORT_FILE_EMPTY', { file, line: 2, column: 'start' });
	return tariffs;
}

async function readMeters(
	files: NeighbourhoodFiles,
	homes: readonly Home[],
	tariffs: ReadonlyMap<TimeMs, HourTariff>,
): Promise<ReadingTable> {
	const file = files.meters;
	const table = new ReadingTable(homes.length);
	const indexOf = new Map(homes.map((home, index) => [home.id, index]));
	let readings = 0;
	for await (const { line, cells } of readCsvRows(file, ['start', 'home', 'load_wh', 'pv_wh'])) {
		const stamp = readHourStamp(cells.start, { file, line, column: 'start' });
		const id = readHomeId(cells.home, { file, line, column: 'home' });
		const loadWh = readEnergyWh(cells.load_wh, { file, line, column: 'load_wh' });
		const pvWh = readEnergyWh(cells.pv_wh, { file, line, column: 'pv_wh' });
		const home = indexOf.get(id);
		if (home === undefined)
			throw new CodedError('IMPORT_HOME_UNKNOWN', { file, line, column: 'home', home: id, homesFile: files.homes });
		if (!table.has(stamp.start) && !tariffs.has(stamp.start))
			throw new CodedError('IMPORT_TARIFF_MISSING', {
				file,
				line,
				column: 'start',
				start: cells.start,
				tariffFile: files.tariff,
			});
		checkLimit(readings, NEIGHBOURHOOD_LIMITS.readings, { file, line, column: 'start', what: 'readings' });
		const first = table.add(stamp, home, { loadWh, pvWh, line });
		if (first !== null)
			throw new CodedError('IMPORT_HOUR_DUPLICATE', {
				file,
				line,
				column: 'start',
				start: `${cells.start} ${id}`,
				first,
			});
		readings += 1;
	}
	if (readings === 0) throw new CodedError('IMPORT_FILE_EMPTY', { file, line: 2, column: 'start' });
	return table;
}

function checkLimit(
	count: number,
	limit: number,
	place: { file: string; line: number; column: string; what: string },
): void {
	if (count >= limit) throw new CodedError('IMPORT_LIMIT_EXCEEDED', { ...place, limit });
}
