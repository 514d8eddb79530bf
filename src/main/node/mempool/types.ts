import type { Transaction } from '../../../shared/codec/transaction.ts';

export interface PooledTransaction {
	/** Hex of the transaction id. */
	readonly id: string;
	readonly encoded: Uint8Array;
	readonly transaction: Transaction;
	/** Name of its verified signature (signatureName), handed to the executor. */
	readonly signature: string;
}

export const MEMPOOL_LIMITS = {
	transactions: 20_000,
	bytes: 67_108_864,
	/** Of one sender. */
	senderTransactions: 1_024,
	senderBytes: 8_388_608,
	/** How far a nonce may lie ahead of the sender's executed one. */
	nonceWindow: 1_024,
	/** How far ahead a transaction's expiry may lie, blocks. */
	expiryBlocks: 100_000,
} as const;
