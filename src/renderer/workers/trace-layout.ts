/** A graph as columns of numbers, small to hand to a worker: one entry per node, one per edge. */
export interface LayoutGraph {
	/** Column that each node stands in, 0 … 255. */
	readonly stage: Uint8Array;
	/** Ends of the edges, as places in `stage`. */
	readonly from: Uint32Array;
	readonly to: Uint32Array;
}

/** A column of the picture: nodes of one stage, several abreast where they are many. */
export interface LayoutColumn {
	readonly stage: number;
	/** Left edge and width, in units of the picture. */
	readonly x: number;
	readonly width: number;
	readonly nodes: number;
}

export interface Layout {
	/** Left edge and middle of each node, in units of the picture; 1 unit is 1 px at scale 1. */
	readonly x: Float32Array;
	readonly y: Float32Array;
	readonly columns: readonly LayoutColumn[];
	readonly width: number;
	readonly height: number;
	/** Sweeps done, of `SWEEPS`. */
	readonly sweep: number;
}

export const SWEEPS = 10;
/** Room of a node, its label in it. */
export const CELL = { width: 132, height: 16 } as const;
const COLUMN_GAP = 110;
/** Wanted width : height of the whole. */
const ASPECT = 1.7;
/** Few nodes of a column are not drawn further apart than this many rows. */
const LOOSEST_ROWS = 3;

/**
 * Layered layout: each stage a column, the order within it by the mean place of the neighbours (barycentre heuristic of
 * Sugiyama et al. 1981), improved sweep by sweep; after each sweep the picture as it stands, so that whoever asks can
 * show it and can stop. O(sweeps · (nodes · log nodes + edges)), deterministic.
 */
export function* layoutSteps(graph: LayoutGraph): Generator<Layout, void, undefined> {
	const stages = nodesByStage(graph.stage);
	const place = new Float64Array(graph.stage.length);
	for (const nodes of stages.values()) rank(nodes, place);
	const around = neighboursOf(graph);
	yield placed(graph, stages, 0);
	const order = [...stages.keys()];
	for (let sweep = 1; sweep <= SWEEPS; sweep++) {
		for (const stage of sweep % 2 === 1 ? order : order.toReversed()) {
			const nodes = stages.get(stage) as Uint32Array;
			const wanted = new Float64Array(graph.stage.length);
			for (const node of nodes) wanted[node] = barycentre(node, place, around);
			nodes.sort((a, b) => (wanted[a] as number) - (wanted[b] as number) || a - b);
			rank(nodes, place);
		}
		yield placed(graph, stages, sweep);
	}
}

/** In the order of the stages; the nodes of each in the order they were given. */
function nodesByStage(stage: Uint8Array): Map<number, Uint32Array> {
	const lists = new Map<number, number[]>();
	for (const [node, at] of stage.entries()) {
		const list = lists.get(at);
		if (list) list.push(node);
		else lists.set(at, [node]);
	}
	return new Map([...lists].sort(([a], [b]) => a - b).map(([at, list]) => [at, Uint32Array.from(list)]));
}

/** Place within the column from 0 to 1, so that long and short columns compare. */
function rank(nodes: Uint32Array, place: Float64Array): void {
	for (const [index, node] of nodes.entries()) place[node] = (index + 0.5) / nodes.length;
}

interface Neighbours {
	readonly starts: Uint32Array;
	readonly nodes: Uint32Array;
}

function neighboursOf({ stage, from, to }: LayoutGraph): Neighbours {
	const starts = new Uint32Array(stage.length + 1);
	for (const ends of [from, to]) for (const node of ends) starts[node + 1] = (starts[node + 1] as number) + 1;
	for (let node = 0; node < stage.length; node++)
		starts[node + 1] = (starts[node + 1] as number) + (starts[node] as number);
	const free = starts.slice();
	const nodes = new Uint32Array(from.length * 2);
	const add = (at: number, other: number) => {
		nodes[free[at] as number] = other;
		free[at] = (free[at] as number) + 1;
	};
	for (const [edge, a] of from.entries()) {
		const b = to[edge] as number;
		add(a, b);
		add(b, a);
	}
	return { starts, nodes };
}

/** A node without neighbours keeps its place. */
function barycentre(node: number, place: Float64Array, { starts, nodes }: Neighbours): number {
	const [begin, end] = [starts[node] as number, starts[node + 1] as number];
	if (begin === end) return place[node] as number;
	let sum = 0;
	for (let at = begin; at < end; at++) sum += place[nodes[at] as number] as number;
	return sum / (end - begin);
}

function placed({ stage }: LayoutGraph, stages: ReadonlyMap<number, Uint32Array>, sweep: number): Layout {
	const rowsMax = Math.max(12, Math.ceil(Math.sqrt((stage.length * CELL.width) / CELL.height / ASPECT)));
	const height = rowsMax * CELL.height;
	const x = new Float32Array(stage.length);
	const y = new Float32Array(stage.length);
	const columns: LayoutColumn[] = [];
	let left = 0;
	for (const [at, nodes] of stages) {
		const abreast = Math.ceil(nodes.length / rowsMax);
		const rows = Math.ceil(nodes.length / abreast);
		const step = Math.min(LOOSEST_ROWS * CELL.height, height / rows);
		const top = (height - rows * step) / 2;
		for (const [index, node] of nodes.entries()) {
			// Row by row, so that neighbours in the order are neighbours in height.
			x[node] = left + (index % abreast) * CELL.width;
			y[node] = top + (Math.floor(index / abreast) + 0.5) * step;
		}
		columns.push({ stage: at, x: left, width: abreast * CELL.width, nodes: nodes.length });
		left += abreast * CELL.width + COLUMN_GAP;
	}
	return { x, y, columns, width: Math.max(CELL.width, left - COLUMN_GAP), height, sweep };
}
