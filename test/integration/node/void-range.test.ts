import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ChainVerifier } from '../../../src/main/core/sync/chain-verifier.ts';
import { SYNC_LIMITS } from '../../../src/main/core/sync/limits.ts';
import { createSeed } from '../../../src/main/node/crypto/ed25519.ts';
import { hasher } from '../../../src/main/node/crypto/sha256.ts';
import { Libp2pTransport, type PeerAddress, peerIdOfSeed } from '../../../src/main/node/network/libp2p-transport.ts';
import { silentLog } from '../../../src/main/node/observe/log.ts';
import { MemoryStore } from '../../../src/main/node/store/memory-store.ts';
import { SnapshotKeeper } from '../../../src/main/node/sync/snapshot-keeper.ts';
import { SyncClient } from '../../../src/main/node/sync/sync-client.ts';
import { SyncServer } from '../../../src/main/node/sync/sync-server.ts';
import { decodeCommittedBlock } from '../../../src/shared/codec/block-codec.ts';
import { encodeEpochDescription, genesisEpoch } from '../../../src/shared/codec/epoch.ts';
import { EngineChain } from '../../fixtures/engine-chain.ts';
import { PROOFS } from '../../fixtures/engine-node.ts';
import { freePorts } from '../../fixtures/free-ports.ts';
import { SMALL_CHAIN_TIME, smallGenesis, transfer, validatorSigners } from '../../fixtures/small-chain.ts';
import { stopEach } from '../../fixtures/stop-each.ts';
import { genesisRoot } from '../../fixtures/sync-chain.ts';

/** Last block of the epoch; two void ones follow, and the second of them made it final. */
const END = 3;
const LENGTH = END + 2;

const log = silentLog();
let hosts: Libp2pTransport[] = [];
let chain: EngineChain;
let client: SyncClient;
let peer: PeerAddress;

async function host(seed: Uint8Array, address: string): Promise<Libp2pTransport> {
	const { chainId } = chain.engine;
	const transport = new Libp2pTransport({ chainId, self: null, seed, listen: [address], peers: [] }, { log });
	hosts.push(transport);
	return transport;
}

/** What a validator holds after the handover: the epoch's blocks, and the void ones aside. */
async function endedEpoch(): Promise<MemoryStore> {
	const store = new MemoryStore();
	await store.persistGenesisState([], chain.engine.stateRoot);
	const made = Array.from({ length: LENGTH }, (_, i) => {
		const transactions = i < END ? [transfer(chain.engine.chainId, 'alice', i)] : [];
		return chain.produce(transactions, SMALL_CHAIN_TIME + (i + 1) * 1_000, 0);
	});
	const { proof } = made[LENGTH - 1] as (typeof made)[number];
	const commits = made.map((each, i) => (i < END - 1 ? each : { ...each, proof }));
	await store.persistConsensus({ records: [], commits });
	for (const { block, stateRoot, transactionIds, receipts, events } of made.slice(0, END))
		await store.persistExecution(
			{ height: block.header.height, stateRoot, transactionIds, receipts, events, nextDeadline: null, credit: null },
			[],
		);
	const description = { ...genesisEpoch(smallGenesis), epoch: 1, startHeight: END };
	await store.persistEpoch({
		description,
		stateRoot: (made[END - 1] as (typeof made)[number]).stateRoot,
		proof: {
			headers: [(made[LENGTH - 1] as (typeof made)[number]).block.header],
			commitProof: proof,
			description: encodeEpochDescription(description),
			inState: { depth: 0, bitmap: new Uint8Array(0), siblings: [], other: null },
		},
	});
	return store;
}

beforeEach(async () => {
	chain = new EngineChain(smallGenesis, validatorSigners);
	const { chainId } = chain.engine;
	const [port, other] = (await freePorts(2)) as [number, number];
	const seed = createSeed();
	const address = `/ip4/127.0.0.1/tcp/${port}`;
	const serving = await host(seed, address);
	const asking = await host(createSeed(), `/ip4/127.0.0.1/tcp/${other}`);
	const store = await endedEpoch();
	const server = new SyncServer(
		{ chainId },
		{
			store,
			snapshots: new SnapshotKeeper({
				store,
				isSeedKnown: async () => true,
				hasher,
				log,
				nowMs: () => performance.now(),
			}),
			isAdmitted: async () => true,
			submit: async () => {
				throw new Error('this chain takes no transactions');
			},
			log,
		},
	);
	serving.serveRequests(server.protocol);
	await serving.start({ onFrame: () => undefined });
	await asking.start({ onFrame: () => undefined });
	client = new SyncClient({ chainId, self: 'asking' }, { dial: (...dialled) => asking.dial(...dialled) });
	peer = { peerId: await peerIdOfSeed(seed), addresses: [address] };
});

afterEach(async () => {
	await stopEach(hosts);
	hosts = [];
});

async function ask(from: number, count: number, maxBytes: number = SYNC_LIMITS.rangeBytes) {
	const request = { kind: 'blocks', from, count, maxBytes, waitMs: 0 } as const;
	const { blocks } = await client.ask(peer, request, AbortSignal.timeout(10_000));
	return blocks.map(decodeCommittedBlock);
}

describe('a range whose last block became final only through void blocks', () => {
	it('is served with them, and proves the epoch to its end', async () => {
		const verifier = new ChainVerifier(genesisRoot(smallGenesis), PROOFS);
		const taken = verifier.take(await ask(1, SYNC_LIMITS.rangeBlocks));
		expect(taken.map(({ block }) => block.header.height)).toEqual([1, 2, 3, 4, 5]);
		expect(taken.slice(END).every(({ block }) => block.transactions.length === 0)).toBe(true);
		expect(verifier.position.height).toBe(LENGTH);
	});

	it.each([
		['few blocks', () => ask(1, END)],
		['few bytes', () => ask(1, SYNC_LIMITS.rangeBlocks, 2_000)],
	])('is gone over in several questions when they allow only %s', async (_, first) => {
		const verifier = new ChainVerifier(genesisRoot(smallGenesis), PROOFS);
		const taken = verifier.take(await first());
		expect(taken.length).toBeGreaterThan(0);
		for (let questions = 0; verifier.position.height < END && questions < LENGTH; questions++)
			taken.push(...verifier.take(await ask(verifier.position.height + 1, SYNC_LIMITS.rangeBlocks)));
		expect(taken.map(({ block }) => block.header.height)).toEqual([1, 2, 3, 4, 5]);
	});

	it('is not proven by its own blocks alone', async () => {
		const verifier = new ChainVerifier(genesisRoot(smallGenesis), PROOFS);
		const taken = verifier.take((await ask(1, SYNC_LIMITS.rangeBlocks)).slice(0, END));
		expect(taken.map(({ block }) => block.header.height)).toEqual([1, 2]);
	});

	it('serves nothing of the void blocks to whoever is past the end', async () => {
		expect(await ask(END + 1, SYNC_LIMITS.rangeBlocks)).toEqual([]);
	});
});
