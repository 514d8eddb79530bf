import { type Sha256, utf8 } from '../../../../shared/codec/bytes.ts';
import { DEFAULT_CREDIT } from '../../../../shared/codec/credit-parameters.ts';
import type { ConsensusParameters } from '../../../../shared/codec/genesis-document.ts';
import { genesisLedger } from '../../../core/consensus/credit-ledger.ts';
import type { Epoch } from '../../../core/consensus/types.ts';
import { numberedKey } from '../../signatures/stand-in-signatures.ts';

/** Chain time at virtual time 0, ms. */
export const LAB_GENESIS_TIME = 1_700_000_000_000;

/** Where no network says what timeouts should be set by: for delays of some ten milliseconds. */
export const LAB_PARAMETERS: ConsensusParameters = {
	baseTimeoutMinMs: 100,
	baseTimeoutInitialMs: 500,
	baseTimeoutMaxMs: 2000,
	roundTimeoutMaxMs: 30_000,
	idleIntervalMs: 2000,
	clockAheadMs: 500,
	clockBehindMs: 5000,
	maxBlockBytes: 65_536,
};

export interface LabEpochOptions {
	readonly validators: number;
	/** Default: `LAB_PARAMETERS`. */
	readonly parameters?: ConsensusParameters;
	/** Default: the lab's own. */
	readonly genesisStateRoot?: Uint8Array;
}

/** The first epoch of a chain whose validators have the lab's numbered keys. */
export function labEpoch(options: LabEpochOptions, sha256: Sha256): Epoch {
	const { validators, parameters = LAB_PARAMETERS, genesisStateRoot = labGenesisState(sha256) } = options;
	return {
		chainId: 'lab',
		epoch: 0,
		validators: Array.from({ length: validators }, (_, index) => ({
			id: `v${index}`,
			name: `Validator ${index}`,
			publicKey: numberedKey(index, sha256),
		})),
		parameters,
		credit: DEFAULT_CREDIT,
		startHeight: 0,
		startCredit: genesisLedger(validators),
		genesisId: labGenesisId(sha256),
		genesisTime: LAB_GENESIS_TIME,
		genesisStateRoot,
	};
}

export function labGenesisId(sha256: Sha256): Uint8Array {
	return sha256(utf8('lab genesis'));
}

/** Stands for a state root where nothing is executed by contracts. */
export function labGenesisState(sha256: Sha256): Uint8Array {
	return sha256(utf8('lab genesis state'));
}
