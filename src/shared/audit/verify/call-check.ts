import { decodeTransaction, type Transaction, transactionSigningBytes } from '../../codec/transaction.ts';
import { CodedError } from '../../errors/coded-error.ts';
import { because } from '../reasons.ts';
import type { PlacedCall } from './read-block.ts';
import type { AuditScope } from './scope.ts';

/** The signed bytes of a call: who signed them, with which key, and that they say what the receipt is of. */
export class CallCheck {
	readonly #scope: AuditScope;

	constructor(scope: AuditScope) {
		this.#scope = scope;
	}

	/** Null where the call has no signed bytes here, or none that anybody could read. */
	read({ height, receipt, transaction }: PlacedCall): Transaction | null {
		const { board, chainId, keys, signatures } = this.#scope;
		if (!transaction) return null;
		// Bytes that are no call leave a receipt without a sender, and a receipt of failure: nobody signed them.
		if (receipt.sender === null) return null;
		let decoded: Transaction | null = null;
		board.guard(
			'transactions',
			() => {
				decoded = decodeTransaction(transaction);
				const { sender, contract, method } = decoded;
				if (sender !== receipt.sender || contract !== receipt.contract || method !== receipt.method)
					throw new CodedError('BUNDLE_TRANSACTION', { height, sender, ...because('receipt-is-of-another-call') });
				board.count('transactions', 'calls');
				if (!receipt.ok) return;
				if (decoded.chainId !== chainId || height > decoded.expiryHeight)
					throw new CodedError('BUNDLE_TRANSACTION', { height, sender, ...because('was-not-meant-for-this-block') });
				const { signature } = decoded;
				signatures.ask(
					'transactions',
					{ publicKey: keys.keyOf(sender), message: transactionSigningBytes(decoded), signature },
					() => new CodedError('BUNDLE_TRANSACTION', { height, sender, ...because('signature-is-not-its-senders') }),
				);
			},
			{ height },
		);
		return decoded;
	}
}
