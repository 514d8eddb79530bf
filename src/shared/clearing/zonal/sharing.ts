import { proRata } from '../pro-rata.ts';
import type { Profile } from '../profiles.ts';
import { lowerBound, type SideCurve, supplyBelow, type ZoneCurve } from './curve.ts';
import { balance, type FlowNetwork } from './flow-network.ts';
import type { OrderColumns, TiedLevel } from './zones.ts';

/** Tied orders of a zone: those of one side at its price, which the optimum leaves undecided between them. */
interface TiedOrders {
	/** 1 where they are offers, −1 where they are bids. */
	readonly sign: 1 | -1;
	readonly rows: Int32Array;
	/** Net supply of the zone when none of them is accepted. */
	readonly supplyWithout: number;
}

/** Zones that share, ascending, and the net supply that their borders leave to all of them together. */
interface Region {
	readonly members: readonly number[];
	readonly supply: number;
}

interface Shares {
	readonly rows: Int32Array;
	readonly fills: readonly number[];
}

interface SharingInput {
	readonly curves: readonly ZoneCurve[];
	readonly keys: Float64Array;
	readonly orders: OrderColumns;
	readonly injections: readonly number[] | null;
	readonly lot: number;
	readonly profile: Profile;
}

/**
 * Shares what is accepted of tied orders. Zones joined by links on which the optimum leaves the flow open form a region,
 * whose tied orders, all of one side, share as one price level does: by the profile pro rata, or the earliest first,
 * with or without credit before it. Where a border cannot carry that, the zones that would be served too well and
 * the others become regions of their own, with the border at its bound, and share again what each is left with
 * (decomposition of a separable convex optimum over a base polytope, Groenevelt 1991): shares are as equal as borders allow.
 * The network holds an optimum with the bounds of its keys, and afterwards the flow of the shares.
 * @returns region of each zone, numbered by its first zone
 */
export function shareTied(
	input: SharingInput,
	network: FlowNetwork,
	fills: Float64Array,
): { regions: readonly number[]; levels: readonly TiedLevel[] } {
	const { zones, lower, upper, flow } = network;
	const tied = input.curves.map((curve, zone) => tiedOrders(curve, input.keys[zone] as number));
	for (let zone = 0; zone < zones; zone++) {
		lower[zone] = flow[zone] as number;
		upper[zone] = flow[zone] as number;
	}
	const waiting = openRegions(network, zonesOf(network), flow.subarray(0, zones));
	const regions = new Array<number>(zones).fill(0);
	const levels = new Array<TiedLevel>(zones).fill({ shareOf: 0, acceptedOf: 0 });
	for (let region = waiting.pop(); region !== undefined; region = waiting.pop()) {
		const shares = shareRegion(input, tied, region, network);
		addUpExcess(network, region.members, input.injections);
		if (balance(network)) {
			const level = levelOf(shares, input.orders);
			for (const zone of region.members) {
				regions[zone] = region.members[0] as number;
				levels[zone] = level;
			}
			shares.rows.forEach((row, index) => {
				fills[row] = shares.fills[index] as number;
			});
		} else waiting.push(...splitAtCut(network, region, input.injections));
	}
	return { regions, levels };
}

function levelOf({ rows, fills }: Shares, { quantities }: OrderColumns): TiedLevel {
	let shareOf = 0;
	let acceptedOf = 0;
	rows.forEach((row, index) => {
		shareOf += quantities[row] as number;
		acceptedOf += fills[index] as number;
	});
	return { shareOf, acceptedOf };
}

function zonesOf({ zones }: FlowNetwork): number[] {
	return Array.from({ length: zones }, (_, zone) => zone);
}

function tiedOrders(curve: ZoneCurve, key: number): TiedOrders {
	const { bids, offers } = curve;
	const rowsAt = (side: SideCurve): Int32Array => side.rows.subarray(lowerBound(side, key), lowerBound(side, key + 1));
	const tiedOffers = rowsAt(offers);
	if (tiedOffers.length > 0) return { sign: 1, rows: tiedOffers, supplyWithout: supplyBelow(curve, key) };
	return { sign: -1, rows: rowsAt(bids), supplyWithout: supplyBelow(curve, key + 1) };
}

/** Splits zones into those joined by links whose flow is open. `supplies`: what the borders leave each zone. */
function openRegions(
	{ zones, from, to, lower, upper }: FlowNetwork,
	members: readonly number[],
	supplies: ArrayLike<number>,
): Region[] {
	const first = Array.from({ length: zones }, (_, zone) => zone);
	const rootOf = (zone: number): number => {
		let root = zone;
		while (first[root] !== root) root = first[root] as number;
		return root;
	};
	for (let arc = zones; arc < lower.length; arc++) {
		if (lower[arc] === upper[arc]) continue;
		const [a, b] = [rootOf(from[arc] as number), rootOf(to[arc] as number)];
		first[Math.max(a, b)] = Math.min(a, b);
	}
	return [...Map.groupBy(members, rootOf).values()].map((joined) => ({
		members: joined,
		supply: joined.reduce((sum, zone) => sum + (supplies[zone] as number), 0),
	}));
}

/** Shares what the members' tied orders get in all, and pins the members' supplies to that. */
function shareRegion(
	{ orders, lot, profile }: SharingInput,
	tied: readonly TiedOrders[],
	{ members, supply }: Region,
	{ lower, upper, flow }: FlowNetwork,
): Shares {
	let unserved = 0;
	let count = 0;
	for (const zone of members) {
		unserved += (tied[zone] as TiedOrders).supplyWithout;
		count += (tied[zone] as TiedOrders).rows.length;
	}
	const rows = new Int32Array(count);
	let end = 0;
	for (const zone of members) {
		rows.set((tied[zone] as TiedOrders).rows, end);
		end += (tied[zone] as TiedOrders).rows.length;
	}
	if (members.length > 1) rows.sort();
	const fills = allocate(Math.abs(supply - unserved), rows, orders, lot, profile);
	for (const zone of members) flow[zone] = (tied[zone] as TiedOrders).supplyWithout;
	rows.forEach((row, index) => {
		const zone = orders.zones[row] as number;
		flow[zone] = (flow[zone] as number) + (tied[zone] as TiedOrders).sign * (fills[index] as number);
	});
	for (const zone of members) {
		lower[zone] = flow[zone] as number;
		upper[zone] = flow[zone] as number;
	}
	return { rows, fills };
}

/** Accepted quantity of each row, given that of all; rows ascend. */
export function allocate(
	accepted: number,
	rows: Int32Array,
	orders: OrderColumns,
	lot: number,
	profile: Profile,
): readonly number[] {
	const { quantities, priorities } = orders;
	const weights = Array.from(rows, (row) => (quantities[row] as number) / lot);
	const byCredit = profile.credit === 'first' && priorities !== null ? priorities : null;
	let left = accepted / lot;
	if (byCredit === null && profile.ties === 'pro-rata')
		return inLots(left === 0 ? weights.map(() => 0) : proRata(left, weights), lot);
	const shares = new Array<number>(rows.length).fill(0);
	for (const group of creditClasses(rows, byCredit)) {
		const groupWeights = group.map((index) => weights[index] as number);
		const granted = Math.min(
			left,
			groupWeights.reduce((a, b) => a + b, 0),
		);
		const groupShares =
			granted === 0
				? []
				: profile.ties === 'time'
					? earliestFirst(granted, groupWeights)
					: proRata(granted, groupWeights);
		groupShares.forEach((share, at) => {
			shares[group[at] as number] = share;
		});
		left -= granted;
	}
	return inLots(shares, lot);
}

function inLots(shares: readonly number[], lot: number): readonly number[] {
	return shares.map((share) => share * lot);
}

/** Indexes of the rows by descending credit, one class each; all in one where credit does not count. */
function creditClasses(rows: Int32Array, priorities: Uint16Array | null): number[][] {
	const classes = new Map<number, number[]>();
	rows.forEach((row, index) => {
		const credit = priorities?.[row] ?? 0;
		const members = classes.get(credit);
		if (members) members.push(index);
		else classes.set(credit, [index]);
	});
	return [...classes].sort(([a], [b]) => b - a).map(([, members]) => members);
}

function earliestFirst(total: number, weights: readonly number[]): number[] {
	let left = total;
	return weights.map((weight) => {
		const share = Math.min(weight, left);
		left -= share;
		return share;
	});
}

/** Excess of the members alone; their borders to other regions stay as they are. */
function addUpExcess(
	{ zones, from, to, flow, excess }: FlowNetwork,
	members: readonly number[],
	injections: readonly number[] | null,
): void {
	excess.fill(0);
	const isMember = maskOf(zones, members);
	for (const zone of members) excess[zone] = (injections?.[zone] ?? 0) + (flow[zone] as number);
	for (let arc = zones; arc < flow.length; arc++) {
		const [source, target] = [from[arc] as number, to[arc] as number];
		if (isMember[source] === 1) excess[source] = (excess[source] as number) - (flow[arc] as number);
		if (isMember[target] === 1) excess[target] = (excess[target] as number) + (flow[arc] as number);
	}
}

/** Freezes the borders of the cut that keeps the region from balancing; each side gets the supply that these leave it. */
function splitAtCut(network: FlowNetwork, { members }: Region, injections: readonly number[] | null): Region[] {
	const { zones, from, to, lower, upper, flow, isReached, excess } = network;
	const isMember = maskOf(zones, members);
	for (let arc = zones; arc < flow.length; arc++) {
		const [source, target] = [from[arc] as number, to[arc] as number];
		if (isMember[source] !== 1 || isMember[target] !== 1 || isReached[source] === isReached[target]) continue;
		lower[arc] = flow[arc] as number;
		upper[arc] = flow[arc] as number;
	}
	addUpExcess(network, members, injections);
	const supplies = Array.from({ length: zones }, (_, zone) => (flow[zone] as number) - (excess[zone] as number));
	return openRegions(network, members, supplies);
}

function maskOf(zones: number, members: readonly number[]): Uint8Array {
	const mask = new Uint8Array(zones);
	for (const zone of members) mask[zone] = 1;
	return mask;
}
