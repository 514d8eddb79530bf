import type { Scene } from './scene.ts';

export type Step = 'left' | 'right' | 'up' | 'down';

/**
 * The node that an arrow key leads to: up and down within the column, left and right along an edge to the nearest column
 * on that side, there to the node that is nearest in height. Null where nothing is.
 */
export function stepFrom(scene: Scene, node: number, step: Step): number | null {
	const { layout, graph } = scene;
	if (step === 'up' || step === 'down') {
		const column = scene.column(node);
		return column[column.indexOf(node) + (step === 'down' ? 1 : -1)] ?? null;
	}
	const [x, y] = [layout.x[node] as number, layout.y[node] as number];
	const stage = graph.stage[node] as number;
	let best: number | null = null;
	let distance = Number.POSITIVE_INFINITY;
	for (const edge of scene.edgesOf(node)) {
		const other = (graph.from[edge] === node ? graph.to[edge] : graph.from[edge]) as number;
		const away = (graph.stage[other] as number) - stage;
		if (step === 'right' ? away <= 0 : away >= 0) continue;
		// Columns count before height.
		const far =
			Math.abs(away) * 1e6 +
			Math.abs((layout.y[other] as number) - y) +
			Math.abs((layout.x[other] as number) - x) / 1e3;
		if (far < distance) {
			best = other;
			distance = far;
		}
	}
	return best;
}

/** Nodes whose name, id or owner has the text in it; none for an empty text. */
export function findNodes(scene: Scene, text: string, most: number): number[] {
	const wanted = text.trim().toLowerCase();
	if (wanted === '') return [];
	const found: number[] = [];
	for (const [node, { label, members }] of scene.graph.nodes.entries()) {
		if (found.length >= most) break;
		if (label.toLowerCase().includes(wanted) || members.some((key) => key.toLowerCase().includes(wanted)))
			found.push(node);
	}
	return found;
}
