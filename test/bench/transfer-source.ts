import type { Signer } from '../../src/main/core/ports.ts';
import { Keystore } from '../../src/main/node/keys/keystore.ts';
import { calls } from '../../src/shared/codec/calls.ts';
import { encodeTransaction, transactionSigningBytes } from '../../src/shared/codec/transaction.ts';

const EXPIRY_HEIGHT = 50_000;

/** Signed transfers of one micro-unit, round robin over senders, each sender's in nonce order. */
export class TransferSource {
	readonly #chainId: string;
	readonly #signers: readonly { readonly id: string; readonly signer: Signer; nonce: number }[];
	#next = 0;

	private constructor(chainId: string, signers: readonly { readonly id: string; readonly signer: Signer }[]) {
		this.#chainId = chainId;
		this.#signers = signers.map((entry) => ({ ...entry, nonce: 0 }));
	}

	static async open(options: {
		chainId: string;
		keys: string;
		passphrase: string;
		senders: readonly string[];
	}): Promise<TransferSource> {
		const keystore = new Keystore({ directory: options.keys, passphrase: options.passphrase });
		const signers = await Promise.all(
			options.senders.map(async (id) => ({ id, signer: await keystore.signer('participant', id) })),
		);
		return new TransferSource(options.chainId, signers);
	}

	take(count: number): Uint8Array[] {
		return Array.from({ length: count }, () => this.#sign());
	}

	#sign(): Uint8Array {
		const sender = this.#signers[this.#next++ % this.#signers.length];
		if (!sender) throw new Error('no senders');
		const body = {
			chainId: this.#chainId,
			sender: sender.id,
			nonce: sender.nonce++,
			expiryHeight: EXPIRY_HEIGHT,
			...calls.ledger.transfer({ to: 'grid', amount: 1 }),
		};
		return encodeTransaction({ ...body, signature: sender.signer.sign(transactionSigningBytes(body)) });
	}
}
