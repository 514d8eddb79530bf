import { z } from 'zod';
import type { TimeMs } from '../codec/units.ts';
import { CodedError } from '../errors/coded-error.ts';
import { BID_LIMITS, type ImportProduct, type ImportTerms } from './bid-terms.ts';
import { readStamp } from './local-stamp.ts';
import { openTimeZone, type TimeZone } from './time-zone.ts';

/** Products of one file of terms. */
const PRODUCTS_MAX = 10_000;

const time = z.union([z.int().nonnegative(), z.string().max(48)]);
const price = z.int().min(-1_000_000_000).max(1_000_000_000);
const kind = z.enum(['limit', 'block', 'curve', 'iceberg']);

const product = z.strictObject({
	product: z.string().min(1).max(64),
	zone: z.string().max(64).default(''),
	deliveryStart: time,
	deliveryEnd: time,
	periods: z.int().min(1).max(BID_LIMITS.periods).default(1),
	gateOpening: time.optional(),
	gateClosure: time.optional(),
	tick: z.int().min(1).max(1_000_000_000).default(1),
	lotWh: z.int().min(1).max(1_000_000_000).default(1),
	priceMin: price,
	priceMax: price,
	kinds: z.array(kind).min(1).max(4).default(['limit']),
});

const form = z.strictObject({
	timeZone: z.string().max(64).default('UTC'),
	now: time.optional(),
	products: z.array(product).min(1).max(PRODUCTS_MAX),
});

/**
 * Reads the terms of products as JSON: `{ "timeZone"?, "now"?, "products": [{ "product", "zone"?, "deliveryStart",
 * "deliveryEnd", "periods"?, "gateOpening"?, "gateClosure"?, "tick"?, "lotWh"?, "priceMin", "priceMax", "kinds"? }] }`.
 * Times are stamps or milliseconds, prices micro-money per kWh, energy Wh. A gate opens at the beginning of time and
 * closes with the delivery where nothing else is said; without `now` gates are left out of account.
 * @throws CodedError FORMAT_TERMS_INVALID with the path of the bad field, ZONE_UNKNOWN
 */
export function readImportTerms(json: string): ImportTerms {
	const parsed = form.safeParse(parseJson(json));
	if (!parsed.success) {
		const issue = parsed.error.issues[0];
		return refuse(issue?.path.join('.') ?? '', issue?.message ?? 'not terms');
	}
	const { data } = parsed;
	const timeZone = openTimeZone(data.timeZone);
	const products = new Map<string, ImportProduct>();
	for (const [index, each] of data.products.entries()) {
		const path = `products.${index}`;
		if (products.has(each.product)) refuse(`${path}.product`, 'named twice');
		products.set(each.product, productOf(each, path, timeZone));
	}
	return { timeZone, now: data.now === undefined ? null : instant(data.now, 'now', timeZone), products };
}

function productOf(each: z.output<typeof product>, path: string, timeZone: TimeZone): ImportProduct {
	const deliveryStart = instant(each.deliveryStart, `${path}.deliveryStart`, timeZone);
	const deliveryEnd = instant(each.deliveryEnd, `${path}.deliveryEnd`, timeZone);
	if (deliveryEnd <= deliveryStart || (deliveryEnd - deliveryStart) % each.periods !== 0)
		refuse(`${path}.deliveryEnd`, `not after deliveryStart by ${each.periods} equal periods`);
	if (each.priceMin > each.priceMax) refuse(`${path}.priceMin`, 'above priceMax');
	const { gateOpening = 0, gateClosure = deliveryStart } = each;
	return {
		...each,
		deliveryStart,
		deliveryEnd,
		gateOpening: instant(gateOpening, `${path}.gateOpening`, timeZone),
		gateClosure: instant(gateClosure, `${path}.gateClosure`, timeZone),
	};
}

function instant(value: number | string, path: string, timeZone: TimeZone): TimeMs {
	if (typeof value === 'number') return value;
	const meaning = readStamp(value, timeZone);
	if ('fault' in meaning || meaning.instants.length !== 1) return refuse(path, 'not a stamp that means one instant');
	return meaning.instants[0] as number;
}

function parseJson(json: string): unknown {
	try {
		return JSON.parse(json);
	} catch {
		return refuse('', 'not JSON');
	}
}

function refuse(path: string, reason: string): never {
	throw new CodedError('FORMAT_TERMS_INVALID', { path: path === '' ? '$' : `$.${path}`, reason });
}
