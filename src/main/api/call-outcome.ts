import type { Receipt } from '../../shared/codec/receipt.ts';
import { catalogue, type ErrorCode } from '../../shared/errors/catalogue.ts';
import { CodedError } from '../../shared/errors/coded-error.ts';
import type { TransactionOutcome } from '../node/types.ts';

/** @throws CodedError with the receipt's own code */
export function requireOk({ receipt }: TransactionOutcome): void {
	requireReceiptOk(receipt);
}

/** @throws CodedError with the receipt's own code */
export function requireReceiptOk(receipt: Receipt): void {
	if (receipt.ok) return;
	const { code, details } = receipt;
	if (isErrorCode(code)) throw new CodedError(code, details);
	throw new CodedError('CONSOLE_CALL_FAILED', { reason: code ?? 'no code' });
}

function isErrorCode(code: string | null): code is ErrorCode {
	return code !== null && Object.hasOwn(catalogue, code);
}
