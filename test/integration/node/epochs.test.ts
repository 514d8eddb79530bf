import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createNode, readNodeOptions } from '../../../src/main/node/create-node.ts';
import { createSeed, createSigner } from '../../../src/main/node/crypto/ed25519.ts';
import { Keystore } from '../../../src/main/node/keys/keystore.ts';
import type { GridquorumNode } from '../../../src/main/node/types.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import type { GenesisValidator } from '../../../src/shared/codec/genesis-document.ts';
import { keyRegistrationBytes } from '../../../src/shared/codec/governance.ts';
import type { ValidatorScope } from '../../../src/shared/proofs/certificates.ts';
import { verifyFinality } from '../../../src/shared/proofs/commit-proof.ts';
import { type EpochChangeProof, verifyEpochChange } from '../../../src/shared/proofs/epoch-change.ts';
import { verifyStateProof } from '../../../src/shared/proofs/state-proof.ts';
import { sha256 } from '../../fixtures/engine-chain.ts';
import { PROOFS } from '../../fixtures/engine-node.ts';
import { govern } from '../../fixtures/govern.ts';
import { addJoining } from '../../fixtures/joining-home.ts';
import { createLocalNetwork, type LocalNetwork, TEST_SCRYPT } from '../../fixtures/local-network.ts';
import { stopEach } from '../../fixtures/stop-each.ts';
import { until } from '../../fixtures/until.ts';
import { ValidatorChild } from '../../fixtures/validator-child.ts';

let network: LocalNetwork | null = null;
let nodes: GridquorumNode[] = [];
let child: ValidatorChild | null = null;

afterEach(async () => {
	await stopEach(nodes);
	await child?.stop();
	nodes = [];
	child = null;
	await network?.remove();
	network = null;
});

const pay = calls.ledger.transfer({ to: 'grid', amount: 1 });

const epochsReached = (epoch: number): Promise<void> =>
	until(() => nodes.every((node) => node.epochs().length === epoch + 1), 30_000);

/** Follows the handovers from the genesis keys, as an auditor would. */
async function trustedScope(node: GridquorumNode): Promise<ValidatorScope> {
	let scope = (node.epochs()[0] as ReturnType<GridquorumNode['epochs']>[number]).scope;
	for (let epoch = 1; epoch < node.epochs().length; epoch++)
		scope = verifyEpochChange((await node.epochChange(epoch)) as EpochChangeProof, scope, PROOFS).scope;
	return scope;
}

describe('epochs of a real network', () => {
	it('let a validator join, change its key and leave, through a kill -9 of another one, and are proven from genesis', async () => {
		network = await createLocalNetwork(4);
		const { directories } = network;
		const joining = await addJoining(network, 'validator-4');
		const observers = [joining.validator.peerId];
		for (const directory of directories.slice(0, 3))
			nodes.push(await createNode(await readNodeOptions(directory, { observers })));
		const victim = directories[3] as string;
		child = new ValidatorChild(victim);
		await Promise.all(nodes.map((node) => node.start()));
		await child.ready;
		const [first, second, third] = nodes as [GridquorumNode, GridquorumNode, GridquorumNode];
		await first.call('alice', pay);

		const newcomer = await createNode(await readNodeOptions(joining.directory));
		nodes.push(newcomer);
		await newcomer.start();
		expect([newcomer.self, newcomer.snapshot().phase]).toEqual([null, 'observing']);

		// The fourth one dies while its epoch ends: the three that are left hand over without it.
		const { id, publicKey, peerId, addresses } = joining.validator;
		const { possession } = newcomer.signRegistration(id, addresses);
		let killed: Promise<void> | null = null;
		await govern(
			first,
			[first, second, third],
			[{ kind: 'add-validator', validator: { ...joining.validator, id, publicKey, peerId }, possession }],
			() => {
				killed ??= (child as ValidatorChild).kill();
			},
		);
		await killed;
		expect(killed).not.toBeNull();
		await epochsReached(1);
		await until(() => newcomer.self === 4 && newcomer.snapshot().phase === 'validating', 30_000);
		await first.call('alice', pay);
		child = new ValidatorChild(victim);
		await child.ready;
		await until(async () => (await child?.ask<number>({ op: 'height' })) === first.snapshot().height, 30_000);

		// The first one changes its key: the new one is in its keystore before the epoch names it.
		const { passphrase, keys } = await readNodeOptions(directories[0] as string);
		const keystore = new Keystore({ directory: keys, passphrase, scrypt: TEST_SCRYPT });
		const seed = createSeed();
		await keystore.create('validator', 'validator-0.second', seed);
		const own = first.epochs().at(-1)?.description.validators[0] as GenesisValidator;
		const signer = createSigner(seed);
		const registration = {
			validator: own.id,
			publicKey: signer.publicKey,
			peerId: own.peerId,
			addresses: own.addresses,
		};
		await govern(
			first,
			[first, second, third, newcomer],
			[
				{
					kind: 'rotate-key',
					...registration,
					possession: signer.sign(keyRegistrationBytes(first.chainId, registration)),
				},
			],
		);
		await epochsReached(2);
		await until(() => first.snapshot().phase === 'validating' && first.self === 0);
		expect(first.validatorKey()).toEqual(signer.publicKey);

		// The second one leaves but may go on following, and the idle interval changes with the same epoch.
		const leaving = network.genesis.validators[1] as GenesisValidator;
		await govern(
			first,
			[first, second, third, newcomer],
			[
				{ kind: 'remove-validator', validator: leaving.id },
				{ kind: 'admit-observer', peerId: leaving.peerId, name: leaving.name },
				{ kind: 'consensus-parameters', parameters: [{ name: 'idleIntervalMs', value: 1_500 }] },
			],
		);
		await epochsReached(3);
		await until(() => second.snapshot().phase === 'observing' && second.self === null);
		expect([first.self, third.self, newcomer.self]).toEqual([0, 1, 3]);
		const { height } = await first.call('alice', pay);
		await until(() => nodes.every((node) => node.snapshot().height >= height), 30_000);

		const latest = first.epochs().at(-1)?.description;
		expect(latest?.consensus.idleIntervalMs).toBe(1_500);
		const roots = await Promise.all(nodes.map((node) => rootsOf(node, height)));
		for (const other of roots) expect(other).toEqual(roots[0]);
		expect(await child.ask({ op: 'blocks', from: height, to: height })).toEqual([roots[0]?.[height - 1]]);

		const scope = await trustedScope(first);
		expect([scope.epoch, scope.publicKeys[0]]).toEqual([3, signer.publicKey]);
		const proof = await first.prove('ledger/account/grid');
		expect(proof).not.toBeNull();
		if (!proof) return;
		verifyFinality(proof.certifiedBy, proof.commitProof, scope, PROOFS);
		expect(proof.certifiedBy[0]?.stateRoot).toEqual(proof.stateRoot);
		expect(verifyStateProof(proof.proof, proof.path, proof.value, proof.stateRoot, sha256)).toBe(true);
		await expectNoSecondSignature(join(victim, 'sent.txt'));
	}, 120_000);

	it('take a validator on to the epoch that was decided without it, and that no longer names it', async () => {
		network = await createLocalNetwork(4);
		const { directories } = network;
		for (const directory of directories) nodes.push(await createNode(await readNodeOptions(directory)));
		await Promise.all(nodes.map((node) => node.start()));
		const [first, second, third, away] = nodes as [GridquorumNode, GridquorumNode, GridquorumNode, GridquorumNode];
		await first.call('alice', pay);
		await away.stop();
		nodes = [first, second, third];
		const leaving = network.genesis.validators[3] as GenesisValidator;
		await govern(first, nodes, [
			{ kind: 'remove-validator', validator: leaving.id },
			{ kind: 'admit-observer', peerId: leaving.peerId, name: leaving.name },
		]);
		await epochsReached(1);
		await first.call('alice', pay);

		const back = await createNode(await readNodeOptions(directories[3] as string));
		nodes.push(back);
		await back.start();
		await until(() => back.snapshot().phase === 'observing' && back.snapshot().epoch === 1, 30_000);
		const { height } = await first.call('alice', pay);
		await until(() => back.snapshot().height >= height);
		expect(await rootsOf(back, height)).toEqual(await rootsOf(first, height));
	}, 90_000);
});

async function rootsOf(node: GridquorumNode, to: number): Promise<{ id: string; root: string }[]> {
	const blocks: { id: string; root: string }[] = [];
	for await (const { blockId, stateRoot } of node.readBlocks(1, to))
		blocks.push({ id: Buffer.from(blockId).toString('hex'), root: Buffer.from(stateRoot).toString('hex') });
	return blocks;
}

/** Within an epoch a validator signs one statement of a kind in a round, before and after it was killed. */
async function expectNoSecondSignature(path: string): Promise<void> {
	const signed = new Map<string, string>();
	for (const line of (await readFile(path, 'utf8')).trim().split('\n')) {
		const [kind, round, signature] = line.split(' ');
		const place = `${kind} ${round}`;
		expect(signed.get(place) ?? signature).toBe(signature);
		signed.set(place, signature as string);
	}
	expect(signed.size).toBeGreaterThan(10);
}
