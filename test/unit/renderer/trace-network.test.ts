import { describe, expect, it } from 'vitest';
import {
	centre,
	isSeen,
	pan,
	SCALE_MAX,
	wholeView,
	zoom,
} from '../../../src/renderer/features/trace/network/camera.ts';
import { networkOf } from '../../../src/renderer/features/trace/network/network-graph.ts';
import { createScene, surroundings } from '../../../src/renderer/features/trace/network/scene.ts';
import { findNodes, stepFrom } from '../../../src/renderer/features/trace/network/walk.ts';
import { keyOf } from '../../../src/renderer/features/trace/reference.ts';
import {
	CELL,
	type Layout,
	type LayoutGraph,
	layoutSteps,
	SWEEPS,
} from '../../../src/renderer/workers/trace-layout.ts';
import { syntheticTrace } from '../../fixtures/console/synthetic-trace.ts';

const shown = syntheticTrace(400);
const graph = networkOf(shown, null);
const FRAME = { width: 1_200, height: 600 };

function laidOut(of: LayoutGraph): Layout[] {
	return [...layoutSteps(of)];
}
const last = (of: LayoutGraph): Layout => laidOut(of).at(-1) as Layout;
const scene = createScene(graph, last(graph));
const placeOf = (key: string) => graph.placeOf.get(key) as number;

/** Sum of the heights that edges climb: what the sweeps are for. */
function climb(of: LayoutGraph, { y }: Layout): number {
	return [...of.from].reduce(
		(sum, a, edge) => sum + Math.abs((y[a] as number) - (y[of.to[edge] as number] as number)),
		0,
	);
}

describe('the layout of the network', () => {
	it('tells a whole picture after each sweep, so that it can be shown and stopped', () => {
		const steps = laidOut(graph);
		expect(steps.map(({ sweep }) => sweep)).toEqual(Array.from({ length: SWEEPS + 1 }, (_, n) => n));
		for (const { x, y } of steps) expect([x.length, y.length]).toEqual([graph.nodes.length, graph.nodes.length]);
	});

	it('gives each node a room of its own, in the column of its type', () => {
		const { x, y, columns } = last(graph);
		const rooms = new Set<string>();
		for (const [node, stage] of graph.stage.entries()) {
			const column = columns.find((each) => each.stage === stage);
			expect(x[node]).toBeGreaterThanOrEqual(column?.x ?? Number.NaN);
			expect((x[node] as number) + CELL.width).toBeLessThanOrEqual((column?.x ?? 0) + (column?.width ?? 0));
			rooms.add(`${x[node]}/${Math.round(((y[node] as number) / CELL.height) * 2)}`);
		}
		expect(rooms.size).toBe(graph.nodes.length);
		expect(columns.reduce((sum, { nodes }) => sum + nodes, 0)).toBe(graph.nodes.length);
	});

	it('brings what hangs together nearer than the order of the blocks does', () => {
		const steps = laidOut(graph);
		expect(climb(graph, steps.at(-1) as Layout)).toBeLessThan(climb(graph, steps[0] as Layout));
	});

	it('is the same each time, and takes a graph of one node and of none', () => {
		expect(last(graph)).toEqual(last(graph));
		const none = new Uint32Array();
		expect(last({ stage: Uint8Array.of(3), from: none, to: none }).columns).toHaveLength(1);
		expect(last({ stage: new Uint8Array(), from: none, to: none }).columns).toEqual([]);
	});
});

describe('the graph of the picture', () => {
	it('has each node and each pair of ends once, with the energy of all its edges', () => {
		expect(graph.nodes).toHaveLength(shown.nodes.length);
		const twice = networkOf({ nodes: shown.nodes, edges: [...shown.edges, ...shown.edges] }, null);
		expect(twice.from.length).toBe(graph.from.length);
		const total = (of: Float64Array) => of.reduce((sum, wh) => sum + wh, 0);
		expect(total(twice.wh)).toBe(2 * total(graph.wh));
		expect(total(graph.wh)).toBe(shown.edges.reduce((sum, { energyWh }) => sum + (energyWh ?? 0), 0));
	});

	it('folds what one participant has of a type, opens one group alone, and never folds the focus', () => {
		// Nine households of several homes each.
		const owner = (key: string) => {
			const home = /home-(\d+)/.exec(key)?.[1];
			return home === undefined ? null : `household-${Number(home) % 9}`;
		};
		const focus = keyOf(shown.focus);
		const folded = networkOf(shown, { owner, opened: new Set(), focus });
		const groups = folded.nodes.filter(({ members }) => members.length > 1);
		expect(groups.length).toBeGreaterThan(0);
		expect(folded.nodes.flatMap(({ members }) => members).sort()).toEqual(shown.nodes.map(keyOf).sort());
		expect(folded.nodes[folded.placeOf.get(focus) as number]?.members).toEqual([focus]);
		const [first] = groups;
		const opened = networkOf(shown, { owner, opened: new Set([first?.key ?? '']), focus });
		expect(opened.nodes).toHaveLength(folded.nodes.length + (first?.members.length ?? 0) - 1);
	});
});

describe('the picture of the network', () => {
	it('looks only at what is in view, and finds the node under a point', () => {
		const { x, y } = scene.layout;
		const node = placeOf(keyOf(shown.focus));
		const [nx, ny] = [x[node] as number, y[node] as number];
		expect(scene.at(nx + 2, ny)).toBe(node);
		const seen: number[] = [];
		scene.visit({ left: nx, right: nx + 1, top: ny, bottom: ny + 1 }, (each) => seen.push(each));
		expect(seen).toContain(node);
		expect(seen.length).toBeLessThan(graph.nodes.length / 10);
		let all = 0;
		scene.visit({ left: 0, top: 0, right: scene.layout.width, bottom: scene.layout.height }, () => (all += 1));
		expect(all).toBe(graph.nodes.length);
	});

	it('lights what a node comes of and what comes of it, no more hops than asked', () => {
		const node = placeOf(keyOf(shown.focus));
		const near = surroundings(scene, node, 1);
		const far = surroundings(scene, node, 2);
		expect(near.nodes.size).toBe(
			new Set([...scene.edgesOf(node)].flatMap((edge) => [graph.from[edge], graph.to[edge]])).size,
		);
		expect(far.nodes.size).toBeGreaterThan(near.nodes.size);
	});

	it('is walked by keys: along an edge to the other column and back into sight, up and down within one', () => {
		const node = placeOf(keyOf(shown.focus));
		const right = stepFrom(scene, node, 'right') ?? stepFrom(scene, node, 'left');
		expect(right).not.toBeNull();
		expect(graph.stage[right as number]).not.toBe(graph.stage[node]);
		const column = scene.column(node);
		expect(stepFrom(scene, column[0] as number, 'up')).toBeNull();
		expect(stepFrom(scene, stepFrom(scene, column[0] as number, 'down') as number, 'up')).toBe(column[0]);
	});

	it('is searched by name, id or owner, up to a bound', () => {
		expect(findNodes(scene, '  ', 10)).toEqual([]);
		expect(findNodes(scene, 'HOME-1', 5)).toHaveLength(5);
		expect(findNodes(scene, shown.focus.id, 100)).toContain(placeOf(keyOf(shown.focus)));
	});
});

describe('the camera', () => {
	const whole = wholeView(scene.layout, FRAME);

	it('shows the whole picture, and never larger than life', () => {
		expect(scene.layout.width * whole.scale).toBeLessThanOrEqual(FRAME.width);
		expect(scene.layout.height * whole.scale).toBeLessThanOrEqual(FRAME.height);
		expect(wholeView({ width: 10, height: 10 }, FRAME).scale).toBe(1);
	});

	it('zooms about a point that stays where it is, within bounds', () => {
		const at = { x: 300, y: 200 };
		const nearer = zoom(whole, 1.5, at, whole);
		expect(nearer.x + at.x / nearer.scale).toBeCloseTo(whole.x + at.x / whole.scale, 6);
		expect(zoom(whole, 1e9, at, whole).scale).toBe(SCALE_MAX);
		expect(zoom(whole, 1e-9, at, whole).scale).toBe(whole.scale / 2);
		expect(pan(whole, 10, 0).x).toBeCloseTo(whole.x + 10 / whole.scale, 6);
	});

	it('brings a node into the middle, near enough to be read', () => {
		const at = { x: 5_000, y: 100 };
		expect(isSeen(whole, at, FRAME)).toBe(false);
		const seen = centre(whole, at, FRAME, 0.75);
		expect(isSeen(seen, at, FRAME)).toBe(true);
		expect(seen.scale).toBeGreaterThanOrEqual(0.75);
	});
});
