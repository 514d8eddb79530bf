import { describe, expect, it } from 'vitest';
import { type GraphQuery, HUB_DEGREE, searchGraph } from '../../../src/main/api/read-model/graph-search.ts';
import { ProvenanceGraph } from '../../../src/main/api/read-model/provenance-graph.ts';
import type { ProvenanceNode, ProvenanceRelation } from '../../../src/shared/codec/provenance.ts';

function nodeOf(name: string): ProvenanceNode {
	const [type, id] = name.split(' ') as [ProvenanceNode['type'], string];
	return { type, id };
}

function graphOf(
	edges: readonly (readonly [from: string, to: string, energyWh?: number])[],
	capacity = 1_000,
): ProvenanceGraph {
	const graph = new ProvenanceGraph({ edges: capacity });
	edges.forEach(([from, to, energyWh], index) => {
		const relation: ProvenanceRelation = energyWh === undefined ? 'wasDerivedFrom' : 'energyFlow';
		graph.add(
			{ kind: 'provenance', from: nodeOf(from), to: nodeOf(to), relation, energyWh: energyWh ?? null },
			{ height: index + 1, time: index, transactionId: null },
		);
	});
	return graph;
}

const WIDE = { direction: 'both', depth: 10, limit: 100, expandHubs: false } as const;

function names(graph: ProvenanceGraph, focus: string, options: Partial<GraphQuery> = {}) {
	const answer = searchGraph({ ...WIDE, focus: nodeOf(focus), ...options }, graph);
	return answer?.nodes.map(({ node, distance }) => `${node.type} ${node.id} ${distance}`).sort();
}

const CHAIN = [
	['trade T', 'order A'],
	['trade T', 'order B'],
	['deed D', 'trade T'],
	['trade U', 'order B'],
	['reading R', 'settlement S', 500],
	['settlement S', 'grid G', 200],
	['settlement S', 'trade T', 300],
] as const;

describe('the provenance graph', () => {
	it('leads back to causes and to where energy came from', () => {
		expect(names(graphOf(CHAIN), 'trade T', { direction: 'back' })).toEqual(
			['order A 1', 'order B 1', 'reading R 2', 'settlement S 1', 'trade T 0'].sort(),
		);
	});

	it('leads forward to effects and to where energy went', () => {
		expect(names(graphOf(CHAIN), 'settlement S', { direction: 'forward' })).toEqual(
			['deed D 2', 'grid G 1', 'settlement S 0', 'trade T 1'].sort(),
		);
	});

	it('draws both cones of the focus and not its siblings', () => {
		expect(names(graphOf(CHAIN), 'trade T')).not.toContain('trade U 2');
		expect(names(graphOf(CHAIN), 'trade T')).toContain('deed D 1');
	});

	it('stops at the depth', () => {
		expect(names(graphOf(CHAIN), 'deed D', { depth: 1 })).toEqual(['deed D 0', 'trade T 1']);
	});

	it('keeps each edge in the direction in which it was declared', () => {
		const answer = searchGraph({ ...WIDE, focus: nodeOf('settlement S'), depth: 1 }, graphOf(CHAIN));
		expect(answer?.edges.map(({ from, to, energyWh }) => [from.id, to.id, energyWh]).sort()).toEqual([
			['R', 'S', 500],
			['S', 'G', 200],
			['S', 'T', 300],
		]);
	});

	it('balances energy in against energy out over the whole graph', () => {
		const answer = searchGraph({ ...WIDE, focus: nodeOf('settlement S') }, graphOf(CHAIN));
		const balanceOf = (id: string) => answer?.nodes.find(({ node }) => node.id === id)?.balance;
		expect(balanceOf('S')).toEqual({ inWh: 500, outWh: 500, residueWh: 0, mustBalance: true });
		expect(balanceOf('R')).toEqual({ inWh: 0, outWh: 500, residueWh: -500, mustBalance: true });
		expect(balanceOf('G')).toEqual({ inWh: 200, outWh: 0, residueWh: 200, mustBalance: false });
	});

	it('shows the graph, its hubs and its balances as they were after a block', () => {
		const graph = graphOf(CHAIN);
		expect(names(graph, 'trade T', { asOf: 2 })).toEqual(['order A 1', 'order B 1', 'trade T 0']);
		expect(names(graph, 'trade T', { asOf: 3 })).toContain('deed D 1');
		expect(names(graph, 'settlement S', { asOf: 4 })).toBeUndefined();
		const answer = searchGraph({ ...WIDE, focus: nodeOf('settlement S'), asOf: 6 }, graph);
		expect(answer?.nodes[0]?.balance).toEqual({ inWh: 500, outWh: 200, residueWh: 300, mustBalance: true });
		const edges = Array.from({ length: HUB_DEGREE }, (_, n) => [`order ${n}`, 'participant P'] as const);
		const grown = graphOf([['participant P', 'meter M'], ...edges]);
		expect(names(grown, 'order 5', { asOf: HUB_DEGREE - 1, limit: 1_000 })).toContain('meter M 2');
		expect(names(grown, 'order 5', { limit: 1_000 })).toEqual(['order 5 0', 'participant P 1']);
	});

	it('keeps to the edges of a period', () => {
		const graph = graphOf(CHAIN);
		expect(names(graph, 'trade T', { period: { from: 1, to: 3 } })).toEqual(['deed D 1', 'order B 1', 'trade T 0']);
	});

	it('stops at the number of edges and says so', () => {
		const edges = Array.from({ length: 50 }, (_, n) => [`order ${n}`, 'participant P'] as const);
		const answer = searchGraph({ ...WIDE, focus: nodeOf('participant P'), edgeLimit: 20 }, graphOf(edges));
		expect(answer?.edges).toHaveLength(20);
		expect(answer?.nodes).toHaveLength(21);
		expect(answer?.truncated).toBe(true);
	});

	it('finds a node by a hash that was named before or after its first edge, and by its transaction', () => {
		const graph = graphOf([]);
		const digest = 'ab'.repeat(32);
		graph.name(nodeOf('deed D'), digest);
		expect(graph.named(digest)).toEqual([]);
		graph.add(
			{ kind: 'provenance', from: nodeOf('deed D'), to: nodeOf('trade T'), relation: 'wasDerivedFrom', energyWh: null },
			{ height: 1, time: 1, transactionId: 'cd'.repeat(32) },
		);
		graph.name(nodeOf('trade T'), 'ef'.repeat(32));
		expect(graph.named(digest).map(({ id }) => id)).toEqual(['D']);
		expect(graph.named(digest.slice(0, 16)).map(({ id }) => id)).toEqual(['D']);
		expect(graph.named('cd'.repeat(32)).map(({ id }) => id)).toEqual(['D']);
		expect(graph.named('ef'.repeat(32)).map(({ id }) => id)).toEqual(['T']);
		expect(graph.named('01'.repeat(32))).toEqual([]);
		expect(graph.named('ab')).toEqual([]);
	});

	it('draws a hub but goes on from it only when asked, or when it is the focus', () => {
		const edges = Array.from({ length: HUB_DEGREE + 1 }, (_, index) => [`order ${index}`, 'participant P'] as const);
		const graph = graphOf([...edges, ['participant P', 'meter M']]);
		expect(names(graph, 'order 5', { limit: 1_000 })).toEqual(['order 5 0', 'participant P 1']);
		expect(names(graph, 'order 5', { limit: 1_000, expandHubs: true })).toContain('meter M 2');
		expect(names(graph, 'participant P', { limit: 1_000 })).toHaveLength(HUB_DEGREE + 3);
	});

	it('overwrites the oldest edges and forgets nodes that have none left', () => {
		const graph = graphOf(
			[
				['order 1', 'participant P'],
				['order 2', 'participant P'],
				['order 3', 'participant P'],
				['order 4', 'participant P'],
			],
			3,
		);
		expect(graph.edgeCount).toBe(3);
		expect(graph.find(nodeOf('order 1'))).toBeUndefined();
		expect(names(graph, 'participant P')).toEqual(['order 2 1', 'order 3 1', 'order 4 1', 'participant P 0']);
		expect([...graph.newestFirst()].map((index) => graph.nodes.idOf(index))).toEqual(['4', '3', '2', 'P']);
	});

	it('keeps its order and its size over many times its capacity', () => {
		const graph = graphOf(
			Array.from({ length: 20_000 }, (_, index) => [`order ${index}`, 'participant P'] as const),
			1_500,
		);
		expect(graph.edgeCount).toBe(1_500);
		expect(graph.nodeCount).toBe(1_501);
		expect(graph.wholeFrom).toBe(18_502);
		const ids = [...graph.newestFirst()].map((index) => graph.nodes.idOf(index));
		expect(ids.slice(0, 2)).toEqual(['19999', '19998']);
		expect(ids).toHaveLength(1_501);
	});

	it('answers nothing for what it does not know', () => {
		expect(names(graphOf(CHAIN), 'deed X')).toBeUndefined();
	});
});
