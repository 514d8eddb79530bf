import { uniformBook } from '../book/uniform-price.ts';
import { faultList } from '../faults.ts';
import type { Market } from '../market.ts';
import type { ClearingFault, Outcome, Trade, Verdict } from '../outcome.ts';
import { COMMON_FAULTS, checkCommon } from './common-check.ts';
import { byRank, type RankedOrder, rankedOrder } from './ranked-orders.ts';
import { competingSide, type VickreyProof } from './vickrey-sides.ts';

export const VICKREY_FAULTS = [
	...COMMON_FAULTS,
	/** The wrong side is said to compete. */
	'COMPETING_SIDE',
	/** Another acceptance has a higher welfare, or a better order was passed over. */
	'ALLOCATION',
	/** A winner does not pay exactly what its taking part costs the others. */
	'EXTERNALITY',
	/** An order's payment is not the sum of its trades. */
	'PAYMENT',
] as const;

export type VickreyFaultCode = (typeof VICKREY_FAULTS)[number];

/**
 * Checks a Vickrey result by the definition: each winner's payment is the others' highest welfare without it, less
 * their welfare with it, by clearing again once for each winner. Dearer than the clearing, which never clears again.
 */
export function checkVickrey(
	market: Market,
	outcome: Outcome<readonly VickreyProof[]>,
): readonly ClearingFault<VickreyFaultCode>[] {
	const faults = faultList<VickreyFaultCode>();
	if (!checkCommon(market, outcome, faults)) return faults.found;
	const trades = Map.groupBy(outcome.trades, ({ period }) => period);
	for (let period = 0; period < market.periods; period++) {
		const orders = market.orders.flatMap((order, position) =>
			order.period === period ? [rankedOrder(market, order, position)] : [],
		);
		const proof = outcome.proof[period] as VickreyProof;
		for (const code of periodFaults(market, orders, outcome, trades.get(period) ?? [], proof)) faults.add(code, period);
	}
	return faults.found;
}

function periodFaults(
	market: Market,
	orders: readonly RankedOrder[],
	{ fills, verdicts }: Outcome,
	trades: readonly Trade[],
	{ competing }: VickreyProof,
): VickreyFaultCode[] {
	const welfare = highestWelfare(market, orders);
	const hasCrossing = trades.length > 0;
	if (competing === null || !hasCrossing)
		return competing === null && !hasCrossing && welfare === 0n && isUncrossed(orders) ? [] : ['ALLOCATION'];
	const codes: VickreyFaultCode[] = [];
	if (competing !== competingSide(orders)) codes.push('COMPETING_SIDE');
	const reached = orders.reduce(
		(sum, { position, side, limit }) =>
			sum + BigInt(side === 'bid' ? limit : -limit) * BigInt(fills[position] as number),
		0n,
	);
	if (reached !== welfare || !isByRank(orders, fills)) codes.push('ALLOCATION');
	const own = Map.groupBy(
		orders.filter(({ side }) => side === competing),
		({ trader }) => trader,
	);
	const sign = competing === 'bid' ? 1n : -1n;
	for (const [trader, mine] of own) {
		const value = mine.reduce(
			(sum, { position, limit }) => sum + sign * BigInt(limit) * BigInt(fills[position] as number),
			0n,
		);
		const paid = mine.reduce((sum, order) => sum + paidBy(trades, order.position, competing), 0n);
		const without = highestWelfare(
			market,
			orders.filter((each) => each.side !== competing || each.trader !== trader),
		);
		if (sign * paid !== without - (reached - value)) codes.push('EXTERNALITY');
		for (const { position } of mine)
			if (!isPaymentTold(verdicts[position] as Verdict, paidBy(trades, position, competing))) codes.push('PAYMENT');
	}
	const others = orders.filter(({ side }) => side !== competing);
	if (others.some(({ position }) => verdicts[position]?.kind !== 'auctioned')) codes.push('VERDICT');
	return codes;
}

function isPaymentTold(verdict: Verdict, paid: bigint): boolean {
	return verdict.kind === 'pays-externality' ? verdict.total === paid : verdict.kind === 'outbid' && paid === 0n;
}

function paidBy(trades: readonly Trade[], position: number, side: 'bid' | 'offer'): bigint {
	return trades.reduce(
		(sum, trade) => (trade[side] === position ? sum + BigInt(trade.price) * BigInt(trade.quantity) : sum),
		0n,
	);
}

function highestWelfare({ tick, lot }: Market, orders: readonly RankedOrder[]): bigint {
	const book = orders.map(({ side, limit, quantity }) => ({ side, price: limit, quantity }));
	return uniformBook.clear({ orders: book, tick, lot, fee: 0 }).welfare;
}

function isUncrossed(orders: readonly RankedOrder[]): boolean {
	const bids = orders.filter(({ side }) => side === 'bid');
	return orders.every((offer) => offer.side === 'bid' || bids.every(({ limit }) => limit < offer.limit));
}

/** On each side nobody is served while a better one is not served in full. */
function isByRank(orders: readonly RankedOrder[], fills: readonly number[]): boolean {
	for (const side of ['bid', 'offer'] as const) {
		const ranked = orders.filter((each) => each.side === side).sort(byRank);
		const firstCut = ranked.findIndex(({ position, quantity }) => (fills[position] as number) < quantity);
		if (firstCut >= 0 && ranked.slice(firstCut + 1).some(({ position }) => fills[position] !== 0)) return false;
	}
	return true;
}
