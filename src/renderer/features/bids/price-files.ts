import type { ClearedPrice } from '../../../shared/formats/cleared-prices.ts';
import { priceEvent } from '../../../shared/formats/openadr.ts';
import { writePriceCsv } from '../../../shared/formats/price-csv.ts';

export interface PriceFileTerms {
	/** ISO 4217. */
	readonly currency: string;
	readonly utcOffsetMinutes: number;
	/** OpenADR program that the event belongs to. */
	readonly programId: string;
	/** Day or product. */
	readonly subject: string;
}

export function priceCsvText(prices: readonly ClearedPrice[], terms: PriceFileTerms): string {
	const zone = { name: 'market', offsetMsAt: () => terms.utcOffsetMinutes * 60_000 };
	return writePriceCsv(prices, zone, terms.currency);
}

/** @throws CodedError OPENADR_INVALID where no period of the zone has a price */
export function priceEventText(prices: readonly ClearedPrice[], zone: string, terms: PriceFileTerms): string {
	const { programId, currency, subject } = terms;
	const own = prices.filter((price) => price.zone === zone);
	return `${JSON.stringify(priceEvent(own, { programId, currency, eventName: `${subject} ${zone}` }), null, '\t')}\n`;
}
