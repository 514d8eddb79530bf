import type { EpochDescription } from '../../shared/codec/epoch.ts';
import type { ValidatorScope } from '../../shared/proofs/certificates.ts';

/** Who decides in an epoch, and what a verifier of its signatures trusts. */
export interface KnownEpoch {
	readonly description: EpochDescription;
	readonly scope: ValidatorScope;
}
