import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ProgramHost } from '../../../src/main/api/host/program-types.ts';
import { createNode, readNodeOptions } from '../../../src/main/node/create-node.ts';
import { hasher } from '../../../src/main/node/crypto/sha256.ts';
import { Keystore } from '../../../src/main/node/keys/keystore.ts';
import { peerIdOfSeed } from '../../../src/main/node/network/libp2p-transport.ts';
import { OBSERVER_KEY } from '../../../src/main/node/start/open-disk.ts';
import type { GridquorumNode } from '../../../src/main/node/types.ts';
import { toHex } from '../../../src/shared/codec/bytes.ts';
import { decodeGenesis, genesisDigest } from '../../../src/shared/codec/genesis.ts';
import type { HostChoice } from '../../../src/shared/contract/index.ts';
import { codeOf } from '../../fixtures/console-stage.ts';
import { openHostConsole } from '../../fixtures/fake-network.ts';
import { createLocalNetwork, type LocalNetwork } from '../../fixtures/local-network.ts';
import { openLocalProgram, reached } from '../../fixtures/local-program.ts';
import { stopEach } from '../../fixtures/stop-each.ts';
import { until } from '../../fixtures/until.ts';

const PASSPHRASE = 'a phrase that nobody guesses';

let network: LocalNetwork;
let nodes: GridquorumNode[] = [];
let program: ProgramHost;
let directory: string;

beforeEach(async () => {
	network = await createLocalNetwork(2);
	directory = join(dirname(network.directories[0] as string), 'joined');
	program = await openLocalProgram(join(directory, '..', 'demo'), { kind: 'ask' });
});

afterEach(async () => {
	await program.stop();
	await stopEach(nodes);
	nodes = [];
	await network.remove();
});

describe('a network that is joined from the console', () => {
	it('is taken by the digest that was compared, and its keys are opened by their passphrase alone', async () => {
		const encoded = await readFile(join(network.directories[0] as string, 'genesis.cbor'));
		const document = decodeGenesis(new Uint8Array(encoded));
		const digest = toHex(genesisDigest(document, hasher.sha256));
		const { client } = openHostConsole(program);
		const genesis = encoded.toString('base64');
		expect(await client.host.preview({ genesis })).toMatchObject({
			digest,
			name: 'local',
			participants: document.participants.length,
			validators: document.validators.map(({ id }) => ({ name: id })),
		});
		expect(await codeOf(client.host.preview({ genesis: 'AAAA' }))).toBe('GENESIS_INVALID');

		const choice: HostChoice = {
			kind: 'join',
			directory,
			genesis,
			confirmedDigest: digest,
			peers: [],
			validator: null,
			listenPort: 0,
			passphrase: PASSPHRASE,
		};
		expect(await codeOf(client.host.begin({ ...choice, confirmedDigest: '00'.repeat(32) }))).toBe(
			'HOST_GENESIS_NOT_CONFIRMED',
		);
		expect(await codeOf(client.host.begin({ ...choice, peers: ['nowhere'] }))).toBe('CONSOLE_INPUT_INVALID');
		expect((await client.host.state()).stage).toBe('setup');

		await client.host.begin(choice);
		const { steps } = await reached(program, 'running');
		expect(steps[0]).toMatchObject({ name: 'join', state: 'done' });
		await program.leave();
		await reached(program, 'setup');

		await program.begin({ kind: 'open', directory, passphrase: `not ${PASSPHRASE}` });
		const { failure } = await reached(program, 'failed');
		expect(failure?.code).toBe('KEYSTORE_WRONG_PASSPHRASE');

		const keystore = new Keystore({ directory: join(directory, 'keys'), passphrase: PASSPHRASE });
		const observers = [await peerIdOfSeed(await keystore.seed('network', OBSERVER_KEY))];
		for (const home of network.directories) nodes.push(await createNode(await readNodeOptions(home, { observers })));
		await Promise.all(nodes.map((node) => node.start()));
		await program.begin({ kind: 'open', directory, passphrase: PASSPHRASE });
		await reached(program, 'running');
		const joined = openHostConsole(program);
		await until(async () => (await joined.client.node.status()).height > 1);
		const { chainId, phase, validator } = await joined.client.node.status();
		expect({ chainId, phase, validator }).toEqual({ chainId: nodes[0]?.chainId, phase: 'observing', validator: null });
	});
});
