import type { ValidatorIndex } from '../../../shared/codec/block.ts';
import { decode, encode } from '../../../shared/codec/cbor.ts';
import { bytesUpTo, list } from '../../../shared/codec/reader.ts';
import { TRANSACTION_LIMITS } from '../../../shared/codec/transaction.ts';
import { codeOf } from '../../../shared/errors/coded-error.ts';
import type { Transport } from '../network/types.ts';
import type { Log } from '../observe/log.ts';
import type { Admission } from './admission.ts';

/** Transactions of one frame, and its size. */
const FRAME_TRANSACTIONS = 512;
const FRAME_BYTES = 1_048_576;
/** Transactions waiting to be passed on; beyond it the oldest are passed on no more. */
const MAX_WAITING = 8_192;
/** Received transactions under admission at once, per peer, and their bytes. */
const MAX_ADMITTING = 4_096;
const MAX_ADMITTING_BYTES = 16_777_216;

const readTransactions = list(bytesUpTo(TRANSACTION_LIMITS.bytes), FRAME_TRANSACTIONS);

/**
 * Passes transactions on: what was submitted here goes to every validator once; what came from a validator goes no
 * further, for it sent it to all. Sends gather for one turn of the event loop.
 */
export class TransactionGossip {
	readonly #transport: Transport;
	readonly #admission: Admission;
	readonly #onAdmitted: () => void;
	readonly #log: Log;
	readonly #admitting = new Map<ValidatorIndex, { count: number; bytes: number }>();
	#waiting: Uint8Array[] = [];
	#refused = 0;

	constructor(modules: { transport: Transport; admission: Admission; onAdmitted: () => void; log: Log }) {
		this.#transport = modules.transport;
		this.#admission = modules.admission;
		this.#onAdmitted = modules.onAdmitted;
		this.#log = modules.log;
	}

	/** Transactions from peers that were not admitted. */
	get refused(): number {
		return this.#refused;
	}

	spread(encoded: Uint8Array): void {
		if (this.#waiting.length === 0) setImmediate(() => this.#flush());
		this.#waiting.push(encoded);
		if (this.#waiting.length > MAX_WAITING) this.#waiting.shift();
	}

	/** A frame of the transactions channel. @throws CodedError CODEC_* when no honest validator sends such a frame */
	receive(from: ValidatorIndex, payload: Uint8Array): void {
		for (const encoded of readTransactions(decode(payload, FRAME_BYTES + TRANSACTION_LIMITS.bytes), 'transactions'))
			void this.#admit(from, encoded.slice());
	}

	async #admit(from: ValidatorIndex, encoded: Uint8Array): Promise<void> {
		const admitting = this.#admitting.get(from) ?? { count: 0, bytes: 0 };
		if (admitting.count >= MAX_ADMITTING || admitting.bytes + encoded.length > MAX_ADMITTING_BYTES) {
			this.#refused += 1;
			return;
		}
		this.#admitting.set(from, admitting);
		admitting.count += 1;
		admitting.bytes += encoded.length;
		try {
			await this.#admission.admit(encoded);
			this.#onAdmitted();
		} catch (error) {
			if (codeOf(error) === 'MEMPOOL_DUPLICATE') return;
			this.#refused += 1;
			this.#log.debug({ from, error: String(error) }, 'transaction not admitted');
		} finally {
			admitting.count -= 1;
			admitting.bytes -= encoded.length;
		}
	}

	#flush(): void {
		const waiting = this.#waiting;
		this.#waiting = [];
		let frame: Uint8Array[] = [];
		let bytes = 0;
		for (const encoded of waiting) {
			if (frame.length === FRAME_TRANSACTIONS || (bytes > 0 && bytes + encoded.length > FRAME_BYTES)) {
				this.#transport.broadcast('transactions', encode(frame));
				frame = [];
				bytes = 0;
			}
			frame.push(encoded);
			bytes += encoded.length;
		}
		if (frame.length > 0) this.#transport.broadcast('transactions', encode(frame));
	}
}
