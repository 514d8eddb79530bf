import type { LimitOrder, Market, Side } from '../market.ts';
import type { Outcome } from '../outcome.ts';

/** An order at a price, as the checker follows it. */
interface Waiting {
	readonly position: number;
	left: number;
	shown: number;
}

/**
 * What rested when, read from the orders and trades alone. An order is there from its arrival until the trade, by
 * index, that uses it up; one that is never used up stays.
 */
export class PriceTimeline {
	readonly #market: Market;
	/** By position: index of the trade that uses the order up. */
	readonly #usedUpAt: Float64Array;
	/** By position: what is left when the order has met all that rested before it. */
	readonly #leftAfter: Float64Array;
	readonly #sides: { readonly bid: PeriodLatest; readonly offer: PeriodLatest };
	readonly #queues = new Map<string, { entries: Waiting[]; head: number }>();
	readonly #own = new Map<string, number[]>();

	constructor(market: Market, { trades }: Outcome) {
		this.#market = market;
		const { orders } = market;
		const left = Float64Array.from(orders, ({ quantity }) => quantity);
		this.#leftAfter = Float64Array.from(left);
		this.#usedUpAt = new Float64Array(orders.length).fill(Number.POSITIVE_INFINITY);
		trades.forEach(({ bid, offer, quantity }, index) => {
			for (const each of [bid, offer]) {
				left[each] = (left[each] as number) - quantity;
				if (left[each] === 0) this.#usedUpAt[each] = index;
			}
			const later = Math.max(bid, offer);
			this.#leftAfter[later] = (this.#leftAfter[later] as number) - quantity;
		});
		this.#sides = { bid: new PeriodLatest(market, 'bid'), offer: new PeriodLatest(market, 'offer') };
	}

	/** What an order had left when it began to rest. */
	leftAfter(position: number): number {
		return this.#leftAfter[position] as number;
	}

	/** Positions of its owner's orders that it crosses and that are there before trade `next`. */
	crossesOwn(order: LimitOrder, next: number): number[] {
		const { owner, period, side } = order;
		if (owner === undefined) return [];
		return (this.#own.get(`${owner}/${period}/${opposite(side)}`) ?? []).filter(
			(other) => (this.#usedUpAt[other] as number) >= next && isWithin(side, this.#bound(order), this.#priceOf(other)),
		);
	}

	/** Whether an order better than `price` for the arriving one is still there when trade `index` is made. */
	hasBetter({ side, period }: LimitOrder, price: number, index: number): boolean {
		return this.#sides[opposite(side)].latest(period, price, false) >= index;
	}

	/** Whether any order that the arriving one crosses is there after its trades. */
	crossesAny(order: LimitOrder, next: number): boolean {
		return this.#sides[opposite(order.side)].latest(order.period, this.#bound(order), true) >= next;
	}

	rest(position: number): void {
		const { side, period, price, owner, visible } = this.#market.orders[position] as LimitOrder;
		this.#sides[side].add(period, price, this.#usedUpAt[position] as number);
		const left = this.leftAfter(position);
		const key = `${side}/${period}/${price}`;
		const queue = this.#queues.get(key) ?? { entries: [], head: 0 };
		this.#queues.set(key, queue);
		queue.entries.push({ position, left, shown: Math.min(visible ?? left, left) });
		if (owner === undefined) return;
		const mine = `${owner}/${period}/${side}`;
		this.#own.set(mine, [...(this.#own.get(mine) ?? []), position]);
	}

	/** Takes a quantity of a resting order; false when another of its price is before it, or it shows less. */
	take(position: number, quantity: number): boolean {
		const { side, period, price, visible } = this.#market.orders[position] as LimitOrder;
		const queue = this.#queues.get(`${side}/${period}/${price}`);
		const front = queue?.entries[queue.head];
		if (!queue || front?.position !== position || front.shown < quantity) return false;
		front.left -= quantity;
		front.shown -= quantity;
		if (front.shown > 0) return true;
		queue.head += 1;
		if (front.left > 0)
			queue.entries.push({ position, left: front.left, shown: Math.min(visible ?? front.left, front.left) });
		return true;
	}

	#priceOf(position: number): number {
		return (this.#market.orders[position] as LimitOrder).price;
	}

	/** The worst price of the other side that an order crosses. */
	#bound({ side, price, period }: LimitOrder): number {
		const fee = this.#market.zones[0]?.fee[period] as number;
		return side === 'bid' ? price - fee : price + fee;
	}
}

function opposite(side: Side): Side {
	return side === 'bid' ? 'offer' : 'bid';
}

function isWithin(side: Side, bound: number, price: number): boolean {
	return side === 'bid' ? price <= bound : price >= bound;
}

/** Of one side: until when the longest-staying order at a price or better is there, as orders arrive. */
class PeriodLatest {
	readonly #side: Side;
	readonly #prices: readonly Float64Array[];
	readonly #trees: readonly Float64Array[];

	constructor({ orders, periods }: Market, side: Side) {
		this.#side = side;
		const byPeriod = Array.from({ length: periods }, (): number[] => []);
		for (const order of orders)
			if (order.side === side) byPeriod[order.period]?.push(side === 'offer' ? order.price : -order.price);
		this.#prices = byPeriod.map((prices) => Float64Array.from(new Set(prices)).sort());
		this.#trees = this.#prices.map((prices) => new Float64Array(prices.length + 1).fill(-1));
	}

	add(period: number, price: number, until: number): void {
		const tree = this.#trees[period] as Float64Array;
		for (let at = this.#below(period, price, true); at < tree.length; at += at & -at)
			if ((tree[at] as number) < until) tree[at] = until;
	}

	/** Greatest `until` of all prices better than the given one, or as good where `inclusive`; −1 for none. */
	latest(period: number, price: number, inclusive: boolean): number {
		const tree = this.#trees[period] as Float64Array;
		let latest = -1;
		for (let at = this.#below(period, price, inclusive); at > 0; at -= at & -at)
			if ((tree[at] as number) > latest) latest = tree[at] as number;
		return latest;
	}

	/** How many prices are better than the given one, or as good where `inclusive`. */
	#below(period: number, price: number, inclusive: boolean): number {
		const prices = this.#prices[period] as Float64Array;
		const key = this.#side === 'offer' ? price : -price;
		let low = 0;
		let high = prices.length;
		while (low < high) {
			const middle = (low + high) >> 1;
			const isBelow = inclusive ? (prices[middle] as number) <= key : (prices[middle] as number) < key;
			if (isBelow) low = middle + 1;
			else high = middle;
		}
		return low;
	}
}
