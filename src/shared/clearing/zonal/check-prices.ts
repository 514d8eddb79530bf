import type { FaultReport } from '../faults.ts';
import type { PriceRange } from '../outcome.ts';
import type { Profile } from '../profiles.ts';
import type { PeriodClaim, ZonesFaultCode } from './check-codes.ts';
import { slackOf } from './check-support.ts';
import type { PeriodLink, ZonesInput } from './zones.ts';

interface Interval {
	low: number;
	high: number;
}

/**
 * Checks that prices stand where something trades, that nobody gains by another acceptance or flow at them, that the
 * intervals are those of all supporting prices, and that prices lie in them as the profile says.
 */
export function checkPrices(
	input: ZonesInput,
	injections: readonly number[] | null,
	claim: PeriodClaim,
	rule: Profile['price'],
	faults: FaultReport<ZonesFaultCode>,
): void {
	checkOrders(input, claim, faults);
	checkLinks(input, claim, faults);
	const intervals = tightened(input, claim, ownIntervals(input, claim));
	const isActive = activeZones(input, injections, claim);
	const hasOneEnd: number[] = [];
	for (const [zone, range] of claim.prices.entries()) {
		const { low, high } = intervals[zone] as Interval;
		const isBounded = Number.isFinite(low) || Number.isFinite(high);
		const isDue = isActive[zone] === true && isBounded;
		const { price } = range;
		if (price === null || range.low === null || range.high === null) {
			if (isDue || (price ?? range.low ?? range.high) !== null) faults.add('PRICE_PRESENCE', zone);
			continue;
		}
		if (!isDue) {
			faults.add('PRICE_PRESENCE', zone);
			continue;
		}
		const isTight =
			range.low === (Number.isFinite(low) ? low : price) && range.high === (Number.isFinite(high) ? high : price);
		if (!isTight) faults.add('INTERVAL', zone);
		if (!Number.isFinite(low) || !Number.isFinite(high)) hasOneEnd.push(zone);
		else if (!isPlaced(price, low, high, input.tick, rule)) faults.add('PRICE_RULE', zone);
	}
	if (hasOneEnd.length > 0) checkOneEnded(input, claim, intervals, hasOneEnd, faults);
}

function checkOrders({ orders }: ZonesInput, claim: PeriodClaim, faults: FaultReport<ZonesFaultCode>): void {
	const priceOf = Float64Array.from(claim.prices, ({ price }) => price ?? Number.NaN);
	for (let row = 0; row < claim.fills.length; row++) {
		const isBid = orders.bids[row] === 1;
		const gain = (isBid ? 1 : -1) * ((orders.limits[row] as number) - (priceOf[orders.zones[row] as number] as number));
		const fill = claim.fills[row] as number;
		if (gain < 0 && fill > 0) faults.add(isBid ? 'BID_LOSES' : 'OFFER_LOSES', claim.positionOf(row));
		if (gain > 0 && fill < (orders.quantities[row] as number))
			faults.add(isBid ? 'BID_LEFT_OUT' : 'OFFER_LEFT_OUT', claim.positionOf(row));
	}
}

function checkLinks({ links }: ZonesInput, { flows, prices }: PeriodClaim, faults: FaultReport<ZonesFaultCode>): void {
	links.forEach((link, index) => {
		const source = prices[link.from]?.price ?? null;
		const target = prices[link.to]?.price ?? null;
		if (source === null || target === null) return;
		const slack = slackOf(link, flows[index] as number, target - source, link.fee);
		if (slack !== 'none') faults.add(slack === 'loses' ? 'FLOW_LOSES' : 'FLOW_LEFT_OUT', index);
	});
}

/** What each zone's own orders leave its price. */
function ownIntervals({ orders, zones }: ZonesInput, { fills }: PeriodClaim): Interval[] {
	const intervals = Array.from({ length: zones }, () => ({
		low: Number.NEGATIVE_INFINITY,
		high: Number.POSITIVE_INFINITY,
	}));
	for (let row = 0; row < fills.length; row++) {
		const interval = intervals[orders.zones[row] as number] as Interval;
		const limit = orders.limits[row] as number;
		const isBid = orders.bids[row] === 1;
		const fill = fills[row] as number;
		if (isBid ? fill < (orders.quantities[row] as number) : fill > 0) interval.low = Math.max(interval.low, limit);
		if (isBid ? fill > 0 : fill < (orders.quantities[row] as number)) interval.high = Math.min(interval.high, limit);
	}
	return intervals;
}

/** The ends that supporting prices of all zones together attain: each end passed on over links until none changes. */
function tightened({ links }: ZonesInput, { flows }: PeriodClaim, own: readonly Interval[]): Interval[] {
	const intervals = own.map((interval) => ({ ...interval }));
	const passOn = (from: Interval, to: Interval, most: number): boolean => {
		const before = [to.high, from.low];
		to.high = Math.min(to.high, from.high + most);
		from.low = Math.max(from.low, to.low - most);
		return to.high !== before[0] || from.low !== before[1];
	};
	let isChanged = true;
	for (let round = 0; isChanged && round <= intervals.length; round++) {
		isChanged = false;
		links.forEach(({ from, to, min, max, fee }, index) => {
			const [source, target] = [intervals[from] as Interval, intervals[to] as Interval];
			const flow = flows[index] as number;
			const isRaised = flow < max && passOn(source, target, flow >= 0 ? fee : -fee);
			const isCut = flow > min && passOn(target, source, flow > 0 ? -fee : fee);
			isChanged ||= isRaised || isCut;
		});
	}
	return intervals;
}

/** Zones that trade, or that links which are not closed join to one that does. */
function activeZones(input: ZonesInput, injections: readonly number[] | null, claim: PeriodClaim): boolean[] {
	const isActive = Array.from({ length: input.zones }, (_, zone) => (injections?.[zone] ?? 0) !== 0);
	for (let row = 0; row < claim.fills.length; row++)
		if (claim.fills[row] !== 0) isActive[input.orders.zones[row] as number] = true;
	const neighbours = isActive.map((): number[] => []);
	input.links.forEach(({ from, to, min, max }: PeriodLink, index) => {
		if (claim.flows[index] !== 0) {
			isActive[from] = true;
			isActive[to] = true;
		}
		if (min === max) return;
		neighbours[from]?.push(to);
		neighbours[to]?.push(from);
	});
	const waiting = [...isActive.keys()].filter((zone) => isActive[zone]);
	for (let zone = waiting.pop(); zone !== undefined; zone = waiting.pop())
		for (const neighbour of neighbours[zone] ?? [])
			if (!isActive[neighbour]) {
				isActive[neighbour] = true;
				waiting.push(neighbour);
			}
	return isActive;
}

function isPlaced(price: number, low: number, high: number, tick: number, rule: Profile['price']): boolean {
	if (rule === 'lower') return price === low;
	if (rule === 'upper') return price === high;
	const [fromLow, toHigh] = [price - low, high - price];
	return fromLow % tick === 0 && fromLow >= 0 && fromLow <= toHigh && toHigh - fromLow < 2 * tick;
}

/** A zone whose price has one end takes it, as near as first the two-ended zones' and then each other's prices allow. */
function checkOneEnded(
	input: ZonesInput,
	claim: PeriodClaim,
	intervals: readonly Interval[],
	hasOneEnd: readonly number[],
	faults: FaultReport<ZonesFaultCode>,
): void {
	for (const end of ['low', 'high'] as const) {
		const isEnd = (zone: number): boolean => Number.isFinite(intervals[zone]?.[end]);
		const free = hasOneEnd.filter((zone) => end === 'low' || isEnd(zone));
		const fixed = intervals.map((interval, zone) => {
			const { price } = claim.prices[zone] as PriceRange;
			return price === null || free.includes(zone) ? interval : { low: price, high: price };
		});
		const ends = tightened(input, claim, fixed);
		for (const zone of free)
			if (isEnd(zone) && claim.prices[zone]?.price !== ends[zone]?.[end]) faults.add('PRICE_RULE', zone);
	}
}
