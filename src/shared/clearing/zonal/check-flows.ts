import type { FaultReport } from '../faults.ts';
import type { PeriodClaim, ZonesFaultCode } from './check-codes.ts';
import { openBounds } from './check-support.ts';
import type { ZonesInput } from './zones.ts';

/** A change of one link's flow by one that the optimum leaves open, and what it adds to Σ |flow|. */
interface Change {
	readonly link: number;
	/** Energy moves from and to these zones. */
	readonly from: number;
	readonly to: number;
	readonly cost: 1 | -1;
}

/**
 * Checks that of all flows that serve the same orders these are the least in Σ |flow|, and among those the least over the
 * last link, then the last but one: no circle of changes makes the sum less, and no circle that keeps it takes
 * flow off a link to put it on earlier ones. O(links × (zones + links)).
 */
export function checkFlows(input: ZonesInput, claim: PeriodClaim, faults: FaultReport<ZonesFaultCode>): void {
	const changes: Change[] = [];
	input.links.forEach(({ from, to }, link) => {
		const { least, most } = openBounds(input, claim.keys, link);
		const flow = claim.flows[link] as number;
		if (flow < most) changes.push({ link, from, to, cost: flow >= 0 ? 1 : -1 });
		if (flow > least) changes.push({ link, from: to, to: from, cost: flow > 0 ? -1 : 1 });
	});
	const costs = leastCosts(input.zones, changes);
	if (costs === null) return faults.add('FLOW_CHOICE', null);
	const neutral = changes.filter(({ from, to, cost }) => (costs[from] as number) + cost === costs[to]);
	for (const { link, from, to, cost } of neutral)
		if (cost === -1 && isReachable(neutral, input.zones, to, from, link)) faults.add('FLOW_CHOICE', link);
}

/** Bellman–Ford from everywhere at once; null where a circle costs less than nothing. */
function leastCosts(zones: number, changes: readonly Change[]): Int32Array | null {
	const costs = new Int32Array(zones);
	for (let round = 0; round <= zones; round++) {
		let isChanged = false;
		for (const { from, to, cost } of changes) {
			const through = (costs[from] as number) + cost;
			if (through >= (costs[to] as number)) continue;
			costs[to] = through;
			isChanged = true;
		}
		if (!isChanged) return costs;
	}
	return null;
}

/** Over links before `last` alone. */
function isReachable(changes: readonly Change[], zones: number, start: number, end: number, last: number): boolean {
	const isReached = new Uint8Array(zones);
	isReached[start] = 1;
	for (let isGrowing = true; isGrowing && isReached[end] !== 1; ) {
		isGrowing = false;
		for (const { link, from, to } of changes) {
			if (link >= last || isReached[from] !== 1 || isReached[to] === 1) continue;
			isReached[to] = 1;
			isGrowing = true;
		}
	}
	return isReached[end] === 1;
}
