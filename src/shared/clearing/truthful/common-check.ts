import type { FaultReport } from '../faults.ts';
import type { LimitOrder, Market } from '../market.ts';
import type { Outcome, Trade, Verdict } from '../outcome.ts';
import { gainOf, rangeOf } from './assemble.ts';
import { rankedOrder } from './ranked-orders.ts';

export const COMMON_FAULTS = [
	/** A list is not as long as the market's, or a number is not a safe integer. */
	'SHAPE',
	/** A trade names no bid, no offer, orders of two periods, or a quantity that is no positive multiple of the lot. */
	'TRADE',
	/** An order trades more than it asked for. */
	'OVERFILLED',
	/** Fills are not the sums of the trades. */
	'FILLS',
	/** A bid pays more than its limit. */
	'BID_LOSES',
	/** An offer gets less than its limit. */
	'OFFER_LOSES',
	/** Sellers get more than buyers pay. */
	'DEFICIT',
	'VOLUME',
	'WELFARE',
	'SURPLUS',
	/** The price or its interval is not that of the trades. */
	'PRICE_RANGE',
	/** A verdict does not fit what its order got. */
	'VERDICT',
] as const;

export type CommonFaultCode = (typeof COMMON_FAULTS)[number];

/** What must hold of every result of a one-zone market, whatever the mechanism. False when the shape alone is wrong. */
export function checkCommon<Proof>(
	market: Market,
	outcome: Outcome<readonly Proof[]>,
	faults: FaultReport<CommonFaultCode>,
): boolean {
	if (!isShaped(market, outcome)) {
		faults.add('SHAPE', null);
		return false;
	}
	const traded = new Array<number>(market.orders.length).fill(0);
	let [volume, welfare, surplus] = [0, 0n, 0n];
	outcome.trades.forEach((trade, at) => {
		if (!isTrade(market, trade)) {
			faults.add('TRADE', at);
			return;
		}
		const { bid, offer, quantity, price, buyerPrice } = trade;
		for (const each of [bid, offer]) traded[each] = (traded[each] as number) + quantity;
		if (buyerPrice > limitOf(market, bid)) faults.add('BID_LOSES', at);
		if (price < limitOf(market, offer)) faults.add('OFFER_LOSES', at);
		if (buyerPrice < price) faults.add('DEFICIT', at);
		volume += quantity;
		welfare += BigInt(quantity) * BigInt(gainOf(market, bid, offer));
		surplus += BigInt(quantity) * BigInt(buyerPrice - price);
	});
	if (volume !== outcome.volume) faults.add('VOLUME', null);
	if (welfare !== outcome.welfare) faults.add('WELFARE', null);
	if (surplus !== outcome.surplus) faults.add('SURPLUS', null);
	checkOrders(market, outcome, traded, faults);
	checkRanges(market, outcome, faults);
	return true;
}

function isShaped<Proof>(market: Market, outcome: Outcome<readonly Proof[]>): boolean {
	const { fills, verdicts, prices, proof, trades, volume } = outcome;
	const numbers = [fills, [volume], ...trades.map((trade) => [trade.quantity, trade.price, trade.buyerPrice])];
	return (
		fills.length === market.orders.length &&
		verdicts.length === market.orders.length &&
		prices.length === 1 &&
		prices[0]?.length === market.periods &&
		proof.length === market.periods &&
		outcome.flows.length === 0 &&
		outcome.blockFills.length === 0 &&
		typeof outcome.welfare === 'bigint' &&
		typeof outcome.surplus === 'bigint' &&
		numbers.every((list) => list.every((value) => Number.isSafeInteger(value)))
	);
}

function isTrade({ orders, lot }: Market, { bid, offer, period, quantity }: Trade): boolean {
	const [buying, selling] = [orders[bid], orders[offer]];
	const isPair = buying?.side === 'bid' && selling?.side === 'offer';
	return isPair && buying.period === period && selling.period === period && quantity > 0 && quantity % lot === 0;
}

function limitOf(market: Market, position: number): number {
	return rankedOrder(market, market.orders[position] as LimitOrder, position).limit;
}

function checkOrders<Proof>(
	{ orders }: Market,
	{ fills, verdicts }: Outcome<readonly Proof[]>,
	traded: readonly number[],
	faults: FaultReport<CommonFaultCode>,
): void {
	orders.forEach(({ quantity }, at) => {
		const got = traded[at] as number;
		if (got > quantity) faults.add('OVERFILLED', at);
		if (fills[at] !== got) faults.add('FILLS', at);
		if (!isFitting(verdicts[at] as Verdict, quantity, got)) faults.add('VERDICT', at);
	});
}

function isFitting(verdict: Verdict, wanted: number, got: number): boolean {
	switch (verdict.kind) {
		case 'accepted-at':
			return got === wanted;
		case 'rationed':
		case 'lot-not-drawn':
			return verdict.wanted === wanted && verdict.got === got && got < wanted;
		case 'pays-externality':
			return verdict.wanted === wanted && verdict.got === got && got > 0;
		case 'auctioned':
			return verdict.wanted === wanted && verdict.got === got;
		default:
			return got === 0;
	}
}

function checkRanges<Proof>(
	{ periods }: Market,
	{ prices, trades }: Outcome<readonly Proof[]>,
	faults: FaultReport<CommonFaultCode>,
): void {
	const byPeriod = Map.groupBy(trades, ({ period }) => period);
	for (let period = 0; period < periods; period++) {
		const expected = rangeOf(byPeriod.get(period) ?? []);
		const given = prices[0]?.[period];
		if (given?.price !== expected.price || given.low !== expected.low || given.high !== expected.high)
			faults.add('PRICE_RANGE', period);
	}
}
