/**
 * Decides blocks that move the prices of one zone's day, and checks the decision. Limited in nodes, so that hard books
 * show their gap instead of taking their time.
 */

import { checkBlocks } from '../../src/shared/clearing/blocks/check-blocks.ts';
import { clearBlocks } from '../../src/shared/clearing/blocks/clear-blocks.ts';
import type { BlockOrder, LimitOrder, Market } from '../../src/shared/clearing/market.ts';
import { profiles } from '../../src/shared/clearing/profiles.ts';
import { round } from './statistics.ts';

const BLOCKS = [40, 200, 1_000] as const;
const NODES = 1_000;
const PERIODS = 24;
const ORDERS_PER_PERIOD = 60;
const UNIT = 1_000_000;

interface BlocksFigures {
	readonly blocks: number;
	readonly kind: 'all or none' | 'cut, in families and groups';
	readonly orders: number;
	/** Visited, of `nodesMost`. */
	readonly nodes: number;
	readonly nodesMost: number;
	/** What the bound leaves above the welfare found, in millionths of it; 0 is proven. */
	readonly gapPpm: number;
	readonly clearMs: number;
	readonly msPerNode: number;
	/** The prepared day alone, no block in it, in the same run. */
	readonly withoutBlocksMs: number;
}

export function benchBlocks(): BlocksFigures[] {
	return BLOCKS.flatMap((blocks) => [measure(blocks, 'all or none'), measure(blocks, 'cut, in families and groups')]);
}

function measure(blocks: number, kind: BlocksFigures['kind']): BlocksFigures {
	const profile = { ...profiles['default-v1'], searchNodes: NODES };
	const market = randomDay(blocks, kind === 'all or none');
	const withoutBlocksMs = timed(() => clearBlocks({ ...market, blocks: [] }, profile)).ms;
	const { value: outcome, ms } = timed(() => clearBlocks(market, profile));
	if (blocks === BLOCKS[0]) {
		const fault = checkBlocks(market, profile, outcome)[0];
		if (fault) throw new Error(`the checker refuses the result: ${fault.code}`);
	}
	const { nodes, bound } = outcome.proof;
	return {
		blocks,
		kind,
		orders: market.orders.length,
		nodes,
		nodesMost: NODES,
		gapPpm: round((Number(bound - outcome.welfare) / Number(outcome.welfare)) * 1_000_000, 1),
		clearMs: round(ms),
		msPerNode: round(ms / nodes),
		withoutBlocksMs: round(withoutBlocksMs),
	};
}

function timed<T>(run: () => T): { value: T; ms: number } {
	const start = performance.now();
	const value = run();
	return { value, ms: performance.now() - start };
}

/** A day around a price of 50 whose blocks are, each alone, as large as a few of its limit orders. */
function randomDay(count: number, isAllOrNone: boolean): Market {
	const below = generator();
	const orders: LimitOrder[] = [];
	for (let period = 0; period < PERIODS; period++)
		for (let n = 0; n < ORDERS_PER_PERIOD; n++)
			orders.push({
				side: n % 2 === 0 ? 'offer' : 'bid',
				price: (20 + below(60)) * UNIT + below(UNIT),
				quantity: (1 + below(50)) * UNIT,
				zone: 0,
				period,
			});
	const blocks: BlockOrder[] = [];
	for (let at = 0; at < count; at++) {
		const from = below(PERIODS);
		const to = from + 1 + below(PERIODS - from);
		const quantity = (5 + below(60)) * UNIT;
		const isChild = !isAllOrNone && at > 0 && below(3) === 0 && blocks[at - 1]?.parent === null;
		blocks.push({
			side: below(3) === 0 ? 'bid' : 'offer',
			price: (35 + below(30)) * UNIT + below(UNIT),
			zone: 0,
			profile: Array.from({ length: PERIODS }, (_, period) => (period >= from && period < to ? quantity : 0)),
			minAcceptance: isAllOrNone || below(2) === 0 ? UNIT : UNIT / 2,
			parent: isChild ? at - 1 : null,
			group: !isAllOrNone && below(4) === 0 ? below(3) : null,
		});
	}
	const zone = { name: '', fee: new Array<number>(PERIODS).fill(0) };
	return { periods: PERIODS, zones: [zone], links: [], tick: 1, lot: 1, orders, blocks };
}

/** The same numbers in every run (linear congruence). */
function generator(): (limit: number) => number {
	let state = 12_345;
	return (limit) => {
		state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
		return Math.floor((state / 2 ** 32) * limit);
	};
}
