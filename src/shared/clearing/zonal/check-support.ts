import type { FaultReport } from '../faults.ts';
import type { PeriodClaim, ZonesFaultCode } from './check-codes.ts';
import type { PeriodLink, ZonesInput } from './zones.ts';

/**
 * Checks quantities, flows and balance, and that the proof's keys support them: no order and no link would do better
 * at these prices, which proves the highest welfare and, since bids stand half a tick above, the largest volume of it
 * (complementary slackness). O(orders + links).
 */
export function checkSupport(
	input: ZonesInput,
	injections: readonly number[] | null,
	claim: PeriodClaim,
	faults: FaultReport<ZonesFaultCode>,
): void {
	const { orders, links, tick, lot } = input;
	const { fills, flows, keys } = claim;
	const net = Float64Array.from({ length: input.zones }, (_, zone) => injections?.[zone] ?? 0);
	for (let row = 0; row < fills.length; row++) {
		const fill = fills[row] as number;
		const quantity = orders.quantities[row] as number;
		const zone = orders.zones[row] as number;
		const isBid = orders.bids[row] === 1;
		if (!(fill >= 0 && fill <= quantity && fill % lot === 0)) faults.add('FILL_RANGE', claim.positionOf(row));
		net[zone] = (net[zone] as number) + (isBid ? -fill : fill);
		const key = 2 * ((orders.limits[row] as number) / tick) + (isBid ? 1 : 0);
		const gain = (isBid ? 1 : -1) * (key - (keys[zone] as number));
		if (gain < 0 ? fill > 0 : gain > 0 && fill < quantity) faults.add('DUALS', claim.positionOf(row));
	}
	links.forEach((link, index) => {
		const flow = flows[index] as number;
		if (!(flow >= link.min && flow <= link.max && flow % lot === 0)) faults.add('FLOW_RANGE', index);
		net[link.from] = (net[link.from] as number) - flow;
		net[link.to] = (net[link.to] as number) + flow;
		const difference = (keys[link.to] as number) - (keys[link.from] as number);
		if (slackOf(link, flow, difference, (2 * link.fee) / tick) !== 'none') faults.add('DUALS', index);
	});
	net.forEach((each, zone) => {
		if (each !== 0) faults.add('ZONE_BALANCE', zone);
	});
}

/** Whether a link loses on what it carries, or leaves a gain on what it could, at a price difference. */
export function slackOf(
	{ min, max }: PeriodLink,
	flow: number,
	difference: number,
	fee: number,
): 'loses' | 'left-out' | 'none' {
	const forMore = flow >= 0 ? fee : -fee;
	const forLess = flow > 0 ? fee : -fee;
	if (flow < max && difference > forMore) return flow >= 0 ? 'left-out' : 'loses';
	if (flow > min && difference < forLess) return flow > 0 ? 'loses' : 'left-out';
	return 'none';
}

/** Least and most that a link may carry at an optimum with these keys. */
export function openBounds(input: ZonesInput, keys: readonly number[], index: number): { least: number; most: number } {
	const { from, to, min, max, fee } = input.links[index] as PeriodLink;
	const difference = (keys[to] as number) - (keys[from] as number);
	const feeKeys = (2 * fee) / input.tick;
	let [least, most] = [min, max];
	if (difference > -feeKeys) least = Math.max(least, Math.min(0, max));
	if (difference > feeKeys) least = max;
	if (difference < feeKeys) most = Math.min(most, Math.max(0, min));
	if (difference < -feeKeys) most = min;
	return { least, most };
}
