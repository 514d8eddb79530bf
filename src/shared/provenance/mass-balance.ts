import type { ProvenanceNode, ProvenanceType } from '../codec/provenance.ts';
import type { EnergyWh } from '../codec/units.ts';
import { nodeKey, type ProvenanceLink } from './graph.ts';

export interface MassBalance {
	readonly inWh: EnergyWh;
	readonly outWh: EnergyWh;
	/** in − out. */
	readonly residueWh: EnergyWh;
	/** False at the ends of flows, and where energy has not yet gone on. */
	readonly mustBalance: boolean;
}

/**
 * The balance of these sums at a node. Settlements and trades pass on all that they get. A reading does from the
 * settlement on that uses it: before, and where a correction replaced it, its energy stays with it. A certificate may
 * hold what is not yet used up, but never gives more than it got. Meters, the grid and participants are the ends of all
 * flows, and so is a packet on each side of its crossing: what goes into it here comes out of it on the other chain.
 * @param isSettled whether a settlement is at one end of one of its edges
 */
export function balanceOf(type: ProvenanceType, inWh: EnergyWh, outWh: EnergyWh, isSettled: boolean): MassBalance {
	return { inWh, outWh, residueWh: inWh - outWh, mustBalance: mustBalance(type, inWh, outWh, isSettled) };
}

function mustBalance(type: ProvenanceType, inWh: EnergyWh, outWh: EnergyWh, isSettled: boolean): boolean {
	switch (type) {
		case 'settlement':
		case 'trade':
			return true;
		case 'reading':
			return isSettled;
		case 'certificate':
			return outWh > inWh;
		default:
			return false;
	}
}

/** True unless energy came from nothing or went nowhere. */
export function isBalanced({ residueWh, mustBalance: must }: MassBalance): boolean {
	return !must || residueWh === 0;
}

export interface NodeBalance extends MassBalance {
	readonly node: ProvenanceNode;
}

/** The balance of every node at these edges, in the order of first mention: of a bundle, or of a whole chain. */
export function massBalances(
	edges: Iterable<Pick<ProvenanceLink, 'from' | 'to' | 'relation' | 'energyWh'>>,
): NodeBalance[] {
	const sums = new Map<string, { node: ProvenanceNode; inWh: number; outWh: number; isSettled: boolean }>();
	const sumOf = (node: ProvenanceNode) => {
		const key = nodeKey(node);
		const known = sums.get(key);
		if (known) return known;
		const sum = { node, inWh: 0, outWh: 0, isSettled: false };
		sums.set(key, sum);
		return sum;
	};
	for (const { from, to, relation, energyWh } of edges) {
		const source = sumOf(from);
		const sink = sumOf(to);
		if (to.type === 'settlement') source.isSettled = true;
		if (from.type === 'settlement') sink.isSettled = true;
		if (relation !== 'energyFlow' || energyWh === null) continue;
		source.outWh += energyWh;
		sink.inWh += energyWh;
	}
	return [...sums.values()].map(({ node, inWh, outWh, isSettled }) => ({
		node,
		...balanceOf(node.type, inWh, outWh, isSettled),
	}));
}
