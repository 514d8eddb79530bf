import { describe, expect, it } from 'vitest';
import { searchGraph } from '../../../src/main/api/read-model/graph-search.ts';
import { ReadModel } from '../../../src/main/api/read-model/read-model.ts';
import { traceThingAt } from '../../../src/main/api/trace-node-view.ts';
import { searchTrace } from '../../../src/main/api/trace-search.ts';
import { TraceWatch } from '../../../src/main/api/trace-watch.ts';
import type { ExecutedBlock } from '../../../src/main/node/types.ts';
import { toHex } from '../../../src/shared/codec/bytes.ts';
import type { ContractEvent } from '../../../src/shared/codec/events.ts';
import { nodeKey } from '../../../src/shared/provenance/graph.ts';
import { isBalanced } from '../../../src/shared/provenance/mass-balance.ts';
import { modules, sha256 } from '../../fixtures/engine-market.ts';
import { provenanceOf, tradedHours } from '../../fixtures/traded-hours.ts';

const market = tradedHours(2);
const chain = provenanceOf(market);
const blocks = market.blocks.map((block, at) => {
	const result = market.results[at] as (typeof market.results)[number];
	return { ...result, block, transactionIds: block.transactions.map(sha256) } as unknown as ExecutedBlock;
});
const eventsOf = <K extends ContractEvent['kind']>(kind: K) =>
	market.events.filter((event): event is Extract<ContractEvent, { kind: K }> => event.kind === kind);

function emptyModel(): ReadModel {
	return new ReadModel({ genesis: market.genesis, hasher: modules.hasher, utcOffsetMinutes: 0, wallNow: () => 0 });
}

function wholeModel(): ReadModel {
	const model = emptyModel();
	for (const block of blocks) model.apply(block);
	return model;
}

const NOTHING = { text: '', neighbour: null, period: null, type: null, limit: 50 } as const;

describe('the trace of a chain', () => {
	const model = wholeModel();

	it('balances every node that must, after the last block and after each settlement', () => {
		const settled = market.blocks.flatMap(({ header }, at) =>
			market.results[at]?.events.some(({ kind }) => kind === 'product-settled') ? [header.height] : [],
		);
		expect(settled).toHaveLength(2);
		for (const height of [...settled, model.asOfHeight]) {
			const things = [...model.graph.newestFirst()]
				.filter((index) => model.graph.view(index).height <= height)
				.map((index) => traceThingAt(index, height, model));
			expect(things.filter(({ balance }) => balance.mustBalance).length).toBeGreaterThan(10);
			expect(things.filter(({ balance }) => !isBalanced(balance))).toEqual([]);
		}
	});

	it('states what a batch of readings is, and names it by who signed it', () => {
		const [batch] = eventsOf('readings-submitted');
		const node = model.graph.find({ type: 'readings', id: batch?.batch ?? '' });
		const thing = traceThingAt(node?.index as number, model.asOfHeight, model);
		expect(thing.label).toBe('Test metering');
		expect(thing.facts).toContainEqual({ key: 'root', value: toHex(batch?.root as Uint8Array), unit: 'hash' });
		expect(thing.facts).toContainEqual({ key: 'readings', value: batch?.count, unit: 'text' });
	});

	it('is found by digest, root, transaction, neighbour and period', async () => {
		const [deed] = eventsOf('deed-drafted');
		const [batch] = eventsOf('readings-submitted');
		const ids = async (search: Partial<Parameters<typeof searchTrace>[0]>) =>
			(await searchTrace({ ...NOTHING, ...search }, model)).map(({ type, id }) => `${type} ${id}`);
		expect(await ids({ text: toHex(deed?.digest as Uint8Array) })).toEqual([`deed ${deed?.deed}`]);
		expect(await ids({ text: `0x${toHex(batch?.root as Uint8Array).toUpperCase()}` })).toEqual([
			`readings ${batch?.batch}`,
		]);
		const placing = market.results.find(({ events }) => events.some(({ kind }) => kind === 'order-placed'));
		const placed = placing?.receipts.find(({ transactionId, eventCount }) => transactionId && eventCount > 0);
		const [order] = await ids({ text: toHex(placed?.transactionId as Uint8Array) });
		expect(order).toMatch(/^order /);
		const neighbour = { type: 'meter', id: 'meter-home-01' } as const;
		const readings = await ids({ neighbour, type: 'reading' });
		expect(readings).toHaveLength(4);
		expect(readings.every((key) => key.includes('meter-home-01'))).toBe(true);
		const { time } = market.blocks.at(-1)?.header ?? { time: 0 };
		const last = await ids({ period: { from: time, to: time + 1 } });
		expect(last.length).toBeGreaterThan(3);
		expect(last.every((key) => /^(?:settlement|certificate|grid) /.test(key))).toBe(true);
	});
});

describe('a watch of a focus', () => {
	it('tells every edge of its neighbourhood once, in the block that declares it', () => {
		const model = emptyModel();
		const focus = { type: 'auction', id: 'F-2' } as const;
		const query = { focus, direction: 'both', depth: 3, limit: 1_000, expandHubs: false } as const;
		const height = (at: number): number => (blocks[at] as ExecutedBlock).block.header.height;
		const first = chain.find(({ event }) => event.from.id === focus.id)?.height ?? 0;
		let watch: TraceWatch | null = null;
		const told: string[] = [];
		for (const [at, block] of blocks.entries()) {
			model.apply(block);
			if (height(at) < first) continue;
			const news = watch?.take();
			if (news) expect(news.edges.every((edge) => edge.height === height(at))).toBe(true);
			told.push(...(news?.edges ?? []).map((edge) => `${nodeKey(edge.from)} ${edge.relation} ${nodeKey(edge.to)}`));
			watch ??= new TraceWatch(query, model);
		}
		expect(new Set(told).size).toBe(told.length);
		const later = (searchGraph(query, model.graph)?.edges ?? []).filter((edge) => edge.height > first);
		expect(later.length).toBeGreaterThan(20);
		const drawn = later.map((edge) => `${nodeKey(edge.from)} ${edge.relation} ${nodeKey(edge.to)}`);
		expect(new Set(told)).toEqual(new Set([...told, ...drawn]));
	});

	it('is refused for what nobody has named', () => {
		const query = { direction: 'both', depth: 2, limit: 100, expandHubs: false } as const;
		const focus = { type: 'deed', id: 'D-none-0' } as const;
		expect(() => new TraceWatch({ ...query, focus }, wholeModel())).toThrow(
			expect.objectContaining({ code: 'CONSOLE_TRACE_UNKNOWN' }),
		);
	});
});
