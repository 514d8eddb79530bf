import type { LimitOrder, Market } from '../market.ts';
import type { ClearingFault, Outcome, Trade, Verdict } from '../outcome.ts';
import { PriceTimeline } from './price-timeline.ts';

/** What shows that the trades are those of the book: how much of each order still rests at the end. */
export interface ContinuousProof {
	/** By position. */
	readonly resting: readonly number[];
}

export const CONTINUOUS_FAULTS = [
	/** A list is not as long as the market's, or a number is not a safe integer. */
	'SHAPE',
	/** A trade names no bid, no offer, orders of two periods, or a quantity that is no multiple of the lot. */
	'TRADE',
	/** Trades are not in the order in which their later order arrived. */
	'SEQUENCE',
	/** A trade's price is not the limit of the order that rested. */
	'PRICE',
	/** A pair does not cross: the offer and the fee are above the bid. */
	'NO_CROSS',
	/** Two orders of one owner trade. */
	'OWN_TRADE',
	/** An order trades more than it asked for. */
	'OVERFILLED',
	/** A better price was passed over. */
	'PRICE_PRIORITY',
	/** An earlier order of the same price was passed over, or an iceberg traded beyond what it showed. */
	'TIME_PRIORITY',
	/** An order rests although it crosses one that rested. */
	'MISSED_CROSS',
	/** Fills are not the sums of the trades. */
	'FILLS',
	/** What rests is not what is left, or a refused order rests. */
	'RESTING',
	'VOLUME',
	'WELFARE',
	/** The price or its interval is not that of the trades. */
	'PRICE_RANGE',
	/** An order was refused for crossing its owner's without doing so, or was taken although it does. */
	'OWN_CROSS',
	'VERDICT',
] as const;

export type ContinuousFaultCode = (typeof CONTINUOUS_FAULTS)[number];
type Fault = ClearingFault<ContinuousFaultCode>;

/**
 * Proves a day of continuous trading from its orders and trades, without a book of its own: when each order was used
 * up follows from the trades alone, and then no trade may have passed over a better price that was still there (a
 * running maximum over prices, O(log n) per trade), nor an earlier order of its price (one queue per price).
 */
export function checkContinuous(market: Market, outcome: Outcome<ContinuousProof>): readonly Fault[] {
	const shape = shapeFaults(market, outcome);
	if (shape.length > 0) return shape;
	const pairs = tradeFaults(market, outcome);
	if (pairs.length > 0) return pairs;
	return [...sumFaults(market, outcome), ...priorityFaults(market, outcome)];
}

function shapeFaults(market: Market, outcome: Outcome<ContinuousProof>): Fault[] {
	const { fills, verdicts, prices, proof, volume, trades } = outcome;
	const { length } = market.orders;
	const isWhole =
		[fills, verdicts, proof.resting].every((list) => list.length === length) &&
		prices.length === 1 &&
		prices[0]?.length === market.periods &&
		[fills, proof.resting, [volume], ...trades.map((trade) => [trade.quantity, trade.price])].every((list) =>
			list.every((value) => Number.isSafeInteger(value)),
		) &&
		typeof outcome.welfare === 'bigint' &&
		outcome.surplus === 0n &&
		outcome.flows.length === 0 &&
		outcome.blockFills.length === 0;
	return isWhole ? [] : [{ code: 'SHAPE', at: null }];
}

function feeIn({ zones }: Market, period: number): number {
	return zones[0]?.fee[period] as number;
}

/** Each trade by itself. */
function tradeFaults(market: Market, { trades }: Outcome<ContinuousProof>): Fault[] {
	const faults: Fault[] = [];
	let latest = -1;
	trades.forEach((trade, at) => {
		const [bid, offer] = [market.orders[trade.bid], market.orders[trade.offer]];
		const isPair = bid?.side === 'bid' && offer?.side === 'offer';
		if (!isPair || bid.period !== trade.period || offer.period !== trade.period || !isLots(trade.quantity, market)) {
			faults.push({ code: 'TRADE', at });
			return;
		}
		const arriving = Math.max(trade.bid, trade.offer);
		if (arriving < latest) faults.push({ code: 'SEQUENCE', at });
		latest = arriving;
		const fee = feeIn(market, trade.period);
		const limit = trade.bid < trade.offer ? bid.price - fee : offer.price;
		if (trade.price !== limit || trade.buyerPrice !== limit) faults.push({ code: 'PRICE', at });
		if (offer.price + fee > bid.price) faults.push({ code: 'NO_CROSS', at });
		if (bid.owner !== undefined && bid.owner === offer.owner) faults.push({ code: 'OWN_TRADE', at });
	});
	return faults;
}

function isLots(quantity: number, { lot }: Market): boolean {
	return quantity > 0 && quantity % lot === 0;
}

/** What follows from adding the trades up. */
function sumFaults(market: Market, outcome: Outcome<ContinuousProof>): Fault[] {
	const faults: Fault[] = [];
	const { trades, fills, verdicts, proof } = outcome;
	const traded = new Array<number>(fills.length).fill(0);
	const counts = new Array<number>(fills.length).fill(0);
	let volume = 0;
	let welfare = 0n;
	for (const { bid, offer, quantity, period } of trades) {
		for (const each of [bid, offer]) {
			traded[each] = (traded[each] as number) + quantity;
			counts[each] = (counts[each] as number) + 1;
		}
		volume += quantity;
		const [buying, selling] = [market.orders[bid] as LimitOrder, market.orders[offer] as LimitOrder];
		welfare += BigInt(buying.price - feeIn(market, period) - selling.price) * BigInt(quantity);
	}
	market.orders.forEach(({ quantity }, at) => {
		const verdict = verdicts[at] as Verdict;
		const [got, left] = [traded[at] as number, proof.resting[at]];
		if (got > quantity) faults.push({ code: 'OVERFILLED', at });
		if (fills[at] !== got) faults.push({ code: 'FILLS', at });
		if (left !== (verdict.kind === 'own-cross' ? 0 : quantity - got)) faults.push({ code: 'RESTING', at });
		const isFitting =
			verdict.kind === 'matched'
				? got > 0 && verdict.trades === counts[at] && verdict.resting === left
				: got === 0 && (verdict.kind === 'resting' || verdict.kind === 'own-cross');
		if (!isFitting) faults.push({ code: 'VERDICT', at });
	});
	if (volume !== outcome.volume) faults.push({ code: 'VOLUME', at: null });
	if (welfare !== outcome.welfare) faults.push({ code: 'WELFARE', at: null });
	return [...faults, ...rangeFaults(market, outcome)];
}

function rangeFaults({ periods }: Market, { trades, prices }: Outcome<ContinuousProof>): Fault[] {
	const lows = new Array<number | null>(periods).fill(null);
	const highs = new Array<number | null>(periods).fill(null);
	for (const { period, price } of trades) {
		lows[period] = Math.min(lows[period] ?? price, price);
		highs[period] = Math.max(highs[period] ?? price, price);
	}
	return (prices[0] ?? []).flatMap(({ price, low, high }, at): Fault[] => {
		const isRight = low === lows[at] && high === highs[at] && price === (low === high ? low : null);
		return isRight ? [] : [{ code: 'PRICE_RANGE', at }];
	});
}

/** Goes through the orders as they arrived, with what rested at each moment. */
function priorityFaults(market: Market, outcome: Outcome<ContinuousProof>): Fault[] {
	const faults: Fault[] = [];
	const timeline = new PriceTimeline(market, outcome);
	const { trades, verdicts } = outcome;
	let next = 0;
	market.orders.forEach((order, at) => {
		const isRefused = verdicts[at]?.kind === 'own-cross';
		const own = timeline.crossesOwn(order, next);
		if (isRefused !== own.length > 0) faults.push({ code: 'OWN_CROSS', at });
		const verdict = verdicts[at] as Verdict;
		if (verdict.kind === 'own-cross' && !own.includes(verdict.other)) faults.push({ code: 'OWN_CROSS', at });
		if (isRefused) return;
		while (arriving(trades[next]) === at) {
			const trade = trades[next] as Trade;
			const resting = Math.min(trade.bid, trade.offer);
			if (timeline.hasBetter(order, (market.orders[resting] as LimitOrder).price, next))
				faults.push({ code: 'PRICE_PRIORITY', at: next });
			if (!timeline.take(resting, trade.quantity)) faults.push({ code: 'TIME_PRIORITY', at: next });
			next += 1;
		}
		if (timeline.leftAfter(at) > 0) {
			if (timeline.crossesAny(order, next)) faults.push({ code: 'MISSED_CROSS', at });
			timeline.rest(at);
		}
	});
	return faults;
}

function arriving(trade: Trade | undefined): number {
	return trade ? Math.max(trade.bid, trade.offer) : -1;
}
