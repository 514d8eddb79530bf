import { utf8 } from '../../../shared/codec/bytes.ts';
import { DEFAULT_CREDIT } from '../../../shared/codec/credit-parameters.ts';
import { genesisLedger } from '../../core/consensus/credit-ledger.ts';
import type { Epoch } from '../../core/consensus/types.ts';
import { LAB_PARAMETERS, type SimulationModules } from '../nodes/simulation.ts';

/** The first epoch of a chain of `validators` validators whose keys are the lab's. */
export function twinsEpoch(validators: number, { sha256, signerOf }: SimulationModules): Epoch {
	return {
		chainId: 'twins',
		epoch: 0,
		validators: Array.from({ length: validators }, (_, index) => ({
			id: `v${index}`,
			name: `Validator ${index}`,
			publicKey: signerOf(index).publicKey,
		})),
		parameters: LAB_PARAMETERS,
		credit: DEFAULT_CREDIT,
		startHeight: 0,
		startCredit: genesisLedger(validators),
		genesisId: sha256(utf8('twins genesis')),
		genesisTime: 1_700_000_000_000,
		genesisStateRoot: sha256(utf8('twins state')),
	};
}
