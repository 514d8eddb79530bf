import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConsoleApi, createConsoleApi } from '../../../src/main/api/console-api.ts';
import { createNode, readNodeOptions } from '../../../src/main/node/create-node.ts';
import type { GridquorumNode } from '../../../src/main/node/types.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import { HOUR_MS } from '../../../src/shared/codec/units.ts';
import type { Topic, TraceEdge } from '../../../src/shared/contract/index.ts';
import { type OpenConsole, openSocket, QUIET } from '../../fixtures/console-doors.ts';
import { PROOFS } from '../../fixtures/engine-node.ts';
import { createLocalNetwork, type LocalNetwork } from '../../fixtures/local-network.ts';
import { until } from '../../fixtures/until.ts';

const QUARTER_MS = HOUR_MS / 4;
const MINUTE_MS = 60_000;
const SPEED = 100;
const PRODUCT = 'H-1';

/** Alice and the grid company sit at validator 0, Bob at validator 1: each signs in the console of the own node. */
describe('consoles on a network of four validators', () => {
	let network: LocalNetwork;
	let nodes: GridquorumNode[] = [];
	let apis: ConsoleApi[] = [];
	let consoles: OpenConsole[] = [];
	let topics: Set<Topic>;
	/** What `trace.watch` told of the product, each with the newest final block when it came. */
	const news: { readonly height: number; readonly edges: readonly TraceEdge[] }[] = [];

	const node = (index: number): GridquorumNode => nodes[index] as GridquorumNode;
	const client = (index: number): OpenConsole['client'] => (consoles[index] as OpenConsole).client;

	beforeAll(async () => {
		network = await createLocalNetwork(4, {
			clock: { anchorChainMs: Date.UTC(2030, 5, 1), anchorWallMs: Date.now(), speed: SPEED },
		});
		nodes = await Promise.all(
			network.directories.map(async (directory) =>
				createNode(await readNodeOptions(directory, { execution: 'inline' })),
			),
		);
		await Promise.all(nodes.map((each) => each.start()));
		apis = [0, 1].map((index) => createConsoleApi({ version: '1' }, { node: node(index), proofs: PROOFS, log: QUIET }));
		await Promise.all(apis.map(({ ready }) => ready));
		consoles = await Promise.all(apis.map((api) => openSocket(api)));
		topics = new Set();
		void (async () => {
			for await (const notice of await client(0).live.subscribe()) for (const topic of notice.topics) topics.add(topic);
		})().catch(() => undefined);
		await openMarket();
	});

	afterAll(async () => {
		await Promise.all(consoles.map((each) => each.close()));
		for (const api of apis) api.close();
		await Promise.all(nodes.map((each) => each.stop()));
		await network.remove();
	});

	async function call(index: number, participant: string, what: Parameters<GridquorumNode['call']>[1]): Promise<void> {
		const { receipt } = await node(index).call(participant, what);
		expect([participant, what.method, receipt.code]).toEqual([participant, what.method, null]);
	}

	async function openMarket(): Promise<void> {
		const now = node(0).clock.now();
		const gateClosure = Math.ceil(now) + 8 * MINUTE_MS;
		const deliveryStart = Math.ceil(gateClosure / QUARTER_MS) * QUARTER_MS;
		const product = {
			product: PRODUCT,
			zones: ['home'],
			deliveryStart,
			deliveryEnd: deliveryStart + HOUR_MS,
			periodMs: HOUR_MS,
			gateOpening: Math.floor(now),
			gateClosure,
			signingDeadline: deliveryStart + 20 * HOUR_MS,
			settlementTime: deliveryStart + 21 * HOUR_MS,
			tick: 1_000,
			lotWh: 100,
			priceMin: 0,
			priceMax: 1_000_000,
			wheelingFee: 10_000,
			borders: [],
			tariff: 500_000,
			feedIn: 50_000,
			mechanism: 'uniform-price',
			profile: 'default-v1',
			sealed: null,
			imbalance: null,
			signing: null,
		} as const;
		await call(0, 'market', calls.auction.openProducts({ products: [product] }));
		const order = { product: PRODUCT, quantityWh: 1_000 };
		await Promise.all([
			call(
				0,
				'alice',
				calls.auction.placeOrders({ owner: null, orders: [{ ...order, side: 'offer', price: 100_000 }] }),
			),
			call(1, 'bob', calls.auction.placeOrders({ owner: null, orders: [{ ...order, side: 'bid', price: 400_000 }] })),
		]);
		await until(async () => (await client(0).deeds.list({})).total === 1, 30_000);
	}

	async function watchProduct(): Promise<void> {
		const focus = { type: 'auction', id: PRODUCT } as const;
		const stream = await client(0).trace.watch({ focus, depth: 4 });
		await new Promise<void>((resolve, reject) => {
			void (async () => {
				for await (const { height, edges } of stream) {
					news.push({ height, edges });
					resolve();
				}
			})().catch(reject);
		});
	}

	it('walk a trade from clearing to seal, each operator in the own console', async () => {
		const [mine] = (await client(0).deeds.list({})).deeds;
		if (!mine) throw new Error('no deed');
		await watchProduct();
		const detail = await client(0).deeds.get({ deed: mine.deed });
		expect(detail.checks.filter(({ ok }) => !ok)).toEqual([]);
		const request = { deeds: [{ deed: mine.deed, digest: detail.digest }] };
		expect(await client(0).deeds.sign(request)).toMatchObject([{ ok: true, sealed: false }]);
		await until(async () => (await client(1).deeds.get({ deed: mine.deed })).signatures.length === 2);
		expect((await client(1).deeds.list({})).needsMe).toBe(1);
		expect(await client(1).deeds.sign(request)).toMatchObject([{ ok: true, sealed: true }]);
		await until(async () => (await client(0).deeds.get({ deed: mine.deed })).summary.state === 'sealed');
		await until(() =>
			(['status', 'auctions', 'deeds', 'standings', 'trace', 'consensus'] as const).every((topic) => topics.has(topic)),
		);
	});

	it('explain credit under a proof that really elected validators signed', async () => {
		for (const subject of [{ kind: 'participant', id: 'grid' } as const, { kind: 'validator', id: '' } as const]) {
			const id = subject.kind === 'validator' ? (node(0).genesis.validators[0]?.id as string) : subject.id;
			const { proof } = await client(0).standings.explain({ ...subject, id });
			expect([subject.kind, proof?.verified]).toEqual([subject.kind, true]);
			expect(proof?.signers.length).toBeGreaterThanOrEqual(3);
		}
	});

	it('show rounds as this node saw them: proposal, a quorum of votes, final', async () => {
		const summary = await client(0).consensus.summary({});
		expect(summary.finalityMs).not.toBeNull();
		expect(summary.quorum).toEqual({ validators: 4, needed: 3, connected: 4 });
		const round = await client(0).consensus.round({});
		expect(round?.outcome).toMatch(/final|lost/);
		expect(summary.validators.filter(({ voteMs }) => voteMs !== null).length).toBeGreaterThanOrEqual(3);
	});

	it('trace the sealed deed to its orders and signers', async () => {
		const { focus } = await client(0).trace.start();
		if (!focus) throw new Error('nothing to trace');
		const { nodes: drawn } = await client(0).trace.graph({ focus });
		const types = new Set(drawn.map(({ type }) => type));
		for (const type of ['deed', 'trade', 'order', 'auction', 'signature', 'participant'] as const)
			expect(types).toContain(type);
	});

	it('are told of every new edge once, no later than the height of the news', async () => {
		const signatures = () => news.flatMap(({ edges }) => edges).filter(({ from }) => from.type === 'signature');
		await until(() => signatures().filter(({ to }) => to.type === 'deed').length >= 3);
		expect(news[0]?.edges).toEqual([]);
		const told = news.slice(1);
		for (const { height, edges } of told) expect(edges.every((edge) => edge.height <= height)).toBe(true);
		const { edges } = await client(0).trace.graph({ focus: { type: 'auction', id: PRODUCT } });
		const key = ({ from, to, relation, height }: TraceEdge) => `${from.id} ${relation} ${to.id} ${height}`;
		const keys = told.flatMap(({ edges }) => edges.map(key));
		expect(new Set(keys).size).toBe(keys.length);
		const drawn = new Set(edges.map(key));
		for (const edge of signatures().filter(({ to }) => to.type === 'deed')) expect(drawn).toContain(key(edge));
	});

	it('show the same after the console has started anew and read its blocks from disk', async () => {
		const again = createConsoleApi({ version: '1' }, { node: node(0), proofs: PROOFS, log: QUIET });
		await again.ready;
		const console = await openSocket(again);
		const [before, after] = await Promise.all([
			client(0).auctions.get({ product: PRODUCT }),
			console.client.auctions.get({ product: PRODUCT }),
		]);
		expect(after).toEqual(before);
		const deed = before.trades[0]?.deed as string;
		expect((await console.client.deeds.get({ deed })).signatures).toEqual(
			(await client(0).deeds.get({ deed })).signatures,
		);
		await console.close();
		again.close();
	});
});
