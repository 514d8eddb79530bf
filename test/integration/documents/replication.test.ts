import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { afterEach, describe, expect, it } from 'vitest';
import { createNode, readNodeOptions } from '../../../src/main/node/create-node.ts';
import type { GridquorumNode } from '../../../src/main/node/types.ts';
import { CodedError } from '../../../src/shared/errors/coded-error.ts';
import { depositTerms } from '../../fixtures/documents.ts';
import { createLocalNetwork, type LocalNetwork } from '../../fixtures/local-network.ts';
import { until } from '../../fixtures/until.ts';

let network: LocalNetwork | null = null;
let nodes: GridquorumNode[] = [];

afterEach(async () => {
	await Promise.all(nodes.map((node) => node.stop()));
	nodes = [];
	await network?.remove();
	network = null;
});

/** Alice's keys are at the first node, bob's, carol's and dave's at the next ones. */
async function startNetwork(): Promise<[GridquorumNode, GridquorumNode, GridquorumNode, GridquorumNode]> {
	network = await createLocalNetwork(4);
	for (const directory of network.directories) nodes.push(await createNode(await readNodeOptions(directory)));
	await Promise.all(nodes.map((node) => node.start()));
	return nodes as [GridquorumNode, GridquorumNode, GridquorumNode, GridquorumNode];
}

async function restart(index: number): Promise<GridquorumNode> {
	const node = await createNode(await readNodeOptions(network?.directories[index] as string));
	nodes[index] = node;
	await node.start();
	return node;
}

const kept = (node: GridquorumNode): Promise<void> => until(async () => (await node.documents.health()).kept === 1);

describe('a document on a real network', () => {
	it('appears on the nodes of those who may read it, on no other, and opens there with its name', async () => {
		const [alice, bob, carol] = await startNetwork();
		const plain = new Uint8Array(randomBytes(700_000));
		const id = await alice.documents.deposit('alice', plain, depositTerms({ readers: ['bob'] }));
		expect(id).toBe('E-alice-0');
		await kept(bob);
		const opened = await bob.documents.open(id, 'bob');
		expect(Buffer.compare(opened.plain, plain)).toBe(0);
		expect(opened.metadata).toMatchObject({ name: 'contract.txt', mediaType: 'text/plain' });
		await until(async () => (await carol.documents.list({ limit: 10 })).length === 1);
		await expect(carol.documents.open(id, 'carol')).rejects.toThrow(code('DOCUMENT_NOT_READER'));
		expect(await carol.documents.health()).toMatchObject({ storedBytes: 0, kept: 0, fetching: 0, lost: 0 });
		expect(await alice.documents.get(id)).toMatchObject({ replica: 'kept', record: { readers: ['alice', 'bob'] } });
	});

	it('is signed by its signers from their own nodes, and sealed', async () => {
		const [alice, bob, carol] = await startNetwork();
		const terms = depositTerms({ signers: ['bob', 'carol'], order: 'ordered', deadline: Date.now() + 3_600_000 });
		const id = await alice.documents.deposit('alice', new Uint8Array(10), terms);
		await Promise.all([kept(bob), kept(carol)]);
		expect(await carol.documents.sign('carol', [id])).toMatchObject({ ok: false, code: 'DOCUMENT_TURN' });
		expect(await bob.documents.sign('bob', [id])).toMatchObject({ ok: true });
		expect(await carol.documents.sign('carol', [id])).toMatchObject({ ok: true });
		expect((await carol.documents.get(id)).record.status).toBe('sealed');
	});

	it('is made whole again after blocks were deleted and others changed on disk', async () => {
		const [alice, bob] = await startNetwork();
		const plain = new Uint8Array(randomBytes(700_000));
		const id = await alice.documents.deposit('alice', plain, depositTerms({ readers: ['bob'] }));
		await kept(bob);
		await bob.stop();
		await damage(1, { remove: 1, change: 1 });
		const again = await restart(1);
		await again.documents.scrub();
		await until(async () => (await again.documents.health()).blocksRepaired === 2);
		expect(await again.documents.health()).toMatchObject({ kept: 1, lost: 0, blocksFaulty: 2, faults: [] });
		expect(Buffer.compare((await again.documents.open(id, 'bob')).plain, plain)).toBe(0);
		expect(await again.metrics()).toMatch(/gridquorum_document_blocks_faulty 2/);
	});

	it('is said to be lost when no holder is left, and comes back with one', async () => {
		const [alice, bob, carol] = await startNetwork();
		const id = await alice.documents.deposit('alice', new Uint8Array(10), depositTerms({ readers: ['bob'] }));
		await kept(bob);
		await carol.documents.scrub();
		await Promise.all([alice.stop(), bob.stop()]);
		await damage(1, { remove: 9, change: 0 });
		const again = await restart(1);
		await again.documents.scrub();
		await until(async () => (await again.documents.health()).lost === 1);
		await expect(again.documents.open(id, 'bob')).rejects.toThrow(code('DOCUMENT_LOST'));
		expect((await again.documents.health()).faults).toMatchObject([{ document: id, state: 'lost', missing: 1 }]);
		await restart(0);
		await until(async () => {
			await again.documents.scrub();
			return (await again.documents.health()).kept === 1;
		});
		expect((await again.documents.open(id, 'bob')).plain).toEqual(new Uint8Array(10));
	});
});

/** Deletes and changes blocks on a stopped node's disk. */
async function damage(index: number, { remove, change }: { remove: number; change: number }): Promise<void> {
	const path = join(network?.directories[index] as string, 'documents');
	const database = new ClassicLevel<string, Uint8Array>(path, { keyEncoding: 'utf8', valueEncoding: 'view' });
	await database.open();
	const blocks = database.sublevel<string, Uint8Array>('block', { valueEncoding: 'view' });
	const entries = await blocks.iterator().all();
	expect(entries.length).toBeGreaterThan(0);
	for (const [name] of entries.slice(0, remove)) await blocks.del(name);
	for (const [name, bytes] of entries.slice(remove, remove + change)) {
		const changed = bytes.slice();
		changed[9] = (changed[9] as number) ^ 1;
		await blocks.put(name, changed);
	}
	await database.close();
}

function code(expected: string): unknown {
	return expect.toSatisfy((error) => error instanceof CodedError && error.code === expected);
}
