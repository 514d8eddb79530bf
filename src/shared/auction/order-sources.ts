import { MARKET_LIMITS, type Market } from '../clearing/market.ts';
import { withSources } from '../clearing/source-pools.ts';
import type { EnergySource, SourcePreference } from '../clearing/sources.ts';
import type { OrderBody } from '../codec/order-terms.ts';

/** Pools of a market that named generators may have, beside that of any energy and that of renewable energy. */
const GENERATORS_MAX = MARKET_LIMITS.zones - 2;

interface SourcedOrder {
	readonly participant: string;
	readonly terms: OrderBody;
}

/** A market whose pools of energy are its zones, with what their prices are called. */
export interface PooledMarket {
	readonly market: Market;
	readonly priceNames: readonly string[];
}

/** The generators that bids name, in the order of the book, as far as there is room for their pools. */
export function namedGenerators(orders: readonly SourcedOrder[]): ReadonlySet<string> {
	const named = new Set<string>();
	for (const { terms } of orders) {
		if (named.size === GENERATORS_MAX) break;
		const { side, source } = terms;
		if (side === 'bid' && typeof source === 'object') named.add(source.generator);
	}
	return named;
}

/**
 * Sets bids apart by the energy that they ask for. A participant's energy is renewable where every offer that it has in
 * the book says so. The market stays as it is where no bid asks for any.
 * @param origins By position: index of the order
 */
export function poolSources(market: Market, orders: readonly SourcedOrder[], origins: readonly number[]): PooledMarket {
	const zone = market.zones[0]?.name ?? '';
	if (market.zones.length > 1 || !orders.some(({ terms }) => terms.side === 'bid' && terms.source !== undefined))
		return { market, priceNames: market.zones.map(({ name }) => name) };
	const others = new Set(
		orders.flatMap(({ terms, participant }) =>
			terms.side === 'offer' && terms.source !== 'renewable' ? [participant] : [],
		),
	);
	const given = origins.map((origin) => orders[origin] as SourcedOrder);
	const preferences = given.map(({ terms }): SourcePreference | null =>
		terms.side === 'bid' ? (terms.source ?? 'any') : null,
	);
	const sources = given.map(({ terms, participant }): EnergySource | null =>
		terms.side === 'offer' ? { generator: participant, isRenewable: !others.has(participant) } : null,
	);
	const sourced = withSources(market, { preferences, sources });
	return {
		market: sourced.market,
		priceNames: sourced.pools.map((pool) =>
			pool === 'any' ? zone : `${zone}:${typeof pool === 'string' ? pool : pool.generator}`,
		),
	};
}
