import type { FaultReport } from '../faults.ts';
import type { PriceRange } from '../outcome.ts';
import type { Profile } from '../profiles.ts';
import type { Accepted } from './check-acceptance.ts';
import type { BookColumns } from './columns.ts';

/** What is wrong about the one price of a book. */
export const PRICE_FAULTS = [
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
	/** The interval does not follow from the marginal orders. */
	'INTERVAL',
	/** The price is not where in the interval the profile puts it. */
	'PRICE_RULE',
] as const;

export type PriceFaultCode = (typeof PRICE_FAULTS)[number];

/** Checks price and interval against the marginal orders, and every order's gain against the price. O(n). */
export function checkPrice(
	columns: BookColumns,
	{ fills, range, accepted }: { fills: ArrayLike<number>; range: PriceRange; accepted: Accepted },
	{ tick, rule }: { tick: number; rule: Profile['price'] },
	faults: FaultReport<PriceFaultCode>,
): void {
	const { price, low, high } = range;
	if (price === null || low === null || high === null) {
		if ((price ?? low ?? high) !== null || accepted.bid > 0) faults.add('PRICE_PRESENCE', null);
		return;
	}
	if (accepted.bid === 0) faults.add('PRICE_PRESENCE', null);
	checkGains(columns, fills, price, faults);
	const { lastAcceptedBid, nextRejectedBid, lastAcceptedOffer, nextRejectedOffer } = accepted.duals;
	if (lastAcceptedBid === null || lastAcceptedOffer === null) return;
	const isTight =
		low === Math.max(lastAcceptedOffer, nextRejectedBid ?? lastAcceptedOffer) &&
		high === Math.min(lastAcceptedBid, nextRejectedOffer ?? lastAcceptedBid);
	if (!isTight) faults.add('INTERVAL', null);
	if (!isPlaced(price, low, high, tick, rule)) faults.add('PRICE_RULE', null);
}

function isPlaced(price: number, low: number, high: number, tick: number, rule: Profile['price']): boolean {
	if (rule === 'lower') return price === low;
	if (rule === 'upper') return price === high;
	const [fromLow, toHigh] = [price - low, high - price];
	return fromLow % tick === 0 && fromLow <= toHigh && toHigh - fromLow < 2 * tick;
}

function checkGains(
	{ count, isBid, limit, quantity, positions }: BookColumns,
	fills: ArrayLike<number>,
	price: number,
	faults: FaultReport<PriceFaultCode>,
): void {
	for (let at = 0; at < count; at++) {
		const isBuying = isBid[at] === 1;
		const gain = isBuying ? (limit[at] as number) - price : price - (limit[at] as number);
		const fill = fills[at] as number;
		const position = positions[at] as number;
		if (gain < 0 && fill > 0) faults.add(isBuying ? 'BID_LOSES' : 'OFFER_LOSES', position);
		if (gain > 0 && fill < (quantity[at] as number)) faults.add(isBuying ? 'BID_LEFT_OUT' : 'OFFER_LEFT_OUT', position);
	}
}
