import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeGenesis } from '../../../src/shared/codec/genesis.ts';
import { runCommand } from '../../fixtures/command-line.ts';
import { smallGenesis } from '../../fixtures/small-chain.ts';

let directory = '';
let genesisFile = '';
const target = () => join(directory, 'new');

beforeAll(async () => {
	directory = await mkdtemp(join(tmpdir(), 'gridquorum-options-'));
	genesisFile = join(directory, 'genesis.cbor');
	await writeFile(genesisFile, encodeGenesis(smallGenesis));
	await writeFile(join(directory, 'other.json'), '{}');
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** Refused with exit code 2, and nothing is written. */
async function refusal(...args: string[]): Promise<string> {
	const { code, stdout, stderr } = await runCommand(...args);
	expect([code, stdout]).toEqual([2, '']);
	expect((await readdir(directory)).sort()).toEqual(['genesis.cbor', 'other.json']);
	return stderr;
}

describe('the commands that make networks and nodes', () => {
	it.each([['nonsense'], ['10.0.0.300'], ['fe80::1%eth0']])(
		'testnet refuses --host %s, which is no IP address',
		async (host) => {
			expect(await refusal('testnet', '--out', target(), '--host', host)).toContain('OPTION_INVALID: --host');
		},
	);

	it('init refuses options of joining without --join, the listening address among them', async () => {
		expect(await refusal('init', '--home', target(), '--host', '10.0.0.7')).toContain('OPTION_INVALID: --join');
		expect(await refusal('init', '--home', target(), '--validator', 'v')).toContain('OPTION_INVALID: --join');
	});

	it('init --join refuses a file that is no genesis, an id that names no key, and addresses that are none', async () => {
		const joining = (...more: string[]) => refusal('init', '--home', target(), ...more);
		expect(await joining('--join', join(directory, 'other.json'))).toMatch(/GENESIS_INVALID: .*not a genesis file/);
		expect(await joining('--join', genesisFile, '--validator', 'not an id')).toContain('KEYSTORE_NAME_INVALID');
		expect(await joining('--join', genesisFile, '--host', 'here')).toContain('OPTION_INVALID: --host');
		const peer = '/ip4/10.0.0.7/tcp/99999/p2p/12D3KooWGjoNuV6moDQV5rsSsiuJpeYFz2FDE4snDrGLuGZt8B5C';
		expect(await joining('--join', genesisFile, '--peer', peer)).toContain('OPTION_INVALID: --peer');
	});

	it.each([['/ip4/999.0.0.1/tcp/4001'], ['/ip4/10.0.0.7/tcp/99999']])(
		'validator-key refuses the address %s before it makes a key',
		async (address) => {
			const stderr = await refusal('validator-key', '--home', target(), '--address', address, '--rotate-to', 'second');
			expect(stderr).toContain('OPTION_INVALID: --address');
		},
	);
});
