import { CodedError } from '../../errors/coded-error.ts';
import { type LimitOrder, type Market, requireMarket } from '../market.ts';
import type { Mechanism, Outcome, PriceRange, Trade, Verdict } from '../outcome.ts';
import { type Arrival, ContinuousBook } from './continuous-book.ts';
import { type ContinuousFaultCode, type ContinuousProof, checkContinuous } from './continuous-check.ts';

/**
 * Continuous trading with price-time priority over a day's orders in the order of their positions; each period is a
 * book of its own. The price of a zone and period is that of its trades where they all have one; the interval spans
 * them. An order that would trade with one of its owner's is refused.
 */
export const continuous: Mechanism<ContinuousProof, ContinuousFaultCode> = {
	properties: { budget: 'balanced', truthful: 'nobody', welfare: 'by-arrival' },
	scope: { zones: false, blocks: false },
	clear,
	check: (market, _profile, outcome) => checkContinuous(market, outcome),
	cost: ({ orders }) => 50 + 20 * orders,
};

function clear(market: Market): Outcome<ContinuousProof> {
	requireMarket(market);
	if (market.zones.length > 1) throw new CodedError('CLEARING_UNSUPPORTED', { mechanism: 'continuous', what: 'zones' });
	if (market.blocks.length > 0)
		throw new CodedError('CLEARING_UNSUPPORTED', { mechanism: 'continuous', what: 'blocks' });
	const { orders } = market;
	const fees = market.zones[0]?.fee as readonly number[];
	const books = fees.map((fee) => new ContinuousBook({ zones: 1, feeOf: () => fee }));
	const fills = new Array<number>(orders.length).fill(0);
	const counts = new Array<number>(orders.length).fill(0);
	const crossed = new Map<number, number>();
	const trades: Trade[] = [];
	let welfare = 0n;
	orders.forEach((order, position) => {
		const arrival = arrive(books[order.period] as ContinuousBook, order, position);
		if (arrival.crossesOwn !== null) crossed.set(position, arrival.crossesOwn);
		for (const { bid, offer, quantity, price, fee } of arrival.matches) {
			trades.push({ bid, offer, period: order.period, quantity, price, buyerPrice: price });
			for (const each of [bid, offer]) {
				fills[each] = (fills[each] as number) + quantity;
				counts[each] = (counts[each] as number) + 1;
			}
			const gain = (orders[bid] as LimitOrder).price - fee - (orders[offer] as LimitOrder).price;
			welfare += BigInt(gain) * BigInt(quantity);
		}
	});
	const resting = orders.map(({ period }, position) => (books[period] as ContinuousBook).restingOf(position));
	return {
		prices: [pricesOf(market, trades)],
		volume: trades.reduce((sum, { quantity }) => sum + quantity, 0),
		welfare,
		fills,
		blockFills: [],
		verdicts: orders.map((_, position) => verdictOf(position, counts, resting, crossed)),
		flows: [],
		trades,
		surplus: 0n,
		proof: { resting },
	};
}

function arrive(book: ContinuousBook, order: LimitOrder, id: number): Arrival {
	const { side, price, quantity, owner = null, visible = null } = order;
	return book.place({ id, owner, side, price, quantity, zone: 0, preference: 'any', source: null, visible });
}

function pricesOf({ periods }: Market, trades: readonly Trade[]): PriceRange[] {
	const ranges = Array.from({ length: periods }, (): PriceRange => ({ price: null, low: null, high: null }));
	for (const { period, price } of trades) {
		const before = ranges[period] as PriceRange;
		const low = Math.min(before.low ?? price, price);
		const high = Math.max(before.high ?? price, price);
		ranges[period] = { price: low === high ? low : null, low, high };
	}
	return ranges;
}

function verdictOf(
	position: number,
	counts: readonly number[],
	resting: readonly number[],
	crossed: ReadonlyMap<number, number>,
): Verdict {
	const other = crossed.get(position);
	if (other !== undefined) return { kind: 'own-cross', other };
	const trades = counts[position] as number;
	return trades > 0 ? { kind: 'matched', trades, resting: resting[position] as number } : { kind: 'resting' };
}
