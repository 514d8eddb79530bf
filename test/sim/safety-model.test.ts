import { describe, expect, it } from 'vitest';
import { Random } from '../../src/main/lab/random.ts';
import { type Exploration, exploreAll, walk } from '../model/explore.ts';
import { RULES, type Rules, SafetyModel, type Step } from '../model/safety-model.ts';

/** Who signs what in which round where certificates of rounds that do not follow each other would seem to commit. */
const AROUND_A_GAP = new Set([
	...['votes/0/1', 'votes/1/1', 'votes/1/2', 'votes/2/2', 'votes/0/3', 'votes/2/3', 'votes/1/4', 'votes/2/4'],
	...['timeouts/1/1', 'timeouts/2/1', 'timeouts/0/2', 'timeouts/2/2', 'timeouts/1/3', 'timeouts/2/3'],
]);
const isAroundAGap = ({ kind, validator, round }: Step) => AROUND_A_GAP.has(`${kind}/${validator}/${round}`);

const explore = (rounds: number, rules: Rules) => exploreAll(new SafetyModel(rounds, rules), 250_000);
const explorePlan = (rules: Rules) => exploreAll(new SafetyModel(4, rules), 250_000, isAroundAGap);
const walkRounds = (rules: Rules) => walk(new SafetyModel(4, rules), 20_000, new Random(3));

describe('the safety rules, in a model of three honest validators and a Byzantine one', () => {
	it('allow no fork in any of the states of two rounds', () => {
		expect(explore(2, RULES)).toMatchObject({ isComplete: true, forkAfter: null });
	}, 60_000);

	// `npm run campaign -- model` goes through all 2,477,840 of them.
	it('allow no fork in the first 100,000 states of three rounds, fewest signatures first', () => {
		expect(exploreAll(new SafetyModel(3, RULES), 100_000)).toMatchObject({ states: 100_000, forkAfter: null });
	}, 60_000);

	it('allow no fork in four rounds, on 8,000 random walks and in every state around a gap', () => {
		expect(walk(new SafetyModel(4, RULES), 8_000, new Random(1)).forkAfter).toBeNull();
		expect(explorePlan(RULES)).toMatchObject({ isComplete: true, forkAfter: null });
	}, 60_000);
});

describe('the model finds a fork without', () => {
	it.each<[string, Partial<Rules>, (rules: Rules) => Exploration]>([
		['a quorum of 2f+1', { quorum: 2 }, (rules) => explore(2, rules)],
		['one vote a round', { votesOnceARound: false }, (rules) => explore(2, rules)],
		['the parent rule', { parentRule: false }, (rules) => explore(2, rules)],
		['the maximum in timeout certificates', { timeoutMaximum: false }, walkRounds],
		['consecutive rounds in the commit rule', { consecutiveCommit: false }, explorePlan],
		['the bar on order votes after a timeout', { noOrderVoteAfterTimeout: false }, (rules) => explore(2, rules)],
		['the end of voting with a timeout', { timeoutEndsVoting: false }, walkRounds],
		['the lock on timeouts', { lockBindsTimeouts: false }, (rules) => explore(2, rules)],
		['the lock raised by votes', { voteRaisesLock: false }, walkRounds],
		['the lock raised by order votes', { orderVoteRaisesLock: false }, (rules) => explore(2, rules)],
	])(
		'%s',
		(_, without, search) => {
			expect(search({ ...RULES, ...without }).forkAfter).not.toBeNull();
		},
		60_000,
	);
});
