import type { Delimiter } from './csv.ts';

/** Which mark a file's decimals use: it is the first one seen, since 1.234 and 1,234 are not the same in one file. */
export interface DecimalMark {
	seen: '.' | ',' | null;
	/** A comma is a decimal mark only where it does not separate cells. */
	readonly isCommaAllowed: boolean;
}

export function decimalMark(delimiter: Delimiter | null): DecimalMark {
	return { seen: null, isCommaAllowed: delimiter !== ',' };
}

export type DecimalFault = 'FORMAT_NUMBER_INVALID' | 'FORMAT_NUMBER_DIGITS' | 'FORMAT_DECIMAL_MIXED';
export type Rounding = 'refuse' | 'half-even';

const WHOLE = /^\d{1,15}$/;
const DECIMAL = /^([+-]?)(\d{1,15})(?:([.,])(\d{1,30}))?$/;

/**
 * Exact decimal text to a whole count of 10^−scale, without a binary fraction on the way. A comma may be the decimal
 * mark of a file that does not separate cells by commas; thousands are not separated.
 * @param rounding what becomes of digits past the scale that are not 0
 * @returns a safe integer, or the code of what is wrong
 */
export function readDecimal(
	text: string,
	scale: number,
	mark: DecimalMark,
	rounding: Rounding = 'refuse',
): number | DecimalFault {
	if (scale === 0 && WHOLE.test(text)) return Number(text);
	const match = DECIMAL.exec(text.replace('\u2212', '-'));
	if (match === null) return 'FORMAT_NUMBER_INVALID';
	const [, sign, whole, point, fraction = ''] = match as unknown as [
		string,
		string,
		string,
		'.' | ',' | undefined,
		string?,
	];
	if (point !== undefined) {
		if (point === ',' && !mark.isCommaAllowed) return 'FORMAT_NUMBER_INVALID';
		if (mark.seen !== null && mark.seen !== point) return 'FORMAT_DECIMAL_MIXED';
		mark.seen = point;
	}
	let count = Number(`${whole}${fraction.slice(0, scale).padEnd(scale, '0')}`);
	const rest = fraction.slice(scale);
	if (rest !== '' && !/^0*$/.test(rest)) {
		if (rounding === 'refuse') return 'FORMAT_NUMBER_DIGITS';
		if (isRoundedUp(rest, count)) count += 1;
	}
	if (!Number.isSafeInteger(count)) return 'FORMAT_NUMBER_INVALID';
	return sign === '-' && count !== 0 ? -count : count;
}

/** Half to even. */
function isRoundedUp(rest: string, count: number): boolean {
	const first = rest.charCodeAt(0) - 48;
	if (first !== 5) return first > 5;
	return /[1-9]/.test(rest.slice(1)) || count % 2 === 1;
}

/** A whole count of 10^−scale as decimal text without zeros at its end. */
export function writeDecimal(count: number, scale: number): string {
	if (scale === 0) return String(count);
	const digits = String(Math.abs(count)).padStart(scale + 1, '0');
	const fraction = digits.slice(-scale).replace(/0+$/, '');
	return `${count < 0 ? '-' : ''}${digits.slice(0, -scale)}${fraction === '' ? '' : `.${fraction}`}`;
}
