import type { Sha256 } from '../../../shared/codec/bytes.ts';
import type { LabRun } from '../../../shared/contract/lab.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { createCLbft } from '../protocols/c-lbft/c-lbft.ts';
import { libraBft } from '../protocols/libra-bft/libra-bft.ts';
import type { Protocol } from '../protocols/replica.ts';
import { electWithoutCredit } from '../rounds/equal-weights.ts';

/** @param credit off: C-LBFT elects with equal weights; the other protocols know no credit */
export function protocolOf(name: LabRun['protocols'][number], credit: boolean, sha256: Sha256): Protocol<never> {
	if (name === 'c-lbft')
		return createCLbft(credit ? { sha256 } : { sha256, elect: electWithoutCredit }) as Protocol<never>;
	if (name === 'libra-bft') return libraBft as Protocol<never>;
	throw new CodedError('LAB_FAILED', { protocol: name, seed: 0, reason: 'this build does not have it' });
}
