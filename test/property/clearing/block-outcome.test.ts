import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clearBlocks } from '../../../src/shared/clearing/blocks/clear-blocks.ts';
import type { BlockOrder, LimitOrder, Market } from '../../../src/shared/clearing/market.ts';
import type { Outcome } from '../../../src/shared/clearing/outcome.ts';
import { profiles } from '../../../src/shared/clearing/profiles.ts';
import { CodedError } from '../../../src/shared/errors/coded-error.ts';
import { blockMarket, type Size } from './block-market.ts';

const wide: Size = {
	orders: 40,
	blocks: 12,
	zones: 2,
	periods: 6,
	prices: 30,
	quantities: 9,
	blockQuantities: 8,
};

const markets = fc.oneof(blockMarket(), blockMarket(wide));
const rules = fc.constantFrom(...Object.values(profiles));

function cleared(market: Market, profile = profiles['default-v1']): Outcome | null {
	try {
		return clearBlocks(market, { ...profile, searchNodes: 300 });
	} catch (error) {
		if (error instanceof CodedError && error.code === 'CLEARING_INFEASIBLE') return null;
		throw error;
	}
}

function priceAt({ prices }: Outcome, zone: number, period: number): number {
	return prices[zone]?.[period]?.price as number;
}

/** What the order gains per unit at the outcome's price of its zone in the period. */
function gainPerUnit(market: Market, outcome: Outcome, order: LimitOrder | BlockOrder, period: number): number {
	const { side, price, zone } = order;
	const paid = priceAt(outcome, zone, period);
	return side === 'bid' ? price - (market.zones[zone]?.fee[period] as number) - paid : paid - price;
}

describe('the outcome of a market with blocks', () => {
	it('balances every zone, with trades that add up to the fills', () => {
		fc.assert(
			fc.property(markets, rules, (market, profile) => {
				const outcome = cleared(market, profile);
				if (!outcome) return;
				const traded = outcome.fills.map(() => 0);
				for (const { bid, offer, quantity } of outcome.trades) {
					traded[bid] = (traded[bid] as number) + quantity;
					traded[offer] = (traded[offer] as number) + quantity;
				}
				expect(traded).toEqual(outcome.fills);
				for (let period = 0; period < market.periods; period++) {
					const net = market.zones.map(() => 0);
					const add = ({ side, zone }: LimitOrder | BlockOrder, fill: number): void => {
						net[zone] = (net[zone] as number) + (side === 'offer' ? fill : -fill);
					};
					market.orders.forEach((order, at) => {
						if (order.period === period) add(order, outcome.fills[at] as number);
					});
					market.blocks.forEach((block, at) => {
						add(block, outcome.blockFills[at]?.[period] as number);
					});
					market.links.forEach(({ from, to }, at) => {
						const flow = outcome.flows[at]?.[period] as number;
						net[from] = (net[from] as number) - flow;
						net[to] = (net[to] as number) + flow;
					});
					expect(net).toEqual(market.zones.map(() => 0));
				}
			}),
			{ numRuns: 500 },
		);
	});

	it('lets no limit order and no accepted family lose, and leaves out no limit order that would gain', () => {
		fc.assert(
			fc.property(markets, rules, (market, profile) => {
				const outcome = cleared(market, profile);
				if (!outcome) return;
				market.orders.forEach((order, at) => {
					const fill = outcome.fills[at] as number;
					if (outcome.prices[order.zone]?.[order.period]?.price === null) {
						expect(fill).toBe(0);
						return;
					}
					const gain = gainPerUnit(market, outcome, order, order.period);
					if (fill > 0) expect(gain).toBeGreaterThanOrEqual(0);
					if (fill < order.quantity) expect(gain).toBeLessThanOrEqual(0);
				});
				const familyGain = (at: number): number => {
					const block = market.blocks[at] as BlockOrder;
					const own = block.profile.reduce((sum, _, period) => {
						const fill = outcome.blockFills[at]?.[period] as number;
						return fill === 0 ? sum : sum + fill * gainPerUnit(market, outcome, block, period);
					}, 0);
					return market.blocks.reduce((sum, { parent }, child) => {
						const isAccepted = parent === at && (outcome.fills[market.orders.length + child] as number) > 0;
						return isAccepted ? sum + familyGain(child) : sum;
					}, own);
				};
				for (const at of market.blocks.keys())
					if ((outcome.fills[market.orders.length + at] as number) > 0)
						expect(familyGain(at)).toBeGreaterThanOrEqual(0);
			}),
			{ numRuns: 500 },
		);
	});

	it('keeps families, groups and least ratios, and states welfare, volume and surplus that follow from the fills', () => {
		fc.assert(
			fc.property(markets, rules, (market, profile) => {
				const outcome = cleared(market, profile);
				if (!outcome) return;
				const ratios = market.blocks.map(({ profile: whole }, at) => {
					const of = outcome.blockFills[at] as readonly number[];
					const period = whole.findIndex((quantity) => quantity > 0);
					const ratio = (of[period] as number) / (whole[period] as number);
					whole.forEach((quantity, each) => {
						expect((of[each] as number) * (whole[period] as number)).toBe((of[period] as number) * quantity);
					});
					return ratio;
				});
				const groups = new Map<number, number>();
				market.blocks.forEach(({ parent, group, minAcceptance }, at) => {
					const ratio = ratios[at] as number;
					if (ratio > 0) expect(ratio * 1_000_000).toBeGreaterThanOrEqual(minAcceptance - 1e-3);
					if (parent !== null) expect(ratio).toBeLessThanOrEqual((ratios[parent] as number) + 1e-12);
					if (group !== null) groups.set(group, (groups.get(group) ?? 0) + ratio);
				});
				for (const sum of groups.values()) expect(sum).toBeLessThanOrEqual(1 + 1e-12);
				const ordersWelfare = market.orders.reduce((sum, { side, price, zone, period }, at) => {
					const fee = market.zones[zone]?.fee[period] as number;
					return sum + (outcome.fills[at] as number) * (side === 'bid' ? price - fee : -price);
				}, 0);
				const blocksWelfare = market.blocks.reduce((sum, { side, price, zone }, at) => {
					const fills = outcome.blockFills[at] as readonly number[];
					return fills.reduce((all, fill, period) => {
						const fee = market.zones[zone]?.fee[period] as number;
						return all + fill * (side === 'bid' ? price - fee : -price);
					}, sum);
				}, 0);
				const fees = market.links.reduce(
					(sum, { fee }, at) =>
						(outcome.flows[at] as readonly number[]).reduce(
							(all, flow, period) => all + Math.abs(flow) * (fee[period] as number),
							sum,
						),
					0,
				);
				expect(Number(outcome.welfare)).toBe(ordersWelfare + blocksWelfare - fees);
				const rent = outcome.trades.reduce(
					(sum, { quantity, price, buyerPrice }) => sum + quantity * (buyerPrice - price),
					0,
				);
				expect(Number(outcome.surplus)).toBe(rent - fees);
				const bought = outcome.trades.reduce((sum, { quantity }) => sum + quantity, 0);
				expect(outcome.volume).toBe(bought);
			}),
			{ numRuns: 500 },
		);
	});
});
