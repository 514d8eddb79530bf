const BYTES = 2;
const TEXT = 3;
const LIST = 4;
const MAP = 5;
const TAG = 6;

/**
 * True when lists, maps and tags lie within each other more than `levels` deep. Reader and writer recurse, so without
 * this bound a few kilobytes would exhaust the stack, at a depth that differs from one platform to the next. Bytes that
 * are no CBOR get some answer; refusing them is the reader's part.
 */
export function nestsDeeperThan(levels: number, bytes: Uint8Array): boolean {
	/** Items still to come, per open level. */
	const left: number[] = [];
	let at = 0;
	while (at < bytes.length) {
		const head = bytes[at] as number;
		const major = head >> 5;
		const short = head & 31;
		if (short > 27) return false;
		const extra = short > 23 ? 1 << (short - 24) : 0;
		const count = extra > 0 ? bigEndian(bytes, at + 1, extra) : short;
		at += 1 + extra;
		if (major === BYTES || major === TEXT) at += count;
		const items = major === TAG ? 1 : major === LIST ? count : major === MAP ? 2 * count : 0;
		if (items > 0) {
			left.push(items);
			if (left.length > levels) return true;
		} else if (closeItem(left)) return false;
	}
	return false;
}

/** Ends an item, and every level of which it was the last; true when nothing is open any more. */
function closeItem(left: number[]): boolean {
	while (left.length > 0) {
		const open = left.length - 1;
		left[open] = (left[open] as number) - 1;
		if ((left[open] as number) > 0) return false;
		left.pop();
	}
	return true;
}

function bigEndian(bytes: Uint8Array, from: number, count: number): number {
	let value = 0;
	for (let at = from; at < from + count; at++) value = value * 256 + (bytes[at] ?? 0);
	return value;
}
