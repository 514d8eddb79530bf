import type { PeriodLink } from './zones.ts';

/**
 * Zones and a root node after them. Arc z runs from the root to zone z and carries the net supply of its orders; the arcs
 * after them are the links. Flow bounds, flows and excesses are the network's state; a balanced flow has no excess.
 */
export interface FlowNetwork {
	readonly zones: number;
	readonly from: Int32Array;
	readonly to: Int32Array;
	/** Arcs of node v: `incident[firstIncident[v]]` up to `firstIncident[v + 1]`. */
	readonly firstIncident: Int32Array;
	readonly incident: Int32Array;
	readonly lower: Float64Array;
	readonly upper: Float64Array;
	readonly flow: Float64Array;
	/** What a node gets in excess of what leaves it. */
	readonly excess: Float64Array;
	readonly isReached: Uint8Array;
	/** Arc by which a node was reached from its start, ~arc against its direction. */
	readonly reachedBy: Int32Array;
	readonly queue: Int32Array;
}

export function flowNetwork(zones: number, links: readonly PeriodLink[]): FlowNetwork {
	const nodes = zones + 1;
	const arcs = zones + links.length;
	const from = new Int32Array(arcs).fill(zones);
	const to = Int32Array.from({ length: arcs }, (_, arc) => arc);
	links.forEach((link, index) => {
		from[zones + index] = link.from;
		to[zones + index] = link.to;
	});
	const firstIncident = new Int32Array(nodes + 1);
	for (let arc = 0; arc < arcs; arc++)
		for (const node of [from[arc] as number, to[arc] as number])
			firstIncident[node + 1] = (firstIncident[node + 1] as number) + 1;
	for (let node = 0; node < nodes; node++)
		firstIncident[node + 1] = (firstIncident[node + 1] as number) + (firstIncident[node] as number);
	const next = firstIncident.slice(0, nodes);
	const incident = new Int32Array(2 * arcs);
	for (let arc = 0; arc < arcs; arc++)
		for (const node of [from[arc] as number, to[arc] as number]) {
			incident[next[node] as number] = arc;
			next[node] = (next[node] as number) + 1;
		}
	return {
		zones,
		from,
		to,
		firstIncident,
		incident,
		lower: new Float64Array(arcs),
		upper: new Float64Array(arcs),
		flow: new Float64Array(arcs),
		excess: new Float64Array(nodes),
		isReached: new Uint8Array(nodes),
		reachedBy: new Int32Array(nodes),
		queue: new Int32Array(nodes),
	};
}

/** Brings flows within their bounds and adds up what each node then has in excess. */
export function settle(network: FlowNetwork, injections: readonly number[] | null): void {
	const { zones, from, to, lower, upper, flow, excess } = network;
	excess.fill(0);
	for (let zone = 0; injections && zone < zones; zone++) {
		const injected = injections[zone] as number;
		excess[zone] = injected;
		excess[zones] = (excess[zones] as number) - injected;
	}
	for (let arc = 0; arc < flow.length; arc++) {
		const within = Math.min(Math.max(flow[arc] as number, lower[arc] as number), upper[arc] as number);
		flow[arc] = within;
		excess[to[arc] as number] = (excess[to[arc] as number] as number) + within;
		excess[from[arc] as number] = (excess[from[arc] as number] as number) - within;
	}
}

/**
 * Moves excess to where it lacks along shortest residual paths (Edmonds–Karp).
 * @returns whether every node balances; if not, `isReached` marks the nodes that keep the largest excess between them
 */
export function balance(network: FlowNetwork): boolean {
	while (true) {
		const lacking = reachLacking(network);
		if (lacking === -1) return !network.excess.some((excess) => excess > 0);
		augment(network, lacking);
	}
}

/** Breadth-first from all nodes with excess; the first node that lacks, or −1. */
function reachLacking(network: FlowNetwork): number {
	const { firstIncident, incident, from, to, lower, upper, flow, excess, isReached, reachedBy, queue } = network;
	let tail = 0;
	for (let node = 0; node < excess.length; node++) {
		const isStart = (excess[node] as number) > 0;
		isReached[node] = isStart ? 1 : 0;
		if (!isStart) continue;
		reachedBy[node] = arcNone;
		queue[tail++] = node;
	}
	for (let head = 0; head < tail; head++) {
		const node = queue[head] as number;
		for (let at = firstIncident[node] as number; at < (firstIncident[node + 1] as number); at++) {
			const arc = incident[at] as number;
			const isForward = from[arc] === node;
			const other = (isForward ? to[arc] : from[arc]) as number;
			if (isReached[other] === 1) continue;
			const carried = flow[arc] as number;
			if (isForward ? carried >= (upper[arc] as number) : carried <= (lower[arc] as number)) continue;
			isReached[other] = 1;
			reachedBy[other] = isForward ? arc : ~arc;
			if ((excess[other] as number) < 0) return other;
			queue[tail++] = other;
		}
	}
	return -1;
}

const arcNone = 2 ** 30;

function augment({ from, to, lower, upper, flow, excess, reachedBy }: FlowNetwork, lacking: number): void {
	let amount = -(excess[lacking] as number);
	let node = lacking;
	for (let by = reachedBy[node] as number; by !== arcNone; by = reachedBy[node] as number) {
		const arc = by < 0 ? ~by : by;
		const carried = flow[arc] as number;
		amount = Math.min(amount, by < 0 ? carried - (lower[arc] as number) : (upper[arc] as number) - carried);
		node = (by < 0 ? to[arc] : from[arc]) as number;
	}
	amount = Math.min(amount, excess[node] as number);
	excess[node] = (excess[node] as number) - amount;
	excess[lacking] = (excess[lacking] as number) + amount;
	node = lacking;
	for (let by = reachedBy[node] as number; by !== arcNone; by = reachedBy[node] as number) {
		const arc = by < 0 ? ~by : by;
		flow[arc] = (flow[arc] as number) + (by < 0 ? -amount : amount);
		node = (by < 0 ? to[arc] : from[arc]) as number;
	}
}
