import { type ChainHistory, createRoundRobin, type LeaderElection } from '../chain/leader-election.ts';
import { byzantineFaulty, byzantineQuorum } from '../chain/quorum.ts';
import type { Protocol } from '../replica.ts';
import { Carousel } from './carousel.ts';
import { LeaderReputation } from './leader-reputation.ts';
import { type JolteonMessage, jolteonCost } from './messages.ts';
import { JolteonReplica } from './replica.ts';

interface JolteonVariant {
	readonly name: string;
	readonly recordsFailedAuthors: boolean;
	createElection(size: number, history: ChainHistory): LeaderElection;
}

/**
 * Jolteon (Gelashvili et al., arXiv 2106.10362), which DiemBFT v4 and Aptos run (aptos-core consensus/safety-rules
 * safety_rules_2chain.rs, liveness/round_state.rs, round_manager.rs): two certified blocks of consecutive rounds make
 * the first one final; votes go to the leader of the next round; timeouts are broadcast, f+1 of them make a validator
 * join, a quorum opens the next round, whose leader builds on the highest certificate among them. The round timer
 * grows by 1.2 for each round since the last commit beyond three, at most six times. As in DiemBFT a timeout carries
 * the sender's vote in that round, so that the block before a dead leader is certified all the same.
 *
 * Five message delays from proposal to commit; two messages per round and validator, a broadcast by each when a round
 * fails.
 *
 * Simplified: one epoch, no execution; a validator that has not voted sends no vote for an empty ("nil") block with
 * its timeout, as Diem's does, so a round without its leader's proposal certifies nothing. Later Aptos versions
 * broadcast votes and add order votes, which take one and two delays off for n² messages.
 */
function createJolteon(variant: JolteonVariant): Protocol<JolteonMessage> {
	const { name, recordsFailedAuthors, createElection } = variant;
	return {
		name,
		quorum: byzantineQuorum,
		faulty: byzantineFaulty,
		create: (options, port) => new JolteonReplica({ ...options, recordsFailedAuthors }, { port, createElection }),
		costOf: jolteonCost,
	};
}

export const jolteon = createJolteon({
	name: 'jolteon',
	recordsFailedAuthors: false,
	createElection: createRoundRobin,
});

export const jolteonReputation = createJolteon({
	name: 'jolteon-reputation',
	recordsFailedAuthors: true,
	createElection: (size, history) => new LeaderReputation(size, history),
});

export const carousel = createJolteon({
	name: 'carousel',
	recordsFailedAuthors: false,
	createElection: (size, history) => new Carousel(size, history),
});
