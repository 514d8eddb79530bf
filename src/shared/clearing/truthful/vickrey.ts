import { CodedError } from '../../errors/coded-error.ts';
import type { Market } from '../market.ts';
import type { Mechanism, Trade, Verdict } from '../outcome.ts';
import { assemble, type PeriodResult } from './assemble.ts';
import {
	type Crossing,
	crossingOf,
	type Grant,
	pairGrants,
	type RankedOrder,
	type RankedPeriod,
	rankPeriods,
} from './ranked-orders.ts';
import { checkVickrey, type VickreyFaultCode } from './vickrey-check.ts';
import { competingSide, type VickreyProof } from './vickrey-sides.ts';

/** Orders of one market; a winner's payment depends on all of the others. */
export const VICKREY_ORDERS_MAX = 2_000;

/** Quantity and the value per unit that the others lose by it, as prices of the competing side. */
interface Segment {
	quantity: number;
	readonly price: number;
}

/**
 * Vickrey–Clarke–Groves auction of a supply among buyers, or of one buyer's demand among sellers (W. Vickrey 1961,
 * E. Clarke 1971, T. Groves 1973). Highest welfare; each winner pays what its taking part costs the others, unit by unit
 * the better of the best order left out and the supply that would be saved. Stating its true limits is best for each
 * participant of the competing side, with all of its orders; the other side's limits are taken as they are, and it gets
 * what the winners pay.
 */
export const vickrey: Mechanism<readonly VickreyProof[], VickreyFaultCode> = {
	properties: { budget: 'balanced', truthful: 'bidders', welfare: 'highest' },
	scope: { zones: false, blocks: false },
	clear: (market) => assemble(market, rankPeriods(withinSize(market), 'vickrey').map(auction)),
	check: (market, _profile, outcome) => checkVickrey(market, outcome),
	cost: ({ orders, periods }) => 50 * periods + 50 * orders,
};

function withinSize(market: Market): Market {
	if (market.orders.length > VICKREY_ORDERS_MAX)
		throw new CodedError('CLEARING_UNSUPPORTED', {
			mechanism: 'vickrey',
			what: `more than ${VICKREY_ORDERS_MAX} orders`,
		});
	return market;
}

function auction(ranked: RankedPeriod): PeriodResult<VickreyProof> {
	const { period, bids, offers } = ranked;
	const competing = competingSide([...bids, ...offers]);
	const crossing = crossingOf(ranked);
	const verdicts = new Map<number, Verdict>();
	for (const { position } of [...bids, ...offers]) verdicts.set(position, { kind: crossing ? 'outbid' : 'no-cross' });
	if (!crossing) return { trades: [], verdicts, proof: { competing: null } };
	const granted = { bid: grants(bids, crossing.volume), offer: grants(offers, crossing.volume) };
	const trades: Trade[] = [];
	for (const [trader, pairs] of Map.groupBy(
		pairGrants(granted.bid, granted.offer),
		(pair) => (competing === 'bid' ? pair.bid : pair.offer).trader,
	)) {
		const segments = externality(ranked, crossing, competing, trader);
		/** The unit that costs the others most meets the counterpart with the least to gain: so no trade loses. */
		const dearestFirst = [...pairs].sort((a, b) =>
			competing === 'bid' ? b.offer.limit - a.offer.limit : a.bid.limit - b.bid.limit,
		);
		for (const { bid, offer, quantity } of dearestFirst) {
			let left = quantity;
			while (left > 0) {
				const segment = segments[0] as Segment;
				const met = Math.min(left, segment.quantity);
				const { price } = segment;
				trades.push({ bid: bid.position, offer: offer.position, period, quantity: met, price, buyerPrice: price });
				left -= met;
				segment.quantity -= met;
				if (segment.quantity === 0) segments.shift();
			}
		}
	}
	for (const [side, list] of Object.entries(granted))
		for (const { order, quantity: got } of list) {
			const wanted = order.quantity;
			if (side !== competing) verdicts.set(order.position, { kind: 'auctioned', wanted, got });
			else if (got > 0)
				verdicts.set(order.position, { kind: 'pays-externality', total: paidBy(trades, order, side), wanted, got });
		}
	return { trades, verdicts, proof: { competing } };
}

function paidBy(trades: readonly Trade[], { position }: RankedOrder, side: 'bid' | 'offer'): bigint {
	return trades.reduce(
		(sum, trade) => (trade[side] === position ? sum + BigInt(trade.price) * BigInt(trade.quantity) : sum),
		0n,
	);
}

function grants(orders: readonly RankedOrder[], volume: number): Grant[] {
	let left = volume;
	return orders.map((order) => {
		const quantity = Math.min(left, order.quantity);
		left -= quantity;
		return { order, quantity };
	});
}

/**
 * What the others would gain from the units that a trader gets, dearest first: each unit would go to the best order
 * left out, or save the costliest that was taken of the other side, whichever is worth more.
 */
function externality(
	{ bids, offers }: RankedPeriod,
	{ volume }: Crossing,
	competing: 'bid' | 'offer',
	trader: string,
): Segment[] {
	const [own, other] = competing === 'bid' ? [bids, offers] : [offers, bids];
	const sign = competing === 'bid' ? 1 : -1;
	const granted = grants(own, volume);
	let left = granted.reduce((sum, { order, quantity }) => (order.trader === trader ? sum + quantity : sum), 0);
	const leftOut = granted
		.filter(({ order, quantity }) => order.trader !== trader && order.quantity > quantity)
		.map(({ order, quantity }): Segment => ({ quantity: order.quantity - quantity, price: order.limit }));
	const saved = grants(other, volume)
		.filter(({ quantity }) => quantity > 0)
		.map(({ order, quantity }): Segment => ({ quantity, price: order.limit }))
		.reverse();
	const segments: Segment[] = [];
	while (left > 0) {
		const [next, cost] = [leftOut[0], saved[0] as Segment];
		const isNext = next !== undefined && sign * next.price >= sign * cost.price;
		const taken = isNext ? next : cost;
		const quantity = Math.min(left, taken.quantity);
		segments.push({ quantity, price: taken.price });
		left -= quantity;
		taken.quantity -= quantity;
		if (taken.quantity === 0) (isNext ? leftOut : saved).shift();
	}
	return segments;
}
