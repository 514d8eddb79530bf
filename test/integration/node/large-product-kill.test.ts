import { afterEach, expect, it } from 'vitest';
import { hasher } from '../../../src/main/node/crypto/sha256.ts';
import { toHex } from '../../../src/shared/codec/bytes.ts';
import { type Call, calls } from '../../../src/shared/codec/calls.ts';
import { batchRoot, orderRow } from '../../../src/shared/codec/order-row.ts';
import type { ProductTerms } from '../../../src/shared/codec/product-terms.ts';
import { HOUR_MS } from '../../../src/shared/codec/units.ts';
import { createLocalNetwork, type LocalNetwork } from '../../fixtures/local-network.ts';
import { conflictsSentFrom } from '../../fixtures/sent-signatures.ts';
import { until } from '../../fixtures/until.ts';
import { type ClearingTally, ValidatorChild } from '../../fixtures/validator-child.ts';

const ROWS = 5_000;
const START = Date.UTC(2030, 5, 1, 0);
const SPEED = 100;
/** Wall time for both batches to arrive, from when all validators run. */
const OPEN_WALL_MS = 15_000;
const VALIDATORS = [0, 1, 2, 3] as const;
const PATIENCE_MS = 120_000;

let network: LocalNetwork | null = null;
let children: (ValidatorChild | null)[] = [];

afterEach(async () => {
	await Promise.all(children.map((each) => each?.stop()));
	children = [];
	await network?.remove();
	network = null;
});

const child = (index: number): ValidatorChild => children[index] as ValidatorChild;
const tally = (index: number): Promise<ClearingTally> => child(index).ask({ op: 'tally' });
const blocks = (index: number, from: number, to: number): Promise<{ id: string; root: string }[]> =>
	child(index).ask({ op: 'blocks', from, to });

function send(index: number, participant: string, { contract, method, arguments: encoded }: Call) {
	return child(index).ask({ op: 'send', participant, call: { contract, method, arguments: toHex(encoded) } });
}

function batch(side: 'bid' | 'offer'): Call {
	const step = side === 'bid' ? 1 : -1;
	const orders = Array.from({ length: ROWS }, (_, n) =>
		orderRow({ side, price: 100_000 + step * (n % 50), quantityWh: 1 + (n % 9), name: `o${n}` }),
	);
	const root = batchRoot(orders, hasher.sha256);
	return calls.auction.placeBatch({ batch: 'all', owner: null, product: 'P', root, allOrNone: true, orders });
}

const termsClosingAt = (gateClosure: number): ProductTerms => ({
	product: 'P',
	zones: ['home'],
	deliveryStart: START + 100 * HOUR_MS,
	deliveryEnd: START + 101 * HOUR_MS,
	periodMs: HOUR_MS,
	gateOpening: START,
	gateClosure,
	signingDeadline: START + 1_000 * HOUR_MS,
	settlementTime: START + 1_001 * HOUR_MS,
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
});

it('a product of ten thousand orders clears over blocks though a validator is killed in the middle', async () => {
	const anchorWallMs = Date.now();
	network = await createLocalNetwork(4, {
		market: { ordersPerParticipant: ROWS },
		clock: { anchorChainMs: START, anchorWallMs, speed: SPEED },
	});
	const { directories } = network;
	children = directories.map((directory) => new ValidatorChild(directory));
	await Promise.all(children.map((each) => each?.ready));
	const gateClosure = START + (Date.now() - anchorWallMs + OPEN_WALL_MS) * SPEED;
	const products = [termsClosingAt(gateClosure)];
	expect(await send(0, 'market', calls.auction.openProducts({ products }))).toBeNull();
	expect(await Promise.all([send(0, 'alice', batch('bid')), send(1, 'bob', batch('offer'))])).toEqual([null, null]);

	await until(async () => (await tally(0)).orders > 0, PATIENCE_MS);
	await child(3).kill();
	children[3] = null;
	const atKill = await tally(0);
	expect(atKill.deeds).toBeLessThan(atKill.expectedTrades ?? 0);
	await until(async () => (await tally(0)).height >= atKill.height + 5, PATIENCE_MS);
	children[3] = new ValidatorChild(directories[3] as string);
	await child(3).ready;
	expect(await send(1, 'bob', calls.ledger.transfer({ to: 'grid', amount: 1 }))).toBeNull();

	const isTold = ({ orders, deeds, expectedTrades }: ClearingTally): boolean =>
		orders >= 2 * ROWS && deeds >= (expectedTrades ?? Number.POSITIVE_INFINITY);
	for (const index of VALIDATORS) await until(async () => isTold(await tally(index)), PATIENCE_MS);
	const tallies = await Promise.all(VALIDATORS.map(tally));
	for (const { orders, distinctOrders, trades, distinctTrades, deeds, distinctDeeds, expectedTrades } of tallies) {
		expect(expectedTrades).toBeGreaterThan(ROWS / 2);
		expect([orders, distinctOrders]).toEqual([2 * ROWS, 2 * ROWS]);
		expect([trades, distinctTrades]).toEqual([expectedTrades, expectedTrades]);
		expect([deeds, distinctDeeds]).toEqual([expectedTrades, expectedTrades]);
	}
	expect(tallies[0]?.blocks).toBeGreaterThan(10);
	const height = Math.min(...tallies.map((each) => each.height));
	const chains = await Promise.all(VALIDATORS.map((index) => blocks(index, 1, height)));
	expect(chains[0]).toHaveLength(height);
	for (const chain of chains) expect(chain).toEqual(chains[0]);
	for (const index of VALIDATORS) expect(conflictsSentFrom(directories[index] as string)).toEqual([]);
}, 300_000);
