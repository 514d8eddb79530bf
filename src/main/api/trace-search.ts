import { toHex } from '../../shared/codec/bytes.ts';
import type { ProvenanceNode, ProvenanceType } from '../../shared/codec/provenance.ts';
import type { TimeMs } from '../../shared/codec/units.ts';
import { traceNodeType } from '../../shared/contract/trace.ts';
import { digestOfCid, parseCid } from '../../shared/documents/cid.ts';
import type { DeedRow } from './read-model/product.ts';
import type { GraphNode } from './read-model/provenance-graph.ts';
import type { ReadModel } from './read-model/read-model.ts';
import { TimeSlices } from './time-slices.ts';
import { labelOf } from './trace-node-view.ts';

/** Nodes looked at in one search, newest first. */
const MAX_LOOKS = 500_000;
const TYPES = traceNodeType.options;
const HASH_FORM = /^(?:0x)?([0-9a-f]{16,128})$/i;
const CID_FORM = /^b[a-z2-7]{50,62}$/;

export interface TraceHit {
	readonly type: ProvenanceType;
	readonly id: string;
	readonly label: string;
	readonly height: number;
	readonly time: number;
}

export interface TraceSearch {
	readonly text: string;
	readonly neighbour: ProvenanceNode | null;
	readonly period: { readonly from: TimeMs; readonly to: TimeMs } | null;
	readonly type: ProvenanceType | null;
	readonly limit: number;
}

/** Nodes by id, name or hash: an exact id first, then what has the hash, then newest first; an abort ends it early. */
export async function searchTrace(search: TraceSearch, model: ReadModel, signal?: AbortSignal): Promise<TraceHit[]> {
	const { limit, neighbour, period, type } = search;
	const text = search.text.trim();
	const wanted = text.toLowerCase();
	if (wanted === '' && !neighbour && !period && !type) return newestSealed(limit, model);
	const fits = (node: GraphNode): boolean =>
		(type === null || node.type === type) && (!period || (node.time >= period.from && node.time < period.to));
	const hits = new Map<number, GraphNode>();
	const take = (node: GraphNode | undefined): void => {
		if (node && hits.size < limit && fits(node)) hits.set(node.index, node);
	};
	if (wanted !== '' && !neighbour) {
		for (const each of TYPES) take(model.graph.find({ type: each, id: text }));
		for (const node of nodesOfHash(text, model)) take(node);
	}
	const named = new Set(
		[...model.directory.participants.values()]
			.filter(({ name }) => name.toLowerCase().includes(wanted))
			.map(({ id }) => id),
	);
	let looks = 0;
	const slices = new TimeSlices();
	for (const index of candidates(neighbour, model)) {
		if (hits.size >= limit || ++looks > MAX_LOOKS || signal?.aborted) break;
		const id = model.graph.nodes.idOf(index);
		if (id.toLowerCase().includes(wanted) || (named.has(id) && model.graph.nodes.typeOf(index) === 'participant'))
			take(model.graph.view(index));
		if (looks % 256 === 0 && slices.isOver) await slices.next();
	}
	return [...hits.values()].map((node) => hitOf(node, model));
}

/** Newest first: all nodes, or those with an edge at the neighbour. */
function* candidates(neighbour: ProvenanceNode | null, { graph }: ReadModel): Generator<number, void, undefined> {
	if (!neighbour) return yield* graph.newestFirst();
	const node = graph.find(neighbour);
	if (!node) return;
	for (const { from, to } of graph.edgesAt(node.index)) yield from === node.index ? to : from;
}

function nodesOfHash(text: string, { graph }: ReadModel): GraphNode[] {
	const hex = HASH_FORM.exec(text)?.[1]?.toLowerCase();
	if (hex !== undefined) return graph.named(hex);
	if (!CID_FORM.test(text)) return [];
	try {
		return graph.named(toHex(digestOfCid(parseCid(text))));
	} catch {
		// Text that looks like a CID and is none may still be part of a name.
		return [];
	}
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
