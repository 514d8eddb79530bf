import { faultList } from '../faults.ts';
import type { Market } from '../market.ts';
import type { ClearingFault, Outcome, Trade, Verdict } from '../outcome.ts';
import { COMMON_FAULTS, checkCommon } from './common-check.ts';
import { byRank, type RankedOrder, rankedOrder } from './ranked-orders.ts';
import { cutEqually, midpoint, type ReductionProof } from './trade-reduction.ts';

export const REDUCTION_FAULTS = [
	...COMMON_FAULTS,
	/** The orders that are to set the prices are not the ones at the crossing. */
	'MARGIN',
	/** The price of the excluded pair is not their midpoint, or was not to be used. */
	'EXCLUDED_PAIR',
	/** A trade is not at the prices that the margin sets. */
	'TRADE_PRICE',
	/** The longer side is not cut by the same from each. */
	'RATION',
	/** An order trades that is to be left out, or the reverse. */
	'LEFT_OUT',
] as const;

export type ReductionFaultCode = (typeof REDUCTION_FAULTS)[number];

interface Sides {
	readonly bids: readonly RankedOrder[];
	readonly offers: readonly RankedOrder[];
}

/**
 * Checks a trade reduction without ranking: a pair is the margin when the energy up to it on both sides overlaps, it
 * crosses, and what comes after the overlap does not.
 */
export function checkReduction(
	market: Market,
	outcome: Outcome<readonly ReductionProof[]>,
	byExcludedPair: boolean,
): readonly ClearingFault<ReductionFaultCode>[] {
	const faults = faultList<ReductionFaultCode>();
	if (!checkCommon(market, outcome, faults)) return faults.found;
	const sides = Array.from({ length: market.periods }, () => ({
		bids: [] as RankedOrder[],
		offers: [] as RankedOrder[],
	}));
	market.orders.forEach((order, position) => {
		sides[order.period]?.[order.side === 'bid' ? 'bids' : 'offers'].push(rankedOrder(market, order, position));
	});
	const trades = Map.groupBy(outcome.trades, ({ period }) => period);
	sides.forEach((side, period) => {
		const codes = periodFaults(
			market,
			side,
			outcome,
			trades.get(period) ?? [],
			outcome.proof[period] as ReductionProof,
			byExcludedPair,
		);
		for (const code of codes) faults.add(code, period);
	});
	return faults.found;
}

function periodFaults(
	market: Market,
	sides: Sides,
	{ fills, verdicts }: Outcome,
	trades: readonly Trade[],
	proof: ReductionProof,
	byExcludedPair: boolean,
): ReductionFaultCode[] {
	const { bids, offers } = sides;
	if (proof.regime === 'none') return isUncrossed(sides, verdicts) ? [] : ['MARGIN'];
	const whole = proof.regime === 'excluded-pair';
	const bid = bids.find(({ position }) => position === proof.bid);
	const offer = offers.find(({ position }) => position === proof.offer);
	if (!bid || !offer) return ['MARGIN'];
	const before = {
		bids: bids.filter((each) => byRank(each, bid) < 0),
		offers: offers.filter((each) => byRank(each, offer) < 0),
	};
	const after = {
		bids: bids.filter((each) => byRank(each, bid) > 0),
		offers: offers.filter((each) => byRank(each, offer) > 0),
	};
	const codes: ReductionFaultCode[] = [];
	const [demand, supply] = [totalOf(before.bids), totalOf(before.offers)];
	if (whole) {
		const isEven = demand === supply && demand > 0 && bid.limit < offer.limit;
		const price = midpoint(bid.limit, offer.limit, market.tick);
		const suits =
			before.bids.every(({ limit }) => limit >= price) && before.offers.every(({ limit }) => limit <= price);
		if (!byExcludedPair || !isEven || !suits || price !== proof.price) codes.push('EXCLUDED_PAIR');
	} else {
		if (!isMargin(bid, offer, demand, supply, after)) codes.push('MARGIN');
		if (byExcludedPair && couldBeWhole(market, bid, offer, demand, supply, after)) codes.push('EXCLUDED_PAIR');
	}
	const [price, buyerPrice] = whole ? [proof.price, proof.price] : [offer.limit, bid.limit];
	if (trades.some((trade) => trade.price !== price || trade.buyerPrice !== buyerPrice)) codes.push('TRADE_PRICE');
	const volume = Math.min(demand, supply);
	for (const side of [before.bids, before.offers])
		for (const { order, quantity } of cutEqually(side, volume, market.lot))
			if (fills[order.position] !== quantity) codes.push('RATION');
	const left = whole
		? { reduced: [], outbid: [bid, offer, ...after.bids, ...after.offers] }
		: { reduced: [bid, offer], outbid: [...after.bids, ...after.offers] };
	if ([...left.reduced, ...left.outbid].some(({ position }) => fills[position] !== 0)) codes.push('LEFT_OUT');
	const isTold =
		verdictsAre(left.reduced, verdicts, 'trade-reduced') &&
		verdictsAre(left.outbid, verdicts, 'outbid') &&
		pricesTold(before.bids, verdicts, buyerPrice) &&
		pricesTold(before.offers, verdicts, price);
	if (!isTold) codes.push('VERDICT');
	return codes;
}

/** Not even the best of both sides cross, and every order is told so. */
function isUncrossed({ bids, offers }: Sides, verdicts: readonly Verdict[]): boolean {
	const [bid, offer] = [bestLimit(bids), bestLimit(offers)];
	return (bid === null || offer === null || bid < offer) && verdictsAre([...bids, ...offers], verdicts, 'no-cross');
}

/** The energy of the two overlaps, they cross, and what follows the overlap does not. */
function isMargin(bid: RankedOrder, offer: RankedOrder, demand: number, supply: number, after: Sides): boolean {
	const [bidEnd, offerEnd] = [demand + bid.quantity, supply + offer.quantity];
	const end = Math.min(bidEnd, offerEnd);
	if (bid.limit < offer.limit || Math.max(demand, supply) >= end) return false;
	const nextBid = bidEnd > end ? bid.limit : bestLimit(after.bids);
	const nextOffer = offerEnd > end ? offer.limit : bestLimit(after.offers);
	return nextBid === null || nextOffer === null || nextBid < nextOffer;
}

function couldBeWhole(
	market: Market,
	bid: RankedOrder,
	offer: RankedOrder,
	demand: number,
	supply: number,
	after: Sides,
): boolean {
	const [nextBid, nextOffer] = [bestLimit(after.bids), bestLimit(after.offers)];
	if (demand + bid.quantity !== supply + offer.quantity || nextBid === null || nextOffer === null) return false;
	const price = midpoint(nextBid, nextOffer, market.tick);
	return price <= bid.limit && price >= offer.limit;
}

function bestLimit(orders: readonly RankedOrder[]): number | null {
	return (
		orders.reduce<RankedOrder | null>((best, order) => (best && byRank(best, order) < 0 ? best : order), null)?.limit ??
		null
	);
}

function totalOf(orders: readonly RankedOrder[]): number {
	return orders.reduce((sum, { quantity }) => sum + quantity, 0);
}

function verdictsAre(orders: readonly RankedOrder[], verdicts: readonly Verdict[], kind: Verdict['kind']): boolean {
	return orders.every(({ position }) => verdicts[position]?.kind === kind);
}

function pricesTold(orders: readonly RankedOrder[], verdicts: readonly Verdict[], price: number): boolean {
	return orders.every(({ position }) => {
		const verdict = verdicts[position];
		return (verdict?.kind === 'accepted-at' || verdict?.kind === 'rationed') && verdict.price === price;
	});
}
