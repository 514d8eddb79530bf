/** What one zone sends another along the flows. */
export interface Route {
	readonly from: number;
	readonly to: number;
	readonly quantity: number;
}

interface Ends {
	readonly from: number;
	readonly to: number;
}

/**
 * Splits flows into routes from zones with net supply to zones that lack: the first zone that still supplies sends along
 * the first link that still carries away from where it stands, until a zone that lacks; flows that run in a circle
 * cancel. Each step uses up a link, a supply or a lack, so there are at most zones + links routes. Supplies and flows
 * that do not balance end in fewer.
 * @param netSupply by zone, positive where it supplies
 */
export function routesOf(netSupply: ArrayLike<number>, links: readonly Ends[], flows: ArrayLike<number>): Route[] {
	const net = Float64Array.from(netSupply);
	const left = Float64Array.from(flows);
	const routes: Route[] = [];
	for (let from = 0; from < net.length; from++)
		while ((net[from] as number) > 0) {
			const path = pathFrom(from, net, links, left);
			if (path === null) break;
			const to = path.end;
			const quantity = path.links.reduce(
				(least, link) => Math.min(least, Math.abs(left[link] as number)),
				Math.min(net[from] as number, -(net[to] as number)),
			);
			takeOff(path.links, quantity, left);
			net[from] = (net[from] as number) - quantity;
			net[to] = (net[to] as number) + quantity;
			routes.push({ from, to, quantity });
		}
	return routes;
}

/** Links from a zone to the next zone that lacks, without a circle; null where flows do not lead to one. */
function pathFrom(
	start: number,
	net: Float64Array,
	links: readonly Ends[],
	left: Float64Array,
): { links: readonly number[]; end: number } | null {
	let path: number[] = [];
	let visited = [start];
	for (let zone = start; (net[zone] as number) >= 0; ) {
		const next = links.findIndex((link, index) => awayFrom(zone, link, left[index] as number) !== null);
		if (next === -1) return null;
		const other = awayFrom(zone, links[next] as Ends, left[next] as number) as number;
		path.push(next);
		const seen = visited.indexOf(other);
		if (seen >= 0) {
			const circle = path.slice(seen);
			takeOff(circle, Math.min(...circle.map((link) => Math.abs(left[link] as number))), left);
			path = path.slice(0, seen);
			visited = visited.slice(0, seen + 1);
		} else visited.push(other);
		zone = other;
	}
	return { links: path, end: visited.at(-1) as number };
}

/** Zone that a link's flow leads to from this one, or null. */
function awayFrom(zone: number, { from, to }: Ends, flow: number): number | null {
	if (zone === from && flow > 0) return to;
	return zone === to && flow < 0 ? from : null;
}

function takeOff(path: readonly number[], quantity: number, left: Float64Array): void {
	for (const link of path) {
		const flow = left[link] as number;
		left[link] = flow - Math.sign(flow) * quantity;
	}
}
