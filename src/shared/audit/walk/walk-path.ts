import type { ProvenanceNode, ProvenanceRelation, ProvenanceType } from '../../codec/provenance.ts';
import type { EnergyWh, TimeMs } from '../../codec/units.ts';
import { CodedError } from '../../errors/coded-error.ts';
import { nodeKey } from '../../provenance/graph.ts';
import type { ChainsWalk } from './chains-walk.ts';

/** Which way is walked: to what a thing rests on, or to what rests on it. */
export type WalkDirection = 'back' | 'forward';

/** One step of a walk: from the thing of an earlier step to this one. */
export interface PathStep {
	/** Of the step that it comes from; null for the first. */
	readonly from: number | null;
	/** Steps from the first. */
	readonly depth: number;
	/** Chain that tells of it, and whether it is another one than that of the step before. */
	readonly chain: string;
	readonly crosses: boolean;
	readonly node: ProvenanceNode;
	/** Null for the first. */
	readonly relation: ProvenanceRelation | null;
	readonly energyWh: EnergyWh | null;
	/** Block and chain time that first told of the step. */
	readonly height: number | null;
	readonly time: TimeMs | null;
}

/** Steps of one walk at most. */
export const PATH_MAX = 10_000;

/** So much leads through these that a way through them says nothing: a walk names them and goes no further. */
const ENDS: ReadonlySet<ProvenanceType> = new Set(['participant', 'grid', 'auction']);
/** What a meter has to do with anything else than its reading is another story, and so is the rest of a batch. */
const ENDS_FORWARD: ReadonlySet<ProvenanceType> = new Set(['meter', 'readings']);

/**
 * Every thing that a walk from one reaches, breadth first, each once: across the packets between the bundle's chains.
 * @throws CodedError BUNDLE_SELECTION where the bundle does not tell of the first
 */
export function walkPath(
	walk: ChainsWalk,
	{ from, chain, direction }: { from: ProvenanceNode; chain: string | null; direction: WalkDirection },
): readonly PathStep[] {
	const start = walk.view({ focus: from, chain, deed: null, asOf: null });
	if (!start) throw new CodedError('BUNDLE_SELECTION', { missing: `${from.type} ${from.id}` });
	const { height, time } = start;
	const steps: PathStep[] = [
		{
			from: null,
			depth: 0,
			chain: start.chain,
			crosses: false,
			node: from,
			relation: null,
			energyWh: null,
			height,
			time,
		},
	];
	const seen = new Set([keyOf(start.chain, from)]);
	for (let at = 0; at < steps.length; at++) {
		const step = steps[at] as PathStep;
		const isEnd = ENDS.has(step.node.type) || (direction === 'forward' && ENDS_FORWARD.has(step.node.type));
		if (isEnd && at > 0) continue;
		const view = walk.view({ focus: step.node, chain: step.chain, deed: null, asOf: null });
		for (const next of view?.[direction] ?? []) {
			const key = keyOf(next.chain, next.node);
			if (seen.has(key) || steps.length >= PATH_MAX) continue;
			seen.add(key);
			const { node, relation, energyWh } = next;
			steps.push({
				from: at,
				depth: step.depth + 1,
				chain: next.chain,
				crosses: next.chain !== step.chain,
				node,
				relation,
				energyWh,
				height: next.height,
				time: next.time,
			});
		}
	}
	return steps;
}

/** A packet is one thing on both of its chains. */
function keyOf(chain: string, node: ProvenanceNode): string {
	return node.type === 'packet' ? nodeKey(node) : `${chain} ${nodeKey(node)}`;
}
