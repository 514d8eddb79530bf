import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createConsoleApi } from '../../../src/main/api/console-api.ts';
import { createNode, readNodeOptions } from '../../../src/main/node/create-node.ts';
import type { GridquorumNode } from '../../../src/main/node/types.ts';
import { fromHex } from '../../../src/shared/codec/bytes.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import { type DeedDocument, decodeDeed, deedSigningBytes } from '../../../src/shared/codec/deed.ts';
import type { ContractEvent } from '../../../src/shared/codec/events.ts';
import { genesisDigest } from '../../../src/shared/codec/genesis.ts';
import { HOUR_MS } from '../../../src/shared/codec/units.ts';
import type { DeedEvidenceView } from '../../../src/shared/contract/index.ts';
import { evidenceFaults } from '../../../src/shared/deeds/deed-evidence.ts';
import { statedEvidence } from '../../../src/shared/deeds/stated-evidence.ts';
import { verifyFinality } from '../../../src/shared/proofs/commit-proof.ts';
import { verifyEventProof } from '../../../src/shared/proofs/history-proof.ts';
import { runCommand } from '../../fixtures/command-line.ts';
import { openPort, QUIET } from '../../fixtures/console-doors.ts';
import { hourProduct } from '../../fixtures/engine-market.ts';
import { PROOFS } from '../../fixtures/engine-node.ts';
import { createLocalNetwork, type LocalNetwork } from '../../fixtures/local-network.ts';

const partiesOf = ({ generator, user }: DeedDocument): string[] => [generator, user];

/** As a console of the node is answered. */
async function evidenceFrom(node: GridquorumNode, deed: string): Promise<DeedEvidenceView> {
	const api = createConsoleApi({ version: '1' }, { node, proofs: PROOFS, log: QUIET });
	await api.ready;
	const console = await openPort(api);
	try {
		return await console.client.deeds.evidence({ deed });
	} finally {
		await console.close();
		api.close();
	}
}

/** Three validators go on; the fourth, with dave's keys, ran until the deed was drafted, and runs again to submit. */
describe('deeds signed offline on the command line', () => {
	let network: LocalNetwork;
	let nodes: GridquorumNode[] = [];
	const heard: ContractEvent[] = [];

	beforeAll(async () => {
		network = await createLocalNetwork(4);
		nodes = await Promise.all(
			network.directories.map(async (directory) => createNode(await readNodeOptions(directory))),
		);
		nodes[0]?.onBlock(({ events }) => heard.push(...events));
		await Promise.all(nodes.map((node) => node.start()));
	}, 60_000);

	afterAll(async () => {
		await Promise.all(nodes.map((node) => node.stop()));
		await network.remove();
	});

	const draft = async (): Promise<void> => {
		const [first, , , last] = nodes as [GridquorumNode, GridquorumNode, GridquorumNode, GridquorumNode];
		const start = (Math.floor(Date.now() / HOUR_MS) + 2) * HOUR_MS;
		const terms = hourProduct(0, {
			product: 'now',
			zones: ['home'],
			mechanism: 'continuous',
			deliveryStart: start,
			deliveryEnd: start + HOUR_MS,
			gateOpening: 0,
			gateClosure: start,
			signingDeadline: start + HOUR_MS,
			settlementTime: start + 2 * HOUR_MS,
		});
		const order = { product: 'now', price: 100_000, quantityWh: 400, period: 0 };
		const done = [
			await first.call('market', calls.auction.openProducts({ products: [terms] })),
			await first.call('alice', calls.auction.placeOrders({ owner: null, orders: [{ ...order, side: 'offer' }] })),
			await last.call(
				'dave',
				calls.auction.placeOrders({ owner: null, orders: [{ ...order, side: 'bid', price: 200_000 }] }),
			),
		];
		expect(done.map(({ receipt }) => receipt.code)).toEqual([null, null, null]);
	};

	it('are exported, shown and signed where the key is, and carried to the chain', { timeout: 120_000 }, async () => {
		const [aliceHome, , , daveHome] = network.directories as [string, string, string, string];
		await draft();
		await nodes[3]?.stop();
		const [file, answer, bad] = ['F.json', 'S.json', 'bad.json'].map((name) => join(daveHome, name)) as [
			string,
			string,
			string,
		];
		const exported = await runCommand('deeds', 'export', '--home', daveHome, '--participant', 'alice', '--out', file);
		expect(exported).toMatchObject({ code: 0, stdout: expect.stringContaining('1 deeds await alice') });
		const sign = (from: string, to: string, ...more: string[]) =>
			runCommand('deeds', 'sign', from, '--home', aliceHome, '--participant', 'alice', '--out', to, ...more);

		const unconfirmed = await sign(file, answer);
		expect([unconfirmed.code, unconfirmed.stderr.includes('SIGNING_NOT_CONFIRMED')]).toEqual([1, true]);
		await writeFile(bad, (await readFile(file, 'utf8')).replace('"threshold": 3', '"threshold": 2'));
		const changed = await sign(bad, answer, '--yes');
		expect([changed.code === 0, changed.stderr.includes('SIGNING_FILE')]).toEqual([false, true]);
		const signed = await sign(file, answer, '--yes');
		expect(signed.code).toBe(0);
		expect(signed.stdout).toContain('alice delivers 400 Wh to dave');

		const submitted = await runCommand('deeds', 'submit', answer, '--home', daveHome, '--json');
		expect([submitted.code, JSON.parse(submitted.stdout)]).toEqual([0, { signed: 1, sealed: 0, failed: [] }]);
		await expect
			.poll(() => heard, { timeout: 20_000 })
			.toContainEqual(
				expect.objectContaining({ kind: 'deed-signed', deed: 'D-now-0', participant: 'alice', as: 'generator' }),
			);
		const again = await runCommand('deeds', 'submit', answer, '--home', daveHome, '--json');
		expect([again.code, JSON.parse(again.stdout).failed]).toEqual([1, [{ deed: 'D-now-0', code: 'DEED_SIGNED' }]]);
	});

	it('are sealed, and proven from the database of any validator', { timeout: 120_000 }, async () => {
		const [first, second] = nodes as [GridquorumNode, GridquorumNode];
		const last = await createNode(await readNodeOptions(network.directories[3] as string));
		nodes[3] = last;
		await last.start();
		const drafted = heard.find((event) => event.kind === 'deed-drafted');
		if (!drafted) throw new Error('no deed');
		const sign = async (node: GridquorumNode, participant: string): Promise<void> => {
			const signature = node.signerOf(participant).sign(deedSigningBytes(node.chainId, drafted.digest));
			const call = calls.depository.signDeeds({ signatures: [{ deed: drafted.deed, signature }] });
			expect((await node.call(participant, call)).receipt.code).toBeNull();
		};
		await sign(last, 'dave');
		await sign(first, 'grid');
		const seal = () => heard.some(({ kind }) => kind === 'deed-sealed');
		await expect.poll(seal, { timeout: 20_000 }).toBe(true);

		const evidence = await evidenceFrom(second, drafted.deed);
		expect(evidence.verified).toBe(true);
		const stated = statedEvidence(evidence);
		const root = fromHex(evidence.state.root);
		expect(evidenceFaults(stated, root, PROOFS)).toEqual([]);
		expect(partiesOf(decodeDeed(stated.document))).toEqual(['alice', 'dave']);
		expect(evidence.signatures.map(({ participant }) => participant)).toEqual(['alice', 'dave', 'grid']);
		for (const { participant, publicKey } of evidence.signatures) {
			const registered = first.genesis.participants.find(({ id }) => id === participant)?.publicKey;
			expect(fromHex(publicKey)).toEqual(registered);
		}

		const { height } = evidence.sealed;
		for await (const { events } of second.readBlocks(height, height)) {
			const index = events.findIndex(({ kind }) => kind === 'deed-sealed');
			const proof = await second.proveEvent(height, index);
			if (!proof) throw new Error('not proven');
			const { state, history, event } = proof;
			const [epoch] = second.epochs();
			const publicKeys = epoch?.description.validators.map(({ publicKey }) => publicKey) ?? [];
			const genesisId = genesisDigest(second.genesis, PROOFS.sha256);
			const scope = { chainId: second.chainId, epoch: 0, publicKeys, genesisId };
			expect(() => verifyFinality(state.certifiedBy, state.commitProof, scope, PROOFS)).not.toThrow();
			expect(state.certifiedBy[0]?.stateRoot).toEqual(state.stateRoot);
			expect(verifyEventProof(history, event, state.stateRoot, PROOFS.sha256)).toBe(true);
			expect(await second.proveEvent(height, events.length)).toBeNull();
		}
	});
});
