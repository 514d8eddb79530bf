import type { ClearingFault } from '../outcome.ts';
import { proRata } from '../pro-rata.ts';
import { type Book, type BookOrder, type BookResult, type BookVerdict, type Duals, netLimit } from './book.ts';
import { welfareOf } from './welfare.ts';

export const UNIFORM_PRICE_FAULTS = [
	/** A list is not as long as the market's, or a number is not a safe integer. */
	'SHAPE',
	/** A fill is negative, above its order, or no multiple of the lot. */
	'FILL_RANGE',
	/** Accepted bids, accepted offers and the volume are not equal. */
	'BALANCE',
	/** A price without volume, or volume without a price. */
	'PRICE_PRESENCE',
	/** An accepted bid pays more than its limit. */
	'BID_LOSES',
	/** An accepted offer gets less than its limit. */
	'OFFER_LOSES',
	/** A bid above the price is not served in full. */
	'BID_LEFT_OUT',
	/** An offer below the price is not taken in full. */
	'OFFER_LEFT_OUT',
	/** A bid and an offer that cross are both left over. */
	'VOLUME',
	/** The marginal orders are not those of the fills. */
	'DUALS',
	/** The interval does not follow from the marginal orders. */
	'INTERVAL',
	/** The price is not the rounded midpoint of the interval. */
	'MIDPOINT',
	/** A price level is not shared pro rata with ties to the earliest. */
	'SHARES',
	'WELFARE',
	'VERDICT',
	/** A trade's orders, quantity or place in the pairing is wrong. */
	'PAIRING',
	/** Trades do not add up to the fills. */
	'TRADED_SUM',
] as const;

export type UniformPriceFaultCode = (typeof UNIFORM_PRICE_FAULTS)[number];
type Fault = ClearingFault<UniformPriceFaultCode>;

/**
 * Checks a uniform-price result against its market in O(n), without sorting and apart from the clearing's own code:
 * accepted and rejected orders against the price prove the welfare (complementary slackness), no crossing remainder
 * proves the largest volume.
 */
export function checkUniformPrice(market: Book, result: BookResult): readonly Fault[] {
	const shape = shapeFaults(market, result);
	if (shape.length > 0) return shape;
	const actual = dualsOf(market, result.fills);
	return [
		...quantityFaults(market, result),
		...priceFaults(market, result, actual),
		...orderFaults(market, result),
		...levelFaults(market, result, actual),
		...tradeFaults(market, result),
	];
}

function shapeFaults({ orders }: Book, result: BookResult): Fault[] {
	const { price, priceLow, priceHigh, volume, fills, verdicts } = result;
	const numbers = [volume, ...[price, priceLow, priceHigh].filter((value) => value !== null)];
	const isWhole =
		fills.length === orders.length &&
		verdicts.length === orders.length &&
		typeof result.welfare === 'bigint' &&
		[numbers, fills].every((list) => list.every((value) => Number.isSafeInteger(value)));
	return isWhole ? [] : [{ code: 'SHAPE', at: null }];
}

function quantityFaults(market: Book, result: BookResult): Fault[] {
	const faults: Fault[] = [];
	const accepted = { bid: 0, offer: 0 };
	market.orders.forEach((order, at) => {
		const fill = result.fills[at] as number;
		if (fill < 0 || fill > order.quantity || fill % market.lot !== 0) faults.push({ code: 'FILL_RANGE', at });
		accepted[order.side] += fill;
	});
	if (accepted.bid !== result.volume || accepted.offer !== result.volume) faults.push({ code: 'BALANCE', at: null });
	if (welfareOf(market, result.fills) !== result.welfare) faults.push({ code: 'WELFARE', at: null });
	return faults;
}

/** Worst accepted and best rejected limits of each side, read from the fills alone. */
function dualsOf({ orders, fee }: Book, fills: readonly number[]): Duals {
	let lastAcceptedBid: number | null = null;
	let nextRejectedBid: number | null = null;
	let lastAcceptedOffer: number | null = null;
	let nextRejectedOffer: number | null = null;
	orders.forEach((order, at) => {
		const limit = netLimit(order, fee);
		const fill = fills[at] as number;
		if (order.side === 'bid') {
			if (fill > 0 && (lastAcceptedBid === null || limit < lastAcceptedBid)) lastAcceptedBid = limit;
			if (fill < order.quantity && (nextRejectedBid === null || limit > nextRejectedBid)) nextRejectedBid = limit;
		} else {
			if (fill > 0 && (lastAcceptedOffer === null || limit > lastAcceptedOffer)) lastAcceptedOffer = limit;
			if (fill < order.quantity && (nextRejectedOffer === null || limit < nextRejectedOffer)) nextRejectedOffer = limit;
		}
	});
	return { lastAcceptedBid, nextRejectedBid, lastAcceptedOffer, nextRejectedOffer };
}

function priceFaults(market: Book, result: BookResult, actual: Duals): Fault[] {
	const faults: Fault[] = [];
	const add = (code: UniformPriceFaultCode): void => void faults.push({ code, at: null });
	for (const name of ['lastAcceptedBid', 'nextRejectedBid', 'lastAcceptedOffer', 'nextRejectedOffer'] as const)
		if (actual[name] !== result.duals[name]) add('DUALS');
	if (actual.nextRejectedBid !== null && actual.nextRejectedOffer !== null)
		if (actual.nextRejectedBid >= actual.nextRejectedOffer) add('VOLUME');
	const { price, priceLow, priceHigh } = result;
	const hasPrice = price !== null && priceLow !== null && priceHigh !== null;
	if (result.volume > 0 !== hasPrice || (!hasPrice && (price ?? priceLow ?? priceHigh) !== null)) add('PRICE_PRESENCE');
	if (!hasPrice || actual.lastAcceptedBid === null || actual.lastAcceptedOffer === null) return faults;
	const low = Math.max(actual.lastAcceptedOffer, actual.nextRejectedBid ?? actual.lastAcceptedOffer);
	const high = Math.min(actual.lastAcceptedBid, actual.nextRejectedOffer ?? actual.lastAcceptedBid);
	if (priceLow !== low || priceHigh !== high) add('INTERVAL');
	const fromLow = 2 * (price - priceLow);
	const width = priceHigh - priceLow;
	const isNearest = fromLow <= width && width - fromLow < 2 * market.tick;
	if (!isNearest || (price - priceLow) % market.tick !== 0) add('MIDPOINT');
	return faults;
}

function orderFaults({ orders, fee }: Book, { price, fills }: BookResult): Fault[] {
	if (price === null) return [];
	const faults: Fault[] = [];
	orders.forEach((order, at) => {
		const gain = order.side === 'bid' ? netLimit(order, fee) - price : price - order.price;
		const fill = fills[at] as number;
		if (gain < 0 && fill > 0) faults.push({ code: order.side === 'bid' ? 'BID_LOSES' : 'OFFER_LOSES', at });
		if (gain > 0 && fill < order.quantity)
			faults.push({ code: order.side === 'bid' ? 'BID_LEFT_OUT' : 'OFFER_LEFT_OUT', at });
	});
	return faults;
}

/** On each side only the worst accepted level may be cut, and it is shared pro rata; verdicts say so. */
function levelFaults(market: Book, result: BookResult, actual: Duals): Fault[] {
	return [
		...sideFaults(market, result, 'bid', actual.lastAcceptedBid),
		...sideFaults(market, result, 'offer', actual.lastAcceptedOffer),
	];
}

function sideFaults(market: Book, result: BookResult, side: BookOrder['side'], margin: number | null): Fault[] {
	const faults: Fault[] = [];
	const level: number[] = [];
	market.orders.forEach((order, at) => {
		if (order.side !== side) return;
		const limit = netLimit(order, market.fee);
		if (limit === margin) level.push(at);
		else {
			const isBetter = margin !== null && (side === 'bid' ? limit > margin : limit < margin);
			if (isBetter && result.fills[at] !== order.quantity) faults.push({ code: 'SHARES', at });
			const expected: BookVerdict = { kind: isBetter ? 'accepted' : margin === null ? 'no-cross' : 'out-of-price' };
			if (!isSameVerdict(expected, result.verdicts[at])) faults.push({ code: 'VERDICT', at });
		}
	});
	const weights = level.map((at) => (market.orders[at] as BookOrder).quantity);
	const shareOf = weights.reduce((a, b) => a + b, 0);
	const acceptedOf = level.reduce((sum, at) => sum + (result.fills[at] as number), 0);
	if (level.length === 0 || acceptedOf < 0 || acceptedOf > shareOf || acceptedOf % market.lot !== 0) return faults;
	const shares = proRata(
		acceptedOf / market.lot,
		weights.map((weight) => weight / market.lot),
	);
	const expected: BookVerdict =
		acceptedOf === shareOf ? { kind: 'accepted' } : { kind: 'marginal', shareOf, acceptedOf };
	level.forEach((at, index) => {
		if (result.fills[at] !== (shares[index] as number) * market.lot) faults.push({ code: 'SHARES', at });
		if (!isSameVerdict(expected, result.verdicts[at])) faults.push({ code: 'VERDICT', at });
	});
	return faults;
}

function isSameVerdict(expected: BookVerdict, given: BookVerdict | undefined): boolean {
	if (expected.kind !== given?.kind) return false;
	if (expected.kind !== 'marginal' || given.kind !== 'marginal') return true;
	return expected.shareOf === given.shareOf && expected.acceptedOf === given.acceptedOf;
}

/** Both sides advance in rank and each trade uses up one of its orders: only one pairing does that. */
function tradeFaults(market: Book, { trades, fills }: BookResult): Fault[] {
	const left = [...fills];
	let previous: { bid: number; offer: number } | null = null;
	for (const [at, { bid, offer, quantity }] of trades.entries()) {
		const isPair = market.orders[bid]?.side === 'bid' && market.orders[offer]?.side === 'offer';
		if (!isPair || !Number.isSafeInteger(quantity) || quantity <= 0) return [{ code: 'PAIRING', at }];
		if (previous && (isBefore(market, bid, previous.bid) || isBefore(market, offer, previous.offer)))
			return [{ code: 'PAIRING', at }];
		left[bid] = (left[bid] as number) - quantity;
		left[offer] = (left[offer] as number) - quantity;
		if (Math.min(left[bid] as number, left[offer] as number) !== 0) return [{ code: 'PAIRING', at }];
		previous = { bid, offer };
	}
	const at = left.findIndex((rest) => rest !== 0);
	return at === -1 ? [] : [{ code: 'TRADED_SUM', at }];
}

/** Of two orders of one side: does the first rank before the second? */
function isBefore({ orders, fee }: Book, first: number, second: number): boolean {
	const [a, b] = [orders[first] as BookOrder, orders[second] as BookOrder];
	const difference = netLimit(a, fee) - netLimit(b, fee);
	if (difference === 0) return first < second;
	return a.side === 'bid' ? difference > 0 : difference < 0;
}
