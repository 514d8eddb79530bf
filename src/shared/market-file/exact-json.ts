import { CodedError } from '../errors/coded-error.ts';

/** A number as the text states it: digits past a binary fraction's are still there. */
export class JsonNumber {
	readonly source: string;

	constructor(source: string) {
		this.source = source;
	}
}

export type Json = null | boolean | string | JsonNumber | readonly Json[] | JsonObject;
export interface JsonObject {
	readonly [name: string]: Json;
}

type Reviver = (name: string, value: unknown) => unknown;

/**
 * JSON with every number kept as it is written.
 * @throws CodedError MARKET_FILE_JSON
 */
export function parseExactJson(text: string): Json {
	const revive = (_name: string, value: unknown, { source }: { readonly source?: string }): unknown =>
		typeof value === 'number' && source !== undefined ? new JsonNumber(source) : value;
	try {
		return JSON.parse(text, revive as Reviver) as Json;
	} catch (error) {
		throw new CodedError('MARKET_FILE_JSON', { path: '$', reason: (error as Error).message });
	}
}
