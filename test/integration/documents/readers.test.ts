import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNode, readNodeOptions } from '../../../src/main/node/create-node.ts';
import { createSeed } from '../../../src/main/node/crypto/ed25519.ts';
import { Keystore } from '../../../src/main/node/keys/keystore.ts';
import type { GridquorumNode } from '../../../src/main/node/types.ts';
import { type Call, calls } from '../../../src/shared/codec/calls.ts';
import type { ContractEvent } from '../../../src/shared/codec/events.ts';
import { CodedError } from '../../../src/shared/errors/coded-error.ts';
import { depositTerms } from '../../fixtures/documents.ts';
import { createLocalNetwork, type LocalNetwork } from '../../fixtures/local-network.ts';
import { until } from '../../fixtures/until.ts';

/** Market operator and alice are at validator 0, bob, carol and dave at the next ones; carol becomes an auditor. */
describe('who may read a document', () => {
	let network: LocalNetwork;
	let nodes: GridquorumNode[] = [];
	const node = (index: number): GridquorumNode => nodes[index] as GridquorumNode;
	const keptBy = (index: number, count: number): Promise<void> =>
		until(async () => (await node(index).documents.health()).kept === count);

	async function call(index: number, participant: string, what: Call): Promise<readonly ContractEvent[]> {
		const { receipt, events } = await node(index).call(participant, what);
		expect([what.method, receipt.code]).toEqual([what.method, null]);
		return events;
	}

	beforeAll(async () => {
		network = await createLocalNetwork(4);
		nodes = await Promise.all(
			network.directories.map(async (directory) => createNode(await readNodeOptions(directory))),
		);
		await Promise.all(nodes.map((each) => each.start()));
	});

	afterAll(async () => {
		await Promise.all(nodes.map((each) => each.stop()));
		await network.remove();
	});

	it('are the auditors of the network too, unless the depositor says private', async () => {
		await call(0, 'market', calls.identity.changeRole({ participant: 'carol', role: 'auditor' }));
		const open = await node(0).documents.deposit('alice', Uint8Array.of(1), depositTerms({ isPrivate: false }));
		const secret = await node(0).documents.deposit('alice', Uint8Array.of(2), depositTerms({ isPrivate: true }));
		expect((await node(0).documents.get(open)).record.readers).toEqual(['alice', 'carol']);
		expect((await node(0).documents.get(secret)).record.readers).toEqual(['alice']);
		await keptBy(2, 1);
		expect((await node(2).documents.open(open, 'carol')).plain).toEqual(Uint8Array.of(1));
	});

	it.each(['identity', 'metering-point'] as const)(
		'are no auditors of a document of type %s, whatever is said',
		async (type) => {
			const secret = await node(0).documents.deposit(
				'alice',
				Uint8Array.of(5),
				depositTerms({ type, isPrivate: false }),
			);
			expect((await node(0).documents.get(secret)).record.readers).toEqual(['alice']);
			const named = depositTerms({ type, readers: ['carol'], isPrivate: false });
			const shown = await node(0).documents.deposit('alice', Uint8Array.of(6), named);
			expect((await node(0).documents.get(shown)).record.readers).toEqual(['alice', 'carol']);
		},
	);

	it('are those whose key was rotated since, with the secret of before', async () => {
		const before = await node(0).documents.deposit('alice', Uint8Array.of(3), depositTerms({ readers: ['bob'] }));
		await keptBy(1, 1);
		const { keys, passphrase } = await readNodeOptions(network.directories[1] as string);
		const { publicKey } = await new Keystore({ directory: keys, passphrase }).create(
			'encryption',
			'bob.2',
			createSeed(),
		);
		await call(1, 'bob', calls.identity.rotateEncryptionKey({ encryptionKey: publicKey }));
		const after = await node(1).documents.deposit('bob', Uint8Array.of(4), depositTerms());
		expect((await node(1).documents.open(before, 'bob')).plain).toEqual(Uint8Array.of(3));
		expect((await node(1).documents.open(after, 'bob')).plain).toEqual(Uint8Array.of(4));
	});

	it('are those to whom a key was released: their node fetches it, and none before or after the grant', async () => {
		const granted = await node(0).documents.deposit('alice', Uint8Array.of(5), depositTerms());
		const later = await node(0).documents.deposit('alice', Uint8Array.of(6), depositTerms());
		await until(async () => (await node(3).documents.list({ limit: 1 }))[0]?.document === later);
		await expect(node(3).documents.open(granted, 'dave')).rejects.toThrow(code('DOCUMENT_NOT_READER'));

		const grantOf = async (document: string): Promise<string> => {
			const events = await call(
				0,
				'alice',
				calls.traceability.grant({
					grantee: 'dave',
					scope: { kind: 'document', id: document },
					until: Date.now() + 3_600_000,
					purpose: 'audit',
				}),
			);
			const event = events.find(({ kind }) => kind === 'access-granted');
			return event?.kind === 'access-granted' ? event.grant : '';
		};
		expect((await node(0).releaseKey('alice', await grantOf(granted), granted)).receipt.code).toBeNull();
		await keptBy(3, 1);
		expect((await node(3).documents.open(granted, 'dave')).plain).toEqual(Uint8Array.of(5));

		const revoked = await grantOf(later);
		await call(0, 'alice', calls.traceability.revoke({ grant: revoked, reason: 'over' }));
		expect(
			(await node(0)
				.releaseKey('alice', revoked, later)
				.catch((error: unknown) => error)) instanceof CodedError,
		).toBe(true);
		await expect(node(3).documents.open(later, 'dave')).rejects.toThrow(code('DOCUMENT_NOT_READER'));
	});
});

function code(expected: string): unknown {
	return expect.toSatisfy((error) => error instanceof CodedError && error.code === expected);
}
