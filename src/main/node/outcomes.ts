import { type Digest, toHex } from '../../shared/codec/bytes.ts';
import { CodedError } from '../../shared/errors/coded-error.ts';
import type { Store } from './store/types.ts';
import type { ExecutedBlock, TransactionOutcome } from './types.ts';

/** Outcomes awaited at once. */
const MAX_WAITING = 65_536;

interface Waiting {
	readonly promise: Promise<TransactionOutcome>;
	readonly resolve: (outcome: TransactionOutcome) => void;
	readonly reject: (error: Error) => void;
	/** Null where this node never held the transaction. */
	readonly expiryHeight: number | null;
}

/** Tells who waits what became of a transaction, from the block that executes it or from the store. */
export class Outcomes {
	readonly #store: Pick<Store, 'transaction' | 'execution'>;
	readonly #waiting = new Map<string, Waiting>();

	constructor(modules: { store: Pick<Store, 'transaction' | 'execution'> }) {
		this.#store = modules.store;
	}

	/**
	 * @param expiryHeight of a transaction that waits in this node's pool, hence is not executed; null for any other
	 * @throws CodedError TX_NONCE | TRANSACTION_UNAFFORDABLE | TRANSACTION_EXPIRED | TRANSACTION_UNCERTAIN | NODE_STOPPED
	 */
	async wait(id: Digest, expiryHeight: number | null): Promise<TransactionOutcome> {
		const name = toHex(id);
		const waiting = this.#waiting.get(name) ?? this.#register(name, expiryHeight);
		if (expiryHeight !== null) return waiting.promise;
		const place = await this.#store.transaction(id);
		if (place) {
			const execution = await this.#store.execution(place.height);
			const receipt = execution?.receipts.find(({ transactionId }) => transactionId && toHex(transactionId) === name);
			if (execution && receipt) {
				const events = execution.events.slice(receipt.firstEvent, receipt.firstEvent + receipt.eventCount);
				waiting.resolve({ transactionId: id, height: place.height, receipt, events });
				this.#waiting.delete(name);
			}
		}
		return waiting.promise;
	}

	executed({ block, receipts, events }: ExecutedBlock): void {
		if (this.#waiting.size === 0) return;
		const { height } = block.header;
		for (const receipt of receipts) {
			const { transactionId } = receipt;
			if (!transactionId) continue;
			const name = toHex(transactionId);
			this.#waiting.get(name)?.resolve({
				transactionId,
				height,
				receipt,
				events: events.slice(receipt.firstEvent, receipt.firstEvent + receipt.eventCount),
			});
			this.#waiting.delete(name);
		}
		for (const [name, { expiryHeight, reject }] of this.#waiting) {
			if (expiryHeight === null || expiryHeight > height) continue;
			reject(new CodedError('TRANSACTION_EXPIRED', { expiryHeight, height }));
			this.#waiting.delete(name);
		}
	}

	/** The transaction has left the pool and will not be executed. */
	refuse(name: string, error: CodedError): void {
		this.#waiting.get(name)?.reject(error);
		this.#waiting.delete(name);
	}

	stop(error: CodedError): void {
		for (const { reject } of this.#waiting.values()) reject(error);
		this.#waiting.clear();
	}

	#register(name: string, expiryHeight: number | null): Waiting {
		if (this.#waiting.size >= MAX_WAITING) throw new CodedError('TRANSACTION_UNCERTAIN', { limit: MAX_WAITING });
		const waiting: Waiting = { ...Promise.withResolvers<TransactionOutcome>(), expiryHeight };
		// Whoever asked may have gone; a rejection that nobody awaits any more is no fault of the node.
		waiting.promise.catch(() => {});
		this.#waiting.set(name, waiting);
		return waiting;
	}
}
