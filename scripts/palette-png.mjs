/**
 * Writes a browser's PNG with a palette of at most 256 colours: a third of the file, and letters as sharp as before.
 * Pictures of a console have few flat colours and many near ones at the edges of letters; the flat ones stay exact.
 */
import { crc32, deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const COLOURS_MAX = 256;

/**
 * @param {Buffer} png 8 bits a channel, RGB or RGBA without transparency, not interlaced: what a browser's picture is
 * @returns {Buffer}
 */
export function withPalette(png) {
	const { width, height, pixels } = decode(png);
	const { colours, indexOf } = paletteOf(pixels);
	const rows = Buffer.alloc(height * (width + 1));
	for (let y = 0; y < height; y++)
		for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = indexOf.get(pixels[y * width + x]);
	const header = Buffer.alloc(13);
	header.writeUInt32BE(width, 0);
	header.writeUInt32BE(height, 4);
	header.set([8, 3, 0, 0, 0], 8);
	const palette = Buffer.from(colours.flatMap((colour) => channels(colour)));
	return Buffer.concat([
		SIGNATURE,
		chunk('IHDR', header),
		chunk('PLTE', palette),
		chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })),
		chunk('IEND', Buffer.alloc(0)),
	]);
}

/** The commonest colours that lie apart; every other takes the nearest. The distance grows until they are few enough. */
function paletteOf(pixels) {
	const counts = new Map();
	for (const colour of pixels) counts.set(colour, (counts.get(colour) ?? 0) + 1);
	const byCount = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([colour]) => colour);
	let colours = byCount;
	for (let apart = 4; colours.length > COLOURS_MAX; apart *= 1.5) {
		const kept = [];
		for (const colour of byCount) {
			if (kept.length > COLOURS_MAX) break;
			if (kept.every((each) => distance(each, colour) >= apart)) kept.push(colour);
		}
		colours = kept;
	}
	const indexOf = new Map();
	for (const colour of byCount) {
		let nearest = 0;
		let least = Number.POSITIVE_INFINITY;
		for (const [index, each] of colours.entries()) {
			const far = distance(each, colour);
			if (far < least) [nearest, least] = [index, far];
		}
		indexOf.set(colour, nearest);
	}
	return { colours, indexOf };
}

const channels = (colour) => [colour >> 16, (colour >> 8) & 0xff, colour & 0xff];

/** Squared, green weighing most as in the eye. */
function distance(one, other) {
	const red = (one >> 16) - (other >> 16);
	const green = ((one >> 8) & 0xff) - ((other >> 8) & 0xff);
	const blue = (one & 0xff) - (other & 0xff);
	return 2 * red * red + 4 * green * green + blue * blue;
}

function decode(png) {
	const parts = [];
	let header = null;
	for (let at = SIGNATURE.length; at < png.length; ) {
		const length = png.readUInt32BE(at);
		const type = png.toString('ascii', at + 4, at + 8);
		const content = png.subarray(at + 8, at + 8 + length);
		if (type === 'IHDR') header = content;
		if (type === 'IDAT') parts.push(content);
		at += length + 12;
	}
	const samples = { 2: 3, 6: 4 }[header?.[9]];
	if (!samples || header[8] !== 8 || header[12] !== 0) throw new Error('not a plain PNG of 8 bits a channel');
	const width = header.readUInt32BE(0);
	const height = header.readUInt32BE(4);
	const bytes = unfilter(inflateSync(Buffer.concat(parts)), width * samples, height, samples);
	const pixels = new Uint32Array(width * height);
	for (let i = 0; i < pixels.length; i++)
		pixels[i] = (bytes[i * samples] << 16) | (bytes[i * samples + 1] << 8) | bytes[i * samples + 2];
	return { width, height, pixels };
}

/** PNG, ISO/IEC 15948, chapter 9: each row is kept as differences from its neighbours to the left and above. */
function unfilter(filtered, stride, height, samples) {
	const bytes = new Uint8Array(stride * height);
	for (let y = 0; y < height; y++) {
		const from = y * (stride + 1);
		const kind = filtered[from];
		for (let x = 0; x < stride; x++) {
			const left = x < samples ? 0 : bytes[y * stride + x - samples];
			const up = y === 0 ? 0 : bytes[(y - 1) * stride + x];
			const corner = y === 0 || x < samples ? 0 : bytes[(y - 1) * stride + x - samples];
			bytes[y * stride + x] = filtered[from + 1 + x] + predicted(kind, left, up, corner);
		}
	}
	return bytes;
}

function predicted(kind, left, up, corner) {
	if (kind === 0) return 0;
	if (kind === 1) return left;
	if (kind === 2) return up;
	if (kind === 3) return (left + up) >> 1;
	const guess = left + up - corner;
	const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
	if (a <= b && a <= c) return left;
	return b <= c ? up : corner;
}

function chunk(type, content) {
	const body = Buffer.concat([Buffer.from(type, 'ascii'), content]);
	const framed = Buffer.alloc(body.length + 8);
	framed.writeUInt32BE(content.length, 0);
	body.copy(framed, 4);
	framed.writeUInt32BE(crc32(body), body.length + 4);
	return framed;
}
