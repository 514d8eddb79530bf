import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ConsoleApi, createConsoleApi } from '../../../src/main/api/console-api.ts';
import { createNode, readNodeOptions } from '../../../src/main/node/create-node.ts';
import { hasher } from '../../../src/main/node/crypto/sha256.ts';
import type { GridquorumNode } from '../../../src/main/node/types.ts';
import { fromHex, toHex } from '../../../src/shared/codec/bytes.ts';
import { commitmentOf } from '../../../src/shared/documents/seal.ts';
import { type ConsoleClient, type OpenConsole, openPort, QUIET } from '../../fixtures/console-doors.ts';
import { PROOFS } from '../../fixtures/engine-node.ts';
import { createLocalNetwork, type LocalNetwork } from '../../fixtures/local-network.ts';
import { until } from '../../fixtures/until.ts';

/** Alice is at validator 0, Bob at validator 1. */
describe('documents in the console', () => {
	let network: LocalNetwork;
	let nodes: GridquorumNode[] = [];
	let apis: ConsoleApi[] = [];
	let consoles: OpenConsole[] = [];
	const client = (index: number): ConsoleClient => (consoles[index] as OpenConsole).client;

	beforeAll(async () => {
		network = await createLocalNetwork(4);
		nodes = await Promise.all(
			network.directories.map(async (directory) => createNode(await readNodeOptions(directory))),
		);
		await Promise.all(nodes.map((node) => node.start()));
		apis = nodes.slice(0, 2).map((node) => createConsoleApi({ version: '1' }, { node, proofs: PROOFS, log: QUIET }));
		await Promise.all(apis.map(({ ready }) => ready));
		const [first, second] = apis as [ConsoleApi, ConsoleApi];
		consoles = await Promise.all([openPort(first), openPort(second), openPort(second, { permission: 'observe' })]);
	});

	afterAll(async () => {
		await Promise.all(consoles.map((each) => each.close()));
		for (const api of apis) api.close();
		await Promise.all(nodes.map((node) => node.stop()));
		await network.remove();
	});

	const terms: Omit<Parameters<ConsoleClient['documents']['deposit']>[0], 'upload'> = {
		participant: 'alice',
		name: 'lease.pdf',
		mediaType: 'application/pdf',
		type: 'contract',
		about: null,
		readers: [],
		signers: ['bob'],
		threshold: null,
		order: 'free',
		deadline: Date.now() + 3_600_000,
		isPrivate: false,
	};

	it('go up in parts, are signed and opened elsewhere, and come down as they were', async () => {
		const plain = randomBytes(600_000);
		const { upload, partBytes } = await client(0).documents.beginUpload({ bytes: plain.length });
		const part = (index: number): string =>
			plain.subarray(index * partBytes, (index + 1) * partBytes).toString('base64');
		await client(0).documents.upload({ upload, index: 0, data: part(0) });
		await refused(client(0).documents.upload({ upload, index: 2, data: part(2) }), 'DOCUMENT_UPLOAD');
		await refused(client(0).documents.deposit({ upload, ...terms }), 'DOCUMENT_UPLOAD');
		await client(0).documents.upload({ upload, index: 1, data: part(1) });
		await client(0).documents.upload({ upload, index: 2, data: part(2) });
		await refused(client(0).documents.deposit({ upload, ...terms, readers: ['nobody'] }), 'PARTICIPANT_UNKNOWN');
		const { document } = await client(0).documents.deposit({ upload, ...terms });
		await refused(client(0).documents.deposit({ upload, ...terms }), 'DOCUMENT_UPLOAD');

		await until(async () => (await client(1).documents.health({})).kept === 1);
		expect(await client(1).documents.get({ document })).toMatchObject({
			status: 'pending',
			readableAs: ['bob'],
			signableAs: ['bob'],
			replica: 'kept',
		});
		expect(await client(1).documents.sign({ participant: 'bob', documents: [document] })).toEqual({ signed: 1 });
		expect((await client(1).documents.get({ document })).status).toBe('sealed');
		const { salt, ...opened } = await client(1).documents.open({ document, participant: 'bob' });
		expect(opened).toEqual({
			name: 'lease.pdf',
			mediaType: 'application/pdf',
			sha256: toHex(hasher.sha256(plain)),
			bytes: plain.length,
			parts: 3,
		});
		const { commitment } = await client(1).documents.get({ document });
		expect(toHex(commitmentOf(fromHex(salt), hasher.sha256(plain), hasher.sha256))).toBe(commitment);
		const parts = await Promise.all(
			[0, 1, 2].map((index) => client(1).documents.read({ document, participant: 'bob', index })),
		);
		const whole = Buffer.concat(parts.map(({ data }) => Buffer.from(data, 'base64')));
		expect(Buffer.compare(whole, plain)).toBe(0);
		const { documents, next } = await client(1).documents.list({ limit: 1 });
		expect([documents.map((each) => each.document), next === null]).toEqual([[document], false]);
	});

	it('are deposited, signed and opened by an operator only, and for its own identities', async () => {
		const { upload } = await client(0).documents.beginUpload({ bytes: 0 });
		const { document } = await client(0).documents.deposit({ upload, ...terms, signers: ['alice'] });
		await refused(client(0).documents.open({ document, participant: 'bob' }), 'KEY_UNKNOWN');
		await refused(client(0).documents.sign({ participant: 'bob', documents: [document] }), 'KEY_UNKNOWN');
		await until(async () => (await client(1).documents.list({})).documents.some((each) => each.document === document));
		await refused(client(1).documents.open({ document, participant: 'bob' }), 'DOCUMENT_NOT_READER');
		const reason = 'not ours';
		await refused(client(1).documents.refuse({ participant: 'bob', document, reason }), 'DOCUMENT_NOT_SIGNER');
		await refused(client(2).documents.beginUpload({ bytes: 1 }), 'NOT_PERMITTED');
		await refused(client(2).documents.open({ document, participant: 'bob' }), 'NOT_PERMITTED');
		await refused(client(2).documents.read({ document, participant: 'bob', index: 0 }), 'NOT_PERMITTED');
		expect((await client(2).documents.get({ document })).readableAs).toEqual([]);
	});

	it('are not deposited from an upload of another console, and go up only within bounds', async () => {
		const { upload } = await client(1).documents.beginUpload({ bytes: 0 });
		await refused(client(0).documents.deposit({ upload, ...terms }), 'DOCUMENT_UPLOAD');
		await client(0).documents.beginUpload({ bytes: 67_108_864 });
		await client(0).documents.beginUpload({ bytes: 67_108_864 });
		await refused(client(0).documents.beginUpload({ bytes: 1 }), 'DOCUMENT_UPLOAD');
		await refused(client(0).documents.beginUpload({ bytes: 67_108_865 }), 'CONSOLE_INPUT_INVALID');
	});
});

async function refused(answer: Promise<unknown>, code: string): Promise<void> {
	await expect(answer).rejects.toMatchObject({ data: { code } });
}
