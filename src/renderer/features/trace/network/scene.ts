import { CELL, type Layout } from '../../../workers/trace-layout.ts';
import type { NetworkGraph } from './network-graph.ts';

export interface Rect {
	readonly left: number;
	readonly top: number;
	readonly right: number;
	readonly bottom: number;
}

/** A laid out graph, made quick to ask: what lies in a rectangle, what at a point, what is next to what. */
export interface Scene {
	readonly graph: NetworkGraph;
	readonly layout: Layout;
	visit(rect: Rect, see: (node: number) => void): void;
	/** The node whose room a point lies in; null for none. */
	at(x: number, y: number): number | null;
	/** Edges at a node. */
	edgesOf(node: number): readonly number[];
	/** Nodes of the same column in the order of their height. */
	column(node: number): readonly number[];
}

/** Side of a cell of the index, in units. */
const BUCKET = 4 * CELL.width;

export function createScene(graph: NetworkGraph, layout: Layout): Scene {
	const across = Math.floor(layout.width / BUCKET) + 1;
	const buckets = new Map<number, number[]>();
	for (const [node, x] of layout.x.entries()) {
		const bucket = Math.floor((layout.y[node] as number) / BUCKET) * across + Math.floor(x / BUCKET);
		const list = buckets.get(bucket);
		if (list) list.push(node);
		else buckets.set(bucket, [node]);
	}
	let edges: ReadonlyMap<number, readonly number[]> | null = null;
	let columns: ReadonlyMap<number, readonly number[]> | null = null;

	function visit({ left, top, right, bottom }: Rect, see: (node: number) => void): void {
		const [firstRow, lastRow] = [
			Math.max(0, Math.floor(top / BUCKET)),
			Math.floor(Math.min(bottom, layout.height) / BUCKET),
		];
		const [first, last] = [
			Math.max(0, Math.floor((left - CELL.width) / BUCKET)),
			Math.floor(Math.min(right, layout.width) / BUCKET),
		];
		for (let row = firstRow; row <= lastRow; row++)
			for (let at = first; at <= last; at++)
				for (const node of buckets.get(row * across + at) ?? []) {
					const [x, y] = [layout.x[node] as number, layout.y[node] as number];
					if (x + CELL.width >= left && x <= right && y + CELL.height >= top && y - CELL.height <= bottom) see(node);
				}
	}

	return {
		graph,
		layout,
		visit,
		at(x, y) {
			let found: number | null = null;
			visit({ left: x, right: x, top: y, bottom: y }, (node) => {
				const [nx, ny] = [layout.x[node] as number, layout.y[node] as number];
				if (x >= nx - 4 && x <= nx + CELL.width - 8 && Math.abs(y - ny) <= CELL.height / 2) found = node;
			});
			return found;
		},
		// Made when first asked for: a picture that is overtaken by the next sweep never is.
		edgesOf(node) {
			edges ??= edgesByNode(graph);
			return edges.get(node) ?? [];
		},
		column(node) {
			columns ??= columnsOf(graph, layout);
			return columns.get(graph.stage[node] as number) ?? [];
		},
	};
}

function edgesByNode({ from, to }: NetworkGraph): Map<number, number[]> {
	const edges = new Map<number, number[]>();
	for (const ends of [from, to])
		for (const [edge, node] of ends.entries()) {
			const list = edges.get(node);
			if (list) list.push(edge);
			else edges.set(node, [edge]);
		}
	return edges;
}

function columnsOf({ stage }: NetworkGraph, { y }: Layout): Map<number, number[]> {
	const columns = new Map<number, number[]>();
	for (const [node, at] of stage.entries()) {
		const list = columns.get(at);
		if (list) list.push(node);
		else columns.set(at, [node]);
	}
	for (const list of columns.values()) list.sort((a, b) => (y[a] as number) - (y[b] as number) || a - b);
	return columns;
}

/** A node, what it comes of and what comes of it, `hops` far: those edges and their ends. */
export function surroundings(
	scene: Scene,
	node: number,
	hops = 2,
): { nodes: ReadonlySet<number>; edges: ReadonlySet<number> } {
	const nodes = new Set([node]);
	const edges = new Set<number>();
	for (const ahead of [true, false]) {
		const [near, far] = ahead ? [scene.graph.from, scene.graph.to] : [scene.graph.to, scene.graph.from];
		let ring = [node];
		for (let hop = 0; hop < hops; hop++) {
			const next: number[] = [];
			for (const at of ring)
				for (const edge of scene.edgesOf(at)) {
					if (near[edge] !== at) continue;
					edges.add(edge);
					const other = far[edge] as number;
					if (nodes.has(other)) continue;
					nodes.add(other);
					next.push(other);
				}
			ring = next;
		}
	}
	return { nodes, edges };
}
