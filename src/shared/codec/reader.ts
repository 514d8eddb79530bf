import { CodedError } from '../errors/coded-error.ts';

/**
 * Strict readers for decoded dag-cbor: a value either has exactly the stated form or is refused with
 * CODEC_INVALID and its path. They replace schema libraries wherever replicated state depends on the answer.
 */
export type Reader<T> = (value: unknown, path: string) => T;

function refuse(path: string, expected: string): never {
	throw new CodedError('CODEC_INVALID', { path, expected });
}

/** Integer in [min, max]; both default to the non-negative safe range. */
export function integer(min = 0, max = Number.MAX_SAFE_INTEGER): Reader<number> {
	return (value, path) =>
		typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max
			? value
			: refuse(path, `integer in [${min}, ${max}]`);
}

/** Text of min…max UTF-16 code units. */
export function text(max: number, min = 0): Reader<string> {
	return (value, path) =>
		typeof value === 'string' && value.length >= min && value.length <= max
			? value
			: refuse(path, `text of ${min} to ${max} characters`);
}

/** Byte string of exactly `length` bytes. */
export function bytes(length: number): Reader<Uint8Array> {
	return (value, path) =>
		value instanceof Uint8Array && value.length === length ? value : refuse(path, `${length} bytes`);
}

/** Byte string of at most `max` bytes. */
export function bytesUpTo(max: number): Reader<Uint8Array> {
	return (value, path) =>
		value instanceof Uint8Array && value.length <= max ? value : refuse(path, `at most ${max} bytes`);
}

export const boolean: Reader<boolean> = (value, path) => (typeof value === 'boolean' ? value : refuse(path, 'boolean'));

export function literal<const T extends string | number>(...options: readonly T[]): Reader<T> {
	return (value, path) => (options.includes(value as T) ? (value as T) : refuse(path, options.join(' | ')));
}

export function nullable<T>(inner: Reader<T>): Reader<T | null> {
	return (value, path) => (value === null ? null : inner(value, path));
}

export function list<T>(item: Reader<T>, max: number): Reader<T[]> {
	return (value, path) => {
		if (!Array.isArray(value) || value.length > max) refuse(path, `list of at most ${max}`);
		return (value as unknown[]).map((entry, index) => item(entry, `${path}[${index}]`));
	};
}

/** An object with exactly the given keys, no more and no fewer. */
export function record<T extends object>(fields: { [K in keyof T]: Reader<T[K]> }): Reader<T> {
	const keys = Object.keys(fields) as (keyof T & string)[];
	return (value, path) => {
		if (typeof value !== 'object' || value === null || Array.isArray(value) || value instanceof Uint8Array)
			refuse(path, 'object');
		const source = value as { [key: string]: unknown };
		for (const key of Object.keys(source)) if (!Object.hasOwn(fields, key)) refuse(`${path}.${key}`, 'no such field');
		const result = {} as T;
		for (const key of keys) {
			if (!Object.hasOwn(source, key)) refuse(`${path}.${key}`, 'present');
			result[key] = fields[key](source[key], `${path}.${key}`);
		}
		return result;
	};
}

/** Chooses the reader by the object's `kind` field. */
export function variant<T extends { kind: string }>(
	cases: { [K in T['kind']]: Reader<Extract<T, { kind: K }>> },
): Reader<T> {
	return (value, path) => {
		const kind = (value as { kind?: unknown } | null)?.kind;
		if (typeof kind !== 'string' || !Object.hasOwn(cases, kind)) refuse(`${path}.kind`, Object.keys(cases).join(' | '));
		return (cases as { [key: string]: Reader<T> })[kind as string]?.(value, path) as T;
	};
}
