import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SnapshotAssembly, verifyManifest } from '../../../src/main/core/sync/snapshot.ts';
import { createSeed } from '../../../src/main/node/crypto/ed25519.ts';
import { hasher } from '../../../src/main/node/crypto/sha256.ts';
import { Libp2pTransport, type PeerAddress, peerIdOfSeed } from '../../../src/main/node/network/libp2p-transport.ts';
import { silentLog } from '../../../src/main/node/observe/log.ts';
import { SyncClient, syncProtocol } from '../../../src/main/node/sync/sync-client.ts';
import { decodeCommittedBlock } from '../../../src/shared/codec/block-codec.ts';
import { PROOFS } from '../../fixtures/engine-node.ts';
import { freePorts } from '../../fixtures/free-ports.ts';
import { ServedChain } from '../../fixtures/served-chain.ts';
import { smallGenesis } from '../../fixtures/small-chain.ts';
import { genesisRoot } from '../../fixtures/sync-chain.ts';

const { scope } = genesisRoot(smallGenesis);
const signal = AbortSignal.timeout(60_000);
let directory: string;
let served: ServedChain;
let network: Libp2pTransport;
let client: SyncClient;
let server: PeerAddress;

beforeAll(async () => {
	directory = await mkdtemp(join(tmpdir(), 'gridquorum-sync-server-'));
	served = await ServedChain.open(directory);
	await served.grow(30);
	const [address, peerId] = served.source.split('/p2p/') as [string, string];
	server = { peerId, addresses: [address] };
	const seed = createSeed();
	const [port] = await freePorts(1);
	network = new Libp2pTransport(
		{ chainId: scope.chainId, self: null, seed, listen: [`/ip4/127.0.0.1/tcp/${port}`], peers: [] },
		{ log: silentLog() },
	);
	await network.start({ onFrame: () => undefined });
	client = new SyncClient(
		{ chainId: scope.chainId, self: await peerIdOfSeed(seed) },
		{ dial: (peer, protocol, stop) => network.dial(peer, protocol, stop) },
	);
});

afterAll(async () => {
	await network.stop();
	await served.stop();
	await rm(directory, { recursive: true, force: true });
});

const blocks = async (from: number, count: number, maxBytes = 1_000_000, waitMs = 0): Promise<number[]> =>
	(await client.ask(server, { kind: 'blocks', from, count, maxBytes, waitMs }, signal)).blocks.map(
		(encoded) => decodeCommittedBlock(encoded).block.header.height,
	);

describe('a sync server', () => {
	it('says where it stands, with proof', async () => {
		const { tip } = await client.ask(server, { kind: 'tip' }, signal);
		expect(tip?.header.height).toBe(served.height);
	});

	it('serves ranges within the bounds asked for', async () => {
		expect(await blocks(1, 5)).toEqual([1, 2, 3, 4, 5]);
		expect(await blocks(29, 200)).toEqual([29, 30]);
		expect(await blocks(7, 10, 1)).toEqual([7]);
		expect(await blocks(1_000_000, 10)).toEqual([]);
	});

	it('answers at once with the next block when there is one, and with none when the time is up', async () => {
		const waiting = blocks(served.height + 1, 10, 1_000_000, 20_000);
		await served.grow(1);
		expect(await waiting).toEqual([served.height]);
		expect(await blocks(served.height + 1, 10, 1_000_000, 50)).toEqual([]);
	});

	it('has no handovers of an epoch that has not ended', async () => {
		expect((await client.ask(server, { kind: 'handovers', fromEpoch: 0 }, signal)).proofs).toEqual([]);
	});

	it('takes a snapshot when asked, while the chain goes on, and gives it as it was', async () => {
		const asked = client.ask(server, { kind: 'snapshot', waitMs: 20_000 }, signal);
		const pulse = setInterval(() => void served.grow(1), 50);
		const { manifest } = await asked;
		await served.grow(5);
		clearInterval(pulse);
		expect(manifest).not.toBeNull();
		if (!manifest) return;
		expect(verifyManifest(manifest, scope, PROOFS).height).toBe(manifest.height);
		expect(manifest.height).toBeLessThan(served.height);
		await served.grow(12);
		// What others asked for meanwhile leaves this one in place.
		expect((await client.ask(server, { kind: 'snapshot', waitMs: 1_000 }, signal)).manifest?.height).toBe(
			manifest.height,
		);
		const assembly = new SnapshotAssembly(manifest, { hasher });
		for (let index = assembly.wanted; index !== null; index = assembly.wanted) {
			const { chunk } = await client.ask(server, { kind: 'chunk', height: manifest.height, index }, signal);
			assembly.add(chunk as Uint8Array);
		}
		expect(assembly.finish()).toHaveLength(manifest.leaves);
		for (const [height, index] of [
			[manifest.height, 8_000],
			[manifest.height + 1, 0],
		] as const)
			expect((await client.ask(server, { kind: 'chunk', height, index }, signal)).chunk).toBeNull();
	});

	it('holds one peer to four requests at once', async () => {
		const from = served.height + 1;
		const answers = await Promise.allSettled(Array.from({ length: 8 }, () => blocks(from, 1, 1_000, 300)));
		const refused = answers.filter(({ status }) => status === 'rejected');
		expect(refused.length).toBeGreaterThanOrEqual(4);
		expect(await blocks(1, 1)).toEqual([1]);
	});

	it('hangs up on whoever sends no request, or too long a one', async () => {
		for (const bytes of [new Uint8Array([0, 0, 0, 3, 5, 1, 1]), new Uint8Array([0, 0x7f, 0xff, 0xff, 5])]) {
			const stream = await network.dial(server, syncProtocol(scope.chainId), signal);
			const closed = new Promise<void>((resolve) => stream.addEventListener('close', () => resolve()));
			stream.send(bytes);
			await closed;
		}
		expect(await blocks(1, 1)).toEqual([1]);
	});

	it('is not found on another chain', async () => {
		const other = new SyncClient(
			{ chainId: 'other-0', self: 'me' },
			{ dial: (peer, protocol, stop) => network.dial(peer, protocol, stop) },
		);
		await expect(other.ask(server, { kind: 'tip' }, signal)).rejects.toMatchObject({ code: 'SYNC_WRONG_CHAIN' });
	});

	it('cannot be reached where nobody listens', async () => {
		const [port] = await freePorts(1);
		const peer = { peerId: await peerIdOfSeed(createSeed()), addresses: [`/ip4/127.0.0.1/tcp/${port}`] };
		await expect(client.ask(peer, { kind: 'tip' }, signal)).rejects.toMatchObject({ code: 'SYNC_PEER_UNREACHABLE' });
	});
});
