import type { TraceThing } from '../../../shared/contract/index.ts';
import type { Lane, Lanes } from './lanes.ts';
import { keyOf } from './reference.ts';

/** One step of the focus's path. in = out + left, Wh. */
export interface PathStep {
	readonly step: 'reading' | 'seller' | 'trade' | 'deed' | 'buyer';
	readonly node: TraceThing;
	readonly inWh: number;
	readonly outWh: number;
	readonly leftWh: number;
	/** Where the rest went, the largest first. */
	readonly left: readonly { readonly to: 'own-use' | 'grid' | 'other-trades' | 'unseen'; readonly wh: number }[];
	/** Of the node in the whole graph: as much in as out. Null where energy enters, or nothing has flowed yet. */
	readonly balanced: boolean | null;
	/** For the buyer: all that it used in the period. */
	readonly ofWh: number | null;
}

/** The trade that the table follows: the focus's own, or the largest of several. */
export function mainLane(lanes: Lanes): Lane | null {
	return (
		lanes.lanes.filter((lane) => lane.hot).toSorted((a, b) => b.wh - a.wh || (a.trade < b.trade ? -1 : 1))[0] ?? null
	);
}

/** Meter, seller, trade, deed, buyer: what came in at each, what went on along the path, what left it. Pure. */
export function pathLedger(lanes: Lanes): PathStep[] {
	const lane = mainLane(lanes);
	if (!lane) return [];
	const steps: PathStep[] = [];
	const node = (key: string | null) => (key === null ? undefined : lanes.nodes.get(key));
	const seller = node(lane.seller);
	const sides = lane.seller ? lanes.settlements.get(lane.seller) : undefined;
	for (const { reading, wh } of sides?.generated ?? []) {
		const meter = node(reading);
		if (meter)
			steps.push({
				step: 'reading',
				node: meter,
				inWh: wh,
				outWh: wh,
				leftWh: 0,
				left: [],
				balanced: isBalanced(meter),
				ofWh: null,
			});
	}
	if (seller) {
		// The node's own sum counts what lies beyond the depth asked for as well.
		const inWh = seller.inWh ?? lane.wh;
		const others = lanes.lanes
			.filter((each) => each.seller === lane.seller && each !== lane)
			.reduce((sum, each) => sum + each.wh, 0);
		const leftWh = inWh - lane.wh;
		const known = [
			{ to: 'own-use' as const, wh: sides?.ownUse ?? 0 },
			{ to: 'grid' as const, wh: sides?.toGrid ?? 0 },
			{ to: 'other-trades' as const, wh: others },
		];
		const unseen = leftWh - known.reduce((sum, each) => sum + each.wh, 0);
		const left = [...known, { to: 'unseen' as const, wh: unseen }]
			.filter((each) => each.wh > 0)
			.toSorted((a, b) => b.wh - a.wh);
		steps.push({
			step: 'seller',
			node: seller,
			inWh,
			outWh: lane.wh,
			leftWh,
			left,
			balanced: isBalanced(seller),
			ofWh: null,
		});
	}
	const through = (step: 'trade' | 'deed', at: TraceThing | undefined, balanced: boolean | null) => {
		if (at) steps.push({ step, node: at, inWh: lane.wh, outWh: lane.wh, leftWh: 0, left: [], balanced, ofWh: null });
	};
	const trade = node(lane.trade);
	through('trade', trade, trade ? isBalanced(trade) : null);
	// A deed moves no energy itself: it carries its trade's.
	through('deed', node(lane.deed), trade ? isBalanced(trade) : null);
	const buyer = node(lane.buyer);
	if (buyer) {
		const used = (lane.buyer && lanes.settlements.get(lane.buyer)?.ownUse) || null;
		steps.push({
			step: 'buyer',
			node: buyer,
			inWh: lane.wh,
			outWh: lane.wh,
			leftWh: 0,
			left: [],
			balanced: isBalanced(buyer),
			ofWh: used,
		});
	}
	return steps;
}

/** Over the whole graph, not only the drawn part. */
export function isBalanced(node: TraceThing): boolean | null {
	if (node.inWh === null || node.outWh === null) return null;
	return node.inWh === node.outWh;
}

export interface MassLine {
	readonly key: string;
	readonly label: string;
	readonly wh: number;
}

/** What flows into and out of one node, by neighbour, and what the picture does not show of it. */
export function massBalance(
	node: TraceThing,
	edges: readonly { from: { type: string; id: string }; to: { type: string; id: string }; energyWh: number | null }[],
	labelOf: (key: string) => string,
) {
	const own = keyOf(node);
	const inward: MassLine[] = [];
	const outward: MassLine[] = [];
	for (const { from, to, energyWh } of edges) {
		if (!energyWh) continue;
		const [a, b] = [`${from.type}:${from.id}`, `${to.type}:${to.id}`];
		if (b === own) inward.push({ key: a, label: labelOf(a), wh: energyWh });
		if (a === own) outward.push({ key: b, label: labelOf(b), wh: energyWh });
	}
	const sum = (lines: readonly MassLine[]) => lines.reduce((total, line) => total + line.wh, 0);
	return {
		inward: inward.toSorted((a, b) => b.wh - a.wh),
		outward: outward.toSorted((a, b) => b.wh - a.wh),
		unseenIn: Math.max(0, (node.inWh ?? 0) - sum(inward)),
		unseenOut: Math.max(0, (node.outWh ?? 0) - sum(outward)),
		restWh: (node.inWh ?? 0) - (node.outWh ?? 0),
	};
}
