import type { Digest } from '../../shared/codec/bytes.ts';
import type { Call } from '../../shared/codec/calls.ts';
import { encodeTransaction, type TransactionBody, transactionSigningBytes } from '../../shared/codec/transaction.ts';
import { CodedError, codeOf } from '../../shared/errors/coded-error.ts';
import type { Signer } from '../core/ports.ts';
import type { AccountCache } from './mempool/accounts.ts';
import type { Mempool } from './mempool/mempool.ts';
import type { TransactionOutcome } from './types.ts';

/** Blocks that a call may wait for. */
const EXPIRY_BLOCKS = 5_000;

/** Refusals that a fresh nonce may cure. */
const NONCE_CODES: readonly (string | null)[] = ['TRANSACTION_NONCE_AHEAD', 'TX_NONCE', 'MEMPOOL_NONCE_TAKEN'];

/** Undefined for a participant without a key here; throws KEYSTORE_LOCKED while its key is locked. */
export interface SignerLookup {
	get(participant: string): Signer | undefined;
}

/**
 * Signs calls of this keystore's participants. Calls of one participant take their nonces one after the other and then
 * wait side by side; a call that loses its nonce to another node is signed once more.
 */
export class ParticipantCaller {
	readonly #chainId: string;
	readonly #signers: SignerLookup;
	readonly #accounts: AccountCache;
	readonly #mempool: Mempool;
	readonly #height: () => number;
	readonly #submit: (encoded: Uint8Array) => Promise<Digest>;
	readonly #outcome: (id: Digest) => Promise<TransactionOutcome>;
	readonly #turns = new Map<string, Promise<unknown>>();

	constructor(
		options: { chainId: string; signers: SignerLookup },
		modules: {
			accounts: AccountCache;
			mempool: Mempool;
			height: () => number;
			submit: (encoded: Uint8Array) => Promise<Digest>;
			outcome: (id: Digest) => Promise<TransactionOutcome>;
		},
	) {
		this.#chainId = options.chainId;
		this.#signers = options.signers;
		this.#accounts = modules.accounts;
		this.#mempool = modules.mempool;
		this.#height = modules.height;
		this.#submit = modules.submit;
		this.#outcome = modules.outcome;
	}

	/** @throws CodedError KEY_UNKNOWN | KEYSTORE_LOCKED */
	signerOf(participant: string): Signer {
		const signer = this.#signers.get(participant);
		if (!signer) throw new CodedError('KEY_UNKNOWN', { name: participant, purpose: 'participant', directory: '' });
		return signer;
	}

	async call(participant: string, call: Call): Promise<TransactionOutcome> {
		this.signerOf(participant);
		for (let attempt = 0; ; attempt++) {
			const mayRetry = attempt === 0;
			try {
				const id = await this.#inTurn(participant, () => this.#send(participant, call));
				const outcome = await this.#outcome(id);
				if (!mayRetry || outcome.receipt.ok || !NONCE_CODES.includes(outcome.receipt.code)) return outcome;
			} catch (error) {
				if (!mayRetry || !NONCE_CODES.includes(codeOf(error))) throw error;
			}
		}
	}

	async #send(participant: string, call: Call): Promise<Digest> {
		const account = await this.#accounts.get(participant);
		if (!account) throw new CodedError('TX_SENDER_UNKNOWN', { sender: participant });
		const body: TransactionBody = {
			chainId: this.#chainId,
			sender: participant,
			nonce: this.#mempool.nextNonce(participant, account.nonce),
			expiryHeight: this.#height() + EXPIRY_BLOCKS,
			contract: call.contract,
			method: call.method,
			arguments: call.arguments,
		};
		// Asked for at the last moment: the key may have been locked while the call waited for its turn.
		const signer = this.signerOf(participant);
		return this.#submit(encodeTransaction({ ...body, signature: signer.sign(transactionSigningBytes(body)) }));
	}

	/** One after the other per participant, whatever became of the one before. */
	#inTurn<T>(participant: string, run: () => Promise<T>): Promise<T> {
		const before = this.#turns.get(participant) ?? Promise.resolve();
		const mine = before.then(run, run);
		this.#turns.set(participant, mine);
		const forget = (): void => {
			if (this.#turns.get(participant) === mine) this.#turns.delete(participant);
		};
		mine.then(forget, forget);
		return mine;
	}
}
