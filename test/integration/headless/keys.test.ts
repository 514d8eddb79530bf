import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyMarket } from '../../../src/main/headless/empty-market.ts';
import { createNode, readNodeOptions } from '../../../src/main/node/create-node.ts';
import { createTestnet } from '../../../src/main/node/testnet.ts';
import type { GridquorumNode } from '../../../src/main/node/types.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import { runCommand } from '../../fixtures/command-line.ts';
import { freePorts } from '../../fixtures/free-ports.ts';
import { TEST_SCRYPT } from '../../fixtures/local-network.ts';

const PARTICIPANT = 'grid-operator';
const code = (expected: string) => expect.objectContaining({ code: expected });

describe('the keys of a node', () => {
	let directory = '';
	let home = '';
	let file = '';
	let passphraseFile = '';

	beforeAll(async () => {
		directory = await mkdtemp(join(tmpdir(), 'gridquorum-keys-cli-'));
		const network = { ...emptyMarket(1), name: 'keys', ports: await freePorts(1), time: Date.now() };
		const made = await createTestnet({ ...network, directory: join(directory, 'net'), scrypt: TEST_SCRYPT });
		home = made.directories[0] as string;
		file = join(directory, 'keys.json');
		passphraseFile = join(directory, 'backup-passphrase');
		await writeFile(passphraseFile, 'five random words for this\n');
	});
	afterAll(() => rm(directory, { recursive: true, force: true }));

	const keys = (name: string, ...args: string[]) => runCommand('keys', name, ...args, '--home', home);
	const sealed = () => ['--backup-passphrase-file', passphraseFile];
	const passphrase = async () => (await readFile(join(home, 'passphrase'), 'utf8')).trim();

	/** A call that changes nothing: the chain refuses it, and its receipt says that it was signed. */
	const callAs = (node: GridquorumNode) =>
		node.call(PARTICIPANT, calls.identity.revoke({ to: 'operator-0', scope: 'orders' }));

	it('lock and unlock on a running node that goes on, and take another passphrase meanwhile', async () => {
		const node = await createNode(await readNodeOptions(home));
		try {
			await node.start();
			const before = await callAs(node);
			expect(before.receipt).toMatchObject({ ok: false });
			node.keys.lock([PARTICIPANT]);
			await expect(callAs(node)).rejects.toEqual(code('KEYSTORE_LOCKED'));
			expect(() => node.signerOf(PARTICIPANT)).toThrow(code('KEYSTORE_LOCKED'));
			const other = await node.call('operator-0', calls.identity.revoke({ to: 'operator-0', scope: 'orders' }));
			expect(other.height).toBeGreaterThan(before.height);
			await expect(node.keys.unlock([PARTICIPANT], 'not the passphrase')).rejects.toEqual(
				code('KEYSTORE_WRONG_PASSPHRASE'),
			);
			const present = await passphrase();
			await node.keys.changePassphrase(present, 'another long passphrase');
			expect(await passphrase()).toBe('another long passphrase');
			await expect(node.keys.unlock([PARTICIPANT], present)).rejects.toEqual(code('KEYSTORE_WRONG_PASSPHRASE'));
			await node.keys.unlock([PARTICIPANT], 'another long passphrase');
			expect((await callAs(node)).height).toBeGreaterThan(other.height);
			expect(node.network().addresses[0]).toContain('/ip4/127.0.0.1/tcp/');
		} finally {
			await node.stop();
		}
	});

	it('are backed up, verified and restored beside the database that they voted on', async () => {
		const listed = await keys('list');
		expect(listed.stdout).toMatch(/^validator +validator-0 +[0-9a-f]{64}$/m);
		expect(await keys('backup', '--out', file, ...sealed())).toMatchObject({ code: 0 });
		expect(await keys('backup', '--out', file, ...sealed())).toMatchObject({
			code: 1,
			stderr: expect.stringContaining('KEYS_FILE_EXISTS'),
		});
		const verified = await keys('verify', file, ...sealed());
		expect(verified).toMatchObject({ code: 0, stdout: expect.stringContaining('Every key of the keystore is in it') });
		expect(verified.stdout).toMatch(/had signed up to round [1-9]\d* of epoch 0/);
		await rm(join(home, 'keys'), { recursive: true });
		expect(await keys('restore', file, ...sealed())).toMatchObject({ code: 0 });
		expect((await keys('list')).stdout).toBe(listed.stdout);
	});

	it('come back without the validator key where the database is lost', async () => {
		await rm(join(home, 'keys'), { recursive: true });
		await rm(join(home, 'database'), { recursive: true });
		expect(await keys('restore', file, ...sealed())).toMatchObject({
			code: 1,
			stderr: expect.stringContaining('KEYS_VOTES_UNKNOWN'),
		});
		const restored = await keys('restore', file, '--without-validator', ...sealed());
		expect(restored).toMatchObject({ code: 0, stdout: expect.stringContaining('1 left out') });
		expect((await keys('list')).stdout).not.toContain('validator   validator-0');
	});

	it('leave a diagnostics file without any of their secrets', async () => {
		const out = join(directory, 'diagnostics.json');
		expect(await runCommand('diagnostics', '--home', home, '--out', out)).toMatchObject({ code: 0 });
		const text = await readFile(out, 'utf8');
		expect(JSON.parse(text)).toMatchObject({ format: 'gridquorum/diagnostics', node: null });
		expect(text).not.toContain(await passphrase());
	});
});
