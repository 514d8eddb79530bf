import { connect } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { generateKeyPairFromSeed } from '@libp2p/crypto/keys';
import { noise } from '@libp2p/noise';
import { tcp } from '@libp2p/tcp';
import { yamux } from '@libp2p/yamux';
import { multiaddr } from '@multiformats/multiaddr';
import { createLibp2p, type Libp2p } from 'libp2p';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createNode, readNodeOptions } from '../../../src/main/node/create-node.ts';
import { createSeed } from '../../../src/main/node/crypto/ed25519.ts';
import { Keystore } from '../../../src/main/node/keys/keystore.ts';
import { resolvePassphrase } from '../../../src/main/node/keys/passphrase.ts';
import { encodeFrame } from '../../../src/main/node/network/frame.ts';
import type { GridquorumNode } from '../../../src/main/node/types.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import { encodeConsensusMessage } from '../../../src/shared/codec/consensus-messages.ts';
import { createLocalNetwork, type LocalNetwork, TRADERS } from '../../fixtures/local-network.ts';
import { GENESIS_QC, makeBlock, proposal, timeout } from '../../fixtures/lone-validator.ts';
import { stopEach } from '../../fixtures/stop-each.ts';
import { until } from '../../fixtures/until.ts';

const BAD = 3;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

let network: LocalNetwork;
let nodes: GridquorumNode[] = [];
let intruder: Libp2p | null = null;

async function start(index: number): Promise<GridquorumNode> {
	const directory = network.directories[index] as string;
	const node = await createNode(await readNodeOptions(directory, { execution: 'inline' }));
	nodes.push(node);
	await node.start();
	return node;
}

/** A libp2p host of our own under the given key, with a connection to validator 0. */
async function intrude(seed: Uint8Array): Promise<Libp2p> {
	intruder = await createLibp2p({
		privateKey: await generateKeyPairFromSeed('Ed25519', seed),
		transports: [tcp()],
		connectionEncrypters: [noise()],
		streamMuxers: [yamux()],
		connectionMonitor: { enabled: false },
	});
	return intruder;
}

const target = (): string => network.genesis.validators[0]?.addresses[0] as string;
const protocol = (): string => `/gridquorum/${nodes[0]?.chainId}/1`;

/** The chain still takes a transaction, and all running nodes execute it. */
async function expectProgress(): Promise<void> {
	const outcome = await nodes[0]?.call(TRADERS[0], calls.ledger.transfer({ to: 'grid', amount: 1 }));
	expect(outcome?.receipt.ok).toBe(true);
	await until(() => nodes.every((node) => node.snapshot().height >= (outcome?.height ?? 0)));
}

async function badSeed(): Promise<Uint8Array> {
	const directory = network.directories[BAD] as string;
	const passphrase = await resolvePassphrase({ file: `${directory}/passphrase` });
	return new Keystore({ directory: `${directory}/keys`, passphrase }).seed('network', `validator-${BAD}`);
}

describe('a bad peer hurts nobody', () => {
	beforeEach(async () => {
		network = await createLocalNetwork(4);
		await Promise.all([0, 1, 2].map((index) => start(index)));
		nodes.sort((a, b) => (a.self ?? 0) - (b.self ?? 0));
	});

	afterEach(async () => {
		await intruder?.stop();
		intruder = null;
		await stopEach(nodes);
		nodes = [];
		await network.remove();
	});

	it('refuses random bytes on its port', async () => {
		const [, , host, , port] = target().split('/');
		const socket = connect(Number(port), host);
		const closed = new Promise((resolve) => socket.once('close', resolve));
		socket.on('error', () => {});
		socket.write(Buffer.alloc(65_536, 0xa5));
		await closed;
		await expectProgress();
	});

	it('lets no peer in whose id is not in the genesis', async () => {
		const host = await intrude(createSeed());
		await expect(
			host.dialProtocol(multiaddr(target()), protocol(), { signal: AbortSignal.timeout(5_000) }),
		).rejects.toThrow();
		await expectProgress();
	});

	it.each([
		['an oversize frame', Uint8Array.of(0xff, 0xff, 0xff, 0xff, 1, 0)],
		['an unknown kind of frame', Uint8Array.of(0, 0, 0, 2, 99, 0)],
		['a frame that is no message', encodeFrame('consensus', new Uint8Array(500).fill(7))],
		['a frame that is no list of transactions', encodeFrame('transactions', Uint8Array.of(0xa0))],
	])('disconnects a validator that sends %s', async (_, bytes) => {
		const host = await intrude(await badSeed());
		const stream = await host.dialProtocol(multiaddr(target()), protocol());
		const closed = new Promise((resolve) => stream.addEventListener('close', resolve));
		stream.send(bytes);
		await closed;
		await host.stop();
		intruder = null;
		await expectProgress();
	});

	it('takes a validator back that behaves again', async () => {
		const host = await intrude(await badSeed());
		const stream = await host.dialProtocol(multiaddr(target()), protocol());
		const closed = new Promise((resolve) => stream.addEventListener('close', resolve));
		stream.send(encodeFrame('consensus', Uint8Array.of(1)));
		await closed;
		await host.stop();
		intruder = null;
		await expectProgress();
		await start(BAD);
		await until(() => nodes[0]?.snapshot().peers.every(({ connected }) => connected) === true);
		await expectProgress();
	});

	it('goes on, in bounded memory, while a validator floods it and takes nothing', async () => {
		const host = await intrude(await badSeed());
		const stream = await host.dialProtocol(multiaddr(target()), protocol());
		stream.pause();
		const progress = (async () => {
			for (let i = 0; i < 5; i++) await expectProgress();
		})();
		const before = retainedMiB();
		let sent = 0;
		for (const frame of flood()) {
			if (stream.status !== 'open') break;
			sent += frame.length;
			if (!stream.send(frame)) await stream.onDrain({ signal: AbortSignal.timeout(20_000) });
		}
		await progress;
		// More than any queue on the way may hold.
		expect(sent).toBeGreaterThan(96 * 2 ** 20);
		await until(() => retainedMiB() - before < 64, 30_000);
		await expectProgress();
	}, 90_000);
});

/** Well-formed messages with signatures that do not verify: small ones for rounds far ahead, and proposals of 1 MiB. */
function* flood(): Generator<Uint8Array> {
	for (let i = 0; i < 100; i++) {
		for (let j = 0; j < 40; j++)
			yield encodeFrame('consensus', encodeConsensusMessage(timeout(BAD, 1_000 * i + j, GENESIS_QC)));
		const transactions = Array.from({ length: 8 }, (_, part) => new Uint8Array(131_072).fill(i + part));
		const { block } = makeBlock({ round: 1 + i, height: 1, proposer: BAD, transactions });
		yield encodeFrame('consensus', encodeConsensusMessage(proposal(block)));
	}
}

function retainedMiB(): number {
	collectGarbage();
	const { heapUsed, arrayBuffers } = process.memoryUsage();
	return (heapUsed + arrayBuffers) / 2 ** 20;
}
