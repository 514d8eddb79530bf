import { decode } from '../../../shared/codec/cbor.ts';
import { STATE_VALUE_MAX_BYTES } from '../../../shared/proofs/state-proof.ts';
import { ledgerPaths } from '../../core/contracts/ledger.ts';
import type { Engine } from '../../core/contracts/types.ts';

/** Sum of all accounts, read from the leaves alone. */
export function totalMoney(engine: Pick<Engine, 'leaves'>): bigint {
	let total = 0n;
	for (const { path, value } of engine.leaves())
		if (path.startsWith(ledgerPaths.accounts)) total += BigInt(decode(value, STATE_VALUE_MAX_BYTES) as number);
	return total;
}
