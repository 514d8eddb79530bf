import type { Market } from '../market.ts';
import type { Mechanism, Trade, Verdict } from '../outcome.ts';
import { assemble, type PeriodResult } from './assemble.ts';
import { checkMuda, type MudaFaultCode } from './muda-check.ts';
import { equilibriumPrice, type MudaProof } from './muda-halves.ts';
import { lotteryOf } from './muda-lottery.ts';
import { type Grant, pairGrants, type RankedOrder, type RankedPeriod, rankPeriods } from './ranked-orders.ts';

/**
 * E. Segal-Halevi, A. Hassidim, Y. Aumann, "MUDA: A truthful multi-unit double-auction mechanism", AAAI 2018, with the
 * lottery: owners fall into two halves, each half trades at the other's equilibrium price, and the longer side of a
 * half is served in the order of a lot. Both the halves and the lot follow from a hash of the market's seed, which for
 * sealed bids is made of all revealed salts. Without a seed they follow from the orders themselves: then who tries many
 * bids can choose its half, and the mechanism is truthful no more. Budget balanced, individually rational, truthful for
 * owners of any number of orders of falling value; the welfare lost vanishes as the market grows.
 */
export const muda: Mechanism<readonly MudaProof[], MudaFaultCode> = {
	properties: { budget: 'balanced', truthful: 'everybody', welfare: 'asymptotic' },
	scope: { zones: false, blocks: false },
	clear(market) {
		const periods = rankPeriods(market, 'muda');
		return assemble(
			market,
			periods.map((ranked) => tradeHalves(market, ranked)),
		);
	},
	check: (market, _profile, outcome) => checkMuda(market, outcome),
	cost: ({ orders, periods }) => 50 * periods + 60 * orders,
};

function tradeHalves(market: Market, ranked: RankedPeriod): PeriodResult<MudaProof> {
	const lottery = lotteryOf(market);
	const halves = ([0, 1] as const).map((half): RankedPeriod => {
		const isIn = (order: RankedOrder): boolean => lottery.halfOf(order.trader) === half;
		return { period: ranked.period, bids: ranked.bids.filter(isIn), offers: ranked.offers.filter(isIn) };
	}) as [RankedPeriod, RankedPeriod];
	const halfPrices = [equilibriumPrice(market, halves[0]), equilibriumPrice(market, halves[1])] as const;
	const trades: Trade[] = [];
	const verdicts = new Map<number, Verdict>();
	for (const half of [0, 1] as const) {
		const served = serveHalf(halves[half], halfPrices[1 - half] as number | null, lottery.placeOf);
		for (const [position, verdict] of served.verdicts) verdicts.set(position, verdict);
		trades.push(...served.trades);
	}
	return { trades, verdicts, proof: { halfPrices } };
}

function serveHalf(
	{ period, bids, offers }: RankedPeriod,
	price: number | null,
	placeOf: (trader: string) => number,
): Pick<PeriodResult<MudaProof>, 'trades' | 'verdicts'> {
	const verdicts = new Map<number, Verdict>();
	for (const { position } of [...bids, ...offers]) verdicts.set(position, { kind: 'out-of-half-price', price });
	if (price === null) return { trades: [], verdicts };
	const willing = {
		bids: bids.filter(({ limit }) => limit >= price),
		offers: offers.filter(({ limit }) => limit <= price),
	};
	const volume = Math.min(totalOf(willing.bids), totalOf(willing.offers));
	const serve = (side: readonly RankedOrder[]): Grant[] => {
		const inOrder = totalOf(side) > volume ? [...side].sort((a, b) => placeOf(a.trader) - placeOf(b.trader)) : side;
		let left = volume;
		for (const order of inOrder) {
			const wanted = order.quantity;
			const got = Math.min(left, wanted);
			left -= got;
			verdicts.set(
				order.position,
				got === wanted ? { kind: 'accepted-at', price } : { kind: 'lot-not-drawn', price, wanted, got },
			);
		}
		return side.map((order) => ({ order, quantity: gotOf(verdicts.get(order.position), order) }));
	};
	const pairs = pairGrants(serve(willing.bids), serve(willing.offers));
	return {
		trades: pairs.map(({ bid, offer, quantity }) => ({
			bid: bid.position,
			offer: offer.position,
			period,
			quantity,
			price,
			buyerPrice: price,
		})),
		verdicts,
	};
}

function gotOf(verdict: Verdict | undefined, { quantity }: RankedOrder): number {
	return verdict?.kind === 'lot-not-drawn' ? verdict.got : quantity;
}

function totalOf(orders: readonly RankedOrder[]): number {
	return orders.reduce((sum, { quantity }) => sum + quantity, 0);
}
