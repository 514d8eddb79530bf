import { z } from 'zod';
import { CodedError } from '../errors/coded-error.ts';
import type { ClearedPrice } from './cleared-prices.ts';
import { decimalMark, readDecimal } from './decimal.ts';
import type { DeliveryDay } from './local-day.ts';

const ZONES_MAX = 64;
const form = z.object({ prices: z.record(z.string().max(64), z.array(z.string().max(40).nullable()).max(100)) });

/** Energy to which a file's prices refer. */
export type PriceUnit = 'kwh' | 'mwh';

/**
 * Reads the prices of a cleared market, `{ "prices": { zone: [price per period, or null] } }`, as those of one local day.
 * @throws CodedError FORMAT_PRICES_INVALID with the path of what is wrong
 */
export function readClearedPrices(json: string, day: DeliveryDay, unit: PriceUnit): ClearedPrice[] {
	const parsed = form.safeParse(parseJson(json));
	if (!parsed.success) {
		const issue = parsed.error.issues[0];
		return refuse(`$${(issue?.path ?? []).map((part) => `.${String(part)}`).join('')}`, issue?.message ?? 'not prices');
	}
	const zones = Object.entries(parsed.data.prices);
	if (zones.length === 0 || zones.length > ZONES_MAX) refuse('$.prices', `not 1 to ${ZONES_MAX} zones`);
	return zones.flatMap(([zone, prices]) => {
		const path = `$.prices.${zone}`;
		if (prices.length !== day.periods.length)
			refuse(path, `${prices.length} prices, ${day.day} has ${day.periods.length} periods of ${day.minutes} minutes`);
		return day.periods.map(({ start, end, number }, index): ClearedPrice => {
			const text = prices[index] ?? null;
			const price = text === null ? null : readDecimal(text, unit === 'mwh' ? 3 : 6, decimalMark(','));
			if (typeof price === 'string')
				return refuse(`${path}.${index}`, `"${text}" is finer than micro-money per kWh, or no decimal`);
			return { zone, product: String(number), start, end, price, volumeWh: null };
		});
	});
}

function parseJson(json: string): unknown {
	try {
		return JSON.parse(json);
	} catch {
		return refuse('$', 'not JSON');
	}
}

function refuse(path: string, reason: string): never {
	throw new CodedError('FORMAT_PRICES_INVALID', { path, reason });
}
