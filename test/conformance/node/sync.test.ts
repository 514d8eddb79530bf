import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SyncRequest } from '../../../src/main/core/sync/messages.ts';
import { hasher } from '../../../src/main/node/crypto/sha256.ts';
import { silentLog } from '../../../src/main/node/observe/log.ts';
import { MemoryStore } from '../../../src/main/node/store/memory-store.ts';
import type { StoredBlock } from '../../../src/main/node/store/types.ts';
import type { FollowedChain } from '../../../src/main/node/sync/followed-chain.ts';
import { Follower } from '../../../src/main/node/sync/follower.ts';
import { SyncClient } from '../../../src/main/node/sync/sync-client.ts';
import { SyncPeers } from '../../../src/main/node/sync/sync-peers.ts';
import type { CommitProof } from '../../../src/shared/codec/block.ts';
import { encodeCommittedBlock } from '../../../src/shared/codec/block-codec.ts';
import { encode } from '../../../src/shared/codec/cbor.ts';
import { EngineChain, sha256 } from '../../fixtures/engine-chain.ts';
import { PROOFS } from '../../fixtures/engine-node.ts';
import { SMALL_CHAIN_TIME, smallGenesis, transfer, validatorSigners } from '../../fixtures/small-chain.ts';
import { stopEach } from '../../fixtures/stop-each.ts';
import { genesisRoot, snapshotOf } from '../../fixtures/sync-chain.ts';
import { type Reply, SyncPeer } from '../../fixtures/sync-peer.ts';
import { until } from '../../fixtures/until.ts';

const HEIGHT = 20;
const { scope } = genesisRoot(smallGenesis);
let chain: EngineChain;
let snapshot: ReturnType<typeof snapshotOf>;

beforeAll(() => {
	chain = new EngineChain(smallGenesis, validatorSigners);
	for (let i = 0; i < HEIGHT - 1; i++)
		chain.produce([transfer(chain.engine.chainId, 'alice', i)], SMALL_CHAIN_TIME + (i + 1) * 1_000, 0);
	snapshot = snapshotOf(chain, 8);
});

const encodedFrom = (from: number, count: number): Uint8Array[] =>
	chain.blocks.slice(from - 1, from - 1 + count).map(({ block, proof }) => encodeCommittedBlock({ block, proof }));

/** What an honest peer says. */
function honest(request: SyncRequest): Reply {
	switch (request.kind) {
		case 'tip': {
			const tip = chain.blocks.at(-1);
			return { kind: 'tip', tip: tip ? { header: tip.block.header, commitProof: tip.proof } : null };
		}
		case 'blocks':
			return { kind: 'blocks', blocks: encodedFrom(request.from, request.count) };
		case 'handovers':
			return { kind: 'handovers', proofs: [] };
		case 'snapshot':
			return { kind: 'snapshot', manifest: snapshot.manifest };
		case 'chunk':
			return { kind: 'chunk', chunk: snapshot.chunks[request.index] ?? null };
		case 'submit':
			return { kind: 'refused', code: 'SYNC_BUSY', reason: '' };
	}
}

/** A chain that is only stored: what the follower does with proofs does not depend on who executes. */
class StoredChain implements FollowedChain {
	readonly store = new MemoryStore();
	epochEndsAt: number | null = null;
	installs = 0;
	stateRoot = chain.blocks[0]?.block.header.stateRoot ?? new Uint8Array(32);
	height = 0;

	async append(
		blocks: readonly StoredBlock[],
		before: (block: StoredBlock['block']) => void,
		after: (stateRoot: Uint8Array) => void,
	): Promise<void> {
		await this.store.persistConsensus({ records: [], commits: blocks });
		for (const { block } of blocks) {
			before(block);
			this.height = block.header.height;
			this.stateRoot = (chain.blocks[this.height - 1] as { stateRoot: Uint8Array }).stateRoot;
			after(this.stateRoot);
		}
	}

	async beginEpoch(): Promise<void> {
		throw new Error('no epoch ends here');
	}

	async install(installed: { execution: { height: number; stateRoot: Uint8Array } }): Promise<void> {
		this.installs += 1;
		this.height = installed.execution.height;
		this.stateRoot = installed.execution.stateRoot;
	}
}

let peers: SyncPeer[] = [];
let stop = new AbortController();

afterEach(async () => {
	stop.abort();
	stop = new AbortController();
	await stopEach(peers);
	peers = [];
});

async function open(...replies: ((request: SyncRequest) => Reply | Promise<Reply>)[]) {
	for (const reply of replies) peers.push(await SyncPeer.open(scope.chainId, reply));
	const own = await SyncPeer.open(scope.chainId, honest);
	peers.push(own);
	const known = new SyncPeers();
	known.set(peers.slice(0, -1).map(({ address }) => address));
	const client = new SyncClient(
		{ chainId: scope.chainId, self: own.address.peerId, answerMs: 1_000 },
		{ dial: (peer, protocol, signal) => own.network.dial(peer, protocol, signal) },
	);
	const followed = new StoredChain();
	const follower = new Follower(genesisRoot(smallGenesis), {
		client,
		peers: known,
		chain: followed,
		proofs: PROOFS,
		hasher,
		log: silentLog(),
	});
	return { follower, followed, known, client };
}

const ids = (store: MemoryStore): Promise<(string | null)[]> =>
	Promise.all(
		chain.blocks.map(async (_, index) => {
			const stored = await store.block(index + 1);
			return stored && Buffer.from(stored.blockId).toString('hex');
		}),
	);
const expected = (): string[] => chain.blocks.map(({ blockId }) => Buffer.from(blockId).toString('hex'));

const forged = (): CommitProof => {
	const proof = structuredClone(chain.blocks[4]?.proof) as Extract<CommitProof, { kind: 'order' }>;
	(proof.certificate.signatures[1] as Uint8Array)[3] = 0x77;
	return proof;
};
const blocks = (...encoded: Uint8Array[]): Reply => ({ kind: 'blocks', blocks: encoded });

/** Everything that a peer may do instead of answering with blocks. */
const LIES: readonly (readonly [string, () => Reply | Promise<Reply>])[] = [
	['blocks of another height', () => blocks(...encodedFrom(3, 2))],
	['blocks in another order', () => blocks(...encodedFrom(1, 2).reverse())],
	[
		'a block with a forged proof',
		() => {
			const [first] = chain.blocks;
			const fifth = chain.blocks[4];
			if (!first || !fifth) throw new Error('short chain');
			return blocks(...encodedFrom(1, 4), encodeCommittedBlock({ block: fifth.block, proof: forged() }));
		},
	],
	[
		'blocks that nothing proves',
		() => {
			const [first, second] = chain.blocks;
			if (!first || !second) throw new Error('short chain');
			return blocks(encodeCommittedBlock({ block: first.block, proof: second.proof }));
		},
	],
	['bytes that are no answer', () => new Uint8Array([1, 2, 3])],
	['an answer of another kind', () => ({ kind: 'chunk', chunk: null })],
	['blocks that are no blocks', () => blocks(encode({ not: 'a block' }))],
	[
		'a frame longer than any answer',
		() => (stream) => {
			stream.send(new Uint8Array([0x7f, 0xff, 0xff, 0xff, 6]));
		},
	],
	[
		'a stream without end',
		() => async (stream) => {
			const junk = new Uint8Array(65_536).fill(7);
			for (let i = 0; i < 2_000 && stream.status === 'open'; i++) {
				stream.send(junk);
				await new Promise((resolve) => setImmediate(resolve));
			}
		},
	],
	['a closed stream', () => (stream) => stream.abort(new Error('no'))],
	['nothing at all to take', () => blocks()],
	['a refusal because it stops', () => ({ kind: 'refused', code: 'NODE_STOPPED', reason: 'stopping' })],
	['a refusal that speaks of damage', () => ({ kind: 'refused', code: 'DATA_DIRECTORY_DAMAGED', reason: 'x' })],
	['a refusal that speaks of another state', () => ({ kind: 'refused', code: 'STATE_MISMATCH', reason: 'x' })],
	['a refusal that speaks of a fork', () => ({ kind: 'refused', code: 'CONSENSUS_FORK', reason: 'x' })],
	['a refusal without a known code', () => ({ kind: 'refused', code: 'NO_SUCH_CODE', reason: 'x' })],
];

describe('a follower', () => {
	it('takes the whole chain from an honest peer, in order, and keeps what it proved', async () => {
		const { follower, followed } = await open(honest);
		expect(await follower.catchUp(HEIGHT, stop.signal)).toBe(true);
		expect(await ids(followed.store)).toEqual(expected());
	});

	it.each(LIES)('takes nothing of %s, and the rest from the next peer', async (_, lie) => {
		const { follower, followed } = await open(
			(request) => (request.kind === 'blocks' ? lie() : honest(request)),
			honest,
		);
		expect(await follower.catchUp(HEIGHT, stop.signal)).toBe(true);
		expect(await ids(followed.store)).toEqual(expected());
	});

	it('takes what is proven of a range whose end is a lie', async () => {
		const { follower, followed } = await open((request) => {
			if (request.kind !== 'blocks') return honest(request);
			const encoded = encodedFrom(request.from, 3);
			return request.from === 1 ? blocks(...encoded.slice(0, 2), encode([])) : { kind: 'blocks', blocks: encoded };
		}, honest);
		expect(await follower.catchUp(HEIGHT, stop.signal)).toBe(true);
		expect(await ids(followed.store)).toEqual(expected());
	});

	it('leaves a silent peer for the next one and gives up only its answer', async () => {
		const { follower, followed } = await open(
			(request) => (request.kind === 'blocks' ? () => new Promise<void>(() => undefined) : honest(request)),
			honest,
		);
		expect(await follower.catchUp(HEIGHT, stop.signal)).toBe(true);
		expect(followed.height).toBe(HEIGHT);
	});

	it('does not ask a liar again while others answer', async () => {
		const { follower } = await open(
			(request) => (request.kind === 'blocks' ? blocks(...encodedFrom(3, 2)) : honest(request)),
			(request) => (request.kind === 'blocks' ? blocks(...encodedFrom(request.from, 2)) : honest(request)),
		);
		expect(await follower.catchUp(HEIGHT, stop.signal)).toBe(true);
		expect(peers[0]?.heard.filter(({ kind }) => kind === 'blocks')).toHaveLength(1);
	});

	it('stops for a state that is not the validators’ own', async () => {
		const { follower, followed } = await open(honest);
		const append = followed.append.bind(followed);
		followed.append = (given, before, after) => append(given, before, () => after(sha256(new Uint8Array([9]))));
		await expect(follower.catchUp(HEIGHT, stop.signal)).rejects.toMatchObject({ code: 'STATE_MISMATCH' });
	});

	it('hears of the peers’ heights with proof, and of none from those that lie', async () => {
		const { follower } = await open(honest, (request) => {
			const reply = honest(request);
			const tip = chain.blocks.at(-1);
			if (request.kind !== 'tip' || !tip) return reply;
			return { kind: 'tip', tip: { header: { ...tip.block.header, height: 1_000_000_000 }, commitProof: tip.proof } };
		});
		expect((await follower.tips(stop.signal)).map(({ height }) => height)).toEqual([HEIGHT]);
	});
});

const MANIFEST_LIES: readonly (readonly [string, (request: SyncRequest) => Reply])[] = [
	[
		'a manifest of another root',
		(request) =>
			request.kind === 'snapshot'
				? { kind: 'snapshot', manifest: { ...snapshot.manifest, stateRoot: sha256(new Uint8Array(1)) } }
				: honest(request),
	],
	[
		'a wrong chunk',
		(request) =>
			request.kind === 'chunk' && request.index === 1
				? { kind: 'chunk', chunk: snapshot.chunks[0] as Uint8Array }
				: honest(request),
	],
	[
		'chunks that end early',
		(request) => (request.kind === 'chunk' && request.index === 1 ? { kind: 'chunk', chunk: null } : honest(request)),
	],
	[
		'a forged handover',
		(request) =>
			request.kind === 'handovers' ? { kind: 'handovers', proofs: [encode({ headers: [] })] } : honest(request),
	],
	[
		'a window of other blocks',
		(request) =>
			request.kind === 'blocks' ? blocks(...encodedFrom(request.from + 1, request.count)) : honest(request),
	],
];

describe('a snapshot from a peer', () => {
	it('is installed when everything of it verifies, with the blocks below it', async () => {
		const { follower, followed } = await open(honest);
		expect(await follower.installSnapshot([peers[0]?.address as never], stop.signal)).toBe(true);
		expect(followed.height).toBe(HEIGHT - 1);
		expect(followed.stateRoot).toEqual(snapshot.manifest.stateRoot);
	});

	it.each(MANIFEST_LIES)('is not installed with %s, and comes from the next peer', async (_, lie) => {
		const { follower, followed } = await open(lie, honest);
		const [liar, other] = peers.map(({ address }) => address);
		expect(await follower.installSnapshot([liar as never], stop.signal)).toBe(false);
		expect([followed.installs, followed.height]).toEqual([0, 0]);
		expect(await follower.installSnapshot([other as never], stop.signal)).toBe(true);
		expect(followed.installs).toBe(1);
	});

	it('lets the follower go on from it by blocks', async () => {
		const { follower, followed } = await open(honest);
		await follower.installSnapshot([peers[0]?.address as never], stop.signal);
		followed.store.persistConsensus = async () => undefined;
		expect(await follower.catchUp(HEIGHT, stop.signal)).toBe(true);
		await until(() => followed.height === HEIGHT);
	});
});
