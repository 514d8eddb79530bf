import { decode } from '../../../shared/codec/cbor.ts';
import { type Transaction, transactionSigningBytes } from '../../../shared/codec/transaction.ts';
import type { MicroMoney } from '../../../shared/codec/units.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { STATE_VALUE_MAX_BYTES } from '../../../shared/proofs/state-proof.ts';
import type { Verifier } from '../ports.ts';
import { identityPaths, type ParticipantRecord } from './identity/participants.ts';
import { ledgerPaths } from './ledger.ts';
import type { StateReader } from './types.ts';

/** What decides whether a participant's next transaction may run. */
export interface SenderState {
	readonly publicKey: Uint8Array;
	/** Nonce that its next transaction must have. */
	readonly nonce: number;
	readonly balance: MicroMoney;
}

/** Null when nobody of that id is registered. Works on any state: the engine's, or a node's copy of it. */
export function senderState(state: StateReader, sender: string): SenderState | null {
	const record = readValue<ParticipantRecord>(state, identityPaths.participant(sender));
	if (!record) return null;
	return {
		publicKey: record.publicKey,
		nonce: readValue<number>(state, ledgerPaths.nonce(sender)) ?? 0,
		balance: readValue<number>(state, ledgerPaths.account(sender)) ?? 0,
	};
}

export interface ChainTerms {
	readonly chainId: string;
	/** Height of the block that would carry the transaction. */
	readonly height: number;
	readonly fee: MicroMoney;
}

/**
 * The rules that hold before a call runs, apart from the nonce: chain, expiry, sender, signature, fee. The mempool
 * and the engine apply the same.
 * @throws CodedError TX_CHAIN, TX_EXPIRED, TX_SENDER_UNKNOWN, TX_FEE_UNPAID or TX_SIGNATURE
 */
export function admit(
	transaction: Transaction,
	sender: SenderState | null,
	terms: ChainTerms,
	verifier: Verifier,
): SenderState {
	if (transaction.chainId !== terms.chainId) throw new CodedError('TX_CHAIN', { given: transaction.chainId });
	if (transaction.expiryHeight < terms.height)
		throw new CodedError('TX_EXPIRED', { expiryHeight: transaction.expiryHeight, height: terms.height });
	if (!sender) throw new CodedError('TX_SENDER_UNKNOWN', { sender: transaction.sender });
	if (sender.balance < terms.fee)
		throw new CodedError('TX_FEE_UNPAID', { sender: transaction.sender, balance: sender.balance, fee: terms.fee });
	if (!verifier.verify(sender.publicKey, transactionSigningBytes(transaction), transaction.signature))
		throw new CodedError('TX_SIGNATURE', { sender: transaction.sender });
	return sender;
}

/** @throws CodedError TX_NONCE */
export function requireNonce(transaction: Transaction, sender: SenderState): void {
	if (transaction.nonce !== sender.nonce)
		throw new CodedError('TX_NONCE', { given: transaction.nonce, expected: sender.nonce });
}

function readValue<T>(state: StateReader, path: string): T | undefined {
	const encoded = state.get(path);
	return encoded === undefined ? undefined : (decode(encoded, STATE_VALUE_MAX_BYTES) as T);
}
