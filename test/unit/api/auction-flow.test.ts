import { describe, expect, it } from 'vitest';
import { auctionFlowOf } from '../../../src/main/api/read-model/auction-flow.ts';
import { ProvenanceGraph } from '../../../src/main/api/read-model/provenance-graph.ts';
import type { ReadModel } from '../../../src/main/api/read-model/read-model.ts';
import { traceStart } from '../../../src/main/api/trace-search.ts';
import { withContext } from '../../../src/renderer/features/trace/reference.ts';
import type { ProvenanceNode, ProvenanceRelation } from '../../../src/shared/codec/provenance.ts';
import type { TraceReference } from '../../../src/shared/contract/index.ts';
import { createStoryDay } from '../../fixtures/console/story-day.ts';

const story = createStoryDay();
const PRODUCT = 'F-2017-07-28T13';

const signature = story.graph.nodes.find(({ type, id }) => type === 'signature' && id.startsWith(`G-D-${PRODUCT}-0-`));

function ask(type: TraceReference['type'], id: string, context = true) {
	const answer = story.graph.query({
		focus: { type, id },
		depth: 2,
		direction: 'both',
		limit: 1_000,
		expandHubs: false,
		context,
	});
	if (!answer) throw new Error(`the story has no ${type} ${id}`);
	return answer;
}

describe('the flow of an auction', () => {
	it('holds every trade, deed and settlement of it, whichever deed is asked for', () => {
		const deeds = story.graph.nodes.filter(({ type, id }) => type === 'deed' && id.startsWith(`D-${PRODUCT}-`));
		expect(deeds.length).toBeGreaterThan(1);
		for (const { id } of deeds) {
			const { context } = ask('deed', id);
			expect(context?.auction).toBe(PRODUCT);
			const ids = context?.nodes.filter(({ type }) => type === 'deed').map((node) => node.id);
			expect(ids?.toSorted()).toEqual(deeds.map((deed) => deed.id).toSorted());
		}
	});

	it('brings the readings of all sellers, and no energy of another hour', () => {
		const { context } = ask('deed', `D-${PRODUCT}-0`);
		const edges = context?.edges ?? [];
		const sellers = new Set(
			edges.filter(({ from, to }) => from.type === 'settlement' && to.type === 'trade').map(({ from }) => from.id),
		);
		const read = new Set(
			edges.filter(({ from, to }) => from.type === 'reading' && to.type === 'settlement').map(({ to }) => to.id),
		);
		for (const seller of sellers) expect(read).toContain(seller);
		for (const { id } of context?.nodes.filter(({ type }) => type === 'settlement') ?? [])
			expect(id).toContain(PRODUCT);
	});

	it.each([
		['auction', PRODUCT],
		['trade', `T-${PRODUCT}-0`],
		['settlement', `S-${PRODUCT}-home-07`],
		['signature', signature?.id ?? 'none'],
	] as const)('is found around a %s', (type, id) => {
		expect(ask(type, id).context?.auction).toBe(PRODUCT);
	});

	it('is nobody’s who has part in many, and comes only when asked for', () => {
		expect(ask('participant', 'home-07').context).toBeNull();
		expect(ask('grid', 'grid-company').context).toBeNull();
		expect(ask('deed', `D-${PRODUCT}-0`, false).context).toBeNull();
	});

	it('joins the search without a node or an edge twice', () => {
		const answer = ask('deed', `D-${PRODUCT}-0`);
		const whole = withContext(answer);
		const keys = whole.nodes.map(({ type, id }) => `${type} ${id}`);
		expect(new Set(keys).size).toBe(keys.length);
		expect(whole.nodes.find(({ id }) => id === `D-${PRODUCT}-0`)?.distance).toBe(0);
		expect(withContext({ ...answer, nodes: whole.nodes.filter(isFound), edges: whole.edges }).edges).toEqual(
			whole.edges,
		);
	});

	it('stops at its bound and says so', () => {
		const graph = new ProvenanceGraph({ edges: 10_000 });
		const link = (from: ProvenanceNode, to: ProvenanceNode, relation: ProvenanceRelation) =>
			graph.add(
				{ kind: 'provenance', from, to, relation, energyWh: null },
				{ height: 1, time: 1, transactionId: null },
			);
		const auction: ProvenanceNode = { type: 'auction', id: 'F' };
		for (let n = 0; n < 1_500; n++) link({ type: 'trade', id: `T-F-${n}` }, auction, 'wasGeneratedBy');
		const focus = graph.find(auction);
		const flow = focus ? auctionFlowOf(focus, graph) : null;
		expect(flow?.nodes).toHaveLength(1_000);
		expect(flow?.truncated).toBe(true);
	});
});

const isFound = <N extends { distance: number | null }>(node: N): node is N & { distance: number } =>
	node.distance !== null;

describe('where the trace opens', () => {
	const product = (height: number | null) => ({ settled: height === null ? null : { height } });
	const deed = (id: string, of: ReturnType<typeof product>, quantityWh: number, state = 'sealed') => ({
		id,
		state,
		product: of,
		trade: { seller: `seller of ${id}`, quantityWh },
		draftedHeight: 1,
	});
	const modelOf = (ended: ReturnType<typeof deed>[]) =>
		({ graph: { find: () => ({}) }, products: { ended, awaiting: new Map() } }) as unknown as ReadModel;

	it('is the largest sealed deed of the product that settled last', () => {
		const [old, newest, open] = [product(5), product(9), product(null)];
		const ended = [
			deed('old', old, 900),
			deed('small', newest, 18),
			deed('large', newest, 540),
			deed('refused', newest, 800, 'refused'),
			deed('open', open, 700),
		];
		expect(traceStart(modelOf(ended))).toEqual({
			focus: { type: 'deed', id: 'large' },
			participant: 'seller of large',
		});
	});

	it('is the newest deed while nothing has settled, and nothing without deeds', () => {
		expect(traceStart(modelOf([deed('open', product(null), 7)])).focus?.id).toBe('open');
		expect(traceStart(modelOf([])).focus).toBeNull();
	});
});
