import { concat, equalBytes } from '../codec/bytes.ts';
import { CID_BYTES, isCidOf } from '../documents/cid.ts';
import { CodedError } from '../errors/coded-error.ts';
import { type Because, because } from './reasons.ts';

/**
 * CAR version 1 (IPLD) in the one form that a bundle has: one root, CIDs v1 of dag-cbor or raw bytes with SHA-256,
 * lengths in the fewest bytes. So a file can be written in one way only, and none of its bits is loose.
 */
export interface CarSection {
	/** Binary CID v1, 36 bytes. */
	readonly cid: Uint8Array;
	readonly bytes: Uint8Array;
	/** Of the section in the file. */
	readonly offset: number;
}

/** Bytes of one block. */
export const SECTION_MAX_BYTES = 67_108_864;

/** Canonical dag-cbor of `{roots: [cid], version: 1}` before and after the CID. */
const HEADER_HEAD = Uint8Array.of(...[0xa2, 0x65, 0x72, 0x6f, 0x6f, 0x74, 0x73, 0x81, 0xd8, 0x2a, 0x58, 0x25, 0x00]);
const HEADER_TAIL = Uint8Array.of(0x67, 0x76, 0x65, 0x72, 0x73, 0x69, 0x6f, 0x6e, 0x01);
const HEADER_BYTES = HEADER_HEAD.length + CID_BYTES + HEADER_TAIL.length;
/** 2^27 is more than a section may have. */
const VARINT_MAX_BYTES = 4;

export function carHeader(root: Uint8Array): Uint8Array {
	return concat(varint(HEADER_BYTES), HEADER_HEAD, root, HEADER_TAIL);
}

export function carSection(cid: Uint8Array, bytes: Uint8Array): Uint8Array {
	return concat(varint(CID_BYTES + bytes.length), cid, bytes);
}

function varint(value: number): Uint8Array {
	const digits: number[] = [];
	let rest = value;
	for (; rest > 127; rest = Math.floor(rest / 128)) digits.push((rest % 128) + 128);
	return Uint8Array.of(...digits, rest);
}

/** Reads a file piece by piece, holding one section at a time. */
export class CarReader {
	readonly #pieces: AsyncIterator<Uint8Array> | Iterator<Uint8Array>;
	#held: Uint8Array = new Uint8Array(0);
	#at = 0;
	#offset = 0;

	constructor(pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>) {
		this.#pieces = Symbol.asyncIterator in pieces ? pieces[Symbol.asyncIterator]() : pieces[Symbol.iterator]();
	}

	/** Bytes read so far. */
	get offset(): number {
		return this.#offset;
	}

	/** The root's CID. @throws CodedError BUNDLE_CONTAINER */
	async header(): Promise<Uint8Array> {
		const length = await this.#length();
		if (length !== HEADER_BYTES) throw this.#fault(because('header-is-not-that-of-a-file-with-one-root'));
		const header = await this.#take(HEADER_BYTES);
		const root = header.slice(HEADER_HEAD.length, HEADER_HEAD.length + CID_BYTES);
		if (!equalBytes(header, carHeader(root).subarray(1)) || !isCidOf('dag-cbor', root))
			throw this.#fault(because('header-is-not-that-of-a-file-with-one-root'));
		return root;
	}

	/** The next section, null at the end. @throws CodedError BUNDLE_CONTAINER */
	async section(): Promise<CarSection | null> {
		const { offset } = this;
		const length = await this.#length();
		if (length === null) return null;
		if (length < CID_BYTES || length > SECTION_MAX_BYTES) throw this.#fault(because('a-section-of-bytes', { length }));
		const section = await this.#take(length);
		const cid = section.subarray(0, CID_BYTES);
		if (!isCidOf('dag-cbor', cid) && !isCidOf('raw', cid)) throw this.#fault(because('cid-is-of-another-kind'));
		return { cid, bytes: section.subarray(CID_BYTES), offset };
	}

	/** Null at the end of the file. */
	async #length(): Promise<number | null> {
		let value = 0;
		for (let place = 0; place < VARINT_MAX_BYTES; place++) {
			if (place === 0 && !(await this.#hasMore())) return null;
			const digit = (await this.#take(1))[0] as number;
			value += (digit & 127) * 128 ** place;
			if (digit > 127) continue;
			if (digit === 0) throw this.#fault(because('a-length-is-not-written-in-the-fewest-bytes'));
			return value;
		}
		throw this.#fault(because('a-length-has-too-many-bytes'));
	}

	/** A view into the piece that holds all of it; else put together. */
	async #take(length: number): Promise<Uint8Array> {
		const held = this.#held.subarray(this.#at, this.#at + length);
		this.#at += held.length;
		this.#offset += held.length;
		if (held.length === length) return held;
		const parts = [held];
		for (let have = held.length; have < length; ) {
			if (!(await this.#hasMore())) throw this.#fault(because('file-ends-within-a-section'));
			const part = this.#held.subarray(0, length - have);
			parts.push(part);
			have += part.length;
			this.#at = part.length;
			this.#offset += part.length;
		}
		return concat(...parts);
	}

	/** False at the end of the file. */
	async #hasMore(): Promise<boolean> {
		while (this.#at === this.#held.length) {
			const next = await this.#pieces.next();
			if (next.done) return false;
			const { buffer, byteOffset, length } = next.value;
			// Not what it may be beyond bytes: parts of a Buffer are Buffers.
			this.#held = new Uint8Array(buffer, byteOffset, length);
			this.#at = 0;
		}
		return true;
	}

	#fault(because: Because): CodedError {
		return new CodedError('BUNDLE_CONTAINER', { offset: this.#offset, ...because });
	}
}
