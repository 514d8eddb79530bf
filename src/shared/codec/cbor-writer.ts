import { utf8 } from './bytes.ts';

/** Major types of RFC 8949, shifted to the head's high bits. */
const UNSIGNED = 0x00;
const NEGATIVE = 0x20;
const BYTES = 0x40;
const TEXT = 0x60;
const ARRAY = 0x80;
const MAP = 0xa0;
const FALSE = 0xf4;
const TRUE = 0xf5;
const NULL = 0xf6;

const SCRATCH_BYTES = 65_536;
/** A scratch buffer that grew beyond this is given back. */
const KEPT_BYTES = 1_048_576;
/** Deeper values are left to the library, which has limits of its own. */
const MAX_DEPTH = 64;
/** Distinct keys whose bytes are remembered: those of the record types; keys that are data come and go. */
const REMEMBERED_KEYS = 1024;

let scratch = new Uint8Array(SCRATCH_BYTES);
let length = 0;
const keyBytes = new Map<string, Uint8Array>();

/**
 * Canonical dag-cbor of a plain value, byte for byte as @ipld/dag-cbor writes it, without its intermediate tokens.
 * Null for anything out of the ordinary (fractions, unsafe integers, exotic objects, keys beyond ASCII, broken text): the library
 * encodes or refuses that.
 */
export function writePlain(value: unknown): Uint8Array | null {
	length = 0;
	const isWritten = write(value, 0);
	const encoded = isWritten ? scratch.slice(0, length) : null;
	if (scratch.length > KEPT_BYTES) scratch = new Uint8Array(SCRATCH_BYTES);
	return encoded;
}

function write(value: unknown, depth: number): boolean {
	switch (typeof value) {
		case 'number':
			return writeInteger(value);
		case 'string':
			return writeText(value);
		case 'boolean':
			writeByte(value ? TRUE : FALSE);
			return true;
		case 'object':
			if (value === null) {
				writeByte(NULL);
				return true;
			}
			if (depth > MAX_DEPTH) return false;
			if (value instanceof Uint8Array) {
				writeHead(BYTES, value.length);
				writeRaw(value);
				return true;
			}
			return Array.isArray(value) ? writeArray(value, depth) : writeMap(value, depth);
		default:
			return false;
	}
}

function writeInteger(value: number): boolean {
	if (!Number.isSafeInteger(value) || Object.is(value, -0)) return false;
	if (value >= 0) writeHead(UNSIGNED, value);
	else writeHead(NEGATIVE, -1 - value);
	return true;
}

function writeArray(items: readonly unknown[], depth: number): boolean {
	writeHead(ARRAY, items.length);
	for (let i = 0; i < items.length; i++) if (!write(items[i], depth + 1)) return false;
	return true;
}

function writeMap(value: object, depth: number): boolean {
	const prototype = Object.getPrototypeOf(value);
	if (prototype !== Object.prototype && prototype !== null) return false;
	const keys = Object.keys(value);
	sortKeys(keys);
	writeHead(MAP, keys.length);
	for (let i = 0; i < keys.length; i++) {
		const key = keys[i] as string;
		const encoded = encodedKey(key);
		if (!encoded) return false;
		writeRaw(encoded);
		if (!write((value as { readonly [key: string]: unknown })[key], depth + 1)) return false;
	}
	return true;
}

/** Shorter keys first, equal lengths by their bytes; keys are ASCII here, so that UTF-16 order is byte order. */
function sortKeys(keys: string[]): void {
	if (keys.length > 16) {
		keys.sort((a, b) => a.length - b.length || (a < b ? -1 : 1));
		return;
	}
	for (let i = 1; i < keys.length; i++) {
		const key = keys[i] as string;
		let place = i - 1;
		for (; place >= 0; place--) {
			const other = keys[place] as string;
			if (other.length < key.length || (other.length === key.length && other < key)) break;
			keys[place + 1] = other;
		}
		keys[place + 1] = key;
	}
}

/** Null for a key beyond ASCII. */
function encodedKey(key: string): Uint8Array | null {
	const known = keyBytes.get(key);
	if (known) return known;
	for (let i = 0; i < key.length; i++) if (key.charCodeAt(i) > 0x7f) return null;
	const start = length;
	writeText(key);
	const encoded = scratch.slice(start, length);
	length = start;
	if (keyBytes.size < REMEMBERED_KEYS) keyBytes.set(key, encoded);
	return encoded;
}

/** False for lone surrogates, which have no UTF-8. */
function writeText(text: string): boolean {
	const size = text.length;
	const start = length;
	writeHead(TEXT, size);
	reserve(size);
	for (let i = 0; i < size; i++) {
		const unit = text.charCodeAt(i);
		if (unit > 0x7f) {
			if (!text.isWellFormed()) return false;
			length = start;
			const bytes = utf8(text);
			writeHead(TEXT, bytes.length);
			writeRaw(bytes);
			return true;
		}
		scratch[length + i] = unit;
	}
	length += size;
	return true;
}

function writeRaw(bytes: Uint8Array): void {
	reserve(bytes.length);
	if (bytes.length < 40) for (let i = 0; i < bytes.length; i++) scratch[length + i] = bytes[i] as number;
	else scratch.set(bytes, length);
	length += bytes.length;
}

function writeByte(byte: number): void {
	reserve(1);
	scratch[length++] = byte;
}

/** The shortest form of the argument, as canonical CBOR demands. */
function writeHead(major: number, argument: number): void {
	reserve(9);
	if (argument < 24) scratch[length++] = major | argument;
	else if (argument < 0x100) {
		scratch[length++] = major | 24;
		scratch[length++] = argument;
	} else if (argument < 0x1_0000) {
		scratch[length++] = major | 25;
		scratch[length++] = argument >>> 8;
		scratch[length++] = argument & 0xff;
	} else if (argument < 0x1_0000_0000) {
		scratch[length++] = major | 26;
		writeWord(argument);
	} else {
		scratch[length++] = major | 27;
		writeWord(Math.floor(argument / 0x1_0000_0000));
		writeWord(argument % 0x1_0000_0000);
	}
}

function writeWord(word: number): void {
	scratch[length++] = (word >>> 24) & 0xff;
	scratch[length++] = (word >>> 16) & 0xff;
	scratch[length++] = (word >>> 8) & 0xff;
	scratch[length++] = word & 0xff;
}

function reserve(bytes: number): void {
	if (length + bytes <= scratch.length) return;
	let capacity = 2 * scratch.length;
	while (capacity < length + bytes) capacity *= 2;
	const grown = new Uint8Array(capacity);
	grown.set(scratch.subarray(0, length));
	scratch = grown;
}
