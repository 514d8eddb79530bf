import type { Sha256 } from '../../../shared/codec/bytes.ts';
import type { LabFault, LabProtocol } from '../../../shared/contract/lab-terms.ts';
import type { RoundsRecord } from '../measure/rounds-record.ts';
import { createRoundRobin } from '../protocols/chain/leader-election.ts';
import { Carousel } from '../protocols/jolteon/carousel.ts';
import { LeaderReputation } from '../protocols/jolteon/leader-reputation.ts';
import { hashLeader } from '../protocols/libra-bft/replica.ts';
import type { Behaviour } from './behaviour.ts';
import { runCLbftRounds } from './c-lbft-rounds.ts';
import { type ChainedRules, runChainedRounds } from './chained-rounds.ts';
import type { RoundRunOptions } from './round-run-options.ts';
import { runStableLeaderRounds } from './stable-leader-rounds.ts';

/** Skipped leaders that a block of Jolteon with reputation names. */
const MAX_FAILED_AUTHORS = 10;

const CHAINED: Partial<Record<LabProtocol, ChainedRules>> = {
	'libra-bft': {
		chainLength: 3,
		failedAuthors: 0,
		createElection: (size) => ({ leader: (round) => hashLeader(round, size), certified: () => undefined }),
	},
	hotstuff: { chainLength: 3, failedAuthors: 0, createElection: createRoundRobin },
	jolteon: { chainLength: 2, failedAuthors: 0, createElection: createRoundRobin },
	'jolteon-reputation': {
		chainLength: 2,
		failedAuthors: MAX_FAILED_AUTHORS,
		createElection: (size, history) => new LeaderReputation(size, history),
	},
	carousel: { chainLength: 2, failedAuthors: 0, createElection: (size, history) => new Carousel(size, history) },
};

/** Slow validators are a matter of times, and Raft elects by chance and times: neither has a round level. */
export function hasRoundLevel(protocol: LabProtocol, fault: LabFault): boolean {
	return fault !== 'slow' && protocol !== 'raft';
}

/** One run of a protocol at round level. @throws where `hasRoundLevel` says no */
export function runRounds(
	protocol: LabProtocol,
	options: RoundRunOptions,
	behaviour: Behaviour,
	sha256: Sha256,
): RoundsRecord {
	if (protocol === 'c-lbft') return runCLbftRounds(options, behaviour, sha256);
	if (protocol === 'pbft') return runStableLeaderRounds(options, behaviour);
	const rules = CHAINED[protocol];
	if (!rules) throw new Error(`${protocol} has no round level`);
	return runChainedRounds(options, rules, behaviour);
}
