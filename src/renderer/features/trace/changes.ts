import type { TraceEdge, TraceThing } from '../../../shared/contract/index.ts';

/** A block that declared something of the graph on screen. */
export interface Change {
	readonly height: number;
	readonly time: number;
	/** Edges that it declared. */
	readonly edges: number;
}

/** Blocks in which the graph grew, oldest first. */
export function changesOf({
	nodes,
	edges,
}: {
	readonly nodes: readonly Pick<TraceThing, 'height' | 'time'>[];
	readonly edges: readonly Pick<TraceEdge, 'height' | 'time'>[];
}): Change[] {
	const changes = new Map<number, Change>();
	for (const { height, time } of nodes) changes.set(height, { height, time, edges: 0 });
	for (const { height, time } of edges)
		changes.set(height, { height, time, edges: (changes.get(height)?.edges ?? 0) + 1 });
	return [...changes.values()].sort((a, b) => a.height - b.height);
}

/** Place of the last change up to a block; −1 before the first. */
export function changeAt(changes: readonly Change[], height: number): number {
	return changes.findLastIndex((change) => change.height <= height);
}

/** Place of the change that is nearest in time. */
export function changeNear(changes: readonly Change[], time: number): number {
	let nearest = -1;
	for (const [index, change] of changes.entries())
		if (nearest < 0 || Math.abs(change.time - time) < Math.abs((changes[nearest] as Change).time - time))
			nearest = index;
	return nearest;
}
