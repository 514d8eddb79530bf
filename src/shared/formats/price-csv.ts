import { formatStamp } from './calendar.ts';
import type { ClearedPrice } from './cleared-prices.ts';
import { csvLine } from './csv-write.ts';
import { writeDecimal } from './decimal.ts';
import type { TimeZone } from './time-zone.ts';

/** Decimals of a price per kWh in micro-money, when it is written per MWh. */
const PER_MWH_SCALE = 3;

/**
 * Cleared prices as CSV, one row per zone and period in the order given: UTC and local stamps (the local one with its
 * offset, so that an hour that comes twice is told apart), price per MWh, volume in MWh. A period without trades has an
 * empty price.
 * @param currency ISO 4217 code, part of the price's title
 */
export function writePriceCsv(prices: readonly ClearedPrice[], zone: TimeZone, currency: string): string {
	const title = `price_${currency.toLowerCase()}_per_mwh`;
	const header = csvLine(['zone', 'product', 'start_utc', 'end_utc', 'start_local', 'end_local', title, 'volume_mwh']);
	const local = (time: number) => formatStamp(time, zone.offsetMsAt(time));
	const lines = prices.map(({ zone: name, product, start, end, price, volumeWh }) =>
		csvLine([
			name,
			product,
			formatStamp(start),
			formatStamp(end),
			local(start),
			local(end),
			price === null ? null : writeDecimal(price, PER_MWH_SCALE),
			volumeWh === null ? null : writeDecimal(volumeWh, 6),
		]),
	);
	return header + lines.join('');
}
