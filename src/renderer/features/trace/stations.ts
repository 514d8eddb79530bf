import type { CertifiedShare } from './certified.ts';
import type { Lane, Lanes } from './lanes.ts';

/** Columns of the picture, in the direction of the energy. */
export const COLUMNS = ['generated', 'sold', 'cleared', 'deeds', 'delivered', 'certified'] as const;
export type Column = (typeof COLUMNS)[number];

/** One bar of a column: a node of the graph, or several that are drawn as one. */
export interface Station {
	readonly key: string;
	readonly column: Column;
	/** Nodes of the graph that it stands for. */
	readonly nodes: readonly string[];
	/** Home, when all its nodes belong to one; null for clearings and mixed bars. */
	readonly home: string | null;
	/** Energy through it along what is drawn, Wh. */
	readonly wh: number;
	readonly hot: boolean;
	readonly planned: boolean;
}

export interface Link {
	readonly from: string;
	readonly to: string;
	readonly wh: number;
	readonly hot: boolean;
	readonly planned: boolean;
}

/** Energy that enters or leaves the picture at a station. */
export interface Stub {
	readonly station: string;
	readonly kind:
		| 'own-use'
		| 'to-grid'
		| 'from-grid'
		| 'to-region'
		| 'from-region'
		| 'uncertified'
		| 'unseen-in'
		| 'unseen-out';
	/** Node that it leads to, where it is one: the packet of a crossing. */
	readonly node?: string;
	readonly wh: number;
}

export interface Flow {
	readonly stations: readonly Station[];
	readonly links: readonly Link[];
	readonly stubs: readonly Stub[];
}

/** Columns that each trade runs through. */
const LANE_COLUMNS = ['sold', 'cleared', 'deeds', 'delivered'] as const;

/** Bars that a column can hold and stay legible. */
export const COLUMN_MAX = 14;

type Namer = (column: Column, lane: Lane, reading?: string) => string;

/** True when, drawn one by one, some column would hold more bars than can be read. */
export function isCrowded(lanes: Lanes): boolean {
	const keys = new Map<Column, Set<string>>();
	visit(lanes, byNode, (column, key) => keys.set(column, (keys.get(column) ?? new Set()).add(key)));
	return [...keys.values()].some((set) => set.size > COLUMN_MAX);
}

/**
 * Lays the lanes out as stations and links. With `grouped` the nodes of one home are one bar, and all clearings are
 * one; columns that are still too full fold their smallest bars into one. Every station of the inner columns takes
 * in what it gives off: what the graph does not show is a stub of its own, so no width is lost or made up. Pure.
 */
export function buildFlow(lanes: Lanes, grouped: boolean, certified: readonly CertifiedShare[] = []): Flow {
	const base: Namer = grouped ? byHome(lanes) : byNode;
	const folded = foldSmallest(lanes, base);
	const stations = new Map<
		string,
		{ column: Column; nodes: Set<string>; homes: Set<string | null>; hot: boolean; planned: boolean }
	>();
	const links = new Map<string, { from: string; to: string; wh: number; hot: boolean; planned: boolean }>();
	const open = (
		column: Column,
		key: string,
		node: string | null,
		home: string | null,
		lane: Pick<Lane, 'hot' | 'planned'>,
	) => {
		const known = stations.get(key) ?? {
			column,
			nodes: new Set<string>(),
			homes: new Set<string | null>(),
			hot: false,
			planned: true,
		};
		if (node) known.nodes.add(node);
		known.homes.add(home);
		known.hot ||= lane.hot;
		known.planned &&= lane.planned;
		stations.set(key, known);
	};
	const join = (from: string, to: string, wh: number, hot: boolean, planned: boolean) => {
		const key = `${from}>${to}>${hot}>${planned}`;
		const known = links.get(key) ?? { from, to, wh: 0, hot, planned };
		known.wh += wh;
		links.set(key, known);
	};
	const sellers = new Map<string, { station: string; lane: Lane }>();
	for (const lane of lanes.lanes) {
		const way: string[] = [];
		for (const column of LANE_COLUMNS) {
			const [node, home] = nodeIn(column, lane);
			if (!node && !home) continue;
			const key = folded(column, lane);
			open(column, key, node, column === 'cleared' ? null : home, lane);
			way.push(key);
		}
		for (let i = 1; i < way.length; i++) join(way[i - 1] as string, way[i] as string, lane.wh, lane.hot, lane.planned);
		if (lane.seller) {
			const known = sellers.get(lane.seller);
			if (!known || lane.hot) sellers.set(lane.seller, { station: folded('sold', lane), lane });
		}
	}
	const stubs = new Map<string, Stub>();
	const stub = (station: string, kind: Stub['kind'], wh: number, node?: string) => {
		if (wh === 0) return;
		const key = `${station}>${kind}>${node ?? ''}`;
		const sum = (stubs.get(key)?.wh ?? 0) + wh;
		stubs.set(key, { station, kind, wh: sum, ...(node !== undefined && { node }) });
	};
	const cross = (station: string, settlement: string) => {
		for (const { packet, direction, wh } of lanes.settlements.get(settlement)?.crossings ?? [])
			stub(station, direction === 'out' ? 'to-region' : 'from-region', wh, packet);
	};
	for (const [settlement, { station, lane }] of sellers) {
		const sides = lanes.settlements.get(settlement);
		if (!sides) continue;
		for (const { reading, wh } of sides.generated) {
			const key = folded('generated', lane, reading);
			open('generated', key, reading, lane.sellerName, lane);
			join(key, station, wh, lane.hot, false);
		}
		stub(station, 'from-grid', sides.fromGrid);
		stub(station, 'own-use', sides.ownUse);
		stub(station, 'to-grid', sides.toGrid);
		cross(station, settlement);
	}
	const delivered = new Map(lanes.lanes.flatMap((lane) => (lane.buyer ? [[lane.buyer, lane] as const] : [])));
	for (const [settlement, lane] of delivered)
		if (!sellers.has(settlement)) cross(folded('delivered', lane), settlement);
	const certificateBar = certificateBars(certified, grouped);
	for (const share of certified) {
		const lane = delivered.get(share.settlement);
		if (!lane) continue;
		const key = certificateBar(share);
		open('certified', key, share.certificate, share.producer, { hot: share.hot, planned: false });
		join(folded('delivered', lane), key, share.wh, share.hot, false);
	}
	return balance(stations, [...links.values()], stubs, stub);
}

/** Certificates of one producer are one bar when grouped; the smallest of many are one bar in any case. */
function certificateBars(certified: readonly CertifiedShare[], grouped: boolean): (share: CertifiedShare) => string {
	const keyOf = ({ producer, certificate }: CertifiedShare) => `certified/${grouped ? producer : certificate}`;
	const sums = new Map<string, { wh: number; hot: boolean }>();
	for (const share of certified) {
		const known = sums.get(keyOf(share));
		sums.set(keyOf(share), { wh: (known?.wh ?? 0) + share.wh, hot: share.hot || (known?.hot ?? false) });
	}
	const kept = new Set(largest(sums));
	return (share) => (kept.has(keyOf(share)) ? keyOf(share) : 'certified/others');
}

/** The bars of a column that stay apart, those on the focus's path first, then by energy. */
function largest(sums: ReadonlyMap<string, { readonly wh: number; readonly hot: boolean }>): string[] {
	if (sums.size <= COLUMN_MAX) return [...sums.keys()];
	return [...sums]
		.sort(([, a], [, b]) => Number(b.hot) - Number(a.hot) || b.wh - a.wh)
		.slice(0, COLUMN_MAX - 1)
		.map(([key]) => key);
}

function balance(
	stations: ReadonlyMap<
		string,
		{ column: Column; nodes: Set<string>; homes: Set<string | null>; hot: boolean; planned: boolean }
	>,
	links: readonly Link[],
	stubs: ReadonlyMap<string, Stub>,
	stub: (station: string, kind: Stub['kind'], wh: number) => void,
): Flow {
	const sums = new Map<string, { in: number; out: number }>(
		[...stations.keys()].map((key) => [key, { in: 0, out: 0 }]),
	);
	const at = (key: string) => sums.get(key) as { in: number; out: number };
	for (const link of links) {
		at(link.from).out += link.wh;
		at(link.to).in += link.wh;
	}
	for (const each of stubs.values()) {
		if (each.kind === 'from-grid' || each.kind === 'from-region') at(each.station).in += each.wh;
		else at(each.station).out += each.wh;
	}
	const hasCertified = [...stations.values()].some(({ column }) => column === 'certified');
	for (const [key, { column }] of stations) {
		const sum = at(key);
		if (column !== 'generated' && sum.in < sum.out) stub(key, 'unseen-in', sum.out - sum.in);
		if (column === 'certified' || sum.out >= sum.in) continue;
		// Where nothing at all is certified, the picture ends with the delivery.
		if (column !== 'delivered') stub(key, 'unseen-out', sum.in - sum.out);
		else if (hasCertified) stub(key, 'uncertified', sum.in - sum.out);
	}
	return {
		stations: [...stations].map(([key, { column, nodes, homes, hot, planned }]) => ({
			key,
			column,
			nodes: [...nodes],
			home: homes.size === 1 ? ([...homes][0] ?? null) : null,
			wh: Math.max(at(key).in, at(key).out),
			hot,
			planned,
		})),
		links,
		stubs: [...stubs.values()],
	};
}

function nodeIn(column: Column, lane: Lane): [node: string | null, home: string | null] {
	switch (column) {
		case 'sold':
			return [lane.seller, lane.sellerName];
		case 'cleared':
			return [lane.auction, null];
		case 'deeds':
			return [lane.deed ?? lane.trade, lane.buyerName];
		case 'delivered':
			return [lane.buyer, lane.buyerName];
		default:
			return [null, null];
	}
}

const byNode: Namer = (column, lane, reading) => {
	if (column === 'generated') return `generated/${reading}`;
	const [node, home] = nodeIn(column, lane);
	return `${column}/${node ?? `planned ${home}`}`;
};

/** Trades of the focus stay apart from the others of the same home, so that its path can be followed. */
function byHome(lanes: Lanes): Namer {
	return (column, lane, reading) => {
		if (column === 'cleared') return 'cleared/all';
		if (column === 'generated') return `generated/${(reading && lanes.owner(reading)) ?? lane.sellerName}`;
		if (column === 'deeds') return `deeds/${lane.buyerName}${lane.hot ? ' hot' : ''}`;
		return `${column}/${nodeIn(column, lane)[1]}`;
	};
}

function visit(lanes: Lanes, namer: Namer, see: (column: Column, key: string, wh: number, hot: boolean) => void): void {
	for (const lane of lanes.lanes) {
		for (const column of LANE_COLUMNS)
			if (nodeIn(column, lane).some((each) => each !== null)) see(column, namer(column, lane), lane.wh, lane.hot);
		const sides = lane.seller ? lanes.settlements.get(lane.seller) : undefined;
		for (const { reading, wh } of sides?.generated ?? [])
			see('generated', namer('generated', lane, reading), wh, lane.hot);
	}
}

function foldSmallest(lanes: Lanes, namer: Namer): Namer {
	const sums = new Map<Column, Map<string, { wh: number; hot: boolean }>>(COLUMNS.map((column) => [column, new Map()]));
	visit(lanes, namer, (column, key, wh, hot) => {
		const ofColumn = sums.get(column);
		const known = ofColumn?.get(key) ?? { wh: 0, hot: false };
		ofColumn?.set(key, { wh: known.wh + wh, hot: known.hot || hot });
	});
	const kept = new Set([...sums.values()].flatMap(largest));
	return (column, lane, reading) => {
		const key = namer(column, lane, reading);
		return kept.has(key) ? key : `${column}/others`;
	};
}
