import fc from 'fast-check';
import type { BlockOrder, LimitOrder, Market } from '../../../src/shared/clearing/market.ts';

export interface Size {
	readonly orders: number;
	readonly blocks: number;
	readonly zones: number;
	readonly periods: number;
	/** Highest limit in ticks, quantity of a limit order and of a block's period in lots. */
	readonly prices: number;
	readonly quantities: number;
	readonly blockQuantities: number;
}

const tiny: Size = { orders: 6, blocks: 4, zones: 2, periods: 3, prices: 7, quantities: 3, blockQuantities: 4 };

/** Markets with blocks of every kind: alone, cut, in families up to 3 generations, in exclusive groups. */
export function blockMarket(size: Size = tiny): fc.Arbitrary<Market> {
	const shape = fc.record({
		zones: fc.integer({ min: 1, max: size.zones }),
		periods: fc.integer({ min: 1, max: size.periods }),
		tick: fc.constantFrom(1, 1, 2),
		lot: fc.constantFrom(1, 1, 5),
		fee: fc.constantFrom(0, 0, 1),
	});
	return shape
		.filter(({ zones, periods }) => zones * periods <= size.periods)
		.chain((terms) => {
			const { zones, periods, tick, lot, fee } = terms;
			const base = {
				side: fc.constantFrom('bid' as const, 'offer' as const),
				price: fc.integer({ min: -1, max: size.prices }).map((price) => price * tick),
				zone: fc.integer({ min: 0, max: zones - 1 }),
			};
			const order = fc.record<LimitOrder>({
				...base,
				quantity: fc.integer({ min: 1, max: size.quantities }).map((quantity) => quantity * lot),
				period: fc.integer({ min: 0, max: periods - 1 }),
			});
			const quantity = fc.integer({ min: 0, max: size.blockQuantities }).map((each) => each * lot);
			const block = fc.record<BlockOrder>({
				...base,
				profile: fc
					.array(quantity, { minLength: periods, maxLength: periods })
					.map((profile) => (profile.some((each) => each > 0) ? profile : profile.with(0, lot))),
				minAcceptance: fc.constantFrom(1_000_000, 1_000_000, 500_000, 1, 334_000),
				parent: fc.constantFrom(null, null, 0, 1, 2),
				group: fc.constantFrom(null, null, null, 1, 2),
			});
			const capacity = fc.array(fc.constantFrom(-3, -2, -1, 0, 0, 1, 2, 3), {
				minLength: 2 * periods,
				maxLength: 2 * periods,
			});
			return fc
				.record({
					orders: fc.array(order, { maxLength: size.orders }),
					blocks: fc.array(block, { minLength: 1, maxLength: size.blocks }),
					capacity,
					isForced: fc.constantFrom(false, false, true),
				})
				.map(({ orders, blocks, capacity, isForced }): Market => {
					const ends = Array.from({ length: periods }, (_, period) =>
						[-3 + (period % 2), 3, capacity[2 * period] as number, capacity[2 * period + 1] as number]
							.slice(isForced ? 2 : 0, isForced ? 4 : 2)
							.sort((a, b) => a - b),
					);
					const fees = ends.map(() => fee * tick);
					return {
						periods,
						zones: Array.from({ length: zones }, (_, zone) => ({
							name: `z${zone}`,
							fee: zone === 0 ? fees : fees.map(() => 0),
						})),
						links:
							zones === 1
								? []
								: [
										{
											from: 0,
											to: 1,
											min: ends.map((pair) => (pair[0] as number) * lot),
											max: ends.map((pair) => (pair[1] as number) * lot),
											fee: fees,
										},
									],
						tick,
						lot,
						orders,
						blocks: blocks.map((each, at) => ({
							...each,
							parent:
								each.parent !== null && each.parent < at && generationOf(blocks, each.parent) < 3 ? each.parent : null,
						})),
					};
				});
		});
}

/** Upper bound on the generation of a block whose parents come before it. */
function generationOf(blocks: readonly BlockOrder[], at: number): number {
	const { parent } = blocks[at] as BlockOrder;
	return parent !== null && parent < at ? 1 + generationOf(blocks, parent) : 1;
}
