import type { Market } from '../market.ts';
import type { Trade, Verdict } from '../outcome.ts';
import type { PeriodResult } from './assemble.ts';
import { equalCut } from './equal-cut.ts';
import {
	type Crossing,
	crossingOf,
	type Grant,
	pairGrants,
	type RankedOrder,
	type RankedPeriod,
} from './ranked-orders.ts';

/** Which orders set the prices. */
export type ReductionProof =
	| { readonly regime: 'none' }
	/** All crossing orders trade at a price that two excluded orders set. */
	| { readonly regime: 'excluded-pair'; readonly bid: number; readonly offer: number; readonly price: number }
	/** The last crossing bid and offer, by position, set the prices of the others and do not trade. */
	| { readonly regime: 'reduced'; readonly bid: number; readonly offer: number };

/**
 * One period by trade reduction. The last bid and the last offer that the highest welfare takes in are left out; the
 * bids before them pay that bid's limit, the offers before them get that offer's, and the longer side is cut by the
 * same quantity from each. With `byExcludedPair` all trade, where both sides end together and the midpoint of the first
 * excluded bid and offer lies between the last accepted ones.
 */
export function reduceTrade(
	market: Pick<Market, 'tick' | 'lot'>,
	ranked: RankedPeriod,
	byExcludedPair: boolean,
): PeriodResult<ReductionProof> {
	const crossing = crossingOf(ranked);
	const { bids, offers } = ranked;
	if (!crossing) {
		const verdicts = new Map(
			[...bids, ...offers].map(({ position }): [number, Verdict] => [position, { kind: 'no-cross' }]),
		);
		return { trades: [], verdicts, proof: { regime: 'none' } };
	}
	const price = byExcludedPair ? excludedPrice(market.tick, ranked, crossing) : null;
	return price === null ? reduced(market.lot, ranked, crossing) : whole(ranked, crossing, price);
}

/** Midpoint of the first excluded bid and offer, half down to the tick, where it suits the last accepted ones. */
function excludedPrice(tick: number, { bids, offers }: RankedPeriod, { bid, offer, isEven }: Crossing): number | null {
	const [nextBid, nextOffer] = [bids[bid + 1], offers[offer + 1]];
	if (!isEven || !nextBid || !nextOffer) return null;
	const price = midpoint(nextBid.limit, nextOffer.limit, tick);
	const suits = price <= (bids[bid] as RankedOrder).limit && price >= (offers[offer] as RankedOrder).limit;
	return suits ? price : null;
}

/** Half down to the tick; both limits are multiples of it. */
export function midpoint(low: number, high: number, tick: number): number {
	return low + Math.floor((high - low) / tick / 2) * tick;
}

function whole(
	{ period, bids, offers }: RankedPeriod,
	crossing: Crossing,
	price: number,
): PeriodResult<ReductionProof> {
	const verdicts = new Map<number, Verdict>();
	const take = (side: readonly RankedOrder[], last: number): Grant[] => {
		side.forEach(({ position }, at) => {
			verdicts.set(position, at <= last ? { kind: 'accepted-at', price } : { kind: 'outbid' });
		});
		return side.slice(0, last + 1).map((order) => ({ order, quantity: order.quantity }));
	};
	const pairs = pairGrants(take(bids, crossing.bid), take(offers, crossing.offer));
	const [nextBid, nextOffer] = [bids[crossing.bid + 1] as RankedOrder, offers[crossing.offer + 1] as RankedOrder];
	return {
		trades: pairs.map(({ bid, offer, quantity }) => tradeOf(period, bid, offer, quantity, price, price)),
		verdicts,
		proof: { regime: 'excluded-pair', bid: nextBid.position, offer: nextOffer.position, price },
	};
}

function reduced(
	lot: number,
	{ period, bids, offers }: RankedPeriod,
	crossing: Crossing,
): PeriodResult<ReductionProof> {
	const [lastBid, lastOffer] = [bids[crossing.bid] as RankedOrder, offers[crossing.offer] as RankedOrder];
	const total = (side: readonly RankedOrder[], end: number): number =>
		side.slice(0, end).reduce((sum, { quantity }) => sum + quantity, 0);
	const volume = Math.min(total(bids, crossing.bid), total(offers, crossing.offer));
	const verdicts = new Map<number, Verdict>();
	const share = (side: readonly RankedOrder[], end: number, price: number): Grant[] => {
		const grants = cutEqually(side.slice(0, end), volume, lot);
		for (const { order, quantity } of grants) {
			const wanted = order.quantity;
			const isWhole = quantity === wanted;
			verdicts.set(
				order.position,
				isWhole ? { kind: 'accepted-at', price } : { kind: 'rationed', price, wanted, got: quantity },
			);
		}
		side.slice(end).forEach(({ position }, at) => {
			verdicts.set(position, at === 0 ? { kind: 'trade-reduced' } : { kind: 'outbid' });
		});
		return grants;
	};
	const pairs = pairGrants(share(bids, crossing.bid, lastBid.limit), share(offers, crossing.offer, lastOffer.limit));
	return {
		trades: pairs.map(({ bid, offer, quantity }) =>
			tradeOf(period, bid, offer, quantity, lastOffer.limit, lastBid.limit),
		),
		verdicts,
		proof: { regime: 'reduced', bid: lastBid.position, offer: lastOffer.position },
	};
}

/** Cut by position, not by rank: a better limit must not get more. */
export function cutEqually(orders: readonly RankedOrder[], total: number, lot: number): Grant[] {
	const byPosition = [...orders].sort((a, b) => a.position - b.position);
	const kept = equalCut(
		byPosition.map(({ quantity }) => quantity / lot),
		total / lot,
	);
	const quantities = new Map(byPosition.map((order, at) => [order, (kept[at] as number) * lot]));
	return orders.map((order) => ({ order, quantity: quantities.get(order) as number }));
}

function tradeOf(
	period: number,
	bid: RankedOrder,
	offer: RankedOrder,
	quantity: number,
	price: number,
	buyerPrice: number,
): Trade {
	return { bid: bid.position, offer: offer.position, period, quantity, price, buyerPrice };
}
