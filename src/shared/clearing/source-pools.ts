import { CodedError } from '../errors/coded-error.ts';
import { type Link, MARKET_LIMITS, type Market, type Zone } from './market.ts';
import type { EnergySource, SourcePreference } from './sources.ts';

/** By position, blocks after limit orders: what a bid prefers, where an offer's energy comes from. */
export interface OrderSources {
	/** Of offers null. */
	readonly preferences: readonly (SourcePreference | null)[];
	/** Of bids null, and of offers of unknown source. */
	readonly sources: readonly (EnergySource | null)[];
}

export interface SourcedMarket {
	/** The pools as zones; positions are those of the market given. */
	readonly market: Market;
	/** Which energy is in each pool; `prices[n]` of an outcome are those of `pools[n]`. The first is energy of any source. */
	readonly pools: readonly SourcePreference[];
}

/** Pools besides those of generators: any source, and renewable. */
const COMMON_POOLS = 2;

/**
 * Makes source preferences part of the clearing: each preference that a bid has is a pool, an offer lies in the most
 * particular pool that takes it, and energy flows free of charge and limit from there to the less particular pools, never
 * back. So a bid gets only what it accepts, the more particular pool never has the lower price, and offers in pools that
 * feed others have those pools' price.
 * @throws CodedError SOURCES_ZONAL on several zones; SOURCES_TOO_MANY; CLEARING_INPUT where one generator's offers differ
 * in whether they are renewable
 */
export function withSources(market: Market, { preferences, sources }: OrderSources): SourcedMarket {
	if (market.zones.length !== 1) throw new CodedError('SOURCES_ZONAL');
	const renewables = renewabilityOf(sources);
	const generators = new Set<string>();
	for (const preference of preferences)
		if (typeof preference === 'object' && preference) generators.add(preference.generator);
	const most = MARKET_LIMITS.zones - COMMON_POOLS;
	if (generators.size > most) throw new CodedError('SOURCES_TOO_MANY', { generators: generators.size, max: most });
	const renewable = preferences.includes('renewable') ? 1 : null;
	const pools: SourcePreference[] = renewable === null ? ['any'] : ['any', 'renewable'];
	const links: Link[] = renewable === null ? [] : [freeLink(market, renewable, 0)];
	const poolOfGenerator = new Map<string, number>();
	for (const generator of generators) {
		const pool = pools.length;
		pools.push({ generator });
		poolOfGenerator.set(generator, pool);
		links.push(freeLink(market, pool, renewables.get(generator) === true && renewable !== null ? renewable : 0));
	}
	const poolAt = (position: number): number => {
		const preference = preferences[position] ?? 'any';
		if (typeof preference === 'object') return poolOfGenerator.get(preference.generator) as number;
		if (preference === 'renewable') return renewable as number;
		const source = sources[position];
		if (!source) return 0;
		return poolOfGenerator.get(source.generator) ?? (source.isRenewable && renewable !== null ? renewable : 0);
	};
	const fee = (market.zones[0] as Zone).fee;
	return {
		market: {
			...market,
			zones: pools.map((pool) => ({ name: nameOf(pool), fee })),
			links,
			orders: market.orders.map((order, position) => ({ ...order, zone: poolAt(position) })),
			blocks: market.blocks.map((block, at) => ({ ...block, zone: poolAt(market.orders.length + at) })),
		},
		pools,
	};
}

function nameOf(pool: SourcePreference): string {
	return typeof pool === 'string' ? pool : `generator ${pool.generator}`;
}

function renewabilityOf(sources: readonly (EnergySource | null)[]): ReadonlyMap<string, boolean> {
	const known = new Map<string, boolean>();
	sources.forEach((source, position) => {
		if (!source) return;
		const before = known.get(source.generator);
		if (before !== undefined && before !== source.isRenewable)
			throw new CodedError('CLEARING_INPUT', { field: 'source', position });
		known.set(source.generator, source.isRenewable);
	});
	return known;
}

/** One way, for nothing, and wider than all that is offered: a full link would let prices part. */
function freeLink({ periods, orders, blocks, lot }: Market, from: number, to: number): Link {
	let capacity = lot;
	for (const { side, quantity } of orders) if (side === 'offer') capacity += quantity;
	for (const { side, profile } of blocks) if (side === 'offer') for (const quantity of profile) capacity += quantity;
	const [none, all] = [new Array<number>(periods).fill(0), new Array<number>(periods).fill(capacity)];
	return { from, to, min: none, max: all, fee: none };
}
