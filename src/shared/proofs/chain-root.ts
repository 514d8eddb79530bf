import type { ChainRoot } from '../codec/bridge-client.ts';
import type { Sha256 } from '../codec/bytes.ts';
import { type EpochDescription, genesisEpoch } from '../codec/epoch.ts';
import { chainIdOf, genesisDigest } from '../codec/genesis.ts';
import type { GenesisDocument } from '../codec/genesis-document.ts';
import type { VerifiedEpoch } from './epoch-change.ts';

/** Where trust in a chain begins that is in its first epoch still, or whose later epochs are to be handed over. */
export function chainRootOf(genesis: GenesisDocument, sha256: Sha256): ChainRoot {
	return rootOf(genesis, genesisEpoch(genesis), genesisDigest(genesis, sha256), sha256);
}

/** Where trust in a chain begins that has come to a later epoch; the handovers up to it are verified. */
export function chainRootOfEpoch(
	genesis: GenesisDocument,
	{ description, scope }: Pick<VerifiedEpoch, 'description' | 'scope'>,
	sha256: Sha256,
): ChainRoot {
	return rootOf(genesis, description, scope.genesisId, sha256);
}

function rootOf(
	genesis: GenesisDocument,
	{ epoch, validators }: EpochDescription,
	genesisId: Uint8Array,
	sha256: Sha256,
): ChainRoot {
	return {
		chainId: chainIdOf(genesis, sha256),
		genesisDigest: genesisDigest(genesis, sha256),
		currency: genesis.market.currency,
		epoch,
		genesisId,
		validators: validators.map(({ id, publicKey }) => ({ id, publicKey })),
	};
}
