import type { Profile } from '../profiles.ts';
import { curvesOf, lowerBound, supplyBelow, ticksOf, totalOf, worthOf, type ZoneCurve } from './curve.ts';
import { boundArcs, descend } from './descent.ts';
import { type ExactPrefix, prefixAt } from './exact-prefix.ts';
import { balance, type FlowNetwork, flowNetwork, settle } from './flow-network.ts';
import { chooseFlows } from './idle-flows.ts';
import { shareTied } from './sharing.ts';
import {
	chooseKeys,
	choosePrices,
	differencesOf,
	intersect,
	NO_PRICE,
	type PriceIntervals,
	tighten,
} from './supporting-prices.ts';
import type { PreparedZones, PriceBounds, ZonesInput, ZonesObstacle, ZonesOptimum, ZonesShares } from './zones.ts';

interface Prepared {
	readonly input: ZonesInput;
	readonly profile: Profile;
	readonly curves: readonly ZoneCurve[];
	readonly feeKeys: readonly number[];
	readonly network: FlowNetwork;
	/** By zone: prefix sums of the bids' and the offers' worth, made when first asked for. */
	readonly worths: { readonly bids: ExactPrefix; readonly offers: ExactPrefix }[];
}

/** An optimum's place: keys of the zones and the flow of every arc. */
interface Optimum {
	readonly injections: readonly number[] | null;
	readonly keys: Float64Array;
	/** Supplies of the zones, then flows of the links. */
	readonly flow: Float64Array;
}

/**
 * Prepares the clearing of one period of zones.
 * @throws CodedError CLEARING_INPUT on a limit beyond MAX_TICKS ticks
 */
export function prepareColumns(input: ZonesInput, profile: Profile): PreparedZones {
	const prepared: Prepared = {
		input,
		profile,
		curves: curvesOf(input),
		feeKeys: input.links.map(({ fee }) => (2 * fee) / input.tick),
		network: flowNetwork(input.zones, input.links),
		worths: [],
	};
	let warm: Float64Array | null = null;
	return {
		clear(injections = null, bounds = null) {
			if (!canBalance(prepared, injections)) return null;
			const { network, curves, feeKeys } = prepared;
			warm = descend({ curves, links: input.links, feeKeys, injections }, network, warm);
			const optimum: Optimum = {
				injections: injections === null ? null : [...injections],
				keys: warm,
				flow: network.flow.slice(),
			};
			return reportOf(prepared, optimum, bounds);
		},
		obstacle: (injections = null) => obstacleOf(prepared, injections),
		valueAt: (prices) => valueAt(prepared, prices),
	};
}

/** Whether any acceptance and flow balance the zones. */
function canBalance({ input, curves, network }: Prepared, injections: readonly number[] | null): boolean {
	const { lower, upper } = network;
	curves.forEach(({ bids, offers }, zone) => {
		lower[zone] = -totalOf(bids);
		upper[zone] = totalOf(offers);
	});
	input.links.forEach(({ min, max }, index) => {
		lower[input.zones + index] = min;
		upper[input.zones + index] = max;
	});
	settle(network, injections);
	return balance(network);
}

function obstacleOf(prepared: Prepared, injections: readonly number[] | null): ZonesObstacle | null {
	if (canBalance(prepared, injections)) return null;
	const { zones, excess, isReached } = prepared.network;
	const isSurplus = isReached[zones] !== 1;
	const isCaught = (zone: number): boolean => (isReached[zone] === 1) === isSurplus;
	const zone = excess.findIndex((each, node) => node < zones && (isSurplus ? each > 0 : each < 0));
	const link = prepared.input.links.findIndex(({ from, to, min, max }) => {
		if (isCaught(from) === isCaught(to)) return false;
		return isCaught(to) === isSurplus ? min > 0 : max < 0;
	});
	return { zone, link: link === -1 ? null : link, kind: isSurplus ? 'surplus' : 'shortage' };
}

function reportOf(prepared: Prepared, optimum: Optimum, bounds: readonly PriceBounds[] | null): ZonesOptimum {
	return {
		...pricesOf(prepared, optimum, bounds),
		support: Array.from(optimum.keys, (key) => ticksOf(key) * prepared.input.tick),
		get welfare() {
			return welfareOf(prepared, optimum);
		},
		share: () => share(prepared, optimum),
	};
}

function pricesOf(
	{ input, curves, profile }: Prepared,
	{ keys, flow, injections }: Optimum,
	bounds: readonly PriceBounds[] | null,
): Pick<ZonesOptimum, 'prices' | 'ends'> {
	const { zones, links, tick } = input;
	const byKey = keyIntervals(curves, keys, flow);
	const intervals: PriceIntervals = { low: byKey.low.map(ticksOf), high: byKey.high.map(ticksOf) };
	const isActive = new Uint8Array(zones);
	curves.forEach((curve, zone) => {
		const supply = flow[zone] as number;
		const isIdle = supply === 0 && offeredAt(curve, keys[zone] as number, supply) === 0;
		isActive[zone] = isIdle && (injections?.[zone] ?? 0) === 0 ? 0 : 1;
	});
	if (bounds) intersect(intervals, bounds, tick);
	const flows = flow.subarray(zones);
	const differences = differencesOf(links, flows, tick);
	if (!tighten(intervals, differences)) return { prices: null, ends: null };
	spreadActivity(isActive, input, flows);
	const prices = choosePrices(intervals, differences, profile.price, tick).map((range, zone) =>
		isActive[zone] === 1 ? range : NO_PRICE,
	);
	const ends = {
		low: Array.from(intervals.low, (each) => each * tick),
		high: Array.from(intervals.high, (each) => each * tick),
	};
	return { prices, ends };
}

/** Accepted offers of a zone. */
function offeredAt(curve: ZoneCurve, key: number, supply: number): number {
	const { offers } = curve;
	const tiedFrom = lowerBound(offers, key);
	const isTied = lowerBound(offers, key + 1) > tiedFrom;
	return (offers.cumulative[tiedFrom] as number) + (isTied ? supply - supplyBelow(curve, key) : 0);
}

/** What their own orders leave the zones' keys: [max(last accepted offer, next rejected bid), min(last accepted bid, next rejected offer)]. */
function keyIntervals(curves: readonly ZoneCurve[], keys: Float64Array, flow: Float64Array): PriceIntervals {
	const intervals: PriceIntervals = { low: new Float64Array(curves.length), high: new Float64Array(curves.length) };
	curves.forEach((curve, zone) => {
		boundByOrders(curve, keys[zone] as number, flow[zone] as number, zone, intervals);
	});
	return intervals;
}

function boundByOrders(
	curve: ZoneCurve,
	key: number,
	supply: number,
	zone: number,
	{ low, high }: PriceIntervals,
): void {
	const { bids, offers } = curve;
	const least = supplyBelow(curve, key);
	const most = supplyBelow(curve, key + 1);
	const offersTo = lowerBound(offers, supply > least ? key + 1 : key);
	const offersFrom = lowerBound(offers, supply < most ? key : key + 1);
	const bidsFrom = lowerBound(bids, supply < most ? key : key + 1);
	const bidsTo = lowerBound(bids, supply > least ? key + 1 : key);
	const limit = (keys: Float64Array, at: number, none: number): number =>
		at < 0 || at >= keys.length ? none : (keys[at] as number);
	const [lowest, highest] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
	low[zone] = Math.max(limit(offers.keys, offersTo - 1, lowest), limit(bids.keys, bidsTo - 1, lowest));
	high[zone] = Math.min(limit(bids.keys, bidsFrom, highest), limit(offers.keys, offersFrom, highest));
}

/** Where anything is accepted or flows, all zones joined by links that are not closed have prices. */
function spreadActivity(isActive: Uint8Array, { links }: ZonesInput, flows: Float64Array): void {
	links.forEach(({ from, to }, index) => {
		if (flows[index] === 0) return;
		isActive[from] = 1;
		isActive[to] = 1;
	});
	for (let round = 0; round < isActive.length; round++) {
		let isSettled = true;
		for (const { from, to, min, max } of links) {
			if (min === max || isActive[from] === isActive[to]) continue;
			isActive[from] = 1;
			isActive[to] = 1;
			isSettled = false;
		}
		if (isSettled) return;
	}
}

function worthsOf({ curves, worths }: Prepared): Prepared['worths'] {
	if (worths.length === 0)
		for (const { bids, offers } of curves) worths.push({ bids: worthOf(bids), offers: worthOf(offers) });
	return worths;
}

function welfareOf(prepared: Prepared, { keys, flow }: Optimum): bigint {
	const { curves, input } = prepared;
	let ticks = 0n;
	worthsOf(prepared).forEach(({ bids, offers }, zone) => {
		const curve = curves[zone] as ZoneCurve;
		const key = keys[zone] as number;
		const tied = (flow[zone] as number) - supplyBelow(curve, key);
		ticks += prefixAt(bids, curve.bids.keys.length) - prefixAt(bids, lowerBound(curve.bids, key));
		ticks -= prefixAt(offers, lowerBound(curve.offers, key)) + BigInt(ticksOf(key)) * BigInt(tied);
	});
	const fees = input.links.reduce(
		(sum, { fee }, index) => sum + BigInt(fee) * BigInt(Math.abs(flow[input.zones + index] as number)),
		0n,
	);
	return ticks * BigInt(input.tick) - fees;
}

function valueAt(prepared: Prepared, prices: readonly number[]): bigint {
	const { curves, input } = prepared;
	const tick = BigInt(input.tick);
	let value = 0n;
	worthsOf(prepared).forEach(({ bids, offers }, zone) => {
		const curve = curves[zone] as ZoneCurve;
		const price = prices[zone] as number;
		const remainder = ((price % input.tick) + input.tick) % input.tick;
		const floor = (price - remainder) / input.tick;
		const bidsFrom = lowerBound(curve.bids, 2 * floor + 2);
		const offersTo = lowerBound(curve.offers, 2 * (remainder === 0 ? floor : floor + 1));
		const bidWorth = prefixAt(bids, curve.bids.keys.length) - prefixAt(bids, bidsFrom);
		const demanded = totalOf(curve.bids) - (curve.bids.cumulative[bidsFrom] as number);
		const offered = curve.offers.cumulative[offersTo] as number;
		value += tick * (bidWorth - prefixAt(offers, offersTo)) + BigInt(price) * (BigInt(offered) - BigInt(demanded));
	});
	for (const { from, to, min, max, fee } of input.links) {
		const difference = (prices[to] as number) - (prices[from] as number);
		const flow = difference > fee ? max : difference < -fee ? min : Math.min(Math.max(0, min), max);
		value += BigInt(flow) * BigInt(difference) - BigInt(fee) * BigInt(Math.abs(flow));
	}
	return value;
}

function share(prepared: Prepared, optimum: Optimum): ZonesShares {
	const { input, profile, curves, feeKeys, network } = prepared;
	const { zones, links, orders, lot, tick } = input;
	const { injections, flow } = optimum;
	const intervals = keyIntervals(curves, optimum.keys, flow);
	const differences = differencesOf(links, flow.subarray(zones), tick / 2);
	tighten(intervals, differences);
	const keys = chooseKeys(intervals, differences);
	boundArcs({ curves, links, feeKeys, injections }, network, keys, 1);
	network.flow.set(flow);
	const openBounds = { lower: network.lower.slice(zones), upper: network.upper.slice(zones) };
	const fills = new Float64Array(orders.limits.length);
	curves.forEach(({ bids, offers }, zone) => {
		const acceptedOffers = lowerBound(offers, keys[zone] as number);
		const firstAcceptedBid = lowerBound(bids, (keys[zone] as number) + 1);
		for (const row of offers.rows.subarray(0, acceptedOffers)) fills[row] = orders.quantities[row] as number;
		for (const row of bids.rows.subarray(firstAcceptedBid)) fills[row] = orders.quantities[row] as number;
	});
	const shared = shareTied({ curves, keys, orders, injections, lot, profile }, network, fills);
	network.lower.set(openBounds.lower, zones);
	network.upper.set(openBounds.upper, zones);
	chooseFlows(network, injections);
	return {
		fills,
		flows: Array.from(network.flow.subarray(zones), (each) => each + 0),
		keys: Array.from(keys),
		...shared,
	};
}
