export type NumberFault =
	/** No plain or exponential decimal number, or longer than 400 characters. */
	| 'invalid'
	/** Digits that are not 0 past the scale. */
	| 'digits'
	/** Past the safe integers at this scale. */
	| 'range';

const MAX_CHARACTERS = 400;
const MAX_EXPONENT = 400;
const EXPONENTIAL = /^(-?)(\d+)(?:\.(\d+))?[eE]([+-]?\d{1,9})$/;

/**
 * A number as JSON, or a program that writes floats, states it (-12.5, 74.89999999999999, 1e-05) to a whole count of
 * 10^−scale, without a binary fraction on the way.
 * @param rounding what becomes of digits past the scale that are not 0
 * @returns a safe integer, never -0, or what is wrong
 */
export function readExactNumber(text: string, scale: number, rounding: 'refuse' | 'half-even'): number | NumberFault {
	if (text.length > MAX_CHARACTERS) return 'invalid';
	const count = readPlain(text, scale, rounding);
	return count === 'invalid' ? readExponential(text, scale, rounding) : count;
}

/** One pass without a pattern: a year of a market has millions of numbers. */
function readPlain(text: string, scale: number, rounding: 'refuse' | 'half-even'): number | NumberFault {
	const length = text.length;
	const isNegative = text.charCodeAt(0) === 45;
	let at = isNegative ? 1 : 0;
	const wholeFrom = at;
	let count = 0;
	let digit = digitAt(text, at);
	for (; digit >= 0; digit = digitAt(text, at)) {
		count = count * 10 + digit;
		at += 1;
	}
	if (at === wholeFrom) return 'invalid';
	let kept = 0;
	let firstCut = 0;
	let isMoreCut = false;
	if (at < length && text.charCodeAt(at) === 46) {
		at += 1;
		const fractionFrom = at;
		for (digit = digitAt(text, at); digit >= 0; digit = digitAt(text, at)) {
			const place = at - fractionFrom;
			if (place < scale) {
				count = count * 10 + digit;
				kept += 1;
			} else if (place === scale) firstCut = digit;
			else if (digit > 0) isMoreCut = true;
			at += 1;
		}
		if (at === fractionFrom) return 'invalid';
	}
	if (at < length) return 'invalid';
	for (; kept < scale; kept += 1) count *= 10;
	if (firstCut > 0 || isMoreCut) {
		if (rounding === 'refuse') return 'digits';
		if (isRoundedUp(count, firstCut, isMoreCut)) count += 1;
	}
	// A count past the safe integers has stayed past them: each step only multiplies and adds.
	if (count > Number.MAX_SAFE_INTEGER) return 'range';
	return isNegative && count !== 0 ? -count : count;
}

/** Half to even. */
function isRoundedUp(count: number, firstCut: number, isMoreCut: boolean): boolean {
	return firstCut > 5 || (firstCut === 5 && (isMoreCut || count % 2 === 1));
}

function digitAt(text: string, at: number): number {
	const digit = text.charCodeAt(at) - 48;
	return digit >= 0 && digit <= 9 ? digit : -1;
}

function readExponential(text: string, scale: number, rounding: 'refuse' | 'half-even'): number | NumberFault {
	const match = EXPONENTIAL.exec(text);
	if (match === null) return 'invalid';
	const [, sign = '', whole = '', fraction = '', exponentText = ''] = match;
	const digits = whole + fraction;
	if (/^0*$/.test(digits)) return 0;
	const exponent = Number(exponentText);
	if (exponent > MAX_EXPONENT) return 'range';
	if (exponent < -MAX_EXPONENT) return rounding === 'refuse' ? 'digits' : 0;
	const point = whole.length + exponent;
	const plain =
		point <= 0
			? `0.${'0'.repeat(-point)}${digits}`
			: point >= digits.length
				? digits + '0'.repeat(point - digits.length)
				: `${digits.slice(0, point)}.${digits.slice(point)}`;
	return readPlain(sign + plain, scale, rounding);
}

/** A whole count of 10^−scale as decimal text without zeros at its end: `-0.5`, `12`. */
export function writeExactNumber(count: number | bigint, scale: number): string {
	const text = String(count);
	const isNegative = text.startsWith('-');
	const digits = (isNegative ? text.slice(1) : text).padStart(scale + 1, '0');
	const point = digits.length - scale;
	const fraction = digits.slice(point).replace(/0+$/, '');
	return `${isNegative ? '-' : ''}${digits.slice(0, point)}${fraction === '' ? '' : `.${fraction}`}`;
}
