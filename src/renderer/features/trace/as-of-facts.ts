import type { TraceThing } from '../../../shared/contract/index.ts';
import { keyOf, type ShownGraph, type ShownNode } from './reference.ts';

/**
 * Facts are those of the newest block. What ended after the graph's last change had not ended as of its block: it has no
 * end there, awaits or is in force, and has the signatures that the graph shows. Pure.
 */
export function withFactsAsOf(graph: ShownGraph): ShownGraph {
	const last = [...graph.nodes, ...graph.edges].reduce((time, each) => Math.max(time, each.time), 0);
	const signatures = new Map<string, number>();
	for (const { from, to, relation } of graph.edges)
		if (relation === 'wasDerivedFrom' && from.type === 'signature')
			signatures.set(keyOf(to), (signatures.get(keyOf(to)) ?? 0) + 1);
	return { ...graph, nodes: graph.nodes.map((node) => asOf(node, last, signatures.get(keyOf(node)) ?? 0)) };
}

const STATE_BEFORE: Partial<Record<TraceThing['type'], string>> = {
	deed: 'awaiting',
	document: 'awaiting',
	grant: 'inForce',
};

function asOf(node: ShownNode, last: number, signatures: number): ShownNode {
	const before = STATE_BEFORE[node.type];
	const ended = node.facts.find(({ key }) => key === 'ended')?.value;
	if (before === undefined || typeof ended !== 'number' || ended <= last) return node;
	const facts = node.facts
		.filter(({ key }) => key !== 'ended')
		.map((fact) => {
			if (fact.key === 'state') return { ...fact, value: before };
			if (fact.key === 'signed') return { ...fact, value: `${signatures} / ${String(fact.value).split(' / ')[1]}` };
			return fact;
		});
	return { ...node, facts };
}
