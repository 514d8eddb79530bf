import { isIP } from 'node:net';
import { parseDecimal } from '../../shared/codec/units.ts';
import { CodedError } from '../../shared/errors/coded-error.ts';
import { startOfCalendarDay } from '../demo/neighbourhood/stamp.ts';

/** Readers of command line values; each refuses with OPTION_INVALID, which names the option. */

export function integerOption(option: string, min: number, max: number): (value: string) => number {
	return (value) => {
		const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
		if (number >= min && number <= max) return number;
		throw new CodedError('OPTION_INVALID', { option, value, expected: `a whole number from ${min} to ${max}` });
	};
}

/** A price in currency units per kWh, exact to the micro-unit. */
export function priceOption(option: string): (value: string) => number {
	return (value) => {
		const price = parseDecimal(value, 6);
		if (price !== null && Math.abs(price) <= 1_000_000_000) return price;
		throw new CodedError('OPTION_INVALID', { option, value, expected: 'a price with at most 6 decimals' });
	};
}

export function ipOption(option: string): (value: string) => string {
	return (value) => {
		if (isIP(value) !== 0 && !value.includes('%')) return value;
		throw new CodedError('OPTION_INVALID', { option, value, expected: 'an IP address' });
	};
}

export function dayOption(option: string): (value: string) => string {
	return (value) => {
		if (startOfCalendarDay(value) !== null) return value;
		throw new CodedError('OPTION_INVALID', { option, value, expected: 'a day YYYY-MM-DD' });
	};
}

/** Participants by comma, or `none`. */
export function namesOption(option: string): (value: string) => string[] {
	return (value) => {
		if (value === 'none') return [];
		const names = value.split(',').map((name) => name.trim());
		if (names.length <= 100 && names.every((name) => /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(name))) return names;
		throw new CodedError('OPTION_INVALID', { option, value, expected: 'participant ids by comma, or none' });
	};
}

export function choiceOption<T extends string>(option: string, choices: readonly T[]): (value: string) => T {
	return (value) => {
		const chosen = choices.find((choice) => choice === value);
		if (chosen !== undefined) return chosen;
		throw new CodedError('OPTION_INVALID', { option, value, expected: `one of ${choices.join(', ')}` });
	};
}

/** Some of the choices by comma, each once. */
export function choicesOption<T extends string>(option: string, choices: readonly T[]): (value: string) => T[] {
	return (value) => {
		const names = value.split(',').map((name) => name.trim());
		const chosen = names.map((name) => choices.find((choice) => choice === name));
		if (chosen.every((name) => name !== undefined) && new Set(chosen).size === chosen.length) return chosen as T[];
		throw new CodedError('OPTION_INVALID', {
			option,
			value,
			expected: `some of ${choices.join(', ')}, by comma, each once`,
		});
	};
}

/** Whole numbers by comma, each once. */
export function integersOption(option: string, min: number, max: number, count: number): (value: string) => number[] {
	return (value) => {
		const numbers = value.split(',').map((part) => (/^\d{1,15}$/.test(part.trim()) ? Number(part) : Number.NaN));
		const areInRange = numbers.every((number) => number >= min && number <= max);
		if (areInRange && numbers.length <= count && new Set(numbers).size === numbers.length) return numbers;
		const expected = `at most ${count} different whole numbers from ${min} to ${max}, by comma`;
		throw new CodedError('OPTION_INVALID', { option, value, expected });
	};
}
