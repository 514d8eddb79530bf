import { supplyBelow, type ZoneCurve } from './curve.ts';
import { balance, type FlowNetwork, settle } from './flow-network.ts';
import type { PeriodLink } from './zones.ts';

/** A convex flow problem: supplies of zones by their curves, links with bounds, a price key per unit of flow. */
export interface FlowProblem {
	readonly curves: readonly ZoneCurve[];
	readonly links: readonly PeriodLink[];
	/** By link: fee in keys (half ticks). */
	readonly feeKeys: readonly number[];
	readonly injections: readonly number[] | null;
}

/** Steps from a warm start after which prices are found by scaling instead. */
const WARM_STEPS = 48;

/**
 * Finds keys (prices in half ticks) of the zones at which the network balances: a minimum of the dual, which is L♮-convex,
 * by steepest descent. A step moves a set of zones, the cut that keeps the network from balancing, all by one distance.
 * From `start` the distance is that to the line's minimum; without it prices start on a grid so coarse that a step or two
 * does, and the grid is halved down to 1, each time with limits and fees rounded down to it (cost scaling; at most about
 * one step per zone and grid). Afterwards the network holds a balanced flow within the bounds of these keys: an optimum.
 * The problem must have a balance (`findObstacle`).
 */
export function descend(problem: FlowProblem, network: FlowNetwork, start: Float64Array | null): Float64Array {
	if (start !== null) {
		const keys = start.slice();
		if (descendByLines(problem, network, keys)) return keys;
	}
	return descendByScaling(problem, network);
}

function descendByLines(problem: FlowProblem, network: FlowNetwork, keys: Float64Array): boolean {
	for (let step = 0; step < WARM_STEPS; step++) {
		boundArcs(problem, network, keys, 1);
		settle(network, problem.injections);
		if (balance(network)) return true;
		const { isMoved, sign } = cutOf(network);
		const isShort = (distance: number): boolean => isCutShort(problem, keys, isMoved, sign, distance);
		let distance = 1;
		while (isShort(distance)) distance *= 2;
		for (let below = distance / 2; distance - below > 1; ) {
			const middle = Math.floor((below + distance) / 2);
			if (isShort(middle)) below = middle;
			else distance = middle;
		}
		move(keys, isMoved, sign * distance);
	}
	return false;
}

function descendByScaling(problem: FlowProblem, network: FlowNetwork): Float64Array {
	let lowest = Number.POSITIVE_INFINITY;
	let highest = Number.NEGATIVE_INFINITY;
	for (const { bids, offers } of problem.curves)
		for (const { keys } of [bids, offers]) {
			if (keys.length === 0) continue;
			lowest = Math.min(lowest, keys[0] as number);
			highest = Math.max(highest, keys[keys.length - 1] as number);
		}
	if (lowest > highest) lowest = highest = 0;
	let grid = 1;
	while (grid <= highest - lowest || problem.feeKeys.some((fee) => grid <= fee)) grid *= 2;
	const keys = new Float64Array(problem.curves.length).fill(Math.floor(lowest / grid) * grid);
	for (; grid >= 1; grid /= 2)
		while (true) {
			boundArcs(problem, network, keys, grid);
			settle(network, problem.injections);
			if (balance(network)) break;
			const { isMoved, sign } = cutOf(network);
			move(keys, isMoved, sign * grid);
		}
	return keys;
}

/** Bounds of what each arc may carry at an optimum with these keys, limits and fees taken as rounded down to the grid. */
export function boundArcs(problem: FlowProblem, network: FlowNetwork, keys: Float64Array, grid: number): void {
	const { curves, links, feeKeys } = problem;
	const { zones, lower, upper } = network;
	for (let zone = 0; zone < zones; zone++) {
		const curve = curves[zone] as ZoneCurve;
		const key = keys[zone] as number;
		lower[zone] = supplyBelow(curve, key);
		upper[zone] = supplyBelow(curve, key + grid);
	}
	for (let index = 0; index < links.length; index++) {
		const link = links[index] as PeriodLink;
		const fee = Math.floor((feeKeys[index] as number) / grid) * grid;
		const difference = (keys[link.to] as number) - (keys[link.from] as number);
		lower[zones + index] = leastFlow(link, difference, fee);
		upper[zones + index] = mostFlow(link, difference, fee);
	}
}

/** Flow nearest to none within a link's bounds. */
function idleFlow({ min, max }: PeriodLink): number {
	return Math.min(Math.max(0, min), max);
}

function leastFlow(link: PeriodLink, difference: number, fee: number): number {
	return difference > fee ? link.max : difference > -fee ? idleFlow(link) : link.min;
}

function mostFlow(link: PeriodLink, difference: number, fee: number): number {
	return difference < -fee ? link.min : difference < fee ? idleFlow(link) : link.max;
}

/** Zones whose price has to move, and where to: up where they lack, down where they have too much. */
function cutOf({ zones, isReached }: FlowNetwork): { isMoved: Uint8Array; sign: 1 | -1 } {
	const isRootReached = isReached[zones] === 1;
	const isMoved = Uint8Array.from({ length: zones }, (_, zone) => ((isReached[zone] === 1) !== isRootReached ? 1 : 0));
	return { isMoved, sign: isRootReached ? 1 : -1 };
}

function move(keys: Float64Array, isMoved: Uint8Array, by: number): void {
	for (let zone = 0; zone < keys.length; zone++) if (isMoved[zone] === 1) keys[zone] = (keys[zone] as number) + by;
}

/** Whether the moved zones still lack, or still have too much, when their keys have moved by `distance`. */
function isCutShort(
	{ curves, links, feeKeys, injections }: FlowProblem,
	keys: Float64Array,
	isMoved: Uint8Array,
	sign: 1 | -1,
	distance: number,
): boolean {
	let most = 0;
	for (let zone = 0; zone < curves.length; zone++) {
		if (isMoved[zone] !== 1) continue;
		const key = (keys[zone] as number) + sign * distance;
		const supply = supplyBelow(curves[zone] as ZoneCurve, sign === 1 ? key + 1 : key) + (injections?.[zone] ?? 0);
		most += sign * supply;
	}
	for (let index = 0; index < links.length; index++) {
		const link = links[index] as PeriodLink;
		if (isMoved[link.from] === isMoved[link.to]) continue;
		const isInward = isMoved[link.to] === 1;
		const moved = isInward ? sign * distance : -sign * distance;
		const difference = (keys[link.to] as number) - (keys[link.from] as number) + moved;
		const fee = feeKeys[index] as number;
		const isMost = isInward === (sign === 1);
		const flow = isMost ? mostFlow(link, difference, fee) : leastFlow(link, difference, fee);
		most += (isInward ? sign : -sign) * flow;
	}
	return most < 0;
}
