import { describe, expect, it } from 'vitest';
import { type ChainBlock, GENESIS } from '../../../../src/main/lab/protocols/chain/block.ts';
import { type ChainHistory, createRoundRobin } from '../../../../src/main/lab/protocols/chain/leader-election.ts';
import { Carousel, carouselLeader } from '../../../../src/main/lab/protocols/jolteon/carousel.ts';
import { LeaderReputation } from '../../../../src/main/lab/protocols/jolteon/leader-reputation.ts';
import { hashLeader } from '../../../../src/main/lab/protocols/libra-bft/replica.ts';
import { blockOn } from './made-chain.ts';

interface Turn {
	readonly round: number;
	readonly proposer: number;
	readonly signers?: readonly number[];
	readonly failedAuthors?: readonly number[];
}

function historyOf(turns: readonly Turn[]): ChainHistory & { readonly committed: ChainBlock[] } {
	const committed: ChainBlock[] = [GENESIS];
	for (const turn of turns) committed.push(blockOn({ ...turn, parent: committed[committed.length - 1] as ChainBlock }));
	return { committed, block: (id) => committed.find((block) => block.id === id) };
}

/** Blocks of rounds 1…count by the given proposers in turn. */
function turnsOf(count: number, proposers: readonly number[], signers: readonly number[]): Turn[] {
	return Array.from({ length: count }, (_, place) => ({
		round: place + 1,
		proposer: proposers[place % proposers.length] as number,
		signers,
	}));
}

describe('history-blind elections', () => {
	it('round robin gives every validator each n-th round', () => {
		const { leader } = createRoundRobin(4);
		expect([1, 2, 3, 4, 5].map(leader)).toEqual([1, 2, 3, 0, 1]);
	});

	it('the hash of the round gives every validator its share in no order', () => {
		const counts = new Array<number>(10).fill(0);
		for (let round = 1; round <= 10_000; round++) {
			const leader = hashLeader(round, 10);
			counts[leader] = (counts[leader] as number) + 1;
		}
		for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(150);
	});
});

describe('leader reputation', () => {
	/** Weights for the round that first sees all of the history. */
	function weightsAfter(turns: readonly Turn[], size = 4): number[] {
		const reputation = new LeaderReputation(size, historyOf(turns));
		reputation.leader((turns[turns.length - 1]?.round ?? 0) + 40);
		return reputation.weights();
	}

	it('weighs active validators 1000, silent ones 10', () => {
		expect(weightsAfter(turnsOf(8, [0, 1], [0, 1, 2]))).toEqual([1000, 1000, 1000, 10]);
	});

	it('weighs 1 above ten per cent of failures, and not at exactly ten', () => {
		const nineGood = turnsOf(9, [3], [0, 1, 2]);
		const oneFailure = { round: 11, proposer: 0, failedAuthors: [3] };
		expect(weightsAfter([...nineGood, oneFailure])[3]).toBe(1000);
		expect(weightsAfter([...nineGood.slice(1), oneFailure])[3]).toBe(1);
	});

	it('counts votes over the last n blocks and proposals over the last 10·n', () => {
		const voted = { round: 2, proposer: 0, signers: [0, 1, 3] };
		const first = { round: 1, proposer: 2, signers: [] };
		const later = (count: number): Turn[] =>
			Array.from({ length: count }, (_, place) => ({ round: place + 3, proposer: 0, signers: [0, 1] }));
		expect(weightsAfter([first, voted, ...later(3)])[3]).toBe(1000);
		expect(weightsAfter([first, voted, ...later(4)])[3]).toBe(10);
		expect(weightsAfter([first, voted, ...later(38)])[2]).toBe(1000);
		expect(weightsAfter([first, voted, ...later(39)])[2]).toBe(10);
	});

	it('leaves out the newest 40 rounds', () => {
		const turns = turnsOf(60, [0, 1, 2], [0, 1, 2]);
		const failing = turns.map((turn) => (turn.round > 30 ? { ...turn, failedAuthors: [2] } : turn));
		const leaders = (history: ChainHistory) => {
			const reputation = new LeaderReputation(4, history);
			return Array.from({ length: 30 }, (_, place) => reputation.leader(41 + place));
		};
		expect(leaders(historyOf(failing))).toEqual(leaders(historyOf(turns)));
	});

	it('gives a round that is asked for again, later or out of order, the same leader', () => {
		const history = historyOf(turnsOf(300, [0, 1, 2, 3], [0, 1, 2]));
		const upwards = new LeaderReputation(4, history);
		const downwards = new LeaderReputation(4, history);
		const rounds = Array.from({ length: 200 }, (_, place) => 50 + place);
		const expected = rounds.map((round) => upwards.leader(round));
		const backwards = [...rounds].reverse().map((round) => downwards.leader(round));
		expect(backwards.reverse()).toEqual(expected);
		expect(new Set(expected).size).toBe(4);
	});

	it('hardly ever elects a validator that failed', () => {
		const turns = turnsOf(40, [0, 1, 2], [0, 1, 2, 3]).map((turn) => ({ ...turn, failedAuthors: [3] }));
		const reputation = new LeaderReputation(4, historyOf(turns));
		const leaders = Array.from({ length: 500 }, (_, place) => reputation.leader(100 + place));
		expect(leaders.filter((leader) => leader === 3).length).toBeLessThan(5);
	});
});

describe('Carousel', () => {
	const size = 7;
	const signers = [0, 1, 2, 3, 4];
	const turns: Turn[] = [
		{ round: 1, proposer: 6, signers: [] },
		{ round: 2, proposer: 0, signers },
		{ round: 3, proposer: 1, signers },
	];

	it('elects two rounds after a certificate of consecutive rounds, among the head’s signers without the last f authors', () => {
		const history = historyOf(turns);
		const carousel = new Carousel(size, history);
		const child = blockOn({ round: 4, parent: history.committed[3] as ChainBlock, signers });
		carousel.certified(child);
		expect([2, 3, 4]).toContain(carousel.leader(6));
		expect(carousel.leader(6)).toBe(carouselLeader([4, 3, 2], new Set(), 6));
	});

	it('goes round robin where a round was skipped, nothing is committed or nothing is known', () => {
		const history = historyOf(turns);
		const carousel = new Carousel(size, history);
		carousel.certified(blockOn({ round: 5, parent: history.committed[3] as ChainBlock, signers }));
		carousel.certified(blockOn({ round: 1, parent: GENESIS }));
		expect([3, 7, 20].map((round) => carousel.leader(round))).toEqual([3, 0, 6]);
	});

	it('looks past repeated authors for f distinct ones', () => {
		const repeated: Turn[] = [2, 0, 1, 1].map((proposer, place) => ({ round: place + 1, proposer, signers }));
		const history = historyOf(repeated);
		const carousel = new Carousel(size, history);
		carousel.certified(blockOn({ round: 5, parent: history.committed[4] as ChainBlock, signers }));
		expect(carousel.leader(7)).toBe(carouselLeader(signers, new Set([0, 1]), 7));
	});

	it('spreads over the candidates', () => {
		const leaders = Array.from({ length: 300 }, (_, round) => carouselLeader(signers, new Set([0]), round));
		expect(new Set(leaders)).toEqual(new Set([1, 2, 3, 4]));
	});
});
