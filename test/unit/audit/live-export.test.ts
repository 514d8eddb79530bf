import { afterEach, describe, expect, it } from 'vitest';
import { CREDIT_PATH } from '../../../src/main/core/contracts/incentive/block-accounting.ts';
import { BundleExporter } from '../../../src/main/node/audit/bundle-exporter.ts';
import type { BundleNews } from '../../../src/main/node/audit/types.ts';
import { verifier } from '../../../src/main/node/crypto/ed25519.ts';
import { hasher } from '../../../src/main/node/crypto/sha256.ts';
import { silentLog } from '../../../src/main/node/observe/log.ts';
import { MemoryStore } from '../../../src/main/node/store/memory-store.ts';
import { type HeldSnapshot, SnapshotKeeper } from '../../../src/main/node/sync/snapshot-keeper.ts';
import type { Selection } from '../../../src/shared/audit/bundle-form.ts';
import { trustRootOf, writeTrustRoot } from '../../../src/shared/audit/trust-root.ts';
import { verifyBundle } from '../../../src/shared/audit/verify-bundle.ts';
import { concat, utf8 } from '../../../src/shared/codec/bytes.ts';
import { EngineChain, sha256 } from '../../fixtures/engine-chain.ts';
import { SMALL_CHAIN_TIME, smallGenesis, transfer, validatorSigners } from '../../fixtures/small-chain.ts';

const TRUST_ROOT = utf8(writeTrustRoot(trustRootOf(smallGenesis, { epoch: 0, startHeight: 0 }, sha256)));
const BLOCK_MS = 20;

/** A chain that makes a block of one transfer whenever it is asked, and a store that has them all. */
class GrowingChain {
	readonly chain = new EngineChain(smallGenesis, validatorSigners);
	readonly store = new MemoryStore();
	isSeedKnown = true;
	readonly snapshots = new SnapshotKeeper({
		store: this.store,
		isSeedKnown: async () => this.isSeedKnown,
		hasher,
		log: silentLog(),
		nowMs: () => performance.now(),
	});
	readonly exporter = new BundleExporter(
		{ genesis: smallGenesis },
		{ store: this.store, snapshots: this.snapshots, documents: { heldBlock: async () => null }, log: silentLog() },
	);
	#timer: ReturnType<typeof setInterval> | null = null;
	#growing = Promise.resolve();

	async open(blocks: number): Promise<this> {
		await this.store.persistGenesisState(this.chain.engine.leaves(), this.chain.engine.stateRoot);
		for (let made = 0; made < blocks; made++) await this.grow();
		this.#timer = setInterval(() => {
			this.#growing = this.#growing.then(() => this.grow());
		}, BLOCK_MS);
		return this;
	}

	async grow(): Promise<void> {
		const nonce = this.chain.blocks.length;
		const transactions = [transfer(this.chain.engine.chainId, 'alice', nonce, { expiryHeight: nonce + 1_000 })];
		const executed = this.chain.produce(transactions, SMALL_CHAIN_TIME + (nonce + 1) * 1_000, 0);
		const { block, stateRoot, transactionIds, receipts, events } = executed;
		const { height } = block.header;
		const credit = this.chain.writes.find(({ path }) => path === CREDIT_PATH)?.value ?? null;
		await this.store.persistConsensus({ records: [], commits: [executed] });
		await this.store.persistExecution(
			{ height, stateRoot, transactionIds, receipts, events, nextDeadline: null, credit },
			this.chain.writes,
		);
		this.snapshots.executed(executed);
	}

	async stop(): Promise<void> {
		if (this.#timer) clearInterval(this.#timer);
		this.exporter.stop();
		await this.#growing;
		await this.snapshots.stop();
	}
}

let growing: GrowingChain | null = null;

afterEach(async () => {
	await growing?.stop();
	growing = null;
});

const open = async (blocks: number): Promise<GrowingChain> => {
	growing = await new GrowingChain().open(blocks);
	return growing;
};

async function collected(news: AsyncIterable<BundleNews>) {
	const head: Uint8Array[] = [];
	const body: Uint8Array[] = [];
	let done: Extract<BundleNews, { kind: 'done' }> | null = null;
	for await (const each of news) {
		if (each.kind === 'part') (each.place === 'head' ? head : body).push(each.data);
		if (each.kind === 'done') done = each;
	}
	if (!done) throw new Error('the export said nothing of its end');
	return { bundle: concat(...head, ...body), done };
}

describe('an export of a chain that goes on', () => {
	it.each([
		{ kind: 'all' },
		{ kind: 'participant', id: 'alice' },
		{ kind: 'period', from: SMALL_CHAIN_TIME + 10_000, to: SMALL_CHAIN_TIME + 60_000 },
	] satisfies Selection[])('of $kind is proven, and the chain has grown meanwhile', async (selection) => {
		const { exporter, store } = await open(150);
		const asked = store.executedHeight;
		const { bundle, done } = await collected(exporter.exportBundle(selection, new AbortController().signal));
		const { ok, firstFault, height } = await verifyBundle(
			{ bundle: [bundle], trustRoot: TRUST_ROOT },
			{ sha256, verify: verifier.verify },
		);
		expect(firstFault).toBeNull();
		expect(ok).toBe(true);
		expect(height).toBe(done.height);
		expect(bundle.length).toBe(done.bytes);
		expect(done.height).toBeGreaterThanOrEqual(asked);
		expect(store.executedHeight).toBeGreaterThan(done.height);
	});

	it('has what was final when it was asked for, however fresh the kept snapshot is', async () => {
		const { exporter, snapshots, store } = await open(3);
		const kept = await snapshots.newest(10_000);
		await collected(exporter.exportBundle({ kind: 'all' }, new AbortController().signal));
		const asked = store.executedHeight;
		const { done } = await collected(exporter.exportBundle({ kind: 'all' }, new AbortController().signal));
		expect(done.height).toBeGreaterThanOrEqual(asked);
		// Whoever is joining by the one that is kept goes on with it.
		expect((await snapshots.newest(0))?.height).toBe(kept?.height);
		expect(await snapshots.chunk(kept?.height ?? 0, 0)).not.toBeNull();
	});

	it('needs no state from which leaders can be told, and hands none to who does', async () => {
		const chain = await open(3);
		chain.isSeedKnown = false;
		const { done } = await collected(chain.exporter.exportBundle({ kind: 'all' }, new AbortController().signal));
		expect(done.height).toBeGreaterThanOrEqual(3);
		expect(await chain.snapshots.newest(500)).toBeNull();
		chain.isSeedKnown = true;
		expect((await chain.snapshots.newest(10_000))?.height).toBeGreaterThan(done.height);
	});

	it('is refused where the chain before a snapshot is not known', async () => {
		const { exporter, store, chain } = await open(3);
		const [first] = chain.blocks;
		if (!first) throw new Error('no block');
		const { block, blockId, proof, stateRoot, transactionIds, receipts, events, finalisedAtMs } = first;
		const execution = { height: 1, stateRoot, transactionIds, receipts, events, nextDeadline: null, credit: null };
		const blocks = [{ block, blockId, proof, finalisedAtMs }];
		await store.installSnapshot({ epochs: [], blocks, leaves: [], execution });
		const news = exporter.exportBundle({ kind: 'all' }, new AbortController().signal);
		await expect(news.next()).rejects.toMatchObject({ code: 'BUNDLE_HISTORY_SHORT', details: { from: 2 } });
	});

	it('is refused for what the chain lacks, and leaves the next one free', async () => {
		const { exporter } = await open(3);
		const { signal } = new AbortController();
		await expect(collected(exporter.exportBundle({ kind: 'trade', id: 'T-none' }, signal))).rejects.toMatchObject({
			code: 'BUNDLE_SELECTION',
		});
		expect((await collected(exporter.exportBundle({ kind: 'all' }, signal))).done.counts.blocks).toBeGreaterThan(0);
	});

	it('is the only one, until whoever asked goes away without a word', async () => {
		const { exporter } = await open(3);
		const first = new AbortController();
		const news = exporter.exportBundle({ kind: 'all' }, first.signal);
		for (let next = await news.next(); next.value && next.value.kind !== 'part'; ) next = await news.next();
		const second = exporter.exportBundle({ kind: 'all' }, new AbortController().signal);
		await expect(second.next()).rejects.toMatchObject({ code: 'BUNDLE_BUSY' });
		first.abort();
		await collected(exporter.exportBundle({ kind: 'all' }, new AbortController().signal));
		await expect(news.next()).rejects.toThrow();
	});

	it('ends with its node, and lets go of the state', async () => {
		const { exporter, snapshots } = await open(3);
		const held: HeldSnapshot[] = [];
		const hold = snapshots.hold.bind(snapshots);
		let released = 0;
		snapshots.hold = async (options, signal) => {
			const snapshot = await hold(options, signal);
			if (!snapshot) return null;
			held.push(snapshot);
			return {
				...snapshot,
				release: () => {
					released += 1;
					snapshot.release();
				},
			};
		};
		const news = exporter.exportBundle({ kind: 'all' }, new AbortController().signal);
		for (let next = await news.next(); next.value && next.value.kind !== 'part'; ) next = await news.next();
		exporter.stop();
		expect(held.length).toBe(1);
		expect(released).toBe(1);
		await expect(news.next()).rejects.toMatchObject({ code: 'NODE_STOPPED' });
	});
});
