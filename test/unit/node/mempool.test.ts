import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEngine } from '../../../src/main/core/contracts/engine/create-engine.ts';
import { identityPaths } from '../../../src/main/core/contracts/identity/participants.ts';
import { ledgerPaths } from '../../../src/main/core/contracts/ledger.ts';
import { createSeed, createSigner, verifier, type WipeableSigner } from '../../../src/main/node/crypto/ed25519.ts';
import { hasher } from '../../../src/main/node/crypto/sha256.ts';
import { VerificationPool } from '../../../src/main/node/crypto/verification-pool.ts';
import { AccountCache } from '../../../src/main/node/mempool/accounts.ts';
import { Admission } from '../../../src/main/node/mempool/admission.ts';
import { Mempool } from '../../../src/main/node/mempool/mempool.ts';
import { MEMPOOL_LIMITS, type PooledTransaction } from '../../../src/main/node/mempool/types.ts';
import { toHex } from '../../../src/shared/codec/bytes.ts';
import { decode, encode, type Plain } from '../../../src/shared/codec/cbor.ts';
import { TRANSACTION_LIMITS, type Transaction } from '../../../src/shared/codec/transaction.ts';
import { people, smallGenesis, transfer } from '../../fixtures/small-chain.ts';

const code = (expected: string) => expect.objectContaining({ code: expected });

function pooled(sender: string, nonce: number, bytes = 100, expiryHeight = 1_000): PooledTransaction {
	const transaction = { sender, nonce, expiryHeight } as Transaction;
	return { id: `${sender}/${nonce}`, encoded: new Uint8Array(bytes), transaction, signature: '' };
}

const ids = (chosen: readonly PooledTransaction[]): string[] => chosen.map(({ id }) => id);

describe('mempool', () => {
	it("gives each sender its turn, and each sender's transactions in nonce order", () => {
		const pool = new Mempool();
		for (const nonce of [2, 0, 1, 3]) pool.add(pooled('a', nonce), 0);
		pool.add(pooled('b', 7), 7);
		expect(ids(pool.select(10_000, 100, new Set())).sort()).toEqual(['a/0', 'a/1', 'a/2', 'a/3', 'b/7']);
		const chosen = ids(pool.select(10_000, 2, new Set()));
		expect(chosen.sort()).toEqual(['a/0', 'b/7']);
	});

	it('never jumps over a missing nonce', () => {
		const pool = new Mempool();
		pool.add(pooled('a', 1), 0);
		expect(pool.hasWork()).toBe(false);
		expect(pool.select(10_000, 100, new Set())).toEqual([]);
		pool.add(pooled('a', 0), 0);
		expect(ids(pool.select(10_000, 100, new Set()))).toEqual(['a/0', 'a/1']);
	});

	it('goes on behind what uncommitted ancestors carry', () => {
		const pool = new Mempool();
		for (const nonce of [0, 1, 2]) pool.add(pooled('a', nonce), 0);
		expect(ids(pool.select(10_000, 100, new Set(['a/0', 'a/1'])))).toEqual(['a/2']);
		expect(pool.hasWork(new Set(['a/0', 'a/1', 'a/2']))).toBe(false);
	});

	it('offers no block what a final block carries, yet counts it until it is executed', () => {
		const pool = new Mempool();
		for (const nonce of [0, 1]) pool.add(pooled('a', nonce), 0);
		pool.committed(['a/0', 'unknown']);
		expect(ids(pool.select(10_000, 100, new Set()))).toEqual(['a/1']);
		expect(pool.nextNonce('a', 0)).toBe(2);
		pool.committed(['a/1']);
		expect(pool.hasWork()).toBe(false);
		pool.executed(['a/0', 'a/1'], new Map([['a', 2]]), 1);
		expect(pool.size).toBe(0);
	});

	it('offers again what stood in a block that turned out to be void', () => {
		const pool = new Mempool();
		for (const nonce of [0, 1]) pool.add(pooled('a', nonce), 0);
		pool.committed(['a/0', 'a/1']);
		expect(pool.hasWork()).toBe(false);
		pool.released(['a/0', 'a/1', 'unknown']);
		expect(ids(pool.select(10_000, 10, new Set()))).toEqual(['a/0', 'a/1']);
	});

	it('keeps to the bytes of a block', () => {
		const pool = new Mempool();
		for (const nonce of [0, 1, 2, 3]) pool.add(pooled('a', nonce, 100), 0);
		expect(pool.select(250, 100, new Set())).toHaveLength(2);
	});

	it("drops what was executed, what its sender's nonce has passed and what has expired", () => {
		const pool = new Mempool();
		for (const nonce of [0, 1, 2]) pool.add(pooled('a', nonce), 0);
		pool.add(pooled('b', 0, 100, 5), 0);
		expect(ids(pool.executed(['a/0'], new Map([['a', 2]]), 5))).toEqual(['a/1']);
		expect(pool.size).toBe(1);
		expect(ids(pool.select(10_000, 100, new Set()))).toEqual(['a/2']);
		expect(pool.bytes).toBe(100);
	});

	it('drops the latest of a sender that can no longer pay for all', () => {
		const pool = new Mempool();
		for (const nonce of [0, 1, 2]) pool.add(pooled('a', nonce), 0);
		expect(ids(pool.keepEarliest('a', 2))).toEqual(['a/2']);
		expect(pool.keepEarliest('nobody', 0)).toEqual([]);
		expect(ids(pool.select(10_000, 100, new Set()))).toEqual(['a/0', 'a/1']);
		pool.keepEarliest('a', -1);
		expect(pool.size).toBe(0);
	});

	it('is bounded per sender, so that one sender cannot fill it', () => {
		const pool = new Mempool();
		for (let nonce = 0; nonce < MEMPOOL_LIMITS.senderTransactions; nonce++) pool.add(pooled('a', nonce), 0);
		expect(() => pool.add(pooled('a', MEMPOOL_LIMITS.senderTransactions), 0)).toThrow(code('MEMPOOL_SENDER_LIMIT'));
		expect(() => pool.add(pooled('b', 0), 0)).not.toThrow();
		expect(() => pool.add(pooled('b', 0), 0)).toThrow(code('MEMPOOL_DUPLICATE'));
		expect(() => pool.add({ ...pooled('b', 0), id: 'other' }, 0)).toThrow(code('MEMPOOL_NONCE_TAKEN'));
	});

	it('is bounded in number in all, and takes from whoever holds most', () => {
		const pool = new Mempool();
		const perSender = 1_000;
		for (let i = 0; i < MEMPOOL_LIMITS.transactions; i++)
			pool.add(pooled(`s${Math.floor(i / perSender)}`, i % perSender), 0);
		expect(() => pool.add(pooled('s1', perSender), 0)).toThrow(code('MEMPOOL_FULL'));
		expect(ids(pool.add(pooled('late', 0), 0))).toEqual([`s0/${perSender - 1}`]);
		expect(ids(pool.add(pooled('late', 1), 0))).toEqual([`s1/${perSender - 1}`]);
		expect(pool.size).toBe(MEMPOOL_LIMITS.transactions);
	});

	it('is bounded in bytes in all: eight senders of large transactions shut nobody out', () => {
		const pool = new Mempool();
		const bytes = 524_288;
		for (let i = 0; i < MEMPOOL_LIMITS.bytes / bytes; i++) pool.add(pooled(`s${i % 8}`, Math.floor(i / 8), bytes), 0);
		expect(ids(pool.add(pooled('small', 0), 0))).toEqual(['s0/15']);
		expect(pool.add(pooled('small', 1), 0)).toEqual([]);
		for (let nonce = 0; nonce < 14; nonce++) pool.add(pooled('large', nonce, bytes), 0);
		expect(() => pool.add(pooled('large', 14, bytes), 0)).toThrow(code('MEMPOOL_FULL'));
		expect(pool.bytes).toBeLessThanOrEqual(MEMPOOL_LIMITS.bytes);
		expect(pool.select(1_000, 10, new Set()).length).toBeGreaterThan(0);
	});

	it('displaces nothing that a final block carries', () => {
		const pool = new Mempool();
		for (let i = 0; i < MEMPOOL_LIMITS.transactions; i++) pool.add(pooled(`s${Math.floor(i / 1_000)}`, i % 1_000), 0);
		pool.committed(Array.from({ length: 1_000 }, (_, nonce) => `s0/${nonce}`));
		expect(() => pool.add(pooled('late', 0), 0)).toThrow(code('MEMPOOL_FULL'));
	});

	it("knows a sender's next free nonce", () => {
		const pool = new Mempool();
		for (const nonce of [4, 5, 7]) pool.add(pooled('a', nonce), 4);
		expect(pool.nextNonce('a', 4)).toBe(6);
		expect(pool.nextNonce('b', 3)).toBe(3);
	});
});

describe('admission', () => {
	const engine = createEngine({ genesis: smallGenesis }, { hasher, verifier });
	const { chainId } = engine;
	const fee = smallGenesis.market.transactionFee;
	let mempool: Mempool;
	let accounts: AccountCache;
	let checker: VerificationPool;
	let height = 0;
	let displaced: string[] = [];
	const admission = (): Admission =>
		new Admission(
			{ chainId, fee },
			{ mempool, accounts, checker, hasher, height: () => height, onDisplaced: ({ id }) => displaced.push(id) },
		);

	beforeEach(() => {
		height = 0;
		displaced = [];
		mempool = new Mempool();
		checker = new VerificationPool({ workers: 1 });
		accounts = new AccountCache({
			values: async (paths) => paths.map((path) => engine.state.get(path) ?? null),
		});
	});
	afterEach(() => checker.stop());

	it('admits a good transaction under its id', async () => {
		const id = await admission().admit(transfer(chainId, 'alice', 0));
		expect(mempool.get(toHex(id))?.transaction.sender).toBe('alice');
	});

	it.each([
		['of another chain', 'TX_CHAIN', () => transfer('other', 'alice', 0)],
		[
			'of an unknown sender',
			'TX_SENDER_UNKNOWN',
			() => transfer(chainId, 'nobody', 0, { signer: createSigner(createSeed()) }),
		],
		[
			'signed by another key',
			'TX_SIGNATURE',
			() => transfer(chainId, 'alice', 0, { signer: createSigner(createSeed()) }),
		],
		[
			'far ahead of its sender',
			'TRANSACTION_NONCE_AHEAD',
			() => transfer(chainId, 'alice', MEMPOOL_LIMITS.nonceWindow),
		],
		[
			'that expires beyond reason',
			'TRANSACTION_EXPIRY_TOO_FAR',
			() => transfer(chainId, 'alice', 0, { expiryHeight: 200_000 }),
		],
		['that is no transaction', 'CODEC_INVALID', () => encode({ hello: 'world' })],
		['that is too large', 'CODEC_OVERSIZE', () => new Uint8Array(TRANSACTION_LIMITS.bytes + 1)],
	])('refuses one %s', async (_, expected, encoded) => {
		await expect(admission().admit(encoded())).rejects.toEqual(code(expected));
		expect(mempool.size).toBe(0);
	});

	it('refuses one that has expired', async () => {
		height = 1_000;
		await expect(admission().admit(transfer(chainId, 'alice', 0))).rejects.toEqual(code('TX_EXPIRED'));
	});

	it('refuses a duplicate and a second one of the same nonce', async () => {
		await admission().admit(transfer(chainId, 'alice', 0));
		await expect(admission().admit(transfer(chainId, 'alice', 0))).rejects.toEqual(code('MEMPOOL_DUPLICATE'));
		await expect(admission().admit(transfer(chainId, 'alice', 0, { expiryHeight: 999 }))).rejects.toEqual(
			code('MEMPOOL_NONCE_TAKEN'),
		);
	});

	it('refuses a used nonce, from the writes of an executed block', async () => {
		await accounts.get('alice');
		const { nonces } = accounts.apply([{ path: ledgerPaths.nonce('alice'), value: encode(3) }]);
		expect(nonces).toEqual(new Map([['alice', 3]]));
		await expect(admission().admit(transfer(chainId, 'alice', 2))).rejects.toEqual(code('TX_NONCE'));
		await expect(admission().admit(transfer(chainId, 'alice', 3))).resolves.toHaveLength(32);
	});

	it('knows whose key was rotated, and takes nothing more that the old key signed', async () => {
		const record = decode(engine.state.get(identityPaths.participant('alice')) as Uint8Array, 4_096) as Plain;
		const writeOf = (publicKey: Uint8Array) => [
			{ path: identityPaths.participant('alice'), value: encode({ ...(record as object), publicKey }) },
		];
		await accounts.get('alice');
		expect(accounts.apply(writeOf((people['alice'] as WipeableSigner).publicKey)).rotated).toEqual([]);
		const admitting = admission().admit(transfer(chainId, 'alice', 0));
		await accounts.get('alice');
		expect(accounts.apply(writeOf(createSigner(createSeed()).publicKey)).rotated).toEqual(['alice']);
		await expect(admitting).rejects.toEqual(code('TX_SIGNATURE'));
		await expect(admission().admit(transfer(chainId, 'alice', 0))).rejects.toEqual(code('TX_SIGNATURE'));
		expect(mempool.size).toBe(0);
	});

	it('tells of what it displaced', async () => {
		for (let i = 0; i < MEMPOOL_LIMITS.transactions; i++)
			mempool.add(pooled(`s${Math.floor(i / 1_000)}`, i % 1_000), 0);
		await admission().admit(transfer(chainId, 'alice', 0));
		expect(displaced).toEqual(['s0/999']);
	});

	it('counts the fees of what waits already', async () => {
		await accounts.get('bob');
		accounts.apply([{ path: ledgerPaths.account('bob'), value: encode(2 * fee) }]);
		await admission().admit(transfer(chainId, 'bob', 0));
		await admission().admit(transfer(chainId, 'bob', 1));
		await expect(admission().admit(transfer(chainId, 'bob', 2))).rejects.toEqual(code('TRANSACTION_UNAFFORDABLE'));
	});
});
