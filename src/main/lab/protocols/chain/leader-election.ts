import type { ChainBlock } from './block.ts';

/** What an election may look at. */
export interface ChainHistory {
	/** By height, the genesis block first. */
	readonly committed: readonly ChainBlock[];
	block(id: string): ChainBlock | undefined;
}

/** Who leads a round, as one replica sees it. */
export interface LeaderElection {
	leader(round: number): number;
	/** A block was certified; what that commits is in the history already. */
	certified(block: ChainBlock): void;
}

export function roundRobinLeader(round: number, size: number): number {
	return round % size;
}

/** Every validator in turn, one round each. */
export function createRoundRobin(size: number): LeaderElection {
	return { leader: (round) => roundRobinLeader(round, size), certified: () => {} };
}
