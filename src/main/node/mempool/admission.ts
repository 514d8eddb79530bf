import { type Digest, equalBytes, toHex } from '../../../shared/codec/bytes.ts';
import { decodeTransaction, transactionIdBytes, transactionSigningBytes } from '../../../shared/codec/transaction.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { admit } from '../../core/contracts/admission.ts';
import type { Hasher, Verifier } from '../../core/ports.ts';
import { signatureName } from '../crypto/remembering-verifier.ts';
import type { SignatureChecker } from '../crypto/verification-pool.ts';
import type { AccountCache } from './accounts.ts';
import type { Mempool } from './mempool.ts';
import { MEMPOOL_LIMITS, type PooledTransaction } from './types.ts';

/** Signatures are checked in workers, after everything cheap. */
const LATER: Verifier = { verify: () => true };

export function transactionId(encoded: Uint8Array, hasher: Hasher): Digest {
	return hasher.sha256(transactionIdBytes(encoded));
}

/**
 * The door of the mempool: cheap questions first, the signature last. What is admitted would execute if nothing else
 * came before it; the engine checks everything again.
 */
export class Admission {
	readonly #chainId: string;
	readonly #fee: number;
	readonly #mempool: Mempool;
	readonly #accounts: AccountCache;
	readonly #checker: SignatureChecker;
	readonly #hasher: Hasher;
	readonly #height: () => number;
	readonly #onDisplaced: (displaced: PooledTransaction) => void;

	/** @param options.fee micro-money per transaction @param modules.height newest executed height */
	constructor(
		options: { chainId: string; fee: number },
		modules: {
			mempool: Mempool;
			accounts: AccountCache;
			checker: SignatureChecker;
			hasher: Hasher;
			height: () => number;
			/** Made room for another sender's; waits no more. */
			onDisplaced: (displaced: PooledTransaction) => void;
		},
	) {
		this.#chainId = options.chainId;
		this.#fee = options.fee;
		this.#mempool = modules.mempool;
		this.#accounts = modules.accounts;
		this.#checker = modules.checker;
		this.#hasher = modules.hasher;
		this.#height = modules.height;
		this.#onDisplaced = modules.onDisplaced;
	}

	/** @returns the transaction's id @throws CodedError CODEC_* | TX_* | TRANSACTION_* | MEMPOOL_* */
	async admit(encoded: Uint8Array): Promise<Digest> {
		const id = transactionId(encoded, this.#hasher);
		const name = toHex(id);
		if (this.#mempool.get(name)) throw new CodedError('MEMPOOL_DUPLICATE');
		const transaction = decodeTransaction(encoded);
		const { sender, nonce, expiryHeight, signature } = transaction;
		const height = this.#height();
		if (expiryHeight > height + MEMPOOL_LIMITS.expiryBlocks)
			throw new CodedError('TRANSACTION_EXPIRY_TOO_FAR', { expiryHeight, limit: MEMPOOL_LIMITS.expiryBlocks });
		const account = admit(
			transaction,
			await this.#accounts.get(sender),
			{ chainId: this.#chainId, height: height + 1, fee: this.#fee },
			LATER,
		);
		if (nonce < account.nonce) throw new CodedError('TX_NONCE', { given: nonce, expected: account.nonce });
		if (nonce >= account.nonce + MEMPOOL_LIMITS.nonceWindow)
			throw new CodedError('TRANSACTION_NONCE_AHEAD', { sender, nonce, expected: account.nonce });
		const needed = this.#fee * (this.#mempool.waitingOf(sender) + 1);
		if (account.balance < needed)
			throw new CodedError('TRANSACTION_UNAFFORDABLE', { sender, balance: account.balance, needed });
		this.#mempool.requireRoom(name, sender, nonce, encoded.length);
		const message = transactionSigningBytes(transaction);
		const { publicKey } = account;
		if (!(await this.#checker.check({ publicKey, message, signature })))
			throw new CodedError('TX_SIGNATURE', { sender });
		const now = this.#accounts.peek(sender) ?? account;
		if (!equalBytes(now.publicKey, publicKey)) throw new CodedError('TX_SIGNATURE', { sender });
		const nonceNow = now.nonce;
		if (nonce < nonceNow) throw new CodedError('TX_NONCE', { given: nonce, expected: nonceNow });
		const displaced = this.#mempool.add(
			{ id: name, encoded, transaction, signature: signatureName(this.#hasher, publicKey, message, signature) },
			nonceNow,
		);
		for (const each of displaced) this.#onDisplaced(each);
		return id;
	}
}
