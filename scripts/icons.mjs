/**
 * Draws the icons of the window, the tray and the packages from the console's own mark, src/renderer/public/icon.svg:
 * `node scripts/icons.mjs`. The files are kept in the repository; run it again when the mark changes.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { root } from './workspace.mjs';

const mark = readFileSync(join(root, 'src/renderer/public/icon.svg'), 'utf8');
/** The same on a grid of 16, so that no edge falls between the pixels of a tray or a small window. */
const smallMark =
	'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="2" fill="#fbf8f1"/>' +
	'<path d="M2 14V8M6 14V3M10 14V5M14 14V10" stroke="#1b1a17" stroke-width="2"/>' +
	'<path d="M0 6.5H16" stroke="#c0311a"/></svg>';
const SMALL_PX = 32;
const icons = join(root, 'resources', 'icons');
const packaging = join(root, 'resources', 'packaging');
const sizes = [16, 24, 32, 48, 64, 128, 256, 512];
/** An alarm's priority is a shape and a number of strokes, so that no colour has to be told apart. */
const alarmStrokes = { 1: 3, 2: 2, 3: 1 };

const executablePath = process.env.CHROMIUM_PATH || join(root, '.cache', 'chromium', 'chromium');
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
try {
	const pictures = new Map();
	for (const size of [...sizes, 1024]) pictures.set(size, await draw(size <= SMALL_PX ? smallMark : mark, size));
	mkdirSync(join(packaging, 'icons'), { recursive: true });
	for (const size of sizes) writeFileSync(join(packaging, 'icons', `${size}x${size}.png`), pictures.get(size));
	writeFileSync(join(icons, 'gridquorum.png'), pictures.get(512));
	writeFileSync(join(icons, 'tray.png'), await draw(smallMark, 64));
	for (const [priority, strokes] of Object.entries(alarmStrokes))
		writeFileSync(join(icons, `tray-alarm-${priority}.png`), await draw(withAlarm(strokes), 64));
	writeFileSync(
		join(packaging, 'icon.ico'),
		ico([16, 24, 32, 48, 64, 128, 256].map((size) => [size, pictures.get(size)])),
	);
	writeFileSync(join(packaging, 'icon.icns'), icns(pictures));
} finally {
	await browser.close();
}

/** A PNG of the drawing with a transparent ground. */
async function draw(svg, size) {
	const page = await browser.newPage({ viewport: { width: size, height: size } });
	const address = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
	await page.setContent(
		`<style>*{margin:0}img{display:block;width:${size}px;height:${size}px}</style><img src="${address}">`,
	);
	await page.locator('img').evaluate((image) => image.decode());
	const picture = await page.screenshot({ omitBackground: true });
	await page.close();
	return picture;
}

/** The small mark with a sign in its corner: a filled square with as many strokes as the alarm is urgent. */
function withAlarm(strokes) {
	const lines = Array.from({ length: strokes }, (_, index) => {
		const x = 12.5 + (index - (strokes - 1) / 2) * 2;
		return `<path d="M${x} 11V15" stroke="#fbf8f1"/>`;
	}).join('');
	const sign = `<rect x="8" y="9" width="8" height="7" fill="#fbf8f1"/><rect x="9" y="10" width="7" height="6" fill="#c0311a"/>`;
	return smallMark.replace('</svg>', `${sign}${lines}</svg>`);
}

/** Windows: a directory of PNGs (Vista and later read them). */
function ico(entries) {
	const header = Buffer.alloc(6 + 16 * entries.length);
	header.writeUInt16LE(1, 2);
	header.writeUInt16LE(entries.length, 4);
	let offset = header.length;
	entries.forEach(([size, picture], index) => {
		const at = 6 + 16 * index;
		// A byte of 0 stands for 256.
		header.writeUInt8(size % 256, at);
		header.writeUInt8(size % 256, at + 1);
		header.writeUInt16LE(1, at + 4);
		header.writeUInt16LE(32, at + 6);
		header.writeUInt32LE(picture.length, at + 8);
		header.writeUInt32LE(offset, at + 12);
		offset += picture.length;
	});
	return Buffer.concat([header, ...entries.map(([, picture]) => picture)]);
}

/** macOS: chunks of a type by size, each a PNG. */
function icns(pictures) {
	const types = { ic11: 32, ic12: 64, ic07: 128, ic08: 256, ic13: 256, ic09: 512, ic14: 512, ic10: 1024 };
	const chunks = Object.entries(types).map(([type, size]) => chunk(type, pictures.get(size)));
	return chunk('icns', Buffer.concat(chunks));
}

function chunk(type, content) {
	const header = Buffer.alloc(8);
	header.write(type, 0, 'ascii');
	header.writeUInt32BE(content.length + 8, 4);
	return Buffer.concat([header, content]);
}
