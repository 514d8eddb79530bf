import { EMPTY_CURVE } from './curve.ts';
import { descend } from './descent.ts';
import { balance, type FlowNetwork, flowNetwork } from './flow-network.ts';
import type { PeriodLink } from './zones.ts';

/**
 * Where links form a cycle, several flows may give the zones what they are to have. Takes the least Σ |flow|, and
 * among those the least |flow| of the last link, then of the last but one, and so on: earlier links carry first.
 * The network holds such a flow, its supplies pinned, and the bounds that an optimum leaves each link.
 */
export function chooseFlows(network: FlowNetwork, injections: readonly number[] | null): void {
	if (!hasOpenCycle(network)) return;
	const { zones, from, to, lower, upper, flow } = network;
	const links: PeriodLink[] = [];
	for (let arc = zones; arc < flow.length; arc++)
		links.push({
			from: from[arc] as number,
			to: to[arc] as number,
			min: lower[arc] as number,
			max: upper[arc] as number,
			fee: 1,
		});
	const shortest = flowNetwork(zones, links);
	const supplies = Array.from({ length: zones }, (_, zone) => (flow[zone] as number) + (injections?.[zone] ?? 0));
	const problem = {
		curves: supplies.map(() => EMPTY_CURVE),
		links,
		feeKeys: links.map(() => 1),
		injections: supplies,
	};
	shortest.flow.set(flow);
	descend(problem, shortest, null);
	for (let arc = flow.length - 1; arc >= zones; arc--) {
		reduce(shortest, arc);
		flow[arc] = shortest.flow[arc] as number;
	}
}

/** Takes as much flow off the arc as the arcs before it can take over, and pins it. */
function reduce(network: FlowNetwork, arc: number): void {
	const { from, to, lower, upper, flow, excess } = network;
	const carried = flow[arc] as number;
	const least = Math.min(Math.max(0, lower[arc] as number), upper[arc] as number);
	const detour = carried - least;
	lower[arc] = least;
	upper[arc] = least;
	flow[arc] = least;
	excess.fill(0);
	if (detour !== 0) {
		excess[from[arc] as number] = detour;
		excess[to[arc] as number] = -detour;
		balance(network);
		const kept = (excess[detour > 0 ? (from[arc] as number) : (to[arc] as number)] as number) * Math.sign(detour);
		flow[arc] = least + kept;
		lower[arc] = flow[arc] as number;
		upper[arc] = flow[arc] as number;
	}
}

function hasOpenCycle({ zones, from, to, lower, upper }: FlowNetwork): boolean {
	const parent = Array.from({ length: zones }, (_, zone) => zone);
	const rootOf = (zone: number): number => {
		let root = zone;
		while (parent[root] !== root) root = parent[root] as number;
		return root;
	};
	for (let arc = zones; arc < lower.length; arc++) {
		if (lower[arc] === upper[arc]) continue;
		const [a, b] = [rootOf(from[arc] as number), rootOf(to[arc] as number)];
		if (a === b) return true;
		parent[a] = b;
	}
	return false;
}
