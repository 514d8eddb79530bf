import type { PositionDay, PositionOwner } from '../../../shared/contract/index.ts';
import {
	addPositions,
	type ImportedForecast,
	meterFigures,
	ownerFigures,
	type PositionFigures,
} from '../../../shared/positions/position-figures.ts';

/** Home 9 stands before Home 11. */
const byName = new Intl.Collator('en', { numeric: true });

export type NodeKind = 'all' | 'zone' | 'owner' | 'meter';

/** A node of the portfolio with its figures by hour, and those of the day. */
export interface PositionNode {
	/** `all`, `zone/<zone>`, `owner/<owner>`, `meter/<meter>`. */
	readonly id: string;
	readonly kind: NodeKind;
	readonly name: string;
	/** From 1. */
	readonly level: number;
	readonly parent: string | null;
	readonly hours: readonly PositionFigures[];
	readonly total: PositionFigures;
	readonly children: readonly PositionNode[];
	/** Owners below, itself included. */
	readonly owners: number;
}

/** Zone, owner, meter: every figure of a node is the sum of what is below it, but a meter has no trades of its own. */
export function portfolioTree(day: PositionDay, imported: ImportedForecast): PositionNode {
	const zones = [...new Set(day.owners.map(({ zone }) => zone))].sort();
	const children = zones.map((zone) => {
		const owners = day.owners
			.filter((owner) => owner.zone === zone)
			.map((owner) => ownerNode(day, owner, imported))
			.sort((a, b) => byName.compare(a.name, b.name));
		return sumNode({ id: `zone/${zone}`, kind: 'zone', name: zone, level: 2, parent: 'all' }, day, owners);
	});
	return sumNode({ id: 'all', kind: 'all', name: '', level: 1, parent: null }, day, children);
}

type Head = Pick<PositionNode, 'id' | 'kind' | 'name' | 'level' | 'parent'>;

function sumNode(head: Head, { hours }: PositionDay, children: readonly PositionNode[]): PositionNode {
	const figures = hours.map((_, hour) => addPositions(children.flatMap((child) => child.hours[hour] ?? [])));
	const owners = children.reduce((sum, child) => sum + child.owners, 0);
	return { ...head, hours: figures, total: addPositions(figures), children, owners };
}

function ownerNode({ hours }: PositionDay, owner: PositionOwner, imported: ImportedForecast): PositionNode {
	const id = `owner/${owner.owner}`;
	const figures = hours.map((start, hour) => ownerFigures(owner, { hour, start }, imported));
	const children = owner.meters.map((meter): PositionNode => {
		const own = hours.map((start, hour) => meterFigures(meter, { hour, start }, imported));
		const head = { id: `meter/${meter.meter}`, kind: 'meter' as const, name: meter.meter, level: 4, parent: id };
		return { ...head, hours: own, total: addPositions(own), children: [], owners: 0 };
	});
	const head = { id, kind: 'owner' as const, name: owner.name, level: 3, parent: `zone/${owner.zone}` };
	return { ...head, hours: figures, total: addPositions(figures), children, owners: 1 };
}

/** Nodes on screen, top down: those below a closed one are left out. */
export function shownNodes(root: PositionNode, closed: ReadonlySet<string>): readonly PositionNode[] {
	const below = closed.has(root.id) ? [] : root.children.flatMap((child) => shownNodes(child, closed));
	return [root, ...below];
}

export function findNode(root: PositionNode, id: string): PositionNode | null {
	if (root.id === id) return root;
	for (const child of root.children) {
		const found = findNode(child, id);
		if (found) return found;
	}
	return null;
}

/** Owners from which on the tree begins with its owners' meters closed. */
export const MANY_OWNERS = 4;

/** What a tree of so many owners shows at first. */
export function closedAtFirst(root: PositionNode): ReadonlySet<string> {
	if (root.owners <= MANY_OWNERS) return new Set();
	return new Set(root.children.flatMap(({ children }) => children.map(({ id }) => id)));
}
