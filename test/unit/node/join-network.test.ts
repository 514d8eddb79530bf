import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createNode, readNodeOptions } from '../../../src/main/node/create-node.ts';
import { type JoinOptions, joinNetwork } from '../../../src/main/node/join-network.ts';
import { toHex } from '../../../src/shared/codec/bytes.ts';
import { chainIdOf, encodeGenesis } from '../../../src/shared/codec/genesis.ts';
import { sha256 } from '../../fixtures/engine-chain.ts';
import { TEST_SCRYPT } from '../../fixtures/local-network.ts';
import { smallGenesis } from '../../fixtures/small-chain.ts';

let parent: string;
let options: JoinOptions;

beforeEach(async () => {
	parent = await mkdtemp(join(tmpdir(), 'gridquorum-join-'));
	const genesisFile = join(parent, 'genesis.cbor');
	await writeFile(genesisFile, encodeGenesis(smallGenesis));
	options = {
		directory: join(parent, 'home'),
		genesisFile,
		validator: null,
		listen: '/ip4/127.0.0.1/tcp/4020',
		sources: [],
		scrypt: TEST_SCRYPT,
	};
});

afterEach(() => rm(parent, { recursive: true, force: true }));

describe('joining a network', () => {
	it('as an observer needs a network key alone', async () => {
		const joined = await joinNetwork(options);
		expect(joined).toMatchObject({ chainId: chainIdOf(smallGenesis, sha256), publicKey: null });
		expect(await readdir(join(options.directory, 'keys'))).toEqual(['network-observer.key.json']);
		const read = await readNodeOptions(options.directory, { environment: {} });
		expect(read).toMatchObject({ validator: null, sources: [], observers: [] });
		expect((await createNode(read)).self).toBeNull();
	});

	it('as a validator to be makes its keys and remembers whom to follow', async () => {
		const source = `/ip4/127.0.0.1/tcp/4001/p2p/${(await joinNetwork({ ...options, directory: join(parent, 'a') })).peerId}`;
		const joined = await joinNetwork({
			...options,
			validator: 'plant-5',
			sources: [source],
			snapshotBeyondBlocks: 5_000,
		});
		expect(joined.publicKey).toMatch(/^[0-9a-f]{64}$/);
		const read = await readNodeOptions(options.directory, { environment: {} });
		expect(read).toMatchObject({ validator: 'plant-5', sources: [source], snapshotBeyondBlocks: 5_000 });
		expect(smallGenesis.validators.map(({ publicKey }) => toHex(publicKey))).not.toContain(joined.publicKey);
	});

	it('leaves nothing behind when it fails, and touches nothing that is there', async () => {
		await expect(joinNetwork({ ...options, sources: ['nowhere'] })).rejects.toThrow();
		await expect(joinNetwork({ ...options, genesisFile: join(parent, 'none') })).rejects.toMatchObject({
			code: 'CONFIG_UNREADABLE',
		});
		await expect(joinNetwork({ ...options, validator: '../x' })).rejects.toMatchObject({
			code: 'KEYSTORE_NAME_INVALID',
		});
		expect(await readdir(parent)).toEqual(['genesis.cbor']);
		await joinNetwork(options);
		await expect(joinNetwork(options)).rejects.toMatchObject({ code: 'TESTNET_INVALID' });
	});
});
