import type { ProvenanceType } from '../../../../shared/codec/provenance.ts';
import type { ChartTokens } from '../../../charts/tokens.ts';
import { CELL } from '../../../workers/trace-layout.ts';
import { type Camera, HEAD_PX, type Size } from './camera.ts';
import type { Rect, Scene } from './scene.ts';

/** What is said of the picture beside where its nodes are. */
export interface Emphasis {
	/** The node that the keys walk from; null before one is chosen. */
	readonly current: number | null;
	readonly focus: number | null;
	/** What the current node comes of and what comes of it; null: nothing stands back. */
	readonly lit: { readonly nodes: ReadonlySet<number>; readonly edges: ReadonlySet<number> } | null;
	readonly found: ReadonlySet<number>;
	/** What blocks have just brought. */
	readonly fresh: ReadonlySet<number>;
	/** Edges to draw, at most. */
	readonly edges: number;
}

export interface NetworkWords {
	readonly head: (stage: number, nodes: number) => string;
	readonly label: (node: number) => string;
}

export interface Drawn {
	/** Edges with an end in view, and how many of them are drawn. */
	readonly edgesInView: number;
	readonly edgesDrawn: number;
}

/** Below this height of a row nodes have no words. */
const WORDS_FROM_PX = 10;
/** Edges that are drawn, those with the most energy first: nearer there are fewer in view, and while it moves one sees less. */
export const EDGES_MAX = { still: 2_500, moving: 500 } as const;
const COLOURS: Readonly<Record<ProvenanceType, keyof ChartTokens>> = {
	participant: 'ink2',
	meter: 'sun',
	readings: 'sun',
	reading: 'sun',
	order: 'grid',
	batch: 'grid',
	auction: 'signal',
	trade: 'trade',
	deed: 'trade',
	signature: 'plum',
	settlement: 'load',
	certificate: 'load',
	document: 'plum',
	grant: 'plum',
	grid: 'ink3',
	packet: 'plum',
};

/**
 * Draws what the camera sees: only nodes and edges in view, words only where they can be read. The context's unit is one
 * CSS px.
 */
export function drawNetwork(
	context: CanvasRenderingContext2D,
	scene: Scene,
	camera: Camera,
	frame: Size,
	emphasis: Emphasis,
	words: NetworkWords,
	tokens: ChartTokens,
): Drawn {
	const seen: Rect = {
		left: camera.x,
		top: camera.y,
		right: camera.x + frame.width / camera.scale,
		bottom: camera.y + frame.height / camera.scale,
	};
	const screen: Screen = {
		context,
		scene,
		x: (units) => (units - camera.x) * camera.scale,
		y: (units) => (units - camera.y) * camera.scale,
		scale: camera.scale,
		mark: Math.max(1.5, Math.min(8, CELL.height * camera.scale * 0.55)),
		tokens,
	};
	context.fillStyle = tokens.paper;
	context.fillRect(0, 0, frame.width, frame.height);
	const drawn = drawEdges(screen, seen, emphasis);
	drawNodes(screen, seen, emphasis);
	if (CELL.height * camera.scale >= WORDS_FROM_PX) drawWords(screen, seen, emphasis, words);
	drawRings(screen, emphasis);
	drawHeads(screen, frame, words);
	context.globalAlpha = 1;
	return drawn;
}

interface Screen {
	readonly context: CanvasRenderingContext2D;
	readonly scene: Scene;
	readonly x: (units: number) => number;
	readonly y: (units: number) => number;
	readonly scale: number;
	/** Side of a node's square, px. */
	readonly mark: number;
	readonly tokens: ChartTokens;
}

function drawEdges(screen: Screen, seen: Rect, { lit, edges }: Emphasis): Drawn {
	const { context, scene, tokens } = screen;
	const { graph, layout } = scene;
	let edgesInView = 0;
	let edgesDrawn = 0;
	context.beginPath();
	for (const edge of scene.graph.byEnergy) {
		const [a, b] = [graph.from[edge] as number, graph.to[edge] as number];
		const [ax, ay, bx, by] = [layout.x[a], layout.y[a], layout.x[b], layout.y[b]] as [number, number, number, number];
		if (Math.max(ax, bx) < seen.left || Math.min(ax, bx) > seen.right) continue;
		if (Math.max(ay, by) < seen.top || Math.min(ay, by) > seen.bottom) continue;
		edgesInView += 1;
		if (edgesDrawn >= edges) continue;
		edgesDrawn += 1;
		if (!lit?.edges.has(edge)) trace(screen, ax, ay, bx, by);
	}
	context.strokeStyle = tokens.grid;
	context.lineWidth = 0.7;
	context.globalAlpha = lit ? 0.1 : Math.max(0.09, Math.min(0.4, 300 / Math.max(1, edgesDrawn)));
	context.stroke();
	if (!lit) return { edgesInView, edgesDrawn };
	context.beginPath();
	for (const edge of lit.edges) {
		const [a, b] = [graph.from[edge] as number, graph.to[edge] as number];
		trace(screen, layout.x[a] as number, layout.y[a] as number, layout.x[b] as number, layout.y[b] as number);
	}
	context.strokeStyle = tokens.ink;
	context.lineWidth = 1.2;
	context.globalAlpha = 0.75;
	context.stroke();
	return { edgesInView, edgesDrawn };
}

function trace({ context, x, y, mark }: Screen, ax: number, ay: number, bx: number, by: number): void {
	context.moveTo(x(ax) + mark / 2, y(ay));
	context.lineTo(x(bx) + mark / 2, y(by));
}

function drawNodes(screen: Screen, seen: Rect, { lit, found }: Emphasis): void {
	const { context, scene, mark, tokens } = screen;
	const groups = new Map<string, number[]>();
	scene.visit(seen, (node) => {
		const type = scene.graph.nodes[node]?.type ?? 'grid';
		const clear = lit === null || lit.nodes.has(node) || found.has(node);
		const group = `${clear ? '' : '-'}${tokens[COLOURS[type]]}`;
		const list = groups.get(group);
		if (list) list.push(node);
		else groups.set(group, [node]);
	});
	for (const [group, nodes] of groups) {
		const isAside = group.startsWith('-');
		context.globalAlpha = isAside ? 0.25 : 1;
		context.fillStyle = isAside ? group.slice(1) : group;
		context.beginPath();
		for (const node of nodes) shapeOf(screen, node, mark);
		context.fill();
	}
}

/** A group is a taller mark; a crossing to another region two triangles that meet, one of each side. */
function shapeOf({ context, scene, x, y }: Screen, node: number, mark: number): void {
	if (scene.graph.nodes[node]?.type === 'packet') {
		const [centre, level] = [x(scene.layout.x[node] as number) + mark / 2, y(scene.layout.y[node] as number)];
		for (const side of [-1, 1]) {
			context.moveTo(centre, level);
			context.lineTo(centre + side * mark * 0.85, level - mark * 0.75);
			context.lineTo(centre + side * mark * 0.85, level + mark * 0.75);
			context.closePath();
		}
		return;
	}
	const tall = (scene.graph.nodes[node]?.members.length ?? 1) > 1 ? 1.6 : 1;
	const [left, middle] = [x(scene.layout.x[node] as number), y(scene.layout.y[node] as number)];
	context.rect(left, middle - (mark * tall) / 2, mark, mark * tall);
}

function drawWords(screen: Screen, seen: Rect, { lit, found, current }: Emphasis, words: NetworkWords): void {
	const { context, scene, x, y, mark, tokens, scale } = screen;
	const size = Math.min(12, Math.max(9, CELL.height * scale * 0.75));
	const letters = Math.floor((CELL.width * scale - mark - 10) / (size * 0.54));
	context.font = `${size}px ${tokens.sans}`;
	context.textBaseline = 'middle';
	context.textAlign = 'left';
	scene.visit(seen, (node) => {
		const isClear = lit === null || lit.nodes.has(node) || found.has(node) || node === current;
		context.globalAlpha = isClear ? 1 : 0.35;
		context.fillStyle = node === current || found.has(node) ? tokens.ink : tokens.ink2;
		const whole = words.label(node);
		const text = whole.length > letters ? `${whole.slice(0, Math.max(1, letters - 1))}…` : whole;
		context.fillText(text, x(scene.layout.x[node] as number) + mark + 4, y(scene.layout.y[node] as number));
	});
}

/** Told by shape: a box is the focus, a ring the current node, a dashed box a find, a diamond what is new. */
function drawRings(screen: Screen, { current, focus, found, fresh }: Emphasis): void {
	const { context, scene, x, y, mark, tokens } = screen;
	const at = (node: number) =>
		[x(scene.layout.x[node] as number) + mark / 2, y(scene.layout.y[node] as number)] as const;
	const half = mark / 2 + 4;
	context.globalAlpha = 1;
	context.lineWidth = 1.5;
	context.strokeStyle = tokens.ink;
	const box = (node: number) => {
		const [cx, cy] = at(node);
		context.strokeRect(cx - half, cy - half, 2 * half, 2 * half);
	};
	if (focus !== null) box(focus);
	context.setLineDash([3, 2]);
	for (const node of found) box(node);
	context.setLineDash([]);
	context.fillStyle = tokens.signal;
	context.beginPath();
	for (const node of fresh) {
		const [cx, cy] = at(node);
		context.moveTo(cx, cy - half - 4);
		context.lineTo(cx + 4, cy - half);
		context.lineTo(cx, cy - half + 4);
		context.lineTo(cx - 4, cy - half);
	}
	context.fill();
	if (current === null) return;
	const [cx, cy] = at(current);
	context.strokeStyle = tokens.signal;
	context.lineWidth = 2;
	context.beginPath();
	context.arc(cx, cy, half + 3, 0, 2 * Math.PI);
	context.stroke();
}

/** Names of the columns, always in sight, in two lines; one that has no room in either is left out. */
function drawHeads({ context, scene, x, tokens, scale }: Screen, frame: Size, words: NetworkWords): void {
	context.globalAlpha = 0.92;
	context.fillStyle = tokens.paper;
	context.fillRect(0, 0, frame.width, HEAD_PX);
	context.globalAlpha = 1;
	context.fillStyle = tokens.ink;
	context.font = `600 12px ${tokens.sans}`;
	context.textBaseline = 'alphabetic';
	context.textAlign = 'left';
	const free = [0, 0];
	for (const { stage, x: left, width, nodes } of scene.layout.columns) {
		const end = x(left) + width * scale;
		const start = Math.max(2, x(left));
		if (end < 20 || start > frame.width - 20) continue;
		const text = words.head(stage, nodes);
		const line = free.findIndex((from) => start >= from);
		if (line < 0) continue;
		context.fillText(text, start, 14 + line * 15);
		free[line] = start + context.measureText(text).width + 12;
	}
}
