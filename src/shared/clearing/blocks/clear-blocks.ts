import { CodedError } from '../../errors/coded-error.ts';
import { type Market, requireMarket, type Zone } from '../market.ts';
import type { Outcome, PriceRange, Trade, Verdict } from '../outcome.ts';
import type { Profile } from '../profiles.ts';
import { pairTrades, surplusOf } from '../zonal/trades.ts';
import { verdictsOf } from '../zonal/verdicts.ts';
import { blockVerdicts } from './block-verdicts.ts';
import { type Evaluation, restsByPeriod } from './decision.ts';
import { finalPrices } from './final-prices.ts';
import { type BlockProblem, blockProblem } from './problem.ts';
import { searchBlocks } from './search.ts';
import type { BlockTerms } from './terms.ts';

/** What `checkBlocks` reads, and how far the search came. */
export interface BlocksProof {
	readonly form: 'blocks';
	/** By period, then by zone: prices in half ticks that support the limit orders; see `ZonesShares.keys`. */
	readonly keys: readonly (readonly number[])[];
	/** First zone of the region over which tied orders were shared. */
	readonly regions: readonly (readonly number[])[];
	/** Prices by period and zone that prove `rootBound` by weak duality. */
	readonly boundPrices: readonly (readonly number[])[];
	readonly rootBound: bigint;
	/** No set of blocks that stands has more welfare; equal to the outcome's where it is proven optimal. */
	readonly bound: bigint;
	/** Nodes of the search that were visited. */
	readonly nodes: number;
	/** Whether all sets of the same welfare were compared by volume and positions, too. */
	readonly isUnique: boolean;
}

/**
 * Clears a market with blocks at a uniform price per zone and period: the set of blocks with the highest welfare among
 * those that have supporting prices by which no accepted family loses, then the largest volume, then the earliest
 * positions, proven within `profile.searchNodes` nodes; prices as `finalPrices` says.
 * @throws CodedError CLEARING_INPUT, or CLEARING_INFEASIBLE where no set found lets every zone balance
 */
export function clearBlocks(market: Market, profile: Profile): Outcome<BlocksProof> {
	requireMarket(market);
	const problem = blockProblem(market, profile);
	const found = searchBlocks(problem, profile.searchNodes);
	if (!found.best) throw infeasible(market, problem);
	const { best } = found;
	const { bound, nodes, isUnique, rootBound, boundPrices } = found;
	const prices = finalPrices(problem, best, profile.price);
	const composed = compose(market, problem, best, prices);
	const { keys, regions, ...outcome } = composed;
	const proof: BlocksProof = { form: 'blocks', keys, regions, boundPrices, rootBound, bound, nodes, isUnique };
	return { ...outcome, prices: market.zones.map((_, zone) => prices.map((row) => row[zone] as PriceRange)), proof };
}

type Composed = Omit<Outcome, 'prices' | 'proof'> & Pick<BlocksProof, 'keys' | 'regions'>;

function compose(
	market: Market,
	problem: BlockProblem,
	{ steps, rests, welfare, optima }: Evaluation,
	ranges: readonly (readonly PriceRange[])[],
): Composed {
	const { terms, periods } = problem;
	const ahead = market.orders.length;
	const fills = new Array<number>(ahead + terms.length).fill(0);
	const verdicts = new Array<Verdict>(ahead + terms.length);
	const blockFills = terms.map(({ step }, at) => step.map((quantity) => quantity * (steps[at] as number)));
	const flows = market.links.map((): number[] => []);
	const trades: Trade[] = [];
	const keys: (readonly number[])[] = [];
	const regions: (readonly number[])[] = [];
	const byPeriod = restsByPeriod(terms, market.periods, rests);
	const taken = steps.slice();
	let surplus = 0n;
	for (const [period, { optimum }] of optima.entries()) {
		const { input, positions } = periods.book(period, byPeriod[period] as number[]);
		const shares = optimum.share();
		const prices = (ranges[period] as readonly PriceRange[]).map(({ price }) => price);
		const isPriced = prices.map((price) => price !== null);
		const rowVerdicts = verdictsOf(input.orders, shares, market.tick, isPriced);
		positions.forEach((position, row) => {
			const fill = shares.fills[row] as number;
			const block = position - ahead;
			if (block < 0) {
				fills[position] = fill;
				verdicts[position] = rowVerdicts[row] as Verdict;
				return;
			}
			const ofBlock = blockFills[block] as number[];
			ofBlock[period] = (ofBlock[period] as number) + fill;
			taken[block] = (taken[block] as number) + fill / ((terms[block] as BlockTerms).step[period] as number);
		});
		const accepted = acceptedOf(market, period, fills, blockFills, periods.book(period, []).positions);
		const { links } = input;
		const { flows: periodFlows } = shares;
		const paired = pairTrades({ period, tick: market.tick, prices, links, flows: periodFlows, accepted });
		for (const trade of paired) trades.push(trade);
		surplus += surplusOf(paired, links, periodFlows);
		periodFlows.forEach((flow, link) => {
			flows[link]?.push(flow);
		});
		keys.push(shares.keys);
		regions.push(shares.regions);
	}
	blockFills.forEach((ofBlock, at) => {
		fills[ahead + at] = ofBlock.reduce((a, b) => a + b, 0);
	});
	const prices = ranges.map((row) => row.map(({ price }) => price));
	blockVerdicts(terms, prices, taken, ahead).forEach((verdict, at) => {
		verdicts[ahead + at] = verdict;
	});
	const volume = trades.reduce((sum, { quantity }) => sum + quantity, 0);
	return { volume, welfare, fills, blockFills, verdicts, flows, trades, surplus, keys, regions };
}

/** Limit orders and blocks of one period as the pairing takes them. */
export function acceptedOf(
	market: Market,
	period: number,
	fills: readonly number[],
	blockFills: readonly (readonly number[])[],
	orders: Int32Array,
): Parameters<typeof pairTrades>[0]['accepted'] {
	const ahead = market.orders.length;
	const blocks = [...market.blocks.keys()].filter((at) => (blockFills[at]?.[period] as number) > 0);
	const positions = [...orders, ...blocks.map((at) => ahead + at)];
	const terms = positions.map((position) => market.orders[position] ?? market.blocks[position - ahead]);
	return {
		positions,
		zones: terms.map((each) => each?.zone as number),
		bids: terms.map((each) => (each?.side === 'bid' ? 1 : 0)),
		limits: terms.map((each) => {
			const { side, price = 0, zone = 0 } = each ?? {};
			return side === 'bid' ? price - ((market.zones[zone] as Zone).fee[period] as number) : price;
		}),
		fills: positions.map((position) =>
			position < ahead ? (fills[position] as number) : (blockFills[position - ahead]?.[period] as number),
		),
	};
}

function infeasible(market: Market, { periods, terms }: BlockProblem): CodedError {
	const idle = market.zones.map(() => 0);
	const nameOf = (at: number | null): string => (at === null ? '–' : (market.zones[at] as Zone).name);
	for (let period = 0; period < market.periods; period++) {
		const obstacle = periods.book(period, []).zones.obstacle(idle);
		if (!obstacle) continue;
		const link = obstacle.link === null ? null : market.links[obstacle.link];
		return new CodedError('CLEARING_INFEASIBLE', {
			period: period + 1,
			zone: nameOf(obstacle.zone),
			link: link ? `${nameOf(link.from)}–${nameOf(link.to)}` : '–',
		});
	}
	return new CodedError('CLEARING_INFEASIBLE', { period: 1, zone: nameOf(terms[0]?.zone ?? null), link: '–' });
}
