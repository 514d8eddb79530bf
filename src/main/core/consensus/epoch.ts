import type { Digest } from '../../../shared/codec/bytes.ts';
import type { EpochDescription } from '../../../shared/codec/epoch.ts';
import type { CreditLedger } from './credit-ledger.ts';
import type { Epoch } from './types.ts';

/** Where an epoch starts from; the first one from genesis. */
export interface EpochStart {
	readonly genesisId: Digest;
	/** State root after block `startHeight`. */
	readonly stateRoot: Digest;
	/** Credit after it. */
	readonly credit: CreditLedger;
}

/** The epoch that a description and its start make. */
export function createEpoch(
	chainId: string,
	{ epoch, startHeight, startTime, validators, consensus, credit }: EpochDescription,
	start: EpochStart,
): Epoch {
	return {
		chainId,
		epoch,
		validators: validators.map(({ id, name, publicKey }) => ({ id, name, publicKey })),
		parameters: consensus,
		credit,
		startHeight,
		startCredit: start.credit,
		genesisId: start.genesisId,
		genesisTime: startTime,
		genesisStateRoot: start.stateRoot,
	};
}
