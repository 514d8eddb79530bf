import { isSharedByRule } from '../book/check-shares.ts';
import type { BookColumns } from '../book/columns.ts';
import type { FaultReport } from '../faults.ts';
import type { Verdict } from '../outcome.ts';
import type { Profile } from '../profiles.ts';
import type { PeriodClaim, ZonesFaultCode } from './check-codes.ts';
import { openBounds } from './check-support.ts';
import type { PeriodLink, ZonesInput } from './zones.ts';

/** Tied orders of a region, by ascending row. */
interface Level {
	readonly rows: number[];
	shareOf: number;
	acceptedOf: number;
}

/**
 * Checks regions, what the tied orders in each share, and every order's verdict. Within a region the profile's rule
 * holds to the lot; between regions no border that could still carry leaves orders worse served than others.
 */
export function checkRegions(
	input: ZonesInput,
	claim: PeriodClaim,
	profile: Profile,
	faults: FaultReport<ZonesFaultCode>,
): void {
	const columns = columnsOf(input, claim);
	const levels = levelsOf(input, claim);
	checkJoined(input, claim, faults);
	levels.forEach(({ rows }, region) => {
		if (!isSharedByRule(columns, rows, claim.fills, input.lot, profile)) faults.add('SHARES', region);
	});
	checkBorders(input, claim, levels, profile, faults);
	checkVerdicts(input, claim, levels, faults);
}

function columnsOf({ orders }: ZonesInput, { fills, positionOf }: PeriodClaim): BookColumns {
	return {
		count: fills.length,
		isBid: orders.bids,
		limit: orders.limits,
		quantity: orders.quantities,
		priority: orders.priorities ?? new Uint16Array(fills.length),
		positions: Int32Array.from(fills, (_, row) => positionOf(row)),
	};
}

/** How far an order's key is on the accepted side of its zone's; 0 of a tied one. */
function gainOf({ orders, tick }: ZonesInput, { keys }: PeriodClaim, row: number): number {
	const isBid = orders.bids[row] === 1;
	const key = 2 * ((orders.limits[row] as number) / tick) + (isBid ? 1 : 0);
	return (isBid ? 1 : -1) * (key - (keys[orders.zones[row] as number] as number));
}

/** By region. */
function levelsOf(input: ZonesInput, claim: PeriodClaim): Level[] {
	const levels = claim.keys.map((): Level => ({ rows: [], shareOf: 0, acceptedOf: 0 }));
	for (let row = 0; row < claim.fills.length; row++) {
		if (gainOf(input, claim, row) !== 0) continue;
		const level = levels[claim.regions[input.orders.zones[row] as number] as number] as Level;
		level.rows.push(row);
		level.shareOf += input.orders.quantities[row] as number;
		level.acceptedOf += claim.fills[row] as number;
	}
	return levels;
}

/** A region is named by its first zone and joined by links whose flow the optimum leaves open. */
function checkJoined(input: ZonesInput, { keys, regions }: PeriodClaim, faults: FaultReport<ZonesFaultCode>): void {
	const isJoined = regions.map((region, zone) => region === zone);
	for (let isGrowing = true; isGrowing; ) {
		isGrowing = false;
		input.links.forEach(({ from, to }, index) => {
			const { least, most } = openBounds(input, keys, index);
			if (least >= most || regions[from] !== regions[to] || isJoined[from] === isJoined[to]) return;
			isJoined[from] = true;
			isJoined[to] = true;
			isGrowing = true;
		});
	}
	regions.forEach((region, zone) => {
		if (!isJoined[zone] || region > zone) faults.add('REGIONS', zone);
	});
}

/** Zones that could supply more while a given zone supplies less, over links that are not at their open bounds. */
function reachOf(input: ZonesInput, { keys, flows }: PeriodClaim): boolean[][] {
	const next = keys.map((): number[] => []);
	input.links.forEach(({ from, to }: PeriodLink, index) => {
		const { least, most } = openBounds(input, keys, index);
		const flow = flows[index] as number;
		if (flow < most) next[from]?.push(to);
		if (flow > least) next[to]?.push(from);
	});
	return keys.map((_, start) => {
		const isReached = keys.map((_, zone) => zone === start);
		const waiting = [start];
		for (let zone = waiting.pop(); zone !== undefined; zone = waiting.pop())
			for (const other of next[zone] as number[])
				if (!isReached[other]) {
					isReached[other] = true;
					waiting.push(other);
				}
		return isReached;
	});
}

function checkBorders(
	input: ZonesInput,
	claim: PeriodClaim,
	levels: readonly Level[],
	profile: Profile,
	faults: FaultReport<ZonesFaultCode>,
): void {
	const { regions, keys } = claim;
	if (new Set(regions).size === regions.length && input.links.every((_, index) => isClosed(input, keys, index))) return;
	const reach = reachOf(input, claim);
	regions.forEach((region, zone) => {
		const worst = new Set<number>();
		regions.forEach((other, target) => {
			if (other === region || !reach[zone]?.[target] || worst.has(other)) return;
			worst.add(other);
			const [more, less] = (keys[zone] as number) % 2 === 0 ? [region, other] : [other, region];
			const isBack = reach[target]?.[zone] === true;
			if (isBack || isWorse(input, claim, levels[more] as Level, levels[less] as Level, profile))
				faults.add('REGIONS', zone);
		});
	});
}

function isClosed(input: ZonesInput, keys: readonly number[], index: number): boolean {
	const { least, most } = openBounds(input, keys, index);
	return least === most;
}

/**
 * Whether the rule would serve the first region's tied orders more and the second's less. Shares are whole lots, so that
 * ratios are compared to one lot per order.
 */
function isWorse(
	{ orders, lot }: ZonesInput,
	{ fills }: PeriodClaim,
	first: Level,
	second: Level,
	{ ties, credit }: Profile,
): boolean {
	const creditOf = (row: number): number => (credit === 'first' ? (orders.priorities?.[row] ?? 0) : 0);
	const waiting = first.rows.filter((row) => (fills[row] as number) < (orders.quantities[row] as number));
	const served = second.rows.filter((row) => (fills[row] as number) > 0);
	if (waiting.length === 0 || served.length === 0) return false;
	const best = waiting.reduce((most, row) => Math.max(most, creditOf(row)), 0);
	const last = served.reduce((least, row) => Math.min(least, creditOf(row)), 1_000);
	if (best !== last) return best > last;
	if (ties === 'time') {
		const firstWaiting = waiting.find((row) => creditOf(row) === best) as number;
		return firstWaiting < (served.findLast((row) => creditOf(row) === last) as number);
	}
	const [a, b] = [first, second].map(({ rows }) => {
		const group = rows.filter((row) => creditOf(row) === best);
		const sum = (list: ArrayLike<number>): number => group.reduce((total, row) => total + (list[row] as number), 0);
		return { wanted: BigInt(sum(orders.quantities)), got: BigInt(sum(fills)), slack: BigInt(group.length * lot) };
	}) as [Shared, Shared];
	return (a.got + a.slack) * b.wanted < (b.got - b.slack) * a.wanted;
}

interface Shared {
	readonly wanted: bigint;
	readonly got: bigint;
	/** One lot per order. */
	readonly slack: bigint;
}

function checkVerdicts(
	input: ZonesInput,
	claim: PeriodClaim,
	levels: readonly Level[],
	faults: FaultReport<ZonesFaultCode>,
): void {
	for (let row = 0; row < claim.fills.length; row++) {
		const zone = input.orders.zones[row] as number;
		const gain = gainOf(input, claim, row);
		const { shareOf, acceptedOf } = levels[claim.regions[zone] as number] as Level;
		const outside: Verdict['kind'] = claim.prices[zone]?.price === null ? 'no-cross' : 'out-of-price';
		const isIn = gain > 0 || (gain === 0 && acceptedOf === shareOf);
		const isOut = gain < 0 || (gain === 0 && acceptedOf === 0);
		const verdict = claim.verdicts[row] as Verdict;
		const isRight =
			isIn || isOut
				? verdict?.kind === (isIn ? 'accepted' : outside)
				: verdict?.kind === 'marginal' && verdict.shareOf === shareOf && verdict.acceptedOf === acceptedOf;
		if (!isRight) faults.add('VERDICT', claim.positionOf(row));
	}
}
