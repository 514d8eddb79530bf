import { decode } from '../../../../shared/codec/cbor.ts';
import { CodedError } from '../../../../shared/errors/coded-error.ts';
import { STATE_VALUE_MAX_BYTES } from '../../../../shared/proofs/state-proof.ts';
import { ledgerPaths } from '../ledger.ts';
import type { StateReader, StateWrite } from '../types.ts';

/**
 * Asserts that a block's writes leave the sum of all accounts as it was: read from the leaves alone, apart from the
 * code that moves money. @throws CodedError ENGINE_CONSERVATION, which stops the node rather than forge money
 */
export function requireConservation(before: StateReader, writes: readonly StateWrite[]): void {
	let change = 0n;
	for (const { path, value } of writes)
		if (path.startsWith(ledgerPaths.accounts)) change += balanceIn(value) - balanceIn(before.get(path) ?? null);
	if (change !== 0n) throw new CodedError('ENGINE_CONSERVATION', { total: String(change) });
}

function balanceIn(value: Uint8Array | null): bigint {
	return value === null ? 0n : BigInt(decode(value, STATE_VALUE_MAX_BYTES) as number);
}
