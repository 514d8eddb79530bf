import type { TraceEdge, TraceNode, TraceReference, TraceThing } from '../../../shared/contract/index.ts';
import { traceNodeType } from '../../../shared/contract/trace.ts';

/** The answer of `trace.graph`, as the view's models read it. */
export interface TraceAnswer {
	readonly focus: TraceReference;
	readonly nodes: readonly TraceThing[];
	readonly edges: readonly TraceEdge[];
}

/** A node on screen; one that only the auction around the focus brings has no distance. */
export type ShownNode = TraceThing & { readonly distance: number | null };

/** What is on screen: an answer of `trace.graph` and the auction around it as one graph. */
export interface ShownGraph extends TraceAnswer {
	readonly chainId: string;
	readonly nodes: readonly ShownNode[];
	readonly asOfHeight: number;
	readonly wholeFrom: number;
	readonly truncated: boolean;
	readonly milliseconds: number;
}

/** The search and the auction around it as one graph, each node and edge once. */
export function withContext(
	answer: Omit<ShownGraph, 'nodes'> & {
		readonly nodes: readonly TraceNode[];
		readonly context: {
			readonly nodes: readonly TraceThing[];
			readonly edges: readonly TraceEdge[];
			readonly truncated: boolean;
		} | null;
	},
): ShownGraph {
	const { context, ...shown } = answer;
	if (!context) return shown;
	const nodes = new Map<string, ShownNode>(context.nodes.map((node) => [keyOf(node), { ...node, distance: null }]));
	for (const node of answer.nodes) nodes.set(keyOf(node), node);
	const edges = new Map([...answer.edges, ...context.edges].map((edge) => [edgeKey(edge), edge]));
	return {
		...shown,
		nodes: [...nodes.values()],
		edges: [...edges.values()],
		truncated: answer.truncated || context.truncated,
	};
}

/** Two corrections of one reading flow between the same nodes in different blocks. */
export function edgeKey({ from, to, relation, height }: TraceEdge): string {
	return `${keyOf(from)} ${relation} ${keyOf(to)} ${height}`;
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

export function factOf(node: TraceThing | undefined, key: string): string | number | null {
	return node?.facts.find((fact) => fact.key === key)?.value ?? null;
}

/** Facts that name whose a node is. */
const OWNER_FACTS = ['participant', 'owner', 'producer', 'depositor', 'grantor'];

/** Whose a node is: by its own facts, or by what it is attributed to. */
export function ownersOf({ nodes, edges }: Pick<TraceAnswer, 'nodes' | 'edges'>): (key: string) => string | null {
	const owners = new Map<string, string>();
	for (const { from, to, relation } of edges)
		if (relation === 'wasAttributedTo' && !owners.has(keyOf(from))) owners.set(keyOf(from), to.id);
	for (const node of nodes) {
		const own = OWNER_FACTS.map((fact) => factOf(node, fact)).find((value) => value !== null);
		if (typeof own === 'string') owners.set(keyOf(node), own);
		else if (node.type === 'participant') owners.set(keyOf(node), node.id);
	}
	return (key) => owners.get(key) ?? null;
}
