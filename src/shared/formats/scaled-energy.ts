import type { EnergyWh } from '../codec/units.ts';
import { decimalMark, type Rounding, readDecimal, writeDecimal } from './decimal.ts';
import { type Fault, shownCell } from './fault.ts';
import { READING_LIMITS } from './reading-import.ts';

const POWER_MAX = 12;

/**
 * Decimal text times a power of ten of a Wh, exactly.
 * @param powerOfTen −12…12; anything else is a fault
 * @returns Wh, 0…READING_LIMITS.energyWh, or why not
 */
export function scaledEnergy(
	column: string,
	text: string,
	powerOfTen: number,
	rounding: Rounding = 'refuse',
): EnergyWh | Fault {
	const value = Math.abs(powerOfTen) > POWER_MAX ? 'FORMAT_NUMBER_INVALID' : scaled(text, powerOfTen, rounding);
	if (typeof value !== 'number')
		return { code: value, column, details: { column, value: shownCell(text), digits: Math.max(0, powerOfTen) } };
	if (value >= 0 && value <= READING_LIMITS.energyWh) return value;
	const max = writeDecimal(READING_LIMITS.energyWh, 3);
	return { code: 'INTERVAL_VALUE_INVALID', column, details: { column, value: shownCell(text), max } };
}

function scaled(text: string, powerOfTen: number, rounding: Rounding): ReturnType<typeof readDecimal> {
	const mark = decimalMark(',');
	if (powerOfTen >= 0) return readDecimal(text, powerOfTen, mark, rounding);
	const match = /^([+-]?)(\d{1,15})(?:\.(\d{1,15}))?$/.exec(text);
	if (match === null) return 'FORMAT_NUMBER_INVALID';
	const [, sign, whole = '', fraction = ''] = match;
	const digits = whole.padStart(1 - powerOfTen, '0');
	return readDecimal(`${sign}${digits.slice(0, powerOfTen)}.${digits.slice(powerOfTen)}${fraction}`, 0, mark, rounding);
}
