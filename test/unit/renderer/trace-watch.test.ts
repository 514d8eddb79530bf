import { flushPromises } from '@vue/test-utils';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EffectScope, effectScope, shallowRef } from 'vue';
import { withFactsAsOf } from '../../../src/renderer/features/trace/as-of-facts.ts';
import type { ShownGraph } from '../../../src/renderer/features/trace/reference.ts';
import {
	type TraceWatch,
	useTraceWatch,
	type WatchedPart,
} from '../../../src/renderer/features/trace/use-trace-watch.ts';
import { provideClient } from '../../../src/renderer/rpc/client.ts';
import type { TraceEdge, TraceThing } from '../../../src/shared/contract/index.ts';

interface Message {
	readonly height: number;
	readonly nodes: readonly TraceThing[];
	readonly edges: readonly TraceEdge[];
	readonly truncated: boolean;
}

/** A node's stream that a test feeds, and the questions that opened it. */
function createStream() {
	const asked: WatchedPart[] = [];
	const waiting: ((message: Message | Error) => void)[] = [];
	const queue: (Message | Error)[] = [];
	const tell = (message: Message | Error) => {
		const next = waiting.shift();
		if (next) next(message);
		else queue.push(message);
	};
	async function* watch(part: WatchedPart, { signal }: { signal: AbortSignal }) {
		asked.push(part);
		while (!signal.aborted) {
			const message = queue.shift() ?? (await new Promise<Message | Error>((resolve) => waiting.push(resolve)));
			if (message instanceof Error) throw message;
			yield message;
		}
	}
	provideClient({ trace: { watch } } as unknown as Parameters<typeof provideClient>[0]);
	return { asked, tell };
}

const thing = (id: string, height: number): TraceThing => ({
	...{ type: 'document', id, label: id, height, time: height, inWh: null, outWh: null, facts: [] },
	balance: { inWh: 0, outWh: 0, residueWh: 0, mustBalance: false },
});
const edge = (from: string, to: string, height: number): TraceEdge => ({
	from: { type: 'document', id: from },
	to: { type: 'document', id: to },
	...{ relation: 'wasDerivedFrom', energyWh: null, height, time: height },
});
const part: WatchedPart = {
	focus: { type: 'document', id: 'A' },
	...{ direction: 'both', depth: 4, limit: 100, expandHubs: false },
};
const first: Message = { height: 10, nodes: [], edges: [], truncated: false };

describe('the live trace', () => {
	let scope: EffectScope;
	let watch: TraceWatch;
	let news = 0;
	const watched = shallowRef<WatchedPart | null>(part);
	let stream: ReturnType<typeof createStream>;

	beforeEach(() => {
		news = 0;
		watched.value = part;
		stream = createStream();
		scope = effectScope();
		watch = scope.run(() =>
			useTraceWatch(
				() => watched.value,
				() => {
					news += 1;
				},
			),
		) as TraceWatch;
	});
	afterEach(() => scope.stop());

	it('marks what blocks after the first message bring: edges, first named nodes, and the nodes they touch', async () => {
		stream.tell(first);
		await flushPromises();
		expect(watch.state.value).toBe('live');
		expect(news).toBe(0);
		stream.tell({ height: 11, nodes: [thing('A', 3), thing('B', 11)], edges: [edge('B', 'A', 11)], truncated: false });
		await flushPromises();
		expect(news).toBe(1);
		expect(watch.news.value).toMatchObject({ since: 10, height: 11, truncated: false });
		expect([...(watch.news.value?.nodes ?? [])]).toEqual(['document:B']);
		expect([...(watch.news.value?.touched ?? [])]).toEqual(['document:A', 'document:B']);
		expect(watch.news.value?.edges.size).toBe(1);
		watch.clear();
		expect(watch.news.value).toMatchObject({ since: 11 });
		expect(watch.news.value?.edges.size).toBe(0);
	});

	it('keeps a bounded number of marks and says that there was more', async () => {
		stream.tell(first);
		const edges = Array.from({ length: 1_200 }, (_, i) => edge(`B${i}`, 'A', 11));
		stream.tell({ height: 11, nodes: [], edges, truncated: false });
		await flushPromises();
		expect(watch.news.value).toMatchObject({ truncated: true });
		expect(watch.news.value?.edges.size).toBe(1_000);
	});

	it('begins anew with another question, and watches nothing where none is asked', async () => {
		stream.tell(first);
		await flushPromises();
		watched.value = { ...part, depth: 5 };
		await flushPromises();
		expect(stream.asked.map(({ depth }) => depth)).toEqual([4, 5]);
		watched.value = null;
		await flushPromises();
		expect(watch.state.value).toBe('off');
		expect(watch.news.value).toBeNull();
	});

	it('says so when the stream fails', async () => {
		stream.tell(first);
		stream.tell(new Error('gone'));
		await flushPromises();
		expect(watch.state.value).toBe('lost');
	});
});

describe('facts as of a block', () => {
	const deed: TraceThing = {
		...thing('D', 5),
		type: 'deed',
		facts: [
			{ key: 'state', value: 'sealed', unit: 'text' },
			{ key: 'signed', value: '3 / 3', unit: 'text' },
			{ key: 'ended', value: 30, unit: 'time' },
		],
	};
	const graph = (time: number): ShownGraph => ({
		...{
			focus: { type: 'deed', id: 'D' },
			chainId: 'c',
			asOfHeight: 9,
			wholeFrom: 0,
			truncated: false,
			milliseconds: 0,
		},
		nodes: [{ ...deed, distance: 0 }],
		edges: [{ ...edge('x', 'x', 9), time, from: { type: 'signature', id: 'G-D-a' }, to: { type: 'deed', id: 'D' } }],
	});

	it('do not tell of an end that came later', () => {
		const [then] = withFactsAsOf(graph(20)).nodes;
		expect(then?.facts).toEqual([
			{ key: 'state', value: 'awaiting', unit: 'text' },
			{ key: 'signed', value: '1 / 3', unit: 'text' },
		]);
		const [after] = withFactsAsOf(graph(30)).nodes;
		expect(after?.facts).toEqual(deed.facts);
	});
});
