import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProvenanceGraph } from '../../../src/main/api/read-model/provenance-graph.ts';

/** Distances by the plainest breadth-first search over an edge list. */
function naiveDistances(
	edges: readonly (readonly [effect: number, cause: number])[],
	focus: number,
	direction: 'back' | 'forward',
	depth: number,
) {
	const distances = new Map([[focus, 0]]);
	for (let distance = 1; distance <= depth; distance++) {
		for (const [node, at] of [...distances]) {
			if (at !== distance - 1) continue;
			for (const [effect, cause] of edges) {
				const [from, to] = direction === 'back' ? [effect, cause] : [cause, effect];
				if (from === node && !distances.has(to)) distances.set(to, distance);
			}
		}
	}
	return distances;
}

const edgeList = fc.array(fc.tuple(fc.nat(15), fc.nat(15)), { minLength: 1, maxLength: 60 });

describe('a graph search', () => {
	it('finds what a plain search over the retained edges finds, at the same distance', () => {
		fc.assert(
			fc.property(
				edgeList,
				fc.integer({ min: 1, max: 40 }),
				fc.constantFrom('back' as const, 'forward' as const),
				fc.integer({ min: 1, max: 10 }),
				(edges, capacity, direction, depth) => {
					const graph = new ProvenanceGraph({ edges: capacity });
					for (const [effect, cause] of edges)
						graph.add(
							{
								kind: 'provenance',
								from: { type: 'order', id: String(effect) },
								to: { type: 'order', id: String(cause) },
								relation: 'wasDerivedFrom',
								energyWh: null,
							},
							{ height: 1, time: 1, transactionId: null },
						);
					const retained = edges.slice(-capacity);
					const focus = retained[0]?.[0] as number;
					const answer = graph.search({
						focus: { type: 'order', id: String(focus) },
						direction,
						depth,
						limit: 100,
						expandHubs: false,
					});
					const found = new Map(answer?.nodes.map(({ node, distance }) => [Number(node.id), distance]));
					expect(found).toEqual(naiveDistances(retained, focus, direction, depth));
					expect(new Set([...graph.newestFirst()].map(({ id }) => Number(id)))).toEqual(new Set(retained.flat()));
				},
			),
		);
	});
});
