import type { ProvenanceNode, ProvenanceType } from '../../codec/provenance.ts';
import { nodeKey } from '../../provenance/graph.ts';
import type { WalkRecord, WalkThing } from './walk-record.ts';

/** Stages of a deed's line, in the order in which they follow each other. */
export const LINE_STAGES = [
	'order',
	'clearing',
	'trade',
	'deed',
	'signature',
	'meter',
	'batch',
	'reading',
	'settlement',
	'certificate',
	'document',
] as const;

export type LineStage = (typeof LINE_STAGES)[number];

/** Things of one deed's line at most; a deed has 128 trades at most. */
const LINE_MAX = 2_000;

/** Everything that a deed goes back to and everything that followed from it, stage by stage. */
export function deedLine(record: WalkRecord, deed: string): readonly (readonly [LineStage, WalkThing])[] {
	const start = record.thing({ type: 'deed', id: deed });
	if (!start) return [];
	const below = (things: readonly WalkThing[], ...types: readonly ProvenanceType[]) =>
		known(
			record,
			things.flatMap(({ out }) => out.map(({ to }) => to)),
			types,
		);
	const above = (things: readonly WalkThing[], ...types: readonly ProvenanceType[]) =>
		known(
			record,
			things.flatMap(({ into }) => into.map(({ from }) => from)),
			types,
		);
	const trades = below([start], 'trade');
	const settlements = above([start], 'settlement');
	const readings = below(settlements, 'reading');
	const earlier = below(readings, 'reading');
	const line: { readonly [stage in LineStage]: readonly WalkThing[] } = {
		order: below(trades, 'order'),
		clearing: below(trades, 'auction'),
		trade: trades,
		deed: [start],
		signature: above([start], 'signature'),
		meter: below(readings, 'meter'),
		batch: below([...earlier, ...readings], 'readings'),
		reading: [...earlier, ...readings],
		settlement: settlements,
		certificate: below(settlements, 'certificate'),
		document: above([start, ...trades], 'document'),
	};
	return LINE_STAGES.flatMap((stage) => line[stage].map((thing) => [stage, thing] as const)).slice(0, LINE_MAX);
}

/** The deed nearest to a thing, through trades, settlements and what hangs on them; null where none is near. */
export function nearestDeed(record: WalkRecord, from: ProvenanceNode): string | null {
	const seen = new Set([nodeKey(from)]);
	let ring = [record.thing(from)];
	while (ring.length > 0 && seen.size < LINE_MAX) {
		const next: WalkThing[] = [];
		for (const thing of ring) {
			if (thing?.node.type === 'deed') return thing.node.id;
			for (const node of [
				...(thing?.into ?? []).map((link) => link.from),
				...(thing?.out ?? []).map((link) => link.to),
			]) {
				if (CROSSROADS.has(node.type) || seen.has(nodeKey(node))) continue;
				seen.add(nodeKey(node));
				const reached = record.thing(node);
				if (reached) next.push(reached);
			}
		}
		ring = next;
	}
	return null;
}

/** So much leads through these that a way through them says nothing. */
const CROSSROADS: ReadonlySet<ProvenanceType> = new Set(['participant', 'meter', 'readings', 'auction', 'grid']);

function known(
	record: WalkRecord,
	nodes: readonly ProvenanceNode[],
	types: readonly ProvenanceType[],
): readonly WalkThing[] {
	const wanted = new Map(nodes.filter(({ type }) => types.includes(type)).map((node) => [nodeKey(node), node]));
	return [...wanted.values()].flatMap((node) => record.thing(node) ?? []);
}
