import { afterEach, describe, expect, it } from 'vitest';
import { isSeedKnownAt, seedHeightOf } from '../../../src/main/core/consensus/seed-height.ts';
import { ChainVerifier } from '../../../src/main/core/sync/chain-verifier.ts';
import type { SyncRequest, SyncResponse } from '../../../src/main/core/sync/messages.ts';
import { hasher } from '../../../src/main/node/crypto/sha256.ts';
import { silentLog } from '../../../src/main/node/observe/log.ts';
import { MemoryStore } from '../../../src/main/node/store/memory-store.ts';
import { SnapshotDownload } from '../../../src/main/node/sync/snapshot-download.ts';
import { SnapshotKeeper } from '../../../src/main/node/sync/snapshot-keeper.ts';
import type { SyncClient } from '../../../src/main/node/sync/sync-client.ts';
import type { ExecutedBlock } from '../../../src/main/node/types.ts';
import { encodeCommittedBlock } from '../../../src/shared/codec/block-codec.ts';
import { EngineChain } from '../../fixtures/engine-chain.ts';
import { PROOFS } from '../../fixtures/engine-node.ts';
import { SMALL_CHAIN_TIME, smallGenesis, transfer, validatorSigners } from '../../fixtures/small-chain.ts';
import { genesisRoot, snapshotOf } from '../../fixtures/sync-chain.ts';

const SEED_HEIGHT = 4 * smallGenesis.validators.length;
const SCHEDULE = { startHeight: 0, validators: smallGenesis.validators.length };
const PEER = { peerId: 'peer', addresses: [] };

/** Makes the next block; `failsAfter` is the height whose successor comes after a failed round. */
function produce(chain: EngineChain, failsAfter: number | null): ExecutedBlock {
	const nonce = chain.blocks.length;
	const failedRounds = nonce === failsAfter ? 1 : 0;
	const transactions = [transfer(chain.engine.chainId, 'alice', nonce)];
	return chain.produce(transactions, SMALL_CHAIN_TIME + (nonce + 1) * 1_000, 0, failedRounds);
}

function chainOf(height: number, failsAfter: number | null): EngineChain {
	const chain = new EngineChain(smallGenesis, validatorSigners);
	while (chain.blocks.length < height) produce(chain, failsAfter);
	return chain;
}

/** Downloads a snapshot of the chain's present state from a peer that serves whatever is asked for. */
function download(chain: EngineChain) {
	const { manifest, chunks } = snapshotOf(chain);
	const answer = (request: SyncRequest): SyncResponse => {
		switch (request.kind) {
			case 'handovers':
				return { kind: 'handovers', proofs: [] };
			case 'snapshot':
				return { kind: 'snapshot', manifest };
			case 'chunk':
				return { kind: 'chunk', chunk: chunks[request.index] ?? null };
			case 'blocks': {
				const asked = chain.blocks.slice(request.from - 1, request.from - 1 + request.count);
				return { kind: 'blocks', blocks: asked.map(({ block, proof }) => encodeCommittedBlock({ block, proof })) };
			}
			default:
				throw new Error(`not asked for: ${request.kind}`);
		}
	};
	const client = { ask: async (_: unknown, request: SyncRequest) => answer(request) } as unknown as SyncClient;
	const verifier = new ChainVerifier(genesisRoot(smallGenesis), PROOFS);
	const stop = new AbortController().signal;
	return new SnapshotDownload({ peer: PEER, stop }, { client, verifier, proofs: PROOFS, hasher }).run();
}

let keeper: SnapshotKeeper | null = null;

afterEach(async () => {
	await keeper?.stop();
	keeper = null;
});

/** Height of the snapshot that a node takes when it is asked for one at `askedAt`. */
async function heightTaken(askedAt: number, failsAfter: number | null): Promise<number> {
	const chain = chainOf(askedAt, failsAfter);
	keeper = new SnapshotKeeper({
		store: new MemoryStore(),
		isSeedKnown: async ({ height }) =>
			isSeedKnownAt(height, SCHEDULE, chain.blocks[seedHeightOf(height, SCHEDULE)]?.block.header ?? null),
		hasher,
		log: silentLog(),
		nowMs: () => performance.now(),
	});
	let height: number | null = null;
	const asked = keeper.newest(30_000).then((manifest) => {
		height = manifest?.height ?? 0;
	});
	while (height === null && chain.blocks.length < 3 * SEED_HEIGHT) {
		// Stated roots are those of anchors: that of the block before the parent, in a chain without failed rounds.
		const parentRoot = chain.blocks.at(-2)?.stateRoot as Uint8Array;
		const executed = produce(chain, failsAfter);
		const { block } = executed;
		keeper.executed({ ...executed, block: { ...block, header: { ...block.header, stateRoot: parentRoot } } });
		await new Promise((resolve) => setTimeout(resolve, 150));
	}
	await asked;
	return height ?? 0;
}

describe('a snapshot that hides an election seed', () => {
	it('is refused by who would have to take part from it, though every proof of it holds', async () => {
		await expect(download(chainOf(SEED_HEIGHT + 3, SEED_HEIGHT))).rejects.toMatchObject({
			code: 'SNAPSHOT_UNSEEDED',
			details: { height: SEED_HEIGHT + 3, seedHeight: SEED_HEIGHT },
		});
		for (const [height, failsAfter] of [
			[SEED_HEIGHT + 3, null],
			[SEED_HEIGHT + 3, SEED_HEIGHT + 1],
			[SEED_HEIGHT, null],
			[SEED_HEIGHT - 1, 3],
			[2 * SEED_HEIGHT, SEED_HEIGHT],
		] as const)
			expect((await download(chainOf(height, failsAfter)))?.execution.height).toBe(height);
	});

	it('is not taken: whoever asks gets one of the next seed’s block', async () => {
		expect(await heightTaken(SEED_HEIGHT + 10, SEED_HEIGHT)).toBe(2 * SEED_HEIGHT);
	});

	it('keeps nobody waiting where the seed is known', async () => {
		const height = await heightTaken(SEED_HEIGHT + 10, null);
		expect(height).toBeGreaterThan(SEED_HEIGHT + 10);
		expect(height).toBeLessThan(2 * SEED_HEIGHT);
	});
});
