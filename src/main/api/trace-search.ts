import { traceNodeType } from '../../shared/contract/trace.ts';
import type { GraphNode } from './read-model/graph-search.ts';
import type { DeedRow } from './read-model/product.ts';
import type { ReadModel } from './read-model/read-model.ts';
import { TimeSlices } from './time-slices.ts';
import { labelOf } from './trace-node-view.ts';

/** Nodes looked at in one search, newest first. */
const MAX_LOOKS = 500_000;
const TYPES = traceNodeType.options;

export interface TraceHit {
	readonly type: GraphNode['type'];
	readonly id: string;
	readonly label: string;
	readonly height: number;
	readonly time: number;
}

/** Nodes whose id or name holds the text, an exact id first, then newest first; an aborted search ends early. */
export async function searchTrace(
	text: string,
	limit: number,
	model: ReadModel,
	signal?: AbortSignal,
): Promise<TraceHit[]> {
	const wanted = text.trim().toLowerCase();
	if (wanted === '') return newestSealed(limit, model);
	const hits = new Set<GraphNode>();
	for (const type of TYPES) {
		const node = model.graph.find({ type, id: text.trim() });
		if (node) hits.add(node);
	}
	const named = new Set(
		[...model.directory.participants.values()]
			.filter(({ name }) => name.toLowerCase().includes(wanted))
			.map(({ id }) => id),
	);
	let looks = 0;
	const slices = new TimeSlices();
	for (const node of model.graph.newestFirst()) {
		if (hits.size >= limit || ++looks > MAX_LOOKS || signal?.aborted) break;
		if (node.id.toLowerCase().includes(wanted) || (node.type === 'participant' && named.has(node.id))) hits.add(node);
		if (looks % 256 === 0 && slices.isOver) await slices.next();
	}
	return [...hits].slice(0, limit).map((node) => hitOf(node, model));
}

function newestSealed(limit: number, model: ReadModel): TraceHit[] {
	const hits: TraceHit[] = [];
	for (const deed of model.products.ended.toReversed()) {
		if (hits.length === limit) break;
		const node = deed.state === 'sealed' && model.graph.find({ type: 'deed', id: deed.id });
		if (node) hits.push(hitOf(node, model));
	}
	return hits;
}

function hitOf(node: GraphNode, model: ReadModel): TraceHit {
	const { type, id, height, time } = node;
	return { type, id, label: labelOf(node, model), height, time };
}

/** The largest sealed deed of the product that settled last, else the newest deed of all. */
export function traceStart(model: ReadModel): {
	focus: { type: 'deed'; id: string } | null;
	participant: string | null;
} {
	const { products } = model;
	const isDrawn = ({ id }: DeedRow): boolean => model.graph.find({ type: 'deed', id }) !== undefined;
	const settled = products.ended.filter((deed) => deed.state === 'sealed' && deed.product.settled && isDrawn(deed));
	const best =
		largest(settled, (deed) => [deed.product.settled?.height ?? 0, deed.trade.quantityWh]) ??
		largest([...products.awaiting.values(), ...products.ended].filter(isDrawn), (deed) => [
			deed.draftedHeight,
			deed.trade.quantityWh,
		]);
	return best
		? { focus: { type: 'deed', id: best.id }, participant: best.trade.seller }
		: { focus: null, participant: null };
}

/** By the first measure, then the second; the earliest of equals. */
function largest(
	deeds: readonly DeedRow[],
	measure: (deed: DeedRow) => readonly [first: number, second: number],
): DeedRow | undefined {
	let best: { deed: DeedRow; first: number; second: number } | undefined;
	for (const deed of deeds) {
		const [first, second] = measure(deed);
		if (!best || first > best.first || (first === best.first && second > best.second)) best = { deed, first, second };
	}
	return best?.deed;
}
