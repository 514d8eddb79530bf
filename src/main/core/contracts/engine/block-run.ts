import { FEES_ACCOUNT } from '../../../../shared/codec/accounts.ts';
import type { Receipt } from '../../../../shared/codec/receipt.ts';
import { decodeTransaction, type Transaction, transactionIdBytes } from '../../../../shared/codec/transaction.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import { admit, requireNonce, senderState } from '../admission.ts';
import { ledgerPaths } from '../ledger.ts';
import { contractNamed, methodNamed } from '../registry.ts';
import { type BlockContext, CallContext } from './call-context.ts';
import type { ScheduledTask } from './schedule.ts';

/** A detail may quote what a sender wrote; characters. */
const DETAIL_MAX = 200;

type ReceiptSubject = Pick<Receipt, 'transactionId' | 'contract' | 'method' | 'sender' | 'fee'>;

/** Runs a block's calls one after the other, each undone when it fails, each with a receipt. */
export class BlockRun {
	readonly receipts: Receipt[] = [];
	readonly #block: BlockContext;
	#steps = 0;

	constructor(block: BlockContext) {
		this.#block = block;
	}

	/** True while the block may start another task or call. */
	get hasSteps(): boolean {
		return this.#steps < this.#block.market.blockStepLimit;
	}

	/** The chain's own work at the start of every block; leaves a receipt when it had something to say. */
	system(contract: string, method: string, work: (context: CallContext) => void): void {
		const firstEvent = this.#block.events.length;
		const context = new CallContext(this.#block, null, Number.MAX_SAFE_INTEGER);
		work(context);
		const subject = { transactionId: null, contract, method, sender: null, fee: 0 };
		if (this.#block.events.length > firstEvent) this.#receipt(subject, firstEvent, context.steps, null);
	}

	scheduled({ contract, task, subject }: ScheduledTask): void {
		const about: ReceiptSubject = { transactionId: null, contract, method: task, sender: null, fee: 0 };
		this.#call(about, this.#block.market.taskStepLimit, null, (context) => {
			const run = contractNamed(contract)?.tasks[task];
			if (!run) throw new CodedError('CALL_UNKNOWN', { contract, method: task });
			run(context, subject);
		});
	}

	transaction(encoded: Uint8Array): void {
		const transactionId = this.#block.modules.hasher.sha256(transactionIdBytes(encoded));
		let about: ReceiptSubject = { transactionId, contract: '', method: '', sender: null, fee: 0 };
		let transaction: Transaction;
		try {
			transaction = decodeTransaction(encoded);
			const { contract, method, sender } = transaction;
			about = { transactionId, contract, method, sender, fee: 0 };
			this.#enter(transaction);
		} catch (error) {
			this.#receipt(about, this.#block.events.length, 0, requireCoded(error));
			return;
		}
		const { market } = this.#block;
		this.#call({ ...about, fee: market.transactionFee }, market.callStepLimit, transaction.sender, (context) => {
			const method = methodNamed(transaction.contract, transaction.method);
			if (!method) throw new CodedError('CALL_UNKNOWN', { contract: transaction.contract, method: transaction.method });
			method.run(context, transaction.arguments);
		});
	}

	/** Admission, then nonce and fee, which stay whatever becomes of the call. */
	#enter(transaction: Transaction): void {
		const { overlay, chainId, height, market, modules } = this.#block;
		if (!this.hasSteps) throw new CodedError('BLOCK_STEP_LIMIT', { stepLimit: market.blockStepLimit });
		const terms = { chainId, height, fee: market.transactionFee };
		const sender = admit(transaction, senderState(overlay, transaction.sender), terms, modules.verifier);
		requireNonce(transaction, sender);
		overlay.write(ledgerPaths.nonce(transaction.sender), sender.nonce + 1);
		overlay.write(ledgerPaths.account(transaction.sender), sender.balance - terms.fee);
		const fees = (overlay.read(ledgerPaths.account(FEES_ACCOUNT)) as number | undefined) ?? 0;
		overlay.write(ledgerPaths.account(FEES_ACCOUNT), fees + terms.fee);
	}

	#call(about: ReceiptSubject, stepLimit: number, sender: string | null, work: (context: CallContext) => void): void {
		const { overlay, events } = this.#block;
		const firstEvent = events.length;
		const context = new CallContext(this.#block, sender, stepLimit);
		overlay.begin();
		let failure: CodedError | null = null;
		try {
			work(context);
		} catch (error) {
			failure = requireCoded(error);
			overlay.undo();
			events.length = firstEvent;
		}
		this.#steps += context.steps;
		this.#receipt(about, firstEvent, context.steps, failure);
	}

	#receipt(about: ReceiptSubject, firstEvent: number, steps: number, failure: CodedError | null): void {
		this.receipts.push({
			...about,
			ok: failure === null,
			code: failure?.code ?? null,
			details: failure ? flatten(failure) : {},
			steps,
			firstEvent,
			eventCount: this.#block.events.length - firstEvent,
		});
	}
}

/** A failed invariant must stop the node; any other failure is the call's own and is the same everywhere. */
function requireCoded(error: unknown): CodedError {
	if (!(error instanceof CodedError))
		return new CodedError('CALL_FAULT', { reason: error instanceof Error ? error.name : 'no error' });
	if (error.code === 'ENGINE_CONSERVATION') throw error;
	return error;
}

/** A decoder's own words differ between platforms, so a receipt does without them. */
function flatten({ code, details }: CodedError): Receipt['details'] {
	const flat: { [key: string]: string | number } = {};
	if (code === 'CODEC_MALFORMED') return flat;
	for (const [key, value] of Object.entries(details))
		flat[key] = typeof value === 'number' && Number.isSafeInteger(value) ? value : String(value).slice(0, DETAIL_MAX);
	return flat;
}
