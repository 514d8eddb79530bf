import type { ChainRoot } from '../../../shared/codec/bridge-client.ts';
import { genesisDigest } from '../../../shared/codec/genesis.ts';
import { hasher } from '../crypto/sha256.ts';
import type { KnownEpoch } from '../known-epoch.ts';
import type { GridquorumNode } from '../types.ts';

/** Where trust in a node's chain begins: the keys of its newest epoch. */
export function chainRootOf(node: Pick<GridquorumNode, 'chainId' | 'genesis' | 'epochs'>): ChainRoot {
	const { description, scope } = node.epochs().at(-1) as KnownEpoch;
	return {
		chainId: node.chainId,
		genesisDigest: genesisDigest(node.genesis, hasher.sha256),
		currency: node.genesis.market.currency,
		epoch: description.epoch,
		genesisId: scope.genesisId,
		validators: description.validators.map(({ id, publicKey }) => ({ id, publicKey })),
	};
}
