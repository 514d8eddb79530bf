/** How fast files are read: 10,000 rows of bids, 1,000,000 readings, each with its verdict. */
import { readBids } from '../../src/shared/formats/bid-rows.ts';
import type { ImportTerms } from '../../src/shared/formats/bid-terms.ts';
import { IntervalCsv } from '../../src/shared/formats/interval-csv.ts';
import { deliveryDay } from '../../src/shared/formats/local-day.ts';
import { importReadings } from '../../src/shared/formats/reading-import.ts';
import { openTimeZone } from '../../src/shared/formats/time-zone.ts';
import { readingFile, textPieces } from './reading-file.ts';

export interface FormatsFigures {
	readonly bidRows: number;
	readonly bidMs: number;
	readonly readings: number;
	readonly readingMs: number;
	readonly localReadingMs: number;
}

/** Bounds of the goals in contracts.md: bids ≤ 1,000 ms, readings ≤ 5,000 ms. */
export async function benchFormats(rows = { bids: 10_000, readings: 1_000_000 }): Promise<FormatsFigures> {
	const bids = bidFile(rows.bids);
	const utc = readingFile(rows.readings, false);
	const local = readingFile(rows.readings, true);
	return {
		bidRows: rows.bids,
		bidMs: await timed(async () => {
			const { summary } = await readBids(textPieces(bids), { terms: terms() });
			if (summary.ok !== rows.bids) throw new Error(`${summary.errors} bids refused`);
		}),
		readings: rows.readings,
		readingMs: await timed(() => readAll(utc, rows.readings)),
		localReadingMs: await timed(() => readAll(local, rows.readings)),
	};
}

async function readAll(text: string, expected: number): Promise<void> {
	const reader = new IntervalCsv({ zone: openTimeZone('Europe/Rome'), minutes: 15 });
	let count = 0;
	for await (const { readings } of importReadings(textPieces(text), reader)) count += readings.length;
	if (count !== expected || reader.summary().gapCount !== 0) throw new Error(`${count} readings of ${expected}`);
}

async function timed(work: () => Promise<void>): Promise<number> {
	const start = performance.now();
	await work();
	return Math.round(performance.now() - start);
}

function terms(): ImportTerms {
	const timeZone = openTimeZone('Europe/Rome');
	const { start, end, periods } = deliveryDay('2025-10-26', timeZone, 15);
	const product = {
		product: 'DAY',
		zone: 'NORD',
		deliveryStart: start,
		deliveryEnd: end,
		periods: periods.length,
		gateOpening: 0,
		gateClosure: start,
		tick: 10,
		lotWh: 1,
		priceMin: -500_000,
		priceMax: 4_000_000,
		kinds: ['limit', 'block'],
	} as const;
	return { timeZone, now: start - 1, products: new Map([[product.product, product]]) };
}

function bidFile(count: number): string {
	const profile = Array.from({ length: 100 }, (_, index) => (index % 7) + 1).join('|');
	const lines = ['name,product,period,side,type,price_mwh,quantity_mwh,profile_mwh,min_acceptance'];
	for (let n = 0; n < count; n += 1) {
		const side = n % 2 === 0 ? 'bid' : 'offer';
		const price = `${(n % 300) - 50}.${String(n % 100).padStart(2, '0')}`;
		if (n % 20 === 0) lines.push(`B-${n},DAY,,${side},block,${price},,${profile},0.5`);
		else lines.push(`L-${n},DAY,${(n % 100) + 1},${side},limit,${price},${(n % 50) + 1}.125,,`);
	}
	return lines.join('\n');
}
