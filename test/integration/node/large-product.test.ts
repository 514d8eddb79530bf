import { afterEach, expect, it } from 'vitest';
import { createNode, readNodeOptions } from '../../../src/main/node/create-node.ts';
import { hasher } from '../../../src/main/node/crypto/sha256.ts';
import type { GridquorumNode } from '../../../src/main/node/types.ts';
import { toHex } from '../../../src/shared/codec/bytes.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import { batchRoot, orderRow } from '../../../src/shared/codec/order-row.ts';
import { HOUR_MS } from '../../../src/shared/codec/units.ts';
import { createLocalNetwork, type LocalNetwork } from '../../fixtures/local-network.ts';
import { until } from '../../fixtures/until.ts';

const ROWS = 1_500;
const MINUTE_MS = 60_000;

let network: LocalNetwork | null = null;
let nodes: GridquorumNode[] = [];

afterEach(async () => {
	await Promise.all(nodes.map((node) => node.stop()));
	nodes = [];
	await network?.remove();
	network = null;
});

function batch(owner: 'alice' | 'bob') {
	const side = owner === 'alice' ? 'bid' : 'offer';
	const orders = Array.from({ length: ROWS }, (_, n) =>
		orderRow({ side, price: 100_000 + (side === 'bid' ? n % 50 : -(n % 50)), quantityWh: 1 + (n % 9), name: `o${n}` }),
	);
	return calls.auction.placeBatch({
		batch: 'all',
		owner: null,
		product: 'P',
		root: batchRoot(orders, hasher.sha256),
		allOrNone: true,
		orders,
	});
}

it('four validators clear a product of thousands of orders over blocks, with other calls in between', async () => {
	const start = Date.UTC(2030, 5, 1, 0);
	network = await createLocalNetwork(4, { clock: { anchorChainMs: start, anchorWallMs: Date.now(), speed: 100 } });
	nodes = await Promise.all(
		network.directories.map(async (directory) => createNode(await readNodeOptions(directory, { execution: 'worker' }))),
	);
	await Promise.all(nodes.map((node) => node.start()));
	const [first, second] = nodes as [GridquorumNode, GridquorumNode];
	const told = { orders: 0, trades: 0, blocks: 0, expected: Number.POSITIVE_INFINITY };
	nodes[3]?.onBlock(({ events }) => {
		const before = told.orders + told.trades;
		for (const event of events) {
			if (event.kind === 'product-cleared') told.expected = event.trades;
			if (event.kind === 'orders-cleared') told.orders += event.fills.length;
			if (event.kind === 'trade-made') told.trades += 1;
		}
		if (told.orders + told.trades > before) told.blocks += 1;
	});
	const now = first.clock.now();
	const gateClosure = Math.ceil(now) + 15 * MINUTE_MS;
	const deliveryStart = Math.ceil(gateClosure / HOUR_MS) * HOUR_MS;
	const terms = {
		product: 'P',
		zones: ['home'],
		deliveryStart,
		deliveryEnd: deliveryStart + HOUR_MS,
		periodMs: HOUR_MS,
		gateOpening: Math.floor(now),
		gateClosure,
		signingDeadline: deliveryStart + 100 * HOUR_MS,
		settlementTime: deliveryStart + 101 * HOUR_MS,
		tick: 1,
		lotWh: 1,
		priceMin: 0,
		priceMax: 1_000_000,
		wheelingFee: 0,
		borders: [],
		tariff: 300_000,
		feedIn: 50_000,
		mechanism: 'uniform-price',
		profile: 'default-v1',
		sealed: null,
		imbalance: null,
		signing: null,
	} as const;
	const opened = await first.call('market', calls.auction.openProducts({ products: [terms] }));
	expect(opened.receipt.code).toBeNull();
	const placed = await Promise.all([first.call('alice', batch('alice')), second.call('bob', batch('bob'))]);
	expect(placed.map(({ receipt }) => receipt.code)).toEqual([null, null]);
	await until(() => told.expected < Number.POSITIVE_INFINITY, 60_000);
	const paid = await second.call('bob', calls.ledger.transfer({ to: 'grid', amount: 1 }));
	expect(paid.receipt.ok).toBe(true);
	await until(() => told.orders === 2 * ROWS && told.trades === told.expected, 60_000);
	expect(told.blocks).toBeGreaterThan(10);
	const height = Math.max(...nodes.map((node) => node.snapshot().height));
	await until(() => nodes.every((node) => node.snapshot().height >= height));
	const roots = await Promise.all(
		nodes.map(async (node) => {
			for await (const { stateRoot } of node.readBlocks(height, height)) return toHex(stateRoot);
			return null;
		}),
	);
	expect(new Set(roots).size).toBe(1);
}, 120_000);
