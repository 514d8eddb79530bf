import { type EnergyWh, MICRO, type MicroPerKwh, parseDecimal } from '../../../shared/codec/units.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { type HourStamp, parseHourStamp } from './stamp.ts';
import { NEIGHBOURHOOD_LIMITS } from './types.ts';

/** Where a cell stands: every refusal names it. */
export interface CellPlace {
	readonly file: string;
	readonly line: number;
	readonly column: string;
}

export function readHomeId(source: string, place: CellPlace): string {
	if (source === '' || source.length > NEIGHBOURHOOD_LIMITS.homeIdCharacters || /[\p{Cc}\ufffd]/u.test(source))
		refuse(source, place, `a name of 1 to ${NEIGHBOURHOOD_LIMITS.homeIdCharacters} printable characters`);
	return source;
}

/** Whole watt-hours, 0 or more; `12.0` is whole, `12.5` is not. */
export function readEnergyWh(source: string, place: CellPlace): EnergyWh {
	const value = parseDecimal(withoutTrailingZeros(source), 0);
	if (value === null) refuse(source, place, 'whole watt-hours');
	if (value < 0) throw new CodedError('IMPORT_ENERGY_NEGATIVE', { ...place, value: source });
	if (value > NEIGHBOURHOOD_LIMITS.energyWh) refuse(source, place, `at most ${NEIGHBOURHOOD_LIMITS.energyWh} Wh`);
	return value;
}

/** Exact to the micro-unit: a seventh decimal other than 0 is refused, never rounded. */
export function readPrice(source: string, place: CellPlace): MicroPerKwh {
	const value = parseDecimal(withoutTrailingZeros(source), 6);
	if (value === null) refuse(source, place, 'a price with at most 6 decimals');
	if (Math.abs(value) > NEIGHBOURHOOD_LIMITS.pricePerKwh)
		refuse(source, place, `a price of at most ${NEIGHBOURHOOD_LIMITS.pricePerKwh / MICRO}`);
	return value;
}

/** Installed power in watts from kilowatts. */
export function readPowerW(source: string, place: CellPlace): number {
	const value = parseDecimal(withoutTrailingZeros(source), 3);
	if (value === null || value < 0) refuse(source, place, 'kilowatts, 0 or more, with at most 3 decimals');
	return value;
}

/** Micrograms of CO₂ per kWh from kilograms; digits beyond the ninth decimal are cut, for nothing is settled by them. */
export function readCarbon(source: string, place: CellPlace): number {
	const value = parseDecimal(source.replace(/^(\d+\.\d{9})\d+$/, '$1'), 9);
	if (value === null || value < 0) refuse(source, place, 'kilograms of CO₂ per kWh, 0 or more');
	return value;
}

export function readHourStamp(source: string, place: CellPlace): HourStamp {
	const stamp = parseHourStamp(source);
	if (stamp === null) throw new CodedError('IMPORT_STAMP_INVALID', { ...place, value: shown(source) });
	return stamp;
}

function withoutTrailingZeros(source: string): string {
	return source.includes('.') ? source.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '') : source;
}

function refuse(source: string, place: CellPlace, expected: string): never {
	throw new CodedError('IMPORT_VALUE_INVALID', { ...place, value: shown(source), expected });
}

/** A value as messages show it: never longer than a line. */
function shown(source: string): string {
	return source.length > 60 ? `${source.slice(0, 60)}…` : source;
}
