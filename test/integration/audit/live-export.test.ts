import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConsoleApi, createConsoleApi } from '../../../src/main/api/console-api.ts';
import { createNode, readNodeOptions } from '../../../src/main/node/create-node.ts';
import { verifier } from '../../../src/main/node/crypto/ed25519.ts';
import type { GridquorumNode } from '../../../src/main/node/types.ts';
import { receiveBundle } from '../../../src/renderer/features/audit/receive-bundle.ts';
import { verifyBundle } from '../../../src/shared/audit/verify-bundle.ts';
import { utf8 } from '../../../src/shared/codec/bytes.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import { HOUR_MS } from '../../../src/shared/codec/units.ts';
import type { AuditSelection } from '../../../src/shared/contract/index.ts';
import { type OpenConsole, openSocket, QUIET } from '../../fixtures/console-doors.ts';
import { sha256 } from '../../fixtures/engine-chain.ts';
import { PROOFS } from '../../fixtures/engine-node.ts';
import { createLocalNetwork, type LocalNetwork, TRADERS } from '../../fixtures/local-network.ts';
import { stopEach } from '../../fixtures/stop-each.ts';
import { until } from '../../fixtures/until.ts';

const QUARTER_MS = HOUR_MS / 4;
const MINUTE_MS = 60_000;
const SPEED = 100;
const PRODUCT = 'H-1';

describe('bundles of a network that goes on', () => {
	let network: LocalNetwork;
	let nodes: GridquorumNode[] = [];
	let api: ConsoleApi;
	let open: OpenConsole;
	let isLoaded = true;
	let paid = 0;
	const payers: Promise<void>[] = [];

	const node = (index: number): GridquorumNode => nodes[index] as GridquorumNode;

	beforeAll(async () => {
		network = await createLocalNetwork(4, {
			clock: { anchorChainMs: Date.UTC(2030, 5, 1), anchorWallMs: Date.now(), speed: SPEED },
		});
		for (const home of network.directories)
			nodes.push(await createNode(await readNodeOptions(home, { execution: 'inline' })));
		await Promise.all(nodes.map((each) => each.start()));
		api = createConsoleApi({ version: '1' }, { node: node(0), proofs: PROOFS, log: QUIET });
		await api.ready;
		open = await openSocket(api);
		await trade();
		for (const index of TRADERS.keys()) payers.push(pay(index));
	}, 120_000);

	afterAll(async () => {
		isLoaded = false;
		await Promise.all(payers);
		await open?.close();
		api?.close();
		await stopEach(nodes);
		nodes = [];
		await network?.remove();
	});

	async function trade(): Promise<void> {
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
		await node(0).call('market', calls.auction.openProducts({ products: [product] }));
		const order = { product: PRODUCT, quantityWh: 1_000 };
		const place = (index: number, owner: string, side: 'offer' | 'bid', price: number) =>
			node(index).call(owner, calls.auction.placeOrders({ owner: null, orders: [{ ...order, side, price }] }));
		await Promise.all([place(0, 'alice', 'offer', 100_000), place(1, 'bob', 'bid', 400_000)]);
		await until(async () => (await open.client.deeds.list({})).total === 1, 60_000);
	}

	/** One payment after the other, for as long as the test lasts. */
	async function pay(index: number): Promise<void> {
		const payer = TRADERS[index] as string;
		while (isLoaded) {
			const { receipt } = await node(index).call(payer, calls.ledger.transfer({ to: 'grid', amount: 1 }));
			if (receipt.code === null) paid += 1;
		}
	}

	async function exported(selection: AuditSelection) {
		const { text } = await open.client.audit.trustRoot();
		const before = { height: node(0).snapshot().height, paid };
		const { file, summary } = await receiveBundle(open.client, selection);
		const bundle = new Uint8Array(await file.arrayBuffer());
		const result = await verifyBundle({ bundle: [bundle], trustRoot: utf8(text) }, { sha256, verify: verifier.verify });
		return { before, summary, result };
	}

	it('verify, whatever is chosen, and no validator stops for them', async () => {
		const [deed] = (await open.client.deeds.list({})).deeds;
		const start = node(0).genesis.time;
		const selections: readonly AuditSelection[] = [
			{ kind: 'trade', id: deed?.trade ?? '' },
			{ kind: 'participant', id: 'alice' },
			{ kind: 'period', from: start, to: Math.floor(node(0).clock.now()) },
			{ kind: 'all' },
		];
		for (const selection of selections) {
			const { before, summary, result } = await exported(selection);
			expect([selection.kind, result.firstFault]).toEqual([selection.kind, null]);
			expect(result.ok).toBe(true);
			expect(result.height).toBe(summary.height);
			expect(summary.height).toBeGreaterThanOrEqual(before.height);
			expect(summary.trades).toBe(1);
			// The chain went on above what was frozen, with the payments of others in it.
			expect(node(0).snapshot().height).toBeGreaterThan(summary.height);
			await until(() => paid > before.paid, 30_000);
		}
		const heights = nodes.map((each) => each.snapshot().height);
		await until(() => nodes.every((each, index) => each.snapshot().height > (heights[index] as number)), 30_000);
	}, 180_000);

	it('carry the encrypted documents that the node holds', async () => {
		const plain = utf8('What the meter’s certificate says.');
		const document = await node(0).documents.deposit('alice', plain, {
			name: 'certificate.txt',
			mediaType: 'text/plain',
			type: 'meter-certificate',
			about: null,
			readers: [],
			signers: [],
			order: 'free',
			deadline: 0,
			isPrivate: true,
		});
		const { result } = await exported({ kind: 'participant', id: 'alice' });
		expect([document, result.firstFault]).toEqual([document, null]);
		expect(result.manifest?.documents.length).toBeGreaterThan(0);
	}, 90_000);

	it('are refused for what the chain lacks, and the next one is made', async () => {
		await expect(receiveBundle(open.client, { kind: 'trade', id: 'T-none-0-0' })).rejects.toMatchObject({
			data: { code: 'BUNDLE_SELECTION' },
		});
		const { result } = await exported({ kind: 'participant', id: 'bob' });
		expect(result.firstFault).toBeNull();
	}, 90_000);

	it('are made for one at a time, and let go of when the console cancels', async () => {
		const cancel = new AbortController();
		let hasBegun = false;
		const first = receiveBundle(
			open.client,
			{ kind: 'all' },
			{
				signal: cancel.signal,
				onProgress: () => {
					hasBegun = true;
				},
			},
		);
		first.catch(() => undefined);
		await until(() => hasBegun, 30_000);
		await expect(receiveBundle(open.client, { kind: 'all' })).rejects.toMatchObject({ data: { code: 'BUNDLE_BUSY' } });
		cancel.abort();
		await expect(first).rejects.toThrow();
		const { result } = await exported({ kind: 'participant', id: 'bob' });
		expect(result.ok).toBe(true);
	}, 90_000);
});
