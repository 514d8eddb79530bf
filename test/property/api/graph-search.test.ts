import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { searchGraph } from '../../../src/main/api/read-model/graph-search.ts';
import { ProvenanceGraph } from '../../../src/main/api/read-model/provenance-graph.ts';
import type { ProvenanceNode } from '../../../src/shared/codec/provenance.ts';
import { nodeKey } from '../../../src/shared/provenance/graph.ts';
import { massBalances } from '../../../src/shared/provenance/mass-balance.ts';

const TYPES = ['order', 'trade', 'settlement', 'reading', 'grid'] as const;
const nodes: readonly ProvenanceNode[] = Array.from({ length: 16 }, (_, n) => ({
	type: TYPES[n % TYPES.length] as (typeof TYPES)[number],
	id: String(n),
}));

interface PlainEdge {
	readonly from: ProvenanceNode;
	readonly to: ProvenanceNode;
	readonly relation: 'energyFlow' | 'used';
	readonly energyWh: number | null;
	readonly height: number;
}

/** Distances by the plainest breadth-first search over an edge list. */
function naiveDistances(
	edges: readonly PlainEdge[],
	focus: ProvenanceNode,
	direction: 'back' | 'forward',
	depth: number,
) {
	const distances = new Map([[nodeKey(focus), 0]]);
	for (let distance = 1; distance <= depth; distance++)
		for (const [node, at] of [...distances]) {
			if (at !== distance - 1) continue;
			for (const { from, to, relation } of edges) {
				const toCause = relation === 'energyFlow' ? [to, from] : [from, to];
				const [here, there] = (direction === 'back' ? toCause : toCause.toReversed()).map((end) =>
					nodeKey(end as ProvenanceNode),
				) as [string, string];
				if (here === node && !distances.has(there)) distances.set(there, distance);
			}
		}
	return distances;
}

const edgeList = fc.array(fc.tuple(fc.nat(15), fc.nat(15), fc.integer({ min: 0, max: 9 })), {
	minLength: 1,
	maxLength: 80,
});

describe('a graph search', () => {
	it('finds, as of any block, what a plain search over the edges of that block finds, and balances it', () => {
		fc.assert(
			fc.property(
				edgeList,
				fc.integer({ min: 1, max: 50 }),
				fc.constantFrom('back' as const, 'forward' as const),
				fc.integer({ min: 1, max: 10 }),
				fc.integer({ min: 0, max: 30 }),
				(list, capacity, direction, depth, blocksBack) => {
					const graph = new ProvenanceGraph({ edges: capacity });
					const edges = list.map(([from, to, energy], at): PlainEdge => {
						const height = 1 + Math.floor(at / 3);
						const [source, sink] = [nodes[from] as ProvenanceNode, nodes[to] as ProvenanceNode];
						return energy > 0
							? { from: source, to: sink, relation: 'energyFlow', energyWh: energy, height }
							: { from: source, to: sink, relation: 'used', energyWh: null, height };
					});
					for (const { height, ...edge } of edges)
						graph.add({ kind: 'provenance', ...edge }, { height, time: height, transactionId: null });
					const newest = edges.at(-1)?.height ?? 0;
					const asOf = Math.max(newest - blocksBack, 1);
					const retained = edges.slice(-capacity);
					const past = retained.filter(({ height }) => height <= asOf);
					const all = new Set(retained.flatMap(({ from, to }) => [nodeKey(from), nodeKey(to)]));
					expect(new Set([...graph.newestFirst()].map((index) => nodeKey(graph.view(index))))).toEqual(all);
					const focus = past[0]?.from;
					if (!focus) return;
					const answer = searchGraph({ focus, direction, depth, limit: 100, expandHubs: false, asOf }, graph);
					const found = new Map(answer?.nodes.map(({ node, distance }) => [nodeKey(node), distance]));
					expect(found).toEqual(naiveDistances(past, focus, direction, depth));
					if (capacity < list.length) return;
					const balances = new Map(massBalances(past).map(({ node, ...balance }) => [nodeKey(node), balance]));
					for (const { node, balance } of answer?.nodes ?? []) expect(balance).toEqual(balances.get(nodeKey(node)));
				},
			),
		);
	});

	it('finds and balances the same at hubs, whose old edges it reaches by marks', () => {
		fc.assert(
			fc.property(
				fc.array(fc.tuple(fc.nat(2), fc.nat(15), fc.integer({ min: 0, max: 9 })), { minLength: 900, maxLength: 1_600 }),
				fc.integer({ min: 400, max: 2_000 }),
				fc.integer({ min: 1, max: 40 }),
				fc.array(fc.integer({ min: 0, max: 1_600 }), { minLength: 3, maxLength: 3 }),
				(list, capacity, perBlock, blocks) => {
					const graph = new ProvenanceGraph({ edges: capacity });
					const edges = list.map(([hub, end, energy], at): PlainEdge => {
						const height = 1 + Math.floor(at / perBlock);
						const [from, to] = [nodes[hub] as ProvenanceNode, nodes[end] as ProvenanceNode];
						const isOut = energy % 2 === 0;
						return {
							from: isOut ? from : to,
							to: isOut ? to : from,
							relation: energy > 2 ? 'energyFlow' : 'used',
							energyWh: energy > 2 ? energy : null,
							height,
						};
					});
					for (const { height, ...edge } of edges)
						graph.add({ kind: 'provenance', ...edge }, { height, time: height, transactionId: null });
					const newest = edges.at(-1)?.height ?? 0;
					const retained = edges.slice(-capacity);
					for (const block of blocks) {
						const asOf = 1 + (block % newest);
						const past = retained.filter(({ height }) => height <= asOf);
						const period = { from: Math.floor(asOf / 2), to: asOf };
						const within = past.filter(({ height }) => height >= period.from && height < period.to);
						const balances = new Map(
							massBalances(edges.filter(({ height }) => height <= asOf)).map(({ node, ...balance }) => [
								nodeKey(node),
								balance,
							]),
						);
						for (const direction of ['back', 'forward'] as const) {
							const focus = nodes[0] as ProvenanceNode;
							const wide = { focus, direction, depth: 1, limit: 100, expandHubs: true, asOf };
							const found = searchGraph(wide, graph);
							if (past.length === 0) {
								expect(found).toBeNull();
								continue;
							}
							const keys = found?.nodes.map(({ node }) => nodeKey(node));
							expect(new Set(keys)).toEqual(new Set(naiveDistances(past, focus, direction, 1).keys()));
							for (const { node, balance } of found?.nodes ?? []) expect(balance).toEqual(balances.get(nodeKey(node)));
							const inPeriod = searchGraph({ ...wide, period }, graph)?.nodes.map(({ node }) => nodeKey(node));
							expect(new Set(inPeriod)).toEqual(new Set(naiveDistances(within, focus, direction, 1).keys()));
						}
					}
				},
			),
			{ numRuns: 20 },
		);
	});
});
