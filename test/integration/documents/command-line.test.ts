import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createNode, readNodeOptions } from '../../../src/main/node/create-node.ts';
import type { GridquorumNode } from '../../../src/main/node/types.ts';
import { runCommand } from '../../fixtures/command-line.ts';
import { createLocalNetwork, type LocalNetwork } from '../../fixtures/local-network.ts';

/** Three validators run here; the fourth, with dave's keys, runs for the length of each command. */
describe('documents on the command line', () => {
	let network: LocalNetwork;
	let nodes: GridquorumNode[] = [];

	beforeAll(async () => {
		network = await createLocalNetwork(4);
		nodes = await Promise.all(
			network.directories.slice(0, 3).map(async (directory) => createNode(await readNodeOptions(directory))),
		);
		await Promise.all(nodes.map((node) => node.start()));
	});

	afterAll(async () => {
		await Promise.all(nodes.map((node) => node.stop()));
		await network.remove();
	});

	it('are deposited, listed, fetched and verified', async () => {
		const home = network.directories[3] as string;
		const party = ['--home', home, '--participant', 'dave'];
		const file = join(home, 'lease.txt');
		const other = join(home, 'other.txt');
		const out = join(home, 'fetched.txt');
		await writeFile(file, 'The lease.');
		await writeFile(other, 'Another lease.');

		const deposited = await runCommand(
			'documents',
			'deposit',
			file,
			...party,
			'--reader',
			'alice',
			'--type',
			'contract',
		);
		expect(deposited).toMatchObject({ code: 0, stdout: 'E-dave-0\n' });
		expect(deposited.stderr).toContain('Another node keeps it too.');
		const alice = nodes[0] as GridquorumNode;
		expect(Buffer.from((await alice.documents.open('E-dave-0', 'alice')).plain).toString()).toBe('The lease.');

		const listed = await runCommand('documents', 'list', '--home', home, '--json');
		expect(JSON.parse(listed.stdout)).toMatchObject({
			documents: [{ document: 'E-dave-0', type: 'contract', status: 'sealed', replica: 'kept' }],
			health: { kept: 1, lost: 0 },
		});
		expect(await runCommand('documents', 'fetch', 'E-dave-0', ...party, '--out', out)).toMatchObject({ code: 0 });
		expect(await readFile(out, 'utf8')).toBe('The lease.');
		const again = await runCommand('documents', 'fetch', 'E-dave-0', ...party, '--out', out);
		expect([again.code, again.stderr.includes('DOCUMENT_FILE')]).toEqual([1, true]);
		expect((await runCommand('documents', 'verify', file, 'E-dave-0', ...party)).code).toBe(0);
		const wrong = await runCommand('documents', 'verify', other, 'E-dave-0', ...party, '--json');
		expect([wrong.code, JSON.parse(wrong.stdout).ok]).toEqual([1, false]);
		const unclear = await runCommand('documents', 'deposit', file, ...party, '--about', 'street:1');
		expect([unclear.code, unclear.stderr.includes('OPTION_INVALID')]).toEqual([2, true]);
	}, 300_000);
});
