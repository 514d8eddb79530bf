import type { TraceEdge, TraceThing } from '../../../shared/contract/index.ts';
import { factOf, keyOf } from './reference.ts';

/** Somebody who may read a text, by what right and how long. */
export interface Reader {
	/** The node that gives the right: the document itself, or a grant. */
	readonly key: string;
	readonly who: string;
	readonly right: 'depositor' | 'named' | 'grant';
	/** Of a grant: in force, revoked or expired, and until when. */
	readonly state: string | null;
	readonly until: number | null;
	readonly purpose: string | null;
	/** Keys handed over under it. */
	readonly released: number;
}

/** Who may read a document's text: its depositor, the readers it names, and grants that reach it. Pure. */
export function readersOf(
	node: TraceThing,
	nodes: ReadonlyMap<string, TraceThing>,
	edges: readonly TraceEdge[],
): Reader[] {
	const key = keyOf(node);
	const readers: Reader[] = [];
	if (node.type === 'document') {
		const named = (who: string, right: 'depositor' | 'named'): Reader => ({
			key,
			who,
			right,
			state: null,
			until: null,
			purpose: null,
			released: 0,
		});
		const depositor = text(node, 'depositor');
		if (depositor) readers.push(named(depositor, 'depositor'));
		for (const who of (text(node, 'readers') ?? '').split(', '))
			if (who !== '' && who !== depositor) readers.push(named(who, 'named'));
	}
	for (const grant of grantsOn(key, nodes, edges)) {
		const until = factOf(grant, 'until');
		readers.push({
			key: keyOf(grant),
			who: text(grant, 'grantee') ?? grant.label,
			right: 'grant',
			state: text(grant, 'state'),
			until: typeof until === 'number' ? until : null,
			purpose: text(grant, 'purpose'),
			released: Number(factOf(grant, 'released') ?? 0),
		});
	}
	return readers;
}

/** Grants whose scope is the node, or under which its key was released. */
function grantsOn(key: string, nodes: ReadonlyMap<string, TraceThing>, edges: readonly TraceEdge[]): TraceThing[] {
	const grants = new Map<string, TraceThing>();
	for (const { from, to, relation } of edges) {
		if (relation !== 'wasDerivedFrom' || from.type !== 'grant' || keyOf(to) !== key) continue;
		const grant = nodes.get(keyOf(from));
		if (grant) grants.set(keyOf(grant), grant);
	}
	return [...grants.values()];
}

function text(node: TraceThing, key: string): string | null {
	const value = factOf(node, key);
	return typeof value === 'string' && value !== '' ? value : null;
}
