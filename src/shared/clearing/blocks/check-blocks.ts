import { type FaultReport, faultList } from '../faults.ts';
import { ALL_OR_NONE, type BlockOrder, type LimitOrder, type Market, netLimitOf } from '../market.ts';
import type { ClearingFault, Outcome, PriceRange, Trade } from '../outcome.ts';
import type { Profile } from '../profiles.ts';
import { type BlocksProof, clearBlocks } from './clear-blocks.ts';

export const BLOCKS_FAULTS = [
	/** A list is not as long as the market's, or a number is not a safe integer. */
	'SHAPE',
	/** A fill is negative, above its order, or no multiple of the lot. */
	'FILL_RANGE',
	/** A block is not taken at one ratio in all of its periods, or below its minimum. */
	'RATIO',
	/** A block is taken beyond its parent's ratio. */
	'PARENT',
	/** Blocks of one exclusive group add up to more than one. */
	'GROUP',
	/** A zone's energy does not balance, or a flow is beyond its border's bounds. */
	'BALANCE',
	/** An accepted limit order loses at the prices. */
	'ORDER_LOSES',
	/** An accepted block and its accepted descendants lose together. */
	'BLOCK_LOSES',
	/** An order better than its price is left out. */
	'ORDER_LEFT_OUT',
	/** Trades do not add up to the fills, or are not at their zones' prices. */
	'TRADE',
	'VOLUME',
	'WELFARE',
	'SURPLUS',
	/** The bound is below the welfare, above that of the search's root, or not proven by its prices. */
	'BOUND',
	/** Another set of blocks is the one that the search finds, or it visits other nodes. */
	'SEARCH',
	/** The prices or their intervals are not those of the decision. */
	'PRICE_RULE',
	/** Tied orders are not shared, or energy does not flow, as the profile says. */
	'SHARES',
	'PAIRING',
	'VERDICT',
] as const;

export type BlocksFaultCode = (typeof BLOCKS_FAULTS)[number];
type Report = FaultReport<BlocksFaultCode>;
type BlocksOutcome = Outcome<BlocksProof>;

/**
 * Every way in which an outcome is not that of this market with blocks; empty when it is. Decisions, balance, losers and
 * sums are judged by the market alone. That no other set of blocks is better, and which of equal ones is taken, is
 * confirmed by searching again: as dear as the clearing, and only done where nothing else is wrong.
 */
export function checkBlocks(
	market: Market,
	profile: Profile,
	outcome: BlocksOutcome,
): readonly ClearingFault<BlocksFaultCode>[] {
	const faults = faultList<BlocksFaultCode>();
	if (!hasShape(market, outcome)) {
		faults.add('SHAPE', null);
		return faults.found;
	}
	checkDecisions(market, outcome, faults);
	checkBalance(market, outcome, faults);
	checkGains(market, outcome, faults);
	checkSums(market, outcome, faults);
	const { bound, rootBound } = outcome.proof;
	if (bound < outcome.welfare || rootBound < bound) faults.add('BOUND', null);
	if (faults.found.length === 0) compare(outcome, clearBlocks(market, profile), faults);
	return faults.found;
}

function hasShape({ orders, blocks, zones, links, periods }: Market, outcome: BlocksOutcome): boolean {
	const { fills, verdicts, blockFills, flows, prices, trades, volume, welfare, surplus, proof } = outcome;
	const isTable = (table: readonly (readonly number[])[], rows: number, columns: number): boolean =>
		table.length === rows && table.every((row) => row.length === columns && row.every(Number.isSafeInteger));
	const isRange = ({ price, low, high }: PriceRange): boolean =>
		[price ?? 0, low ?? 0, high ?? 0].every(Number.isSafeInteger);
	return (
		fills.length === orders.length + blocks.length &&
		fills.every(Number.isSafeInteger) &&
		verdicts.length === fills.length &&
		isTable(blockFills, blocks.length, periods) &&
		isTable(flows, links.length, periods) &&
		prices.length === zones.length &&
		prices.every((ranges) => ranges.length === periods && ranges.every(isRange)) &&
		trades.every((trade) => [trade.quantity, trade.price, trade.buyerPrice].every(Number.isSafeInteger)) &&
		Number.isSafeInteger(volume) &&
		[welfare, surplus, proof.bound, proof.rootBound].every((value) => typeof value === 'bigint') &&
		Number.isSafeInteger(proof.nodes)
	);
}

/** Ratios as exact fractions of the largest period. */
function checkDecisions({ orders, blocks, lot }: Market, { fills, blockFills }: BlocksOutcome, faults: Report): void {
	orders.forEach(({ quantity }, at) => {
		const fill = fills[at] as number;
		if (fill < 0 || fill > quantity || fill % lot !== 0) faults.add('FILL_RANGE', at);
	});
	const whole = blocks.map(({ profile }) => Math.max(...profile));
	const taken = blocks.map(
		({ profile }, at) => (blockFills[at] as readonly number[])[profile.indexOf(whole[at] as number)] as number,
	);
	const ratio = (at: number): bigint => BigInt(taken[at] as number);
	blocks.forEach((block, at) => {
		const position = orders.length + at;
		const quantities = blockFills[at] as readonly number[];
		const total = quantities.reduce((sum, quantity) => sum + quantity, 0);
		if (total !== fills[position] || quantities.some((quantity) => quantity % lot !== 0))
			faults.add('FILL_RANGE', position);
		const isEven = block.profile.every(
			(quantity, period) =>
				BigInt(quantities[period] as number) * BigInt(whole[at] as number) === BigInt(quantity) * ratio(at),
		);
		const isWithin =
			taken[at] === 0 || (ratio(at) <= BigInt(whole[at] as number) && isAtLeast(block, ratio(at), whole[at] as number));
		if (!isEven || !isWithin || (taken[at] as number) < 0) faults.add('RATIO', position);
		const { parent } = block;
		if (parent !== null && ratio(at) * BigInt(whole[parent] as number) > ratio(parent) * BigInt(whole[at] as number))
			faults.add('PARENT', position);
	});
	for (const [group, members] of Map.groupBy([...blocks.keys()], (at) => blocks[at]?.group ?? null)) {
		if (group === null) continue;
		const denominator = members.reduce((product, at) => product * BigInt(whole[at] as number), 1n);
		const sum = members.reduce((total, at) => total + (ratio(at) * denominator) / BigInt(whole[at] as number), 0n);
		if (sum > denominator) faults.add('GROUP', orders.length + (members[0] as number));
	}
}

function isAtLeast({ minAcceptance }: BlockOrder, taken: bigint, whole: number): boolean {
	return taken * BigInt(ALL_OR_NONE) >= BigInt(minAcceptance) * BigInt(whole);
}

function checkBalance(market: Market, { fills, blockFills, flows }: BlocksOutcome, faults: Report): void {
	const { orders, blocks, links, zones, periods } = market;
	const nets = zones.map(() => new Array<number>(periods).fill(0));
	const add = (zone: number, period: number, quantity: number): void => {
		const row = nets[zone] as number[];
		row[period] = (row[period] as number) + quantity;
	};
	orders.forEach(({ side, zone, period }, at) => {
		add(zone, period, (side === 'bid' ? -1 : 1) * (fills[at] as number));
	});
	blocks.forEach(({ side, zone }, at) => {
		for (const [period, quantity] of (blockFills[at] as readonly number[]).entries())
			add(zone, period, (side === 'bid' ? -1 : 1) * quantity);
	});
	links.forEach(({ from, to, min, max }, at) => {
		for (const [period, flow] of (flows[at] as readonly number[]).entries()) {
			if (flow < (min[period] as number) || flow > (max[period] as number)) faults.add('BALANCE', at);
			add(from, period, -flow);
			add(to, period, flow);
		}
	});
	for (const [zone, row] of nets.entries()) if (row.some((net) => net !== 0)) faults.add('BALANCE', zone);
}

/** Nobody who trades loses, a family by its accepted members together; nobody better than the price is left out. */
function checkGains(market: Market, { fills, blockFills, prices }: BlocksOutcome, faults: Report): void {
	const { orders, blocks } = market;
	const priceAt = (zone: number, period: number): number | null => prices[zone]?.[period]?.price ?? null;
	orders.forEach((order, at) => {
		const price = priceAt(order.zone, order.period);
		const fill = fills[at] as number;
		if (price === null) {
			if (fill > 0) faults.add('ORDER_LOSES', at);
			return;
		}
		const gain = (order.side === 'bid' ? 1 : -1) * (netLimitOf(market, order) - price);
		if (gain < 0 && fill > 0) faults.add('ORDER_LOSES', at);
		if (gain > 0 && fill < order.quantity) faults.add('ORDER_LEFT_OUT', at);
	});
	const gains = blocks.map((block, at) => gainOf(market, block, blockFills[at] as readonly number[], priceAt));
	blocks.forEach((_, at) => {
		if ((fills[orders.length + at] as number) === 0) return;
		const family = [...blocks.keys()].filter((other) => descends(blocks, other, at));
		const gain = family.reduce<bigint | null>((sum, each) => add(sum, gains[each] as bigint | null), 0n);
		if (gain === null || gain < 0n) faults.add('BLOCK_LOSES', orders.length + at);
	});
}

function add(a: bigint | null, b: bigint | null): bigint | null {
	return a === null || b === null ? null : a + b;
}

/** What a block's accepted energy gains; null where it trades without a price. */
function gainOf(
	{ zones }: Market,
	{ side, price, zone }: BlockOrder,
	quantities: readonly number[],
	priceAt: (zone: number, period: number) => number | null,
): bigint | null {
	let gain = 0n;
	for (const [period, quantity] of quantities.entries()) {
		if (quantity === 0) continue;
		const at = priceAt(zone, period);
		if (at === null) return null;
		const margin = side === 'bid' ? price - (zones[zone]?.fee[period] ?? 0) - at : at - price;
		gain += BigInt(margin) * BigInt(quantity);
	}
	return gain;
}

function descends(blocks: readonly BlockOrder[], from: number, ancestor: number): boolean {
	for (let at: number | null = from; at !== null; at = blocks[at]?.parent ?? null) if (at === ancestor) return true;
	return false;
}

function checkSums(market: Market, outcome: BlocksOutcome, faults: Report): void {
	const { orders, blocks, zones, links } = market;
	const { fills, blockFills, flows, trades, prices } = outcome;
	const left = [...fills];
	let [volume, welfare, surplus] = [0, 0n, 0n];
	trades.forEach((trade, at) => {
		const { bid, offer, quantity, price, buyerPrice } = trade;
		for (const each of [bid, offer]) left[each] = (left[each] ?? Number.NaN) - quantity;
		if (quantity <= 0 || !isPriced(market, prices, trade)) faults.add('TRADE', at);
		volume += quantity;
		surplus += BigInt(quantity) * BigInt(buyerPrice - price);
	});
	if (left.some((rest) => rest !== 0)) faults.add('TRADE', null);
	orders.forEach((order: LimitOrder, at) => {
		const worth = (order.side === 'bid' ? 1 : -1) * netLimitOf(market, order);
		welfare += BigInt(worth) * BigInt(fills[at] as number);
	});
	blocks.forEach(({ side, price, zone }, at) => {
		for (const [period, quantity] of (blockFills[at] as readonly number[]).entries()) {
			const worth = side === 'bid' ? price - (zones[zone]?.fee[period] ?? 0) : -price;
			welfare += BigInt(worth) * BigInt(quantity);
		}
	});
	links.forEach(({ fee }, at) => {
		for (const [period, flow] of (flows[at] as readonly number[]).entries()) {
			const cost = BigInt(fee[period] as number) * BigInt(Math.abs(flow));
			welfare -= cost;
			surplus -= cost;
		}
	});
	if (volume !== outcome.volume) faults.add('VOLUME', null);
	if (welfare !== outcome.welfare) faults.add('WELFARE', null);
	if (surplus !== outcome.surplus) faults.add('SURPLUS', null);
}

function isPriced({ orders, blocks }: Market, prices: BlocksOutcome['prices'], trade: Trade): boolean {
	const termsOf = (position: number): LimitOrder | BlockOrder | undefined =>
		orders[position] ?? blocks[position - orders.length];
	const [buying, selling] = [termsOf(trade.bid), termsOf(trade.offer)];
	if (buying?.side !== 'bid' || selling?.side !== 'offer') return false;
	const priceOf = ({ zone }: LimitOrder | BlockOrder): number | null => prices[zone]?.[trade.period]?.price ?? null;
	return trade.price === priceOf(selling) && trade.buyerPrice === priceOf(buying);
}

/** What the search finds when it is made again. */
function compare(outcome: BlocksOutcome, again: BlocksOutcome, faults: Report): void {
	const differs = (of: (each: BlocksOutcome) => unknown): boolean => textOf(of(outcome)) !== textOf(of(again));
	const proof = outcome.proof;
	if (
		differs(({ blockFills }) => blockFills) ||
		proof.nodes !== again.proof.nodes ||
		proof.isUnique !== again.proof.isUnique
	)
		faults.add('SEARCH', null);
	if (
		proof.bound !== again.proof.bound ||
		proof.rootBound !== again.proof.rootBound ||
		differs((each) => each.proof.boundPrices)
	)
		faults.add('BOUND', null);
	if (differs(({ prices }) => prices)) faults.add('PRICE_RULE', null);
	if (differs(({ fills, flows, proof: { keys, regions } }) => [fills, flows, keys, regions]))
		faults.add('SHARES', null);
	if (differs(({ trades }) => trades)) faults.add('PAIRING', null);
	if (differs(({ verdicts }) => verdicts)) faults.add('VERDICT', null);
}

function textOf(value: unknown): string {
	return JSON.stringify(value, (_key, each: unknown) => (typeof each === 'bigint' ? `${each}n` : each));
}
