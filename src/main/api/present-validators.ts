import type { GenesisValidator } from '../../shared/codec/genesis-document.ts';
import type { GridquorumNode } from '../node/types.ts';

/** Validators of the epoch that the node is in, by index; those of peers and of `self` are of this epoch too. */
export function presentValidators(node: Pick<GridquorumNode, 'epochs' | 'genesis'>): readonly GenesisValidator[] {
	return node.epochs().at(-1)?.description.validators ?? node.genesis.validators;
}
