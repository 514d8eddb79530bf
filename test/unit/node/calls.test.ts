import { describe, expect, it } from 'vitest';
import type { AccountCache } from '../../../src/main/node/mempool/accounts.ts';
import type { Mempool } from '../../../src/main/node/mempool/mempool.ts';
import { Outcomes } from '../../../src/main/node/outcomes.ts';
import { ParticipantCaller } from '../../../src/main/node/participant-caller.ts';
import type { StoredExecution, TransactionPlace } from '../../../src/main/node/store/types.ts';
import type { ExecutedBlock, TransactionOutcome } from '../../../src/main/node/types.ts';
import { calls } from '../../../src/shared/codec/calls.ts';
import type { Receipt } from '../../../src/shared/codec/receipt.ts';
import { decodeTransaction } from '../../../src/shared/codec/transaction.ts';
import { CodedError } from '../../../src/shared/errors/coded-error.ts';
import { people } from '../../fixtures/small-chain.ts';

const id = (byte: number): Uint8Array => new Uint8Array(32).fill(byte);
const receipt = (transactionId: Uint8Array | null, change: Partial<Receipt> = {}): Receipt => ({
	transactionId,
	contract: 'ledger',
	method: 'transfer',
	sender: 'alice',
	ok: true,
	code: null,
	details: {},
	steps: 1,
	fee: 1,
	firstEvent: 0,
	eventCount: 0,
	...change,
});

function block(height: number, receipts: readonly Receipt[]): ExecutedBlock {
	const events = [{ kind: 'deed-sealed', deed: 'D', trade: 'T' } as const];
	return { block: { header: { height } }, receipts, events } as unknown as ExecutedBlock;
}

describe('outcomes', () => {
	const empty = { transaction: async () => null, execution: async () => null };

	it('resolve with the receipt and the events of that call alone', async () => {
		const outcomes = new Outcomes({ store: empty });
		const waiting = outcomes.wait(id(1), 9);
		outcomes.executed(block(4, [receipt(null), receipt(id(1), { firstEvent: 0, eventCount: 1 }), receipt(id(2))]));
		expect(await waiting).toMatchObject({ height: 4, events: [{ kind: 'deed-sealed' }] });
	});

	it('come from the store when the block was executed before', async () => {
		const place: TransactionPlace = { height: 3, index: 0 };
		const execution = { height: 3, receipts: [receipt(id(1))], events: [] } as unknown as StoredExecution;
		const outcomes = new Outcomes({ store: { transaction: async () => place, execution: async () => execution } });
		expect(await outcomes.wait(id(1), null)).toMatchObject({ height: 3 });
	});

	it('end with a code when the last possible height has passed', async () => {
		const outcomes = new Outcomes({ store: empty });
		const waiting = outcomes.wait(id(1), 5);
		outcomes.executed(block(4, []));
		outcomes.executed(block(5, []));
		await expect(waiting).rejects.toMatchObject({
			code: 'TRANSACTION_EXPIRED',
			details: { expiryHeight: 5, height: 5 },
		});
	});

	it('end with a code when another transaction took the nonce', async () => {
		const outcomes = new Outcomes({ store: empty });
		const waiting = outcomes.wait(id(1), 5);
		outcomes.refuse('01'.repeat(32), new CodedError('TX_NONCE', { given: 1, expected: 2 }));
		await expect(waiting).rejects.toMatchObject({ code: 'TX_NONCE' });
	});

	it('end with a code when the node stops', async () => {
		const outcomes = new Outcomes({ store: empty });
		const waiting = [outcomes.wait(id(1), 5), outcomes.wait(id(1), 5)];
		outcomes.stop(new CodedError('NODE_STOPPED'));
		for (const each of waiting) await expect(each).rejects.toMatchObject({ code: 'NODE_STOPPED' });
	});
});

describe("calls of this keystore's participants", () => {
	/** A chain that takes what it is sent; `refuse` may refuse a submission, `result` decides its receipt. */
	function setup(
		refuse: (attempt: number) => void = () => {},
		result: (attempt: number) => Partial<Receipt> = () => ({}),
	) {
		const sent: number[] = [];
		const pooled = new Set<number>();
		const account = { nonce: 7 };
		let attempt = 0;
		const caller = new ParticipantCaller(
			{ chainId: 'c', signers: new Map(Object.entries(people)) },
			{
				accounts: { get: async () => ({ ...account, balance: 1, publicKey: id(0) }) } as unknown as AccountCache,
				mempool: {
					nextNonce: (_sender: string, nonce: number) => {
						let next = nonce;
						while (pooled.has(next)) next += 1;
						return next;
					},
				} as unknown as Mempool,
				height: () => 0,
				submit: async (encoded) => {
					const { nonce } = decodeTransaction(encoded);
					sent.push(nonce);
					refuse(attempt++);
					pooled.add(nonce);
					return id(nonce);
				},
				outcome: async (transactionId): Promise<TransactionOutcome> => ({
					transactionId,
					height: 1,
					receipt: receipt(transactionId, result(attempt - 1)),
					events: [],
				}),
			},
		);
		return { caller, sent, account };
	}
	const pay = calls.ledger.transfer({ to: 'grid', amount: 1 });

	it('take one nonce each, however many are made at once', async () => {
		const { caller, sent } = setup();
		await Promise.all(Array.from({ length: 5 }, () => caller.call('alice', pay)));
		expect(sent).toEqual([7, 8, 9, 10, 11]);
	});

	it('are signed anew once when another node took the nonce', async () => {
		const { caller, sent, account } = setup((attempt) => {
			if (attempt > 0) return;
			account.nonce = 8;
			throw new CodedError('TX_NONCE', { given: 7, expected: 8 });
		});
		await caller.call('alice', pay);
		expect(sent).toEqual([7, 8]);
	});

	it('are signed anew once when the block found the nonce used', async () => {
		const { caller, sent } = setup(undefined, (attempt) => (attempt === 0 ? { ok: false, code: 'TX_NONCE' } : {}));
		expect((await caller.call('alice', pay)).receipt.ok).toBe(true);
		expect(sent).toHaveLength(2);
	});

	it('give up after the second time, and at once for any other reason', async () => {
		const twice = setup(() => {
			throw new CodedError('MEMPOOL_NONCE_TAKEN', { sender: 'alice', nonce: 7 });
		});
		await expect(twice.caller.call('alice', pay)).rejects.toMatchObject({ code: 'MEMPOOL_NONCE_TAKEN' });
		expect(twice.sent).toHaveLength(2);
		const once = setup(() => {
			throw new CodedError('MEMPOOL_FULL', { transactions: 1, bytes: 1 });
		});
		await expect(once.caller.call('alice', pay)).rejects.toMatchObject({ code: 'MEMPOOL_FULL' });
		expect(once.sent).toHaveLength(1);
		await expect(once.caller.call('nobody', pay)).rejects.toMatchObject({ code: 'KEY_UNKNOWN' });
	});
});
