import { PROVENANCE_TYPES, type ProvenanceType } from '../../../../shared/codec/provenance.ts';
import type { LayoutGraph } from '../../../workers/trace-layout.ts';
import { keyOf, type ShownGraph } from '../reference.ts';

/** A node of the picture: one of the graph, or several of one type that belong to one participant. */
export interface NetworkNode {
	/** Of a group `*type/owner`, which no node of the graph is called. */
	readonly key: string;
	readonly type: ProvenanceType;
	/** Its label, or whose the group is. */
	readonly label: string;
	/** Keys of the nodes that it stands for. */
	readonly members: readonly string[];
}

export interface NetworkGraph extends LayoutGraph {
	readonly nodes: readonly NetworkNode[];
	/** Energy along each edge, Wh; 0 where none flows. */
	readonly wh: Float64Array;
	/** Edges, those with the most energy first. */
	readonly byEnergy: Uint32Array;
	/** Where each node of the graph is drawn. */
	readonly placeOf: ReadonlyMap<string, number>;
}

export interface Grouping {
	readonly owner: (key: string) => string | null;
	/** Groups that are shown as what they hold. */
	readonly opened: ReadonlySet<string>;
	/** Stays a node of its own. */
	readonly focus: string;
}

/** Fewer than this are not worth folding. */
const GROUP_FROM = 3;
const STAGE = new Map(PROVENANCE_TYPES.map((type, stage) => [type, stage]));

/** The graph on screen as one of the picture; folded by type and owner where a grouping is given. Pure. */
export function networkOf(shown: Pick<ShownGraph, 'nodes' | 'edges'>, grouping: Grouping | null): NetworkGraph {
	const sorted = shown.nodes.toSorted((a, b) => a.height - b.height || (keyOf(a) < keyOf(b) ? -1 : 1));
	const groupOf = grouping ? groupsOf(sorted.map(keyOf), grouping) : () => null;
	const nodes: (Omit<NetworkNode, 'members'> & { members: string[] })[] = [];
	const placeOf = new Map<string, number>();
	const places = new Map<string, number>();
	for (const { type, id, label } of sorted) {
		const key = `${type}:${id}`;
		const group = groupOf(key);
		const at = places.get(group?.key ?? key);
		if (at === undefined) {
			places.set(group?.key ?? key, nodes.length);
			placeOf.set(key, nodes.length);
			nodes.push({ key: group?.key ?? key, type, label: group?.owner ?? (label || id), members: [key] });
		} else {
			placeOf.set(key, at);
			nodes[at]?.members.push(key);
		}
	}
	return {
		nodes,
		placeOf,
		stage: Uint8Array.from(nodes, ({ type }) => STAGE.get(type) ?? 0),
		...joined(shown, placeOf),
	};
}

function groupsOf(keys: readonly string[], { owner, opened, focus }: Grouping) {
	const sizes = new Map<string, number>();
	const named = new Map<string, { key: string; owner: string }>();
	for (const key of keys) {
		const whose = owner(key);
		const type = key.slice(0, key.indexOf(':'));
		if (whose === null || type === 'participant' || key === focus) continue;
		const group = `*${type}/${whose}`;
		named.set(key, { key: group, owner: whose });
		sizes.set(group, (sizes.get(group) ?? 0) + 1);
	}
	return (key: string) => {
		const group = named.get(key);
		return group && (sizes.get(group.key) ?? 0) >= GROUP_FROM && !opened.has(group.key) ? group : null;
	};
}

/** Each pair of ends once, with the energy of all its edges; what lies within a group is not drawn. */
function joined({ edges }: Pick<ShownGraph, 'edges'>, placeOf: ReadonlyMap<string, number>) {
	const sums = new Map<number, number>();
	const size = placeOf.size;
	for (const { from, to, energyWh } of edges) {
		const [a, b] = [placeOf.get(keyOf(from)), placeOf.get(keyOf(to))];
		if (a === undefined || b === undefined || a === b) continue;
		const pair = a * size + b;
		sums.set(pair, (sums.get(pair) ?? 0) + (energyWh ?? 0));
	}
	const wh = Float64Array.from(sums.values());
	return {
		from: Uint32Array.from(sums.keys(), (pair) => Math.floor(pair / size)),
		to: Uint32Array.from(sums.keys(), (pair) => pair % size),
		wh,
		byEnergy: Uint32Array.from(wh.keys()).sort((a, b) => (wh[b] as number) - (wh[a] as number) || a - b),
	};
}
