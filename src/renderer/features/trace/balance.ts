import type { TraceThing } from '../../../shared/contract/index.ts';
import { factOf, keyOf } from './reference.ts';

/**
 * How a node's energy stands: `residue` is energy from nothing or gone nowhere, `open` has not yet gone on, `end` is
 * where all flows begin and end, `none` has no flow.
 */
export type BalanceState = 'balanced' | 'residue' | 'open' | 'end' | 'none';

const ENDS: ReadonlySet<TraceThing['type']> = new Set(['meter', 'grid', 'participant', 'packet']);

/** Over the node's whole history up to the block shown, not only what is drawn. */
export function balanceState({ type, balance }: Pick<TraceThing, 'type' | 'balance'>): BalanceState {
	if (balance.inWh === 0 && balance.outWh === 0) return 'none';
	if (ENDS.has(type)) return 'end';
	if (balance.residueWh === 0) return 'balanced';
	return balance.mustBalance ? 'residue' : 'open';
}

/** Nodes where energy came from nothing or went nowhere, the largest residue first. */
export function unbalancedNodes<N extends TraceThing>(nodes: Iterable<N>): N[] {
	return [...nodes]
		.filter((node) => balanceState(node) === 'residue')
		.toSorted((a, b) => Math.abs(b.balance.residueWh) - Math.abs(a.balance.residueWh));
}

export interface MassLine {
	readonly key: string;
	readonly label: string;
	readonly wh: number;
}

export interface NodeMass {
	readonly inward: readonly MassLine[];
	readonly outward: readonly MassLine[];
	/** What flows at the node beyond what is drawn. */
	readonly unseenIn: number;
	readonly unseenOut: number;
	readonly residueWh: number;
}

/** What flows into and out of one node, by neighbour, and what the picture does not show of it. */
export function massBalance(
	node: TraceThing,
	edges: readonly { from: { type: string; id: string }; to: { type: string; id: string }; energyWh: number | null }[],
	labelOf: (key: string) => string,
): NodeMass {
	const own = keyOf(node);
	const inward: MassLine[] = [];
	const outward: MassLine[] = [];
	for (const { from, to, energyWh } of edges) {
		if (!energyWh) continue;
		const [a, b] = [`${from.type}:${from.id}`, `${to.type}:${to.id}`];
		if (b === own) inward.push({ key: a, label: labelOf(a), wh: energyWh });
		if (a === own) outward.push({ key: b, label: labelOf(b), wh: energyWh });
	}
	const sum = (lines: readonly MassLine[]) => lines.reduce((total, line) => total + line.wh, 0);
	return {
		inward: inward.toSorted((a, b) => b.wh - a.wh),
		outward: outward.toSorted((a, b) => b.wh - a.wh),
		unseenIn: Math.max(0, node.balance.inWh - sum(inward)),
		unseenOut: Math.max(0, node.balance.outWh - sum(outward)),
		residueWh: node.balance.residueWh,
	};
}

export interface CertificateMass {
	readonly issuedWh: number;
	readonly cancelledWh: number;
	readonly expiredWh: number;
	readonly heldWh: number;
	/** issued − cancelled − expired − held. */
	readonly residueWh: number;
}

/** A certificate takes in what it was issued for and keeps what is neither cancelled nor expired; null for others. */
export function certificateMass(node: TraceThing): CertificateMass | null {
	const issuedWh = factOf(node, 'issued');
	if (node.type !== 'certificate' || typeof issuedWh !== 'number') return null;
	const energy = (key: string): number => Number(factOf(node, key) ?? 0);
	const [cancelledWh, expiredWh, heldWh] = [energy('cancelled'), energy('expired'), energy('held')];
	return { issuedWh, cancelledWh, expiredWh, heldWh, residueWh: issuedWh - cancelledWh - expiredWh - heldWh };
}
