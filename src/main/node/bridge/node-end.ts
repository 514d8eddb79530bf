import { encodeEpochChangeProof } from '../../../shared/proofs/epoch-change.ts';
import type { GridquorumNode } from '../types.ts';
import type { ChainEnd } from './chain-end.ts';

/** A chain by a node that follows it, whose keystore holds the relayer's participant there. */
export function nodeEnd({ participant }: { readonly participant: string }, node: GridquorumNode): ChainEnd {
	return {
		chainId: node.chainId,
		participant,
		values: (paths) => node.stateValues(paths),
		certified: (paths) => node.proveTogether(paths, 'certified'),
		handover: async (epoch) => {
			const proof = await node.epochChange(epoch);
			return proof && encodeEpochChangeProof(proof);
		},
		call: (call) => node.call(participant, call),
		epoch: () => node.snapshot().epoch,
		now: () => node.clock.now(),
		onBlock: (listener) => node.onBlock(listener),
		readBlocks: (from, to) => node.readBlocks(from, to),
	};
}
