import { faultList } from '../faults.ts';
import type { Market } from '../market.ts';
import type { ClearingFault, Outcome, Trade, Verdict } from '../outcome.ts';
import { COMMON_FAULTS, checkCommon } from './common-check.ts';
import { equilibriumPrice, type MudaProof } from './muda-halves.ts';
import { lotteryOf } from './muda-lottery.ts';
import { byRank, type RankedOrder, rankedOrder } from './ranked-orders.ts';

export const MUDA_FAULTS = [
	...COMMON_FAULTS,
	/** A half's price is not its equilibrium's. */
	'HALF_PRICE',
	/** A trade is not at the other half's price, or joins the halves. */
	'TRADE_PRICE',
	/** An order trades that would lose at the other half's price, or one that would gain is not considered. */
	'WILLING',
	/** The shorter side is not served in full, or the longer one beyond it. */
	'SHORT_SIDE',
	/** On the longer side somebody was served before one whose lot came first. */
	'LOT',
] as const;

export type MudaFaultCode = (typeof MUDA_FAULTS)[number];

/** Checks a MUDA result from the halves' prices on: who is willing at them, and that the lot alone decided among those. */
export function checkMuda(
	market: Market,
	outcome: Outcome<readonly MudaProof[]>,
): readonly ClearingFault<MudaFaultCode>[] {
	const faults = faultList<MudaFaultCode>();
	if (!checkCommon(market, outcome, faults)) return faults.found;
	const lottery = lotteryOf(market);
	for (let period = 0; period < market.periods; period++) {
		const orders = market.orders.flatMap((order, position) =>
			order.period === period ? [rankedOrder(market, order, position)] : [],
		);
		const { halfPrices } = outcome.proof[period] as MudaProof;
		const halves = Map.groupBy(orders, ({ trader }) => lottery.halfOf(trader));
		for (const half of [0, 1] as const) {
			const mine = halves.get(half) ?? [];
			if (priceOf(market, mine) !== halfPrices[half]) faults.add('HALF_PRICE', period);
			for (const code of halfFaults(mine, halfPrices[1 - half] as number | null, outcome, lottery.placeOf))
				faults.add(code, period);
		}
		const halfOf = new Map(orders.map(({ position, trader }) => [position, lottery.halfOf(trader)]));
		const isOff = ({ bid, offer, price }: Trade): boolean =>
			halfOf.get(bid) !== halfOf.get(offer) || price !== halfPrices[1 - (halfOf.get(bid) ?? 0)];
		outcome.trades.forEach((trade, at) => {
			if (trade.period === period && (isOff(trade) || trade.buyerPrice !== trade.price)) faults.add('TRADE_PRICE', at);
		});
	}
	return faults.found;
}

function priceOf(market: Market, orders: readonly RankedOrder[]): number | null {
	const bids = orders.filter(({ side }) => side === 'bid').sort(byRank);
	return equilibriumPrice(market, { bids, offers: orders.filter(({ side }) => side === 'offer').sort(byRank) });
}

function halfFaults(
	orders: readonly RankedOrder[],
	price: number | null,
	{ fills, verdicts }: Outcome,
	placeOf: (trader: string) => number,
): MudaFaultCode[] {
	const isWilling = ({ side, limit }: RankedOrder): boolean =>
		price !== null && (side === 'bid' ? limit >= price : limit <= price);
	const codes: MudaFaultCode[] = [];
	for (const order of orders) {
		const verdict = verdicts[order.position] as Verdict;
		const isTold = isWilling(order)
			? (verdict.kind === 'accepted-at' || verdict.kind === 'lot-not-drawn') && verdict.price === price
			: verdict.kind === 'out-of-half-price' && verdict.price === price;
		if (!isTold || (!isWilling(order) && fills[order.position] !== 0)) codes.push('WILLING');
	}
	const sides = (['bid', 'offer'] as const).map((side) =>
		orders.filter((order) => order.side === side && isWilling(order)),
	);
	const volume = Math.min(...sides.map((side) => side.reduce((sum, { quantity }) => sum + quantity, 0)));
	for (const side of sides) {
		if (side.reduce((sum, { position }) => sum + (fills[position] as number), 0) !== volume) codes.push('SHORT_SIDE');
		const served = [...side].sort((a, b) => placeOf(a.trader) - placeOf(b.trader) || byRank(a, b));
		const firstCut = served.findIndex(({ position, quantity }) => (fills[position] as number) < quantity);
		if (firstCut >= 0 && served.slice(firstCut + 1).some(({ position }) => fills[position] !== 0)) codes.push('LOT');
	}
	return codes;
}
