import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LimitOrder, type Link, type Market, netLimitOf } from '../../../src/shared/clearing/market.ts';
import { profiles } from '../../../src/shared/clearing/profiles.ts';
import { ZONES_FAULTS, type ZonesFaultCode } from '../../../src/shared/clearing/zonal/check-codes.ts';
import { checkZones } from '../../../src/shared/clearing/zonal/check-zones.ts';
import { clearZones, type ZonesProof } from '../../../src/shared/clearing/zonal/clear-zones.ts';
import { codeOf } from '../../../src/shared/errors/coded-error.ts';
import { mutable } from '../../fixtures/book-markets.ts';
import { zonalMarkets } from '../../fixtures/zonal-markets.ts';

type Altered = ReturnType<typeof mutable<ZonesProof>>;
/** Alters an outcome; false where the market gives no occasion. */
type Tampering = (outcome: Altered, market: Market) => boolean;

const profile = profiles['default-v1'];
const markets = zonalMarkets({ zones: 5, links: 8, periods: 2, orders: 40, quantity: 8, capacity: 10, limit: 9 });

/** Sets the price of an order's zone so that the order would gain `ticks` ticks at it. */
function repriced(side: LimitOrder['side'], isFull: boolean, ticks: number): Tampering {
	return (outcome, market) => {
		const at = market.orders.findIndex((order, position) => {
			const fill = outcome.fills[position] as number;
			const isPriced = outcome.prices[order.zone]?.[order.period]?.price !== null;
			return isPriced && order.side === side && (isFull ? fill > 0 : fill < order.quantity);
		});
		const order = market.orders[at];
		if (!order) return false;
		const range = outcome.prices[order.zone]?.[order.period] as { price: number };
		range.price = netLimitOf(market, order) - (side === 'bid' ? 1 : -1) * ticks * market.tick;
		return true;
	};
}

/** Sets the price at a link's end so that the difference misses its fee by a tick. */
function parted(isApart: boolean): Tampering {
	return (outcome, { links, tick, periods }) => {
		for (const [index, { from, to, max, fee }] of links.entries())
			for (let period = 0; period < periods; period++) {
				const flow = outcome.flows[index]?.[period] as number;
				const source = outcome.prices[from]?.[period]?.price ?? null;
				const target = outcome.prices[to]?.[period] as { price: number | null };
				const isOccasion = isApart
					? flow >= 0 && flow < (max[period] as number)
					: isFree(links[index] as Link, period, flow);
				if (!isOccasion || source === null || target.price === null) continue;
				target.price = source + (fee[period] as number) + (isApart ? tick : -tick);
				return true;
			}
		return false;
	};
}

function isFree({ min }: Link, period: number, flow: number): boolean {
	return flow > 0 && flow > (min[period] as number);
}

function withFill(choose: (order: LimitOrder, fill: number) => number | null): Tampering {
	return (outcome, market) => {
		for (const [position, order] of market.orders.entries()) {
			const fill = choose(order, outcome.fills[position] as number);
			if (fill === null) continue;
			outcome.fills[position] = fill;
			return true;
		}
		return false;
	};
}

const firstPriced = (outcome: Altered): { price: number | null; low: number | null; high: number | null } | undefined =>
	outcome.prices.flat().find(({ price }) => price !== null);

const tamperings: Record<Exclude<ZonesFaultCode, 'FLOW_CHOICE'>, Tampering> = {
	SHAPE: (outcome) => outcome.verdicts.pop() !== undefined,
	FILL_RANGE: withFill((order) => -order.quantity),
	FLOW_RANGE: (outcome, { links, lot }) => {
		const flow = outcome.flows[0];
		if (!flow) return false;
		flow[0] = (links[0]?.max[0] as number) + lot;
		return true;
	},
	ZONE_BALANCE: withFill(({ quantity }, fill) => (fill > 0 && fill < quantity ? 0 : fill > 0 ? null : quantity)),
	BALANCE: (outcome, { lot }) => {
		outcome.volume += lot;
		return true;
	},
	DUALS: (outcome, market) => {
		const accepted = market.orders.find((_, position) => (outcome.fills[position] as number) > 0);
		const keys = accepted && outcome.proof.keys[accepted.period];
		if (!keys) return false;
		keys[accepted.zone] = accepted.side === 'bid' ? 1_000 : -1_000;
		return true;
	},
	PRICE_PRESENCE: (outcome) => {
		const range = firstPriced(outcome);
		if (range) range.price = null;
		return range !== undefined;
	},
	BID_LOSES: repriced('bid', true, -1),
	OFFER_LOSES: repriced('offer', true, -1),
	BID_LEFT_OUT: repriced('bid', false, 1),
	OFFER_LEFT_OUT: repriced('offer', false, 1),
	FLOW_LOSES: parted(false),
	FLOW_LEFT_OUT: parted(true),
	INTERVAL: (outcome, { tick }) => {
		const range = firstPriced(outcome);
		if (range) range.low = (range.low as number) - tick;
		return range !== undefined;
	},
	PRICE_RULE: (outcome) => {
		const range = outcome.prices.flat().find(({ low, high, price }) => low !== high && price !== high);
		if (range) range.price = range.high;
		return range !== undefined;
	},
	REGIONS: (outcome) => {
		const regions = outcome.proof.regions[0] as number[];
		regions[0] = regions.length - 1;
		return regions.length > 1;
	},
	SHARES: (outcome, market) => {
		const { orders, lot } = market;
		for (const [a, first] of orders.entries()) {
			const isTied = ({ side, zone, period, price }: LimitOrder): boolean =>
				side === first.side && zone === first.zone && period === first.period && price === first.price;
			const b = orders.findIndex((order, at) => at > a && isTied(order));
			if (b === -1 || (outcome.fills[a] as number) < lot) continue;
			if ((outcome.fills[b] as number) + lot > (orders[b] as LimitOrder).quantity) continue;
			outcome.fills[a] = (outcome.fills[a] as number) - lot;
			outcome.fills[b] = (outcome.fills[b] as number) + lot;
			return true;
		}
		return false;
	},
	WELFARE: (outcome) => {
		outcome.welfare += 1n;
		return true;
	},
	SURPLUS: (outcome) => {
		outcome.surplus -= 1n;
		return true;
	},
	VERDICT: (outcome) => {
		const verdict = outcome.verdicts[0];
		if (!verdict) return false;
		outcome.verdicts[0] = { kind: verdict.kind === 'accepted' ? 'out-of-price' : 'accepted' };
		return true;
	},
	PAIRING: (outcome, { lot }) => {
		const trade = outcome.trades[0];
		if (trade) trade.quantity += lot;
		return trade !== undefined;
	},
	TRADED_SUM: (outcome, { orders }) => {
		const at = orders.findIndex(
			({ side, zone, period }, position) =>
				side === 'bid' &&
				outcome.fills[position] === 0 &&
				outcome.flows.every((flow) => flow[period] === 0) &&
				outcome.trades.every(({ bid }) => orders[bid]?.zone !== zone || orders[bid]?.period !== period),
		);
		if (at === -1) return false;
		outcome.fills[at] = orders[at]?.quantity as number;
		return true;
	},
	TRADE_PRICE: (outcome, { tick }) => {
		const trade = outcome.trades[0];
		if (trade) trade.buyerPrice += tick;
		return trade !== undefined;
	},
};

describe('the checker of zonal results', () => {
	for (const code of ZONES_FAULTS) {
		if (code === 'FLOW_CHOICE') continue;
		it(`says ${code} of a result tampered with so`, () => {
			let tampered = 0;
			fc.assert(
				fc.property(markets, (market) => {
					try {
						const outcome = mutable(clearZones(market, profile));
						if (!tamperings[code](outcome, market)) return;
						tampered += 1;
						expect(checkZones(market, profile, outcome as never).map((fault) => fault.code)).toContain(code);
					} catch (error) {
						if (codeOf(error) !== 'CLEARING_INFEASIBLE') throw error;
					}
				}),
				{ numRuns: 150 },
			);
			expect(tampered).toBeGreaterThan(5);
		});
	}

	it('says FLOW_CHOICE of energy that goes in a circle', () => {
		const link = (from: number, to: number): Link => ({ from, to, min: [-9], max: [9], fee: [0] });
		const order = (side: 'bid' | 'offer', price: number, zone: number): LimitOrder => ({
			side,
			price,
			quantity: 6,
			zone,
			period: 0,
		});
		const market: Market = {
			periods: 1,
			zones: ['A', 'B', 'C'].map((name) => ({ name, fee: [0] })),
			links: [link(0, 1), link(1, 2), link(0, 2)],
			tick: 1,
			lot: 1,
			orders: [order('offer', 10, 0), order('bid', 20, 2)],
			blocks: [],
		};
		const outcome = mutable(clearZones(market, profile));
		expect(outcome.flows).toEqual([[0], [0], [6]]);
		expect(checkZones(market, profile, outcome as never)).toEqual([]);
		outcome.flows = [[2], [2], [4]];
		expect(checkZones(market, profile, outcome as never).map(({ code }) => code)).toContain('FLOW_CHOICE');
	});
});
