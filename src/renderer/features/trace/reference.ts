import type { TraceEdge, TraceNode, TraceReference } from '../../../shared/contract/index.ts';
import { traceNodeType } from '../../../shared/contract/trace.ts';

/** The answer of `trace.graph`, as the view's models read it. */
export interface TraceAnswer {
	readonly focus: TraceReference;
	readonly nodes: readonly TraceNode[];
	readonly edges: readonly TraceEdge[];
}

/** `deed:D-F-2017-07-28T13-0`: one text per node, in the URL and as a map's key. */
export function keyOf({ type, id }: TraceReference): string {
	return `${type}:${id}`;
}

/** The node that a text of that form names; null for any other text. */
export function parseKey(text: unknown): TraceReference | null {
	if (typeof text !== 'string') return null;
	const colon = text.indexOf(':');
	const type = traceNodeType.safeParse(text.slice(0, Math.max(0, colon)));
	const id = text.slice(colon + 1);
	return type.success && id.length > 0 && id.length <= 256 ? { type: type.data, id } : null;
}

export function factOf(node: TraceNode | undefined, key: string): string | number | null {
	return node?.facts.find((fact) => fact.key === key)?.value ?? null;
}

/** Whose node it is, by its own facts or by what it is attributed to. */
export function ownerOf(
	key: string,
	nodes: ReadonlyMap<string, TraceNode>,
	edges: readonly TraceEdge[],
): string | null {
	const node = nodes.get(key);
	const own = factOf(node, 'participant') ?? factOf(node, 'owner');
	if (typeof own === 'string') return own;
	if (node?.type === 'participant') return node.id;
	const attributed = edges.find((edge) => edge.relation === 'wasAttributedTo' && keyOf(edge.from) === key);
	return attributed?.to.id ?? null;
}
