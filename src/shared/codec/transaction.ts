import { utf8 } from './bytes.ts';
import { decode, encode, type Plain } from './cbor.ts';
import { bytes, bytesUpTo, integer, record, text } from './reader.ts';

/** Limits that admission and execution both hold. */
export const TRANSACTION_LIMITS = {
	/** Whole signed transaction, bytes; every chain's blocks have room for one. */
	bytes: 540_672,
	/** Ten thousand orders in one batch. */
	argumentsBytes: 524_288,
	nameCharacters: 64,
} as const;

/** What a participant signs. `arguments` is the canonical dag-cbor of the method's own argument object. */
export interface TransactionBody {
	readonly chainId: string;
	/** Participant id whose registered key signs. */
	readonly sender: string;
	/** The sender's count of transactions so far; strictly sequential. */
	readonly nonce: number;
	/** Last block height at which the transaction may execute. */
	readonly expiryHeight: number;
	readonly contract: string;
	readonly method: string;
	readonly arguments: Uint8Array;
}

export interface Transaction extends TransactionBody {
	readonly signature: Uint8Array;
}

const DOMAIN = 'gridquorum/transaction/v1';

/** The exact bytes that a sender signs. */
export function transactionSigningBytes(body: TransactionBody): Uint8Array {
	return encode([
		DOMAIN,
		body.chainId,
		body.sender,
		body.nonce,
		body.expiryHeight,
		body.contract,
		body.method,
		body.arguments,
	]);
}

const readTransaction = record<Transaction>({
	chainId: text(TRANSACTION_LIMITS.nameCharacters, 1),
	sender: text(TRANSACTION_LIMITS.nameCharacters, 1),
	nonce: integer(),
	expiryHeight: integer(),
	contract: text(TRANSACTION_LIMITS.nameCharacters, 1),
	method: text(TRANSACTION_LIMITS.nameCharacters, 1),
	arguments: bytesUpTo(TRANSACTION_LIMITS.argumentsBytes),
	signature: bytes(64),
});

export function encodeTransaction(transaction: Transaction): Uint8Array {
	return encode(transaction as unknown as Plain);
}

/** @throws CodedError CODEC_* when the bytes are not one canonical transaction. */
export function decodeTransaction(encoded: Uint8Array): Transaction {
	return readTransaction(decode(encoded, TRANSACTION_LIMITS.bytes), 'transaction');
}

/** A transaction's id is the SHA-256 of its domain and its exact encoding. */
export function transactionIdBytes(encoded: Uint8Array): Uint8Array {
	return encode([utf8('gridquorum/transaction-id/v1'), encoded]);
}
