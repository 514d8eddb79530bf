import { FEES_ACCOUNT } from '../../../../shared/codec/accounts.ts';
import type { Receipt } from '../../../../shared/codec/receipt.ts';
import { decodeTransaction, type Transaction, transactionIdBytes } from '../../../../shared/codec/transaction.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import { admit, requireNonce, senderState } from '../admission.ts';
import { ledgerPaths } from '../ledger.ts';
import { type BlockContext, CallContext } from './call-context.ts';
import { requireCoded } from './call-failure.ts';
import type { Contract } from './contract.ts';
import { CONTRACT_PREFIX, type ContractInForce, type ContractTable } from './contract-table.ts';
import type { ScheduledTask } from './schedule.ts';

/** A detail may quote what a sender wrote; characters. */
const DETAIL_MAX = 200;

type ReceiptSubject = Pick<Receipt, 'transactionId' | 'contract' | 'method' | 'sender' | 'fee'>;

/** Runs a block's calls one after the other, each undone when it fails, each with a receipt. */
export class BlockRun {
	readonly receipts: Receipt[] = [];
	readonly #block: BlockContext;
	readonly #contracts: ContractTable;
	#callSteps = 0;
	#taskSteps = 0;

	constructor(block: BlockContext, { contracts }: { readonly contracts: ContractTable }) {
		this.#block = block;
		this.#contracts = contracts;
	}

	/** Runs tasks in the given order of their deadlines, as long as the block has steps for them. */
	tasks(paths: readonly string[]): void {
		const { overlay, market } = this.#block;
		/** Subjects whose earlier task goes on: what comes later for them waits, so that it finds the work done. */
		const held = new Set<string>();
		for (const path of paths) {
			if (this.#taskSteps >= market.blockTaskStepLimit) return;
			const task = overlay.read(path) as unknown as ScheduledTask;
			if (held.has(task.subject)) continue;
			overlay.write(path, undefined);
			if (!this.#scheduled(task)) continue;
			overlay.write(path, { ...task });
			held.add(task.subject);
		}
	}

	/** The chain's own work at the start of every block; leaves a receipt when it had something to say. */
	system(contract: string, method: string, work: (context: CallContext) => void): void {
		const firstEvent = this.#block.events.length;
		const context = new CallContext(this.#block, null, Number.MAX_SAFE_INTEGER);
		work(context);
		const subject = { transactionId: null, contract, method, sender: null, fee: 0 };
		if (this.#block.events.length > firstEvent) this.#receipt(subject, firstEvent, context.steps, null);
	}

	/** True when the task goes on with the next block. */
	#scheduled({ contract, task, subject }: ScheduledTask): boolean {
		const about: ReceiptSubject = { transactionId: null, contract, method: task, sender: null, fee: 0 };
		const context = new CallContext(this.#block, null, this.#block.market.taskStepLimit);
		const isOk = this.#call(about, context, () => {
			const run = this.#contractInForce(contract)?.tasks[task];
			if (!run) throw new CodedError('CALL_UNKNOWN', { contract, method: task });
			run(context, subject);
		});
		this.#taskSteps += context.steps;
		return isOk && context.goesOn;
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
		const { contract, method: name, sender, arguments: args } = transaction;
		const stepLimit = market.callStepLimit + market.callStepsPerByte * args.length;
		const context = new CallContext(this.#block, sender, stepLimit);
		this.#call({ ...about, fee: market.transactionFee }, context, () => {
			const method = this.#contractInForce(contract)?.methods.find((each) => each.name === name);
			if (!method) throw new CodedError('CALL_UNKNOWN', { contract, method: name });
			method.run(context, args);
		});
		this.#callSteps += context.steps;
	}

	#contractInForce(name: string): Contract | undefined {
		const found = this.#block.overlay.read(`${CONTRACT_PREFIX}${name}`) as ContractInForce | undefined;
		return found && this.#contracts.find(name, found.version);
	}

	/** Admission, then nonce and fee, which stay whatever becomes of the call. */
	#enter(transaction: Transaction): void {
		const { overlay, chainId, height, market, modules } = this.#block;
		if (this.#callSteps >= market.blockStepLimit)
			throw new CodedError('BLOCK_STEP_LIMIT', { stepLimit: market.blockStepLimit });
		const terms = { chainId, height, fee: market.transactionFee };
		const sender = admit(transaction, senderState(overlay, transaction.sender), terms, modules.verifier);
		requireNonce(transaction, sender);
		overlay.write(ledgerPaths.nonce(transaction.sender), sender.nonce + 1);
		overlay.write(ledgerPaths.account(transaction.sender), sender.balance - terms.fee);
		const fees = (overlay.read(ledgerPaths.account(FEES_ACCOUNT)) as number | undefined) ?? 0;
		overlay.write(ledgerPaths.account(FEES_ACCOUNT), fees + terms.fee);
	}

	/** False when the call failed, and so changed nothing. */
	#call(about: ReceiptSubject, context: CallContext, work: () => void): boolean {
		const { overlay, events } = this.#block;
		const firstEvent = events.length;
		overlay.begin();
		let failure: CodedError | null = null;
		try {
			work();
		} catch (error) {
			failure = requireCoded(error);
			overlay.undo();
			events.length = firstEvent;
		}
		this.#receipt(about, firstEvent, context.steps, failure);
		return failure === null;
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

/** A decoder's own words differ between platforms, so a receipt does without them. */
function flatten({ code, details }: CodedError): Receipt['details'] {
	const flat: { [key: string]: string | number } = {};
	if (code === 'CODEC_MALFORMED') return flat;
	for (const [key, value] of Object.entries(details))
		flat[key] = typeof value === 'number' && Number.isSafeInteger(value) ? value : String(value).slice(0, DETAIL_MAX);
	return flat;
}
