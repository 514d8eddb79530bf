import * as dagCbor from '@ipld/dag-cbor';
import { utf8 } from './bytes.ts';

/** Levels of lists and maps within each other; no form here has more than about a dozen. */
export const MAX_NESTING = 32;

const TEXT = 3;
/** Longer texts, and those beyond ASCII, are put together by the library. */
const SHORT_TEXT = 64;
/** Short texts that are kept, one for each value of their hash: field names, kinds and participants come again and again. */
const KEPT_TEXTS = 4096;
const COPY_BY_HAND = 64;
const NO_BYTES: Uint8Array = new Uint8Array(0);

const keptTexts: (string | undefined)[] = new Array(KEPT_TEXTS).fill(undefined);
/** Loops take it into a constant of their own: the engine then looks once at what it is. */
let source: Uint8Array = NO_BYTES;
let at = 0;
let givesViews = false;

/**
 * The value of canonical dag-cbor, several times as fast as the library: canonical form is seen while reading, not by
 * encoding again. Undefined for anything out of the ordinary or malformed (tags, fractions, unsafe integers, keys beyond
 * ASCII, another than the canonical form): the library reads or refuses that.
 * @param options.views byte strings are views into `bytes`, not copies
 */
export function readPlain(bytes: Uint8Array, { views = false }: { readonly views?: boolean } = {}): unknown {
	source = bytes;
	at = 0;
	givesViews = views;
	const value = read(0);
	const isWhole = at === bytes.length;
	source = NO_BYTES;
	return isWhole ? value : undefined;
}

function read(depth: number): unknown {
	const from = at;
	const head = source[at++];
	if (head === undefined) return undefined;
	const major = head >> 5;
	if (major === 7) return head === 0xf6 ? null : head === 0xf5 ? true : head === 0xf4 ? false : undefined;
	const argument = argumentOf(head & 31);
	if (argument < 0) return undefined;
	switch (major) {
		case 0:
			return argument;
		case 1:
			return argument < Number.MAX_SAFE_INTEGER ? -1 - argument : undefined;
		case 2:
			return bytesOf(argument);
		case TEXT:
			return textOf(argument, from);
		case 4:
			return depth < MAX_NESTING ? listOf(argument, depth) : undefined;
		case 5:
			return depth < MAX_NESTING ? mapOf(argument, depth) : undefined;
		default:
			return undefined;
	}
}

/** −1 for one that ends early, is not in its shortest form, or is beyond the safe integers. */
function argumentOf(low: number): number {
	if (low < 24) return low;
	if (low > 27) return -1;
	const bytes = source;
	const end = at + (1 << (low - 24));
	if (end > bytes.length) return -1;
	let value = 0;
	for (let place = at; place < end; place++) value = value * 256 + (bytes[place] as number);
	at = end;
	return value >= leastOf(low) && value <= Number.MAX_SAFE_INTEGER ? value : -1;
}

/** What needs as many bytes as this head announces. */
function leastOf(low: number): number {
	return low === 24 ? 24 : low === 25 ? 0x100 : low === 26 ? 0x1_0000 : 0x1_0000_0000;
}

function bytesOf(length: number): Uint8Array | undefined {
	const start = at;
	at += length;
	if (at > source.length) return undefined;
	if (givesViews || length > COPY_BY_HAND) {
		const view = new Uint8Array(source.buffer, source.byteOffset + start, length);
		return givesViews ? view : new Uint8Array(view);
	}
	const bytes = source;
	const copy = new Uint8Array(length);
	for (let place = 0; place < length; place++) copy[place] = bytes[start + place] as number;
	return copy;
}

/** @param from where the text's own head begins */
function textOf(length: number, from: number): string | undefined {
	const bytes = source;
	const start = at;
	const end = start + length;
	at = end;
	if (end > bytes.length) return undefined;
	if (length > SHORT_TEXT) return libraryText(from, start);
	let hash = length;
	for (let place = start; place < end; place++) {
		const byte = bytes[place] as number;
		if (byte > 127) return libraryText(from, start);
		hash = (hash * 31 + byte) | 0;
	}
	const slot = (hash ^ (hash >>> 15)) & (KEPT_TEXTS - 1);
	const kept = keptTexts[slot];
	if (kept !== undefined && isAt(kept, start, length)) return kept;
	const letters: string = Reflect.apply(String.fromCharCode, null, bytes.subarray(start, end));
	keptTexts[slot] = letters;
	return letters;
}

function isAt(text: string, start: number, length: number): boolean {
	if (text.length !== length) return false;
	const bytes = source;
	for (let place = 0; place < length; place++) if (text.charCodeAt(place) !== bytes[start + place]) return false;
	return true;
}

/** Undefined for what is no UTF-8: the library reads over it, and its own writer would write something else. */
function libraryText(from: number, start: number): string | undefined {
	let text: string;
	try {
		text = dagCbor.decode<string>(source.subarray(from, at));
	} catch {
		return undefined;
	}
	const encoded = utf8(text);
	if (encoded.length !== at - start) return undefined;
	for (let place = 0; place < encoded.length; place++) if (encoded[place] !== source[start + place]) return undefined;
	return text;
}

function listOf(count: number, depth: number): unknown[] | undefined {
	// Every item has a byte at least.
	if (count > source.length - at) return undefined;
	const items: unknown[] = [];
	for (let index = 0; index < count; index++) {
		const item = read(depth + 1);
		if (item === undefined) return undefined;
		items.push(item);
	}
	return items;
}

function mapOf(count: number, depth: number): { readonly [key: string]: unknown } | undefined {
	if (count > source.length - at) return undefined;
	const fields: { [key: string]: unknown } = {};
	let formerStart = 0;
	let formerLength = -1;
	for (let index = 0; index < count; index++) {
		const from = at;
		const head = source[at++];
		if (head === undefined || head >> 5 !== TEXT) return undefined;
		const length = argumentOf(head & 31);
		const start = at;
		if (length < 0 || !isAfter(start, length, formerStart, formerLength)) return undefined;
		const key = textOf(length, from);
		// Beyond ASCII a text has fewer letters than bytes.
		if (key === undefined || key.length !== length || key === '__proto__') return undefined;
		const value = read(depth + 1);
		if (value === undefined) return undefined;
		fields[key] = value;
		formerStart = start;
		formerLength = length;
	}
	return fields;
}

/** Shorter keys come first, equally long ones by their bytes; none twice. */
function isAfter(start: number, length: number, formerStart: number, formerLength: number): boolean {
	if (length !== formerLength) return length > formerLength;
	const bytes = source;
	for (let place = 0; place < length; place++) {
		const byte = bytes[start + place] as number;
		const former = bytes[formerStart + place] as number;
		if (byte !== former) return byte > former;
	}
	return false;
}

/**
 * One field of a canonical map, or of a map within it, without reading the others. Undefined where there is none, or the
 * bytes are none that `readPlain` reads; whether what follows the field is sound is not seen.
 */
export function plainField(bytes: Uint8Array, path: readonly string[]): unknown {
	source = bytes;
	at = 0;
	givesViews = false;
	let isThere = true;
	for (let level = 0; isThere && level < path.length; level++) isThere = enterField(path[level] as string);
	const value = isThere ? read(0) : undefined;
	source = NO_BYTES;
	return value;
}

/** Moves to the value of a field of the map that begins here. */
function enterField(name: string): boolean {
	const head = source[at++];
	if (head === undefined || head >> 5 !== 5) return false;
	const count = argumentOf(head & 31);
	for (let index = 0; index < count && at < source.length; index++) {
		const keyHead = source[at++];
		if (keyHead === undefined || keyHead >> 5 !== TEXT) return false;
		const length = argumentOf(keyHead & 31);
		if (length < 0 || length > name.length) return false;
		const start = at;
		at += length;
		if (isAt(name, start, length)) return true;
		if (!skip()) return false;
	}
	return false;
}

function skip(): boolean {
	for (let open = 1; open > 0; open--) {
		const head = source[at++];
		if (head === undefined) return false;
		const major = head >> 5;
		if (major === 7) continue;
		const argument = argumentOf(head & 31);
		const isLong = major > 1 && argument > source.length - at;
		if (argument < 0 || isLong) return false;
		if (major === 2 || major === TEXT) at += argument;
		else if (major === 4) open += argument;
		else if (major === 5) open += 2 * argument;
		else if (major === 6) return false;
	}
	return true;
}
