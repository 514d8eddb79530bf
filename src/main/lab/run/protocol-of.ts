import type { Sha256 } from '../../../shared/codec/bytes.ts';
import type { LabRun } from '../../../shared/contract/lab.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { createCLbft } from '../protocols/c-lbft/c-lbft.ts';
import { hotStuff } from '../protocols/hotstuff/hotstuff.ts';
import { carousel, jolteon, jolteonReputation } from '../protocols/jolteon/jolteon.ts';
import { libraBft } from '../protocols/libra-bft/libra-bft.ts';
import type { Protocol } from '../protocols/replica.ts';
import { electWithoutCredit } from '../rounds/equal-weights.ts';

const BASELINES: Partial<Record<string, unknown>> = {
	'libra-bft': libraBft,
	hotstuff: hotStuff,
	jolteon,
	'jolteon-reputation': jolteonReputation,
	carousel,
};

/** @param credit off: C-LBFT elects with equal weights; the other protocols know no credit */
export function protocolOf(name: LabRun['protocols'][number], credit: boolean, sha256: Sha256): Protocol<never> {
	if (name === 'c-lbft')
		return createCLbft(credit ? { sha256 } : { sha256, elect: electWithoutCredit }) as Protocol<never>;
	const baseline = BASELINES[name];
	if (baseline) return baseline as Protocol<never>;
	throw new CodedError('LAB_FAILED', { protocol: name, seed: 0, reason: 'this build does not have it' });
}
