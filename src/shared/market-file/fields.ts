import { CodedError } from '../errors/coded-error.ts';
import { type NumberFault, readExactNumber } from '../formats/exact-number.ts';
import { type Json, JsonNumber, type JsonObject } from './exact-json.ts';

/** Decimals of every price, quantity and ratio of a market file. */
export const SCALE = 6;
const MAX_NAME_CHARACTERS = 200;
const SHOWN_CHARACTERS = 60;

const EXPECTED: { readonly [Fault in NumberFault]: string } = {
	invalid: 'a decimal number',
	digits: 'a number with at most 6 decimals',
	range: 'within ±9007199254.740991',
};

/** Where a value stands, put together only when it is at fault. */
export interface Place {
	readonly object: JsonObject;
	readonly path: string;
}

export function objectAt(value: Json, path: string): Place {
	if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof JsonNumber)
		refuseType(path, 'an object');
	return { object: value as JsonObject, path };
}

/** Refuses fields that are not known: a misspelt one would clear another market than meant. */
export function requireKnown({ object, path }: Place, names: ReadonlySet<string>, what: string): void {
	for (const name in object)
		if (!names.has(name)) throw new CodedError('MARKET_FILE_UNKNOWN', { path: `${path}.${shown(name)}`, what });
}

export function required({ object, path }: Place, name: string): Json {
	const value = object[name];
	if (value === undefined) throw new CodedError('MARKET_FILE_MISSING', { path: `${path}.${name}` });
	return value;
}

export function listAt(value: Json, path: string, expected = 'a list'): readonly Json[] {
	return Array.isArray(value) ? (value as readonly Json[]) : refuseType(path, expected);
}

/** Text of 1 to 200 characters. */
export function nameAt(value: Json, path: string): string {
	if (typeof value === 'string' && value !== '' && value.length <= MAX_NAME_CHARACTERS) return value;
	return refuseType(path, `text of 1 to ${MAX_NAME_CHARACTERS} characters`);
}

export function choiceAt<Choice extends string>(value: Json, path: string, choices: readonly Choice[]): Choice {
	const choice = choices.find((each) => each === value);
	return choice ?? refuseType(path, choices.map((each) => `"${each}"`).join(' or '));
}

/** A number or decimal text in millionths. */
export function millionthsOf(value: Json, place: Place | string, name = ''): number {
	const source = value instanceof JsonNumber ? value.source : value;
	if (typeof source !== 'string') return refuseType(pathOf(place, name), 'a number or decimal text');
	const count = readExactNumber(source, SCALE, 'refuse');
	return typeof count === 'number' ? count : refuseNumber(pathOf(place, name), source, EXPECTED[count]);
}

export function quantityOf(value: Json, place: Place | string, name = ''): number {
	const quantity = millionthsOf(value, place, name);
	return quantity >= 0 ? quantity : refuseValue(value, pathOf(place, name), '0 or more');
}

/** A ratio from 0 to 1 in millionths. */
export function ratioOf(value: Json, place: Place, name: string): number {
	const ratio = quantityOf(value, place, name);
	return ratio <= 10 ** SCALE ? ratio : refuseValue(value, pathOf(place, name), 'from 0 to 1');
}

/** A price or fee, which keeps to the tick. */
export function priceOf(value: Json, tick: number, place: Place | string, name = ''): number {
	const price = millionthsOf(value, place, name);
	if (price % tick === 0) return price;
	const path = pathOf(place, name);
	throw new CodedError('MARKET_FILE_TICK', { path, value: textOf(value), tick: tick / 10 ** SCALE });
}

export function wholeOf(value: Json, path: string, min: number, max: number): number {
	const source = value instanceof JsonNumber ? value.source : value;
	const count = typeof source === 'string' ? readExactNumber(source, 0, 'refuse') : 'invalid';
	if (typeof count === 'number' && count >= min && count <= max) return count;
	return refuseValue(value, path, `a whole number from ${min} to ${max}`);
}

/** One value for all periods, or a list with one for each. */
export function perPeriod(
	value: Json,
	path: string,
	periods: number,
	read: (value: Json, path: string) => number,
): number[] {
	if (!Array.isArray(value)) return new Array<number>(periods).fill(read(value, path));
	if (value.length !== periods) refuseType(path, `one value, or a list of ${periods}`);
	return value.map((each, index) => read(each, `${path}[${index}]`));
}

export function refuseType(path: string, expected: string): never {
	throw new CodedError('MARKET_FILE_TYPE', { path, expected });
}

export function refuseValue(value: Json, path: string, expected: string): never {
	return refuseNumber(path, textOf(value), expected);
}

export function refuseReference(path: string, value: string, what: string): never {
	throw new CodedError('MARKET_FILE_REFERENCE', { path, value: shown(value), what });
}

export function refuseDuplicate(path: string, value: string): never {
	throw new CodedError('MARKET_FILE_DUPLICATE', { path, value: shown(value) });
}

export function refuseCount(path: string, limit: number, what: string): never {
	throw new CodedError('MARKET_FILE_LIMIT', { path, limit, what });
}

function refuseNumber(path: string, value: string, expected: string): never {
	throw new CodedError('MARKET_FILE_NUMBER', { path, value: shown(value), expected });
}

function textOf(value: Json): string {
	if (value instanceof JsonNumber) return value.source;
	return typeof value === 'object' && value !== null ? 'a list or object' : String(value);
}

function pathOf(place: Place | string, name: string): string {
	return typeof place === 'string' ? place : `${place.path}.${name}`;
}

function shown(text: string): string {
	return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}
