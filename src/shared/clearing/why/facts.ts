import type { BlockOrder, LimitOrder, Market } from '../market.ts';
import type { Outcome } from '../outcome.ts';
import type { Profile } from '../profiles.ts';

/** How the reader reads: language, numbers, and what orders are called. */
export interface WhyTerms {
	readonly language: 'en' | 'zh';
	readonly formatPrice: (price: number) => string;
	readonly formatQuantity: (quantity: number) => string;
	/** Of a surplus or loss, price × quantity. */
	readonly formatValue: (value: bigint) => string;
	/** Name of the order at a position. */
	readonly nameOf: (position: number) => string;
}

/** What the sentence on one order may name. */
export interface OrderFacts {
	readonly terms: WhyTerms;
	readonly profile: Profile;
	readonly isBid: boolean;
	/** Its own limit; a bid's includes the fee. */
	readonly limit: number;
	/** What a bid pays on top of the price; 0 of offers and blocks. */
	readonly fee: number;
	/** Of its zone and period; null of a block, and where there is none or trades have their own. */
	readonly price: number | null;
	/** Of a block the total over its periods. */
	readonly quantity: number;
	readonly fill: number;
	/** Whether the market has other zones than the order's. */
	readonly isOneOfSeveralZones: boolean;
	/** Lowest and highest that its own trades cost it before the fee; null without trades. */
	readonly tradePrices: () => { readonly lowest: number; readonly highest: number } | null;
	/** Limit of the worst accepted order of its side, zone and period; null where there is none. */
	readonly lastAccepted: () => number | null;
	/** Position of the best order of the other side in its zone and period; null where there is none. */
	readonly bestOpposite: () => number | null;
	readonly limitOf: (position: number) => number;
}

/** Facts of any order of an outcome; what takes a pass over all orders or trades is gathered once, when first asked for. */
export function factsOf(
	market: Market,
	profile: Profile,
	outcome: Outcome,
	terms: WhyTerms,
): (position: number) => OrderFacts {
	const { orders, blocks } = market;
	const extremes = once(() => extremesOf(market, outcome));
	const prices = once(() => tradePricesOf(outcome));
	const orderAt = (position: number): LimitOrder | BlockOrder =>
		(position < orders.length ? orders[position] : blocks[position - orders.length]) as LimitOrder | BlockOrder;
	return (position) => {
		const order = orderAt(position);
		const isBid = order.side === 'bid';
		const isBlock = 'profile' in order;
		const place = isBlock ? null : placeOf(market, order);
		return {
			terms,
			profile,
			isBid,
			limit: order.price,
			fee: isBlock || !isBid ? 0 : (market.zones[order.zone]?.fee[order.period] ?? 0),
			price: isBlock ? null : (outcome.prices[order.zone]?.[order.period]?.price ?? null),
			quantity: isBlock ? order.profile.reduce((sum, each) => sum + each, 0) : order.quantity,
			fill: outcome.fills[position] as number,
			isOneOfSeveralZones: market.zones.length > 1,
			tradePrices: () => prices().get(position) ?? null,
			lastAccepted: () => (place === null ? null : (extremes()[order.side].lastAccepted.get(place) ?? null)),
			bestOpposite: () => (place === null ? null : (extremes()[isBid ? 'offer' : 'bid'].best.get(place) ?? null)),
			limitOf: (other) => orderAt(other).price,
		};
	};
}

function once<Value>(gather: () => Value): () => Value {
	let known: { readonly value: Value } | null = null;
	return () => {
		known ??= { value: gather() };
		return known.value;
	};
}

/** A zone's period as one number. */
function placeOf({ periods }: Market, { zone, period }: LimitOrder): number {
	return zone * periods + period;
}

interface Extremes {
	readonly lastAccepted: Map<number, number>;
	/** Positions. */
	readonly best: Map<number, number>;
}

function extremesOf(market: Market, { fills }: Outcome): { readonly bid: Extremes; readonly offer: Extremes } {
	const sides = {
		bid: { lastAccepted: new Map<number, number>(), best: new Map<number, number>() },
		offer: { lastAccepted: new Map<number, number>(), best: new Map<number, number>() },
	};
	for (let position = 0; position < market.orders.length; position++) {
		const order = market.orders[position] as LimitOrder;
		const { lastAccepted, best } = sides[order.side];
		const place = placeOf(market, order);
		const isBetterThan = (limit: number): boolean => (order.side === 'bid' ? order.price > limit : order.price < limit);
		const leader = best.get(place);
		if (leader === undefined || isBetterThan((market.orders[leader] as LimitOrder).price)) best.set(place, position);
		const worst = lastAccepted.get(place);
		if ((fills[position] as number) > 0 && (worst === undefined || !isBetterThan(worst)))
			lastAccepted.set(place, order.price);
	}
	return sides;
}

function tradePricesOf({
	trades,
}: Outcome): ReadonlyMap<number, { readonly lowest: number; readonly highest: number }> {
	const byPosition = new Map<number, { lowest: number; highest: number }>();
	const add = (position: number, price: number): void => {
		const range = byPosition.get(position);
		if (!range) byPosition.set(position, { lowest: price, highest: price });
		else if (price < range.lowest) range.lowest = price;
		else if (price > range.highest) range.highest = price;
	};
	for (const { bid, offer, price, buyerPrice } of trades) {
		add(bid, buyerPrice);
		add(offer, price);
	}
	return byPosition;
}
