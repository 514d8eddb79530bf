import { CodedError } from '../../errors/coded-error.ts';
import { type Market, requireMarket, type Zone } from '../market.ts';
import type { Outcome, PriceRange, Trade, Verdict } from '../outcome.ts';
import type { Profile } from '../profiles.ts';
import { linksOf, type PreparedPeriod, preparePeriods } from './prepare-market.ts';
import { pairTrades, surplusOf } from './trades.ts';
import { verdictsOf } from './verdicts.ts';
import type { ZonesOptimum } from './zones.ts';

/** By period, then by zone. What `check-zones.ts` reads highest welfare, largest volume and fair shares from. */
export interface ZonesProof {
	readonly form: 'zones';
	/** Supporting prices in half ticks; see `ZonesShares.keys`. */
	readonly keys: readonly (readonly number[])[];
	/** First zone of the region over which tied orders were shared. */
	readonly regions: readonly (readonly number[])[];
}

/**
 * Clears a market of zones without blocks, each period on its own: highest welfare, then largest volume, then tied orders
 * sharing over regions; prices as `choosePrices` says.
 * @throws CodedError CLEARING_INPUT, CLEARING_UNSUPPORTED, or CLEARING_INFEASIBLE where forced flows cannot be
 */
export function clearZones(market: Market, profile: Profile): Outcome<ZonesProof> {
	requireMarket(market);
	if (market.blocks.length > 0)
		throw new CodedError('CLEARING_UNSUPPORTED', { mechanism: 'zonal clearing', what: 'blocks' });
	const fills = new Array<number>(market.orders.length).fill(0);
	const verdicts = new Array<Verdict>(market.orders.length);
	const prices = market.zones.map((): PriceRange[] => []);
	const flows = market.links.map((): number[] => []);
	const trades: Trade[] = [];
	const keys: (readonly number[])[] = [];
	const regions: (readonly number[])[] = [];
	let welfare = 0n;
	let surplus = 0n;
	for (const [period, prepared] of preparePeriods(market, profile).entries()) {
		const optimum = optimumOf(market, period, prepared);
		const ranges = optimum.prices as readonly PriceRange[];
		const shares = optimum.share();
		const links = linksOf(market, period);
		const { positions, columns } = prepared;
		const zonePrices = ranges.map(({ price }) => price);
		const isPriced = zonePrices.map((price) => price !== null);
		const rowVerdicts = verdictsOf(columns, shares, market.tick, isPriced);
		positions.forEach((position, row) => {
			fills[position] = shares.fills[row] as number;
			verdicts[position] = rowVerdicts[row] as Verdict;
		});
		const periodTrades = pairTrades({
			period,
			tick: market.tick,
			prices: zonePrices,
			links,
			flows: shares.flows,
			accepted: { ...columns, positions, fills: shares.fills },
		});
		for (const trade of periodTrades) trades.push(trade);
		for (const [zone, range] of ranges.entries()) prices[zone]?.push(range);
		for (const [link, flow] of shares.flows.entries()) flows[link]?.push(flow);
		keys.push(shares.keys);
		regions.push(shares.regions);
		welfare += optimum.welfare;
		surplus += surplusOf(periodTrades, links, shares.flows);
	}
	const volume = trades.reduce((sum, { quantity }) => sum + quantity, 0);
	const proof: ZonesProof = { form: 'zones', keys, regions };
	return { prices, volume, welfare, fills, blockFills: [], verdicts, flows, trades, surplus, proof };
}

function optimumOf(market: Market, period: number, prepared: PreparedPeriod): ZonesOptimum {
	const optimum = prepared.clear();
	if (optimum) return optimum;
	const { zone = 0, link = null } = prepared.obstacle() ?? {};
	const nameOf = (at: number | undefined): string => (market.zones[at ?? zone] as Zone).name;
	const cause = link === null ? null : market.links[link];
	throw new CodedError('CLEARING_INFEASIBLE', {
		period: period + 1,
		zone: nameOf(zone),
		link: cause ? `${nameOf(cause.from)}–${nameOf(cause.to)}` : '–',
	});
}
