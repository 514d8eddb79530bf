import { afterEach, describe, expect, it } from 'vitest';
import { ledgerPaths } from '../../../src/main/core/contracts/ledger.ts';
import { createNode, readNodeOptions } from '../../../src/main/node/create-node.ts';
import { verifier } from '../../../src/main/node/crypto/ed25519.ts';
import { hasher } from '../../../src/main/node/crypto/sha256.ts';
import type { Transport } from '../../../src/main/node/network/types.ts';
import type { ClockSetting, GridquorumNode } from '../../../src/main/node/types.ts';
import { toHex } from '../../../src/shared/codec/bytes.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import { genesisDigest } from '../../../src/shared/codec/genesis.ts';
import { HOUR_MS } from '../../../src/shared/codec/units.ts';
import { verifyFinality } from '../../../src/shared/proofs/commit-proof.ts';
import { verifyStateProof } from '../../../src/shared/proofs/state-proof.ts';
import { createLocalNetwork, type LocalNetwork, TRADERS } from '../../fixtures/local-network.ts';
import { stopEach } from '../../fixtures/stop-each.ts';
import { until } from '../../fixtures/until.ts';

let network: LocalNetwork | null = null;
let nodes: GridquorumNode[] = [];

afterEach(async () => {
	await stopEach(nodes);
	nodes = [];
	await network?.remove();
	network = null;
});

/** @param around by validator: what stands between its driver and the network */
async function startNetwork(
	clock?: ClockSetting,
	around: { readonly [validator: number]: (real: Transport) => Transport } = {},
): Promise<void> {
	network = await createLocalNetwork(4, clock ? { clock } : {});
	nodes = await Promise.all(
		network.directories.map(async (directory, index) => {
			const aroundTransport = around[index];
			return createNode(
				await readNodeOptions(directory, { execution: 'inline' }),
				aroundTransport ? { aroundTransport } : {},
			);
		}),
	);
	await Promise.all(nodes.map((node) => node.start()));
}

function node(index: number): GridquorumNode {
	return nodes[index] as GridquorumNode;
}

const pay = (index: number, amount = 1) =>
	node(index).call(TRADERS[index] as string, calls.ledger.transfer({ to: 'grid', amount }));

async function rootAt(of: GridquorumNode, height: number): Promise<string | null> {
	for await (const { stateRoot } of of.readBlocks(height, height)) return toHex(stateRoot);
	return null;
}

describe('four validators in one process', () => {
	it('commit transactions from every node and end with identical roots', async () => {
		await startNetwork();
		const outcomes = await Promise.all(Array.from({ length: 40 }, (_, i) => pay(i % 4, i + 1)));
		expect(outcomes.filter(({ receipt }) => !receipt.ok)).toEqual([]);
		const height = Math.max(...outcomes.map((outcome) => outcome.height));
		await until(() => nodes.every((each) => each.snapshot().height >= height));
		const roots = await Promise.all(nodes.map((each) => rootAt(each, height)));
		expect(new Set(roots).size).toBe(1);
		expect(roots[0]).not.toBeNull();
	});

	it('give a state proof that convinces whoever holds only the genesis', async () => {
		await startNetwork();
		await pay(1, 123);
		const path = ledgerPaths.account('bob');
		const proof = await node(0).prove(path);
		expect(proof).not.toBeNull();
		if (!proof) return;
		const [header] = proof.certifiedBy;
		const { chainId, genesis } = node(0);
		const scope = {
			chainId,
			epoch: 0,
			publicKeys: genesis.validators.map(({ publicKey }) => publicKey),
			genesisId: genesisDigest(genesis, hasher.sha256),
		};
		const modules = { sha256: hasher.sha256, verify: verifier.verify };
		expect(() => verifyFinality(proof.certifiedBy, proof.commitProof, scope, modules)).not.toThrow();
		expect(header?.stateRoot).toEqual(proof.stateRoot);
		expect(verifyStateProof(proof.proof, path, proof.value, proof.stateRoot, hasher.sha256)).toBe(true);
		expect(proof.value).toEqual(await node(2).stateValue(path));
	});

	it('wake for scheduled work, with nobody sending anything', async () => {
		const start = Date.UTC(2030, 5, 1, 0);
		await startNetwork({ anchorChainMs: start, anchorWallMs: Date.now(), speed: 5_000 });
		const cleared = Promise.withResolvers<number>();
		node(3).onBlock(({ block, events }) => {
			if (events.some(({ kind }) => kind === 'product-cleared')) cleared.resolve(block.header.time);
		});
		const now = node(0).clock.now();
		const deliveryStart = Math.ceil(now / HOUR_MS) * HOUR_MS + HOUR_MS;
		const gateClosure = deliveryStart - HOUR_MS / 2;
		const { receipt } = await node(0).call(
			'market',
			calls.auction.openProducts({
				products: [
					{
						product: 'P',
						zones: ['home'],
						deliveryStart,
						deliveryEnd: deliveryStart + HOUR_MS,
						periodMs: HOUR_MS,
						gateOpening: now,
						gateClosure,
						signingDeadline: deliveryStart + 2 * HOUR_MS,
						settlementTime: deliveryStart + 3 * HOUR_MS,
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
					},
				],
			}),
		);
		expect(receipt.code).toBeNull();
		expect(await cleared.promise).toBeGreaterThanOrEqual(gateClosure);
	});

	it('go on without one that fails, which votes no more, says so and can still be read', async () => {
		let said = 0;
		await startNetwork(undefined, {
			3: (real) => ({
				start: (handlers) => real.start(handlers),
				stop: () => real.stop(),
				send: (to, channel, payload) => real.send(to, channel, payload),
				broadcast(channel, payload) {
					said += 1;
					if (said > 20) throw new Error('the cable is out');
					real.broadcast(channel, payload);
				},
				setValidators: (self, peers) => real.setValidators(self, peers),
				penalise: (peer, reason) => real.penalise(peer, reason),
				dropped: 0,
				peers: () => real.peers(),
			}),
		});
		await until(async () => {
			await pay(0);
			return node(3).snapshot().phase === 'failed';
		});
		await expect(pay(3)).rejects.toMatchObject({ code: 'NODE_FAILED', details: { reason: 'the cable is out' } });
		const saidAtFailure = said;
		const { height } = await pay(1);
		expect(height).toBeGreaterThan(node(3).snapshot().height);
		expect(said).toBe(saidAtFailure);
		expect(await rootAt(node(3), 1)).toBe(await rootAt(node(0), 1));
	});

	it('stop in order, refuse calls afterwards, and start again where they were', async () => {
		await startNetwork();
		const { height } = await pay(0);
		await Promise.all(nodes.map((each) => each.stop()));
		await expect(pay(0)).rejects.toMatchObject({ code: 'NODE_STOPPED' });
		nodes = await Promise.all(
			(network?.directories ?? []).map(async (directory) =>
				createNode(await readNodeOptions(directory, { execution: 'inline' })),
			),
		);
		await Promise.all(nodes.map((each) => each.start()));
		expect(node(0).snapshot().height).toBeGreaterThanOrEqual(height);
		expect((await pay(0)).height).toBeGreaterThan(height);
	});
});
