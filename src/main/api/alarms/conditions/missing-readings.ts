import { READING_DUE_MS } from '../../../../shared/alarms/market-alarms.ts';
import { periodStart } from '../../../../shared/codec/product-terms.ts';
import type { Product } from '../../read-model/product.ts';
import type { MarketFacts } from '../facts.ts';

type ReadingFacts = Pick<MarketFacts, 'now' | 'metersOf' | 'hasReading'>;

/** Meters of parties with trades whose reading of a delivered, unsettled product is overdue, and the oldest such product. */
export function missingMeters(
	products: readonly Product[],
	{ now, metersOf, hasReading }: ReadingFacts,
): { readonly meters: readonly string[]; readonly product: string | null } {
	const meters = new Set<string>();
	let oldest: Product | null = null;
	for (const product of products) {
		const { terms, settled, trades } = product;
		if (settled || trades.size === 0 || now < terms.deliveryEnd + READING_DUE_MS) continue;
		const parties = new Map<string, { readonly participant: string; readonly period: number }>();
		for (const { buyer, seller, period } of trades.values())
			for (const participant of [buyer, seller]) parties.set(`${period} ${participant}`, { participant, period });
		for (const { participant, period } of parties.values()) {
			const start = periodStart(terms, period);
			for (const meter of metersOf(participant)) {
				if (hasReading(meter, start)) continue;
				meters.add(meter);
				if (!oldest || terms.deliveryEnd < oldest.terms.deliveryEnd) oldest = product;
			}
		}
	}
	return { meters: [...meters], product: oldest?.terms.product ?? null };
}
