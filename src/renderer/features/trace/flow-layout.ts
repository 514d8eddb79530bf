import { COLUMNS, type Column, type Flow, type Link, type Station, type Stub } from './stations.ts';

export interface PlacedStation extends Station {
	readonly x: number;
	readonly y: number;
	readonly height: number;
}

/** A band of constant height from one bar's right edge to the next bar's left edge. */
export interface Ribbon {
	readonly link: Link;
	readonly column: Column;
	readonly x0: number;
	readonly y0: number;
	readonly x1: number;
	readonly y1: number;
	readonly height: number;
}

export interface PlacedStub {
	readonly stub: Stub;
	readonly x: number;
	readonly y: number;
	readonly height: number;
}

export interface FlowPicture {
	readonly columns: readonly {
		readonly column: Column;
		readonly x: number;
		readonly wh: number;
		readonly stations: number;
	}[];
	readonly stations: readonly PlacedStation[];
	readonly ribbons: readonly Ribbon[];
	readonly stubs: readonly PlacedStub[];
	readonly height: number;
	/** Pixels per Wh. */
	readonly scale: number;
}

export const BAR_PX = 9;
/** Height that a bar's words need, whatever its energy. */
const SLOT_PX: Readonly<Record<Column, number>> = {
	generated: 34,
	sold: 34,
	cleared: 30,
	deeds: 19,
	delivered: 21,
	certified: 21,
};
const GAP_PX: Readonly<Record<Column, number>> = {
	generated: 12,
	sold: 16,
	cleared: 24,
	deeds: 4,
	delivered: 6,
	certified: 9,
};
/** Bars of a column with room to spare stand further apart, up to this multiple of the gap. */
const GAP_STRETCH = 4;
const THINNEST_PX = 1.2;
/** 240 px a kWh: a small hour fills the sheet, one small deed does not. */
const SCALE_MAX = 0.24;
/** Bars under this have their words above them, so that no band runs through the words. */
const WORDS_INSIDE_PX = 14;
const WORDS_ABOVE_PX = 15;

/** Whether a bar is too thin for the words that stand in its band. */
export function wordsAbove(column: Column, height: number): boolean {
	return (column === 'deeds' || column === 'delivered') && height < WORDS_INSIDE_PX;
}

/** Height that a bar and its words take. */
function slotOf(column: Column, height: number): number {
	if (wordsAbove(column, height)) return height + WORDS_ABOVE_PX;
	return Math.max(height, SLOT_PX[column]);
}

export interface FlowSize {
	readonly width: number;
	/** Wanted; grows where the bars need more. */
	readonly height: number;
	readonly left: number;
	readonly right: number;
	/** Room above the bars. */
	readonly top: number;
}

/** Places every bar and band: widths are energy on one scale for the whole picture. Pure, O(n log n). */
export function layoutFlow(flow: Flow, size: FlowSize): FlowPicture {
	const used = COLUMNS.filter((column) => flow.stations.some((station) => station.column === column));
	const byColumn = new Map(
		used.map((column) => [column, flow.stations.filter((station) => station.column === column)]),
	);
	const available = Math.max(
		size.height,
		...used.map((column) => size.top + leastHeight(column, byColumn.get(column)?.length ?? 0)),
	);
	const wantedRoom = available - size.top - 6;
	const scale = Math.min(...used.map((column) => scaleOf(column, byColumn.get(column) ?? [], wantedRoom)), SCALE_MAX);
	const px = (wh: number) => Math.max(THINNEST_PX, wh * scale);
	// Words above thin bars need more than the scale allows for: the picture grows rather than let them meet.
	const room = Math.max(wantedRoom, ...used.map((column) => takenBy(column, byColumn.get(column) ?? [], px)));
	const step = used.length > 1 ? (size.width - size.left - size.right - BAR_PX) / (used.length - 1) : 0;
	const xOf = new Map(used.map((column, i) => [column, size.left + i * step]));
	const orders = orderStations(flow, used, byColumn);
	const placed = new Map<string, PlacedStation>();
	const wanted = (station: Station): number | null => centreOfNeighbours(station, flow.links, placed);
	const place = (column: Column): void => {
		const stations = orders.get(column) ?? [];
		const boxes = stations.map((station) => ({
			station,
			height: px(station.wh),
			slot: slotOf(column, px(station.wh)),
		}));
		const free = room - boxes.reduce((sum, box) => sum + box.slot, 0);
		const gap = Math.max(GAP_PX[column], Math.min(GAP_PX[column] * GAP_STRETCH, free / Math.max(1, boxes.length - 1)));
		let at = size.top;
		const tops: number[] = [];
		for (const box of boxes) {
			const centre = wanted(box.station);
			const top = centre === null ? at : Math.max(at, centre - box.height / 2);
			tops.push(top);
			at = top + box.slot + gap;
		}
		let limit = size.top + room;
		for (let i = boxes.length - 1; i >= 0; i--) {
			const slot = boxes[i]?.slot ?? 0;
			tops[i] = Math.max(size.top, Math.min(tops[i] as number, limit - slot));
			limit = (tops[i] as number) - gap;
		}
		for (const [i, box] of boxes.entries())
			placed.set(box.station.key, {
				...box.station,
				x: xOf.get(column) ?? 0,
				// Words above a thin bar stand within its slot.
				y: (tops[i] as number) + (wordsAbove(column, box.height) ? box.slot - box.height : 0),
				height: box.height,
			});
	};
	// The fullest column decides; its neighbours settle beside what they are joined to.
	const anchor = used.toSorted(
		(a, b) => (byColumn.get(b)?.length ?? 0) - (byColumn.get(a)?.length ?? 0) || used.indexOf(b) - used.indexOf(a),
	)[0];
	const from = anchor ? used.indexOf(anchor) : 0;
	for (let i = from; i >= 0; i--) place(used[i] as Column);
	for (let i = from + 1; i < used.length; i++) place(used[i] as Column);
	const { ribbons, stubs } = joinBars(flow, orders, placed, px);
	return {
		columns: used.map((column) => ({
			column,
			x: xOf.get(column) ?? 0,
			wh: columnEnergy(column, flow),
			stations: byColumn.get(column)?.length ?? 0,
		})),
		stations: [...placed.values()],
		ribbons,
		stubs,
		height: bottomOf([...placed.values()], stubs, size.top),
		scale,
	};
}

/** Where the drawing ends, words below bars and stubs included. */
function bottomOf(stations: readonly PlacedStation[], stubs: readonly PlacedStub[], top: number): number {
	const below = stations.map(
		({ y, height, column }) => y + Math.max(height, SLOT_PX[column]) + (column === 'cleared' ? 26 : 8),
	);
	return Math.ceil(Math.max(top + 40, ...below, ...stubs.map(({ y, height }) => y + height + 14)));
}

function leastHeight(column: Column, count: number): number {
	return count * (SLOT_PX[column] + GAP_PX[column]) + 12;
}

/** Height that the column's bars take with their words, at their least distance. */
function takenBy(column: Column, stations: readonly Station[], px: (wh: number) => number): number {
	const slots = stations.reduce((sum, { wh }) => sum + slotOf(column, px(wh)), 0);
	return slots + Math.max(0, stations.length - 1) * GAP_PX[column];
}

/** Largest scale at which the column's bars, each in its slot, fit the room. */
function scaleOf(column: Column, stations: readonly Station[], room: number): number {
	const gaps = Math.max(0, stations.length - 1) * GAP_PX[column];
	const descending = stations.map((station) => station.wh).sort((a, b) => b - a);
	let sum = descending.reduce((total, wh) => total + wh, 0);
	let free = room - gaps;
	let scale = sum > 0 ? free / sum : Number.POSITIVE_INFINITY;
	// Bars under their slot take the slot instead: take them out, smallest first, until the rest agree.
	for (const wh of descending.toReversed()) {
		if (wh * scale >= SLOT_PX[column]) break;
		sum -= wh;
		free -= SLOT_PX[column];
		scale = sum > 0 ? free / sum : SLOT_PX[column] / Math.max(1, wh);
	}
	return scale;
}

/** The focus on top, then what is joined to it, then by energy; ends follow their neighbours to cross less. */
function orderStations(
	flow: Flow,
	used: readonly Column[],
	byColumn: ReadonlyMap<Column, readonly Station[]>,
): Map<Column, Station[]> {
	const orders = new Map<Column, Station[]>(
		used.map((column) => [
			column,
			(byColumn.get(column) ?? []).toSorted(
				(a, b) => Number(b.hot) - Number(a.hot) || b.wh - a.wh || (a.key < b.key ? -1 : 1),
			),
		]),
	);
	const rank = () =>
		new Map(
			[...orders.values()].flatMap((stations) =>
				stations.map((station, i) => [station.key, i / Math.max(1, stations.length - 1)] as const),
			),
		);
	for (let sweep = 0; sweep < 3; sweep++) {
		for (const column of ['deeds', 'delivered', 'certified', 'generated'] as const) {
			const stations = orders.get(column);
			if (!stations) continue;
			const ranks = rank();
			const pull = (station: Station) => {
				const joined = flow.links.filter((link) => link.from === station.key || link.to === station.key);
				const weight = joined.reduce((sum, link) => sum + link.wh, 0);
				if (weight === 0) return 1;
				return (
					joined.reduce(
						(sum, link) => sum + link.wh * (ranks.get(link.from === station.key ? link.to : link.from) ?? 0),
						0,
					) / weight
				);
			};
			const pulls = new Map(stations.map((station) => [station.key, pull(station)]));
			orders.set(
				column,
				stations.toSorted(
					(a, b) => Number(b.hot) - Number(a.hot) || (pulls.get(a.key) ?? 0) - (pulls.get(b.key) ?? 0) || b.wh - a.wh,
				),
			);
		}
	}
	return orders;
}

function centreOfNeighbours(
	station: Station,
	links: readonly Link[],
	placed: ReadonlyMap<string, PlacedStation>,
): number | null {
	let weight = 0;
	let sum = 0;
	for (const link of links) {
		const other = link.from === station.key ? link.to : link.to === station.key ? link.from : null;
		const bar = other === null ? undefined : placed.get(other);
		if (!bar) continue;
		weight += link.wh;
		sum += link.wh * (bar.y + bar.height / 2);
	}
	return weight === 0 ? null : sum / weight;
}

const INFLOWS = new Set<Stub['kind']>(['from-grid', 'from-region', 'unseen-in']);

/** Bands leave and reach a bar in the vertical order of their other ends; stubs come below them. */
function joinBars(
	flow: Flow,
	orders: ReadonlyMap<Column, readonly Station[]>,
	placed: ReadonlyMap<string, PlacedStation>,
	px: (wh: number) => number,
): { ribbons: Ribbon[]; stubs: PlacedStub[] } {
	const start = new Map<Link, number>();
	const end = new Map<Link, number>();
	const stubs: PlacedStub[] = [];
	const y = (key: string) => placed.get(key)?.y ?? 0;
	for (const station of [...orders.values()].flat()) {
		const bar = placed.get(station.key);
		if (!bar) continue;
		// Bands share the bar by energy, so that the thinnest cannot push the others out of it.
		const share = (wh: number) => (bar.wh === 0 ? 0 : (wh / bar.wh) * bar.height);
		let out = bar.y;
		for (const link of flow.links
			.filter((each) => each.from === bar.key)
			.sort((a, b) => y(a.to) - y(b.to) || Number(b.hot) - Number(a.hot))) {
			start.set(link, out);
			out += share(link.wh);
		}
		let inward = bar.y;
		for (const link of flow.links
			.filter((each) => each.to === bar.key)
			.sort((a, b) => y(a.from) - y(b.from) || Number(b.hot) - Number(a.hot))) {
			end.set(link, inward);
			inward += share(link.wh);
		}
		for (const stub of flow.stubs.filter((each) => each.station === bar.key)) {
			const isInflow = INFLOWS.has(stub.kind);
			stubs.push({ stub, x: isInflow ? bar.x : bar.x + BAR_PX, y: isInflow ? inward : out, height: share(stub.wh) });
			if (isInflow) inward += share(stub.wh);
			else out += share(stub.wh);
		}
	}
	const ribbons = flow.links.flatMap((link) => {
		const from = placed.get(link.from);
		const to = placed.get(link.to);
		if (!from || !to) return [];
		return [
			{
				link,
				column: from.column,
				x0: from.x + BAR_PX,
				y0: start.get(link) ?? from.y,
				x1: to.x,
				y1: end.get(link) ?? to.y,
				height: px(link.wh),
			},
		];
	});
	// Faint first: the path of the focus lies on top.
	return { ribbons: ribbons.sort((a, b) => Number(a.link.hot) - Number(b.link.hot)), stubs };
}

/** Energy that the column's heading states: what was sold, not all that passed the sellers' settlements. */
function columnEnergy(column: Column, flow: Flow): number {
	const keys = new Set(flow.stations.filter((station) => station.column === column).map((station) => station.key));
	if (column === 'sold')
		return flow.links.filter((link) => keys.has(link.from)).reduce((sum, link) => sum + link.wh, 0);
	return flow.stations.filter((station) => station.column === column).reduce((sum, station) => sum + station.wh, 0);
}

/** Outline of a band as a closed path with smooth sides. */
export function ribbonPath({ x0, y0, x1, y1, height }: Pick<Ribbon, 'x0' | 'y0' | 'x1' | 'y1' | 'height'>): string {
	const middle = (x0 + x1) / 2;
	const [a, b] = [y0.toFixed(2), y1.toFixed(2)];
	const [c, d] = [(y0 + height).toFixed(2), (y1 + height).toFixed(2)];
	return `M${x0},${a}C${middle},${a} ${middle},${b} ${x1},${b}V${d}C${middle},${d} ${middle},${c} ${x0},${c}Z`;
}
