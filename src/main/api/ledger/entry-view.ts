import { equalBytes, fromHex, toHex } from '../../../shared/codec/bytes.ts';
import type { CallForm } from '../../../shared/codec/call-form.ts';
import { forms, readArguments } from '../../../shared/codec/calls.ts';
import type { ContractEvent } from '../../../shared/codec/events.ts';
import type { Receipt } from '../../../shared/codec/receipt.ts';
import { decodeTransaction } from '../../../shared/codec/transaction.ts';
import type { FieldList, LedgerEntry, LedgerEvent, ReceiptRow } from '../../../shared/contract/index.ts';
import { CodedError, codeOf } from '../../../shared/errors/coded-error.ts';
import type { ExecutedBlock } from '../../node/types.ts';
import { type FieldPlace, fieldListOf } from './field-view.ts';

type Names = (participant: string) => string;

const FORMS = new Map<string, CallForm<unknown>>(
	Object.values(forms)
		.flatMap((methods) => Object.values(methods) as CallForm<unknown>[])
		.map((form) => [`${form.contract}.${form.method}`, form]),
);

/** Methods of each contract that somebody can call. */
export function methodsOf(contract: string): string[] {
	return [...FORMS.values()].filter((form) => form.contract === contract).map(({ method }) => method);
}

export function receiptRowOf(receipt: Receipt, index: number, nameOf: Names): ReceiptRow {
	const { transactionId, contract, method, sender, ok, code, details, steps, fee, firstEvent, eventCount } = receipt;
	return {
		index,
		transactionId: transactionId && toHex(transactionId),
		contract,
		method,
		sender,
		senderName: sender && nameOf(sender),
		ok,
		code,
		details: { ...details },
		steps,
		fee,
		firstEvent,
		eventCount,
	};
}

export function eventViewOf(event: ContractEvent, index: number): LedgerEvent {
	const { kind, ...facts } = event;
	return { index, kind, ...fieldListOf(facts, placeOfEvent(kind)) };
}

/** One receipt with what was signed for it. @throws CodedError LEDGER_RECEIPT_UNKNOWN */
export function entryOf(executed: ExecutedBlock, index: number, nameOf: Names): LedgerEntry {
	const { block, blockId, receipts } = executed;
	const { height, time } = block.header;
	const receipt = receipts[index];
	if (!receipt) throw new CodedError('LEDGER_RECEIPT_UNKNOWN', { height, index, total: receipts.length });
	return {
		height,
		blockId: toHex(blockId),
		time,
		receipt: receiptRowOf(receipt, index, nameOf),
		signed: receipt.transactionId && signedOf(executed, receipt.transactionId),
	};
}

/** @throws CodedError LEDGER_TRANSACTION_UNKNOWN */
export function receiptIndexOf({ receipts }: ExecutedBlock, transaction: string): number {
	const id = fromHex(transaction);
	const index = receipts.findIndex(({ transactionId }) => transactionId && equalBytes(transactionId, id));
	if (index >= 0) return index;
	throw new CodedError('LEDGER_TRANSACTION_UNKNOWN', { transaction });
}

function signedOf({ block, transactionIds }: ExecutedBlock, id: Uint8Array): LedgerEntry['signed'] {
	const encoded = block.transactions[transactionIds.findIndex((each) => equalBytes(each, id))];
	if (!encoded) return null;
	const transaction = decodeTransaction(encoded);
	const { chainId, nonce, expiryHeight, contract, method, signature } = transaction;
	return {
		chainId,
		nonce,
		expiryHeight,
		signature: toHex(signature),
		bytes: encoded.length,
		arguments: argumentsOf(contract, method, transaction.arguments),
		argumentsBytes: transaction.arguments.length,
	};
}

function placeOfEvent(kind: ContractEvent['kind']): FieldPlace {
	if (kind === 'fees-set') return 'fees';
	return kind.startsWith('packet-') || kind.startsWith('offer-') ? 'bridge' : 'other';
}

/** A call's arguments as its method reads them; null where it could not. */
export function argumentsOf(contract: string, method: string, encoded: Uint8Array): FieldList | null {
	const form = FORMS.get(`${contract}.${method}`);
	if (!form) return null;
	const place: FieldPlace = method === 'set-fees' ? 'fees' : contract === 'bridge' ? 'bridge' : 'other';
	try {
		return fieldListOf(readArguments(form, encoded), place);
	} catch (error) {
		if (codeOf(error) === null) throw error;
		return null;
	}
}
