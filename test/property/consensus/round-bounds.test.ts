import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CreditLedger } from '../../../src/main/core/consensus/credit-ledger.ts';
import { genesisLedger } from '../../../src/main/core/consensus/credit-ledger.ts';
import { electLeader } from '../../../src/main/core/consensus/election.ts';
import { maxFaulty, quorumOf } from '../../../src/main/core/consensus/quorum.ts';
import { utf8 } from '../../../src/shared/codec/bytes.ts';
import { sha256 } from '../../fixtures/simulation.ts';

/** What an election may start from: any credits, benches, proposers and recent voters that a chain can lead to. */
const situation = fc
	.integer({ min: 4, max: 31 })
	.chain((size) =>
		fc.record({
			size: fc.constant(size),
			order: fc.shuffledSubarray(
				Array.from({ length: size }, (_, index) => index),
				{ minLength: size, maxLength: size },
			),
			proposers: fc.shuffledSubarray(
				Array.from({ length: size }, (_, index) => index),
				{ minLength: 0, maxLength: size },
			),
			voters: fc.shuffledSubarray(
				Array.from({ length: size }, (_, index) => index),
				{ minLength: quorumOf(size), maxLength: size },
			),
			credits: fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: size, maxLength: size }),
			benched: fc.array(fc.constantFrom(0, 0, 1_000_000), { minLength: size, maxLength: size }),
			seed: fc.integer({ min: 0, max: 1_000_000 }),
			failedBefore: fc.nat(),
			/** What the adversary has its leaders do, in turn; true lets the round fail. */
			fails: fc.array(fc.boolean(), { minLength: 200, maxLength: 200 }),
		}),
	)
	.map(({ size, order, proposers, voters, credits, benched, ...rest }) => {
		const fresh = genesisLedger(size);
		const ledger: CreditLedger = {
			...fresh,
			height: 40,
			round: 50,
			validators: fresh.validators.map((entry, i) => ({
				...entry,
				credit: credits[i] as number,
				benchedUntil: benched[i] as number,
			})),
			blocks: [{ height: 40, round: 50, earns: false, voters: [...voters].sort((a, b) => a - b) }],
			proposers,
		};
		return { ...rest, size, order, ledger, faulty: new Set(order.slice(0, maxFaulty(size))) };
	});

type Situation = typeof situation extends fc.Arbitrary<infer T> ? T : never;

/** Rounds until a certified block, and until two of them in consecutive rounds, when all honest leaders succeed. */
function roundsUntil(
	{ ledger, seed, faulty, fails }: Situation,
	failedBefore: readonly number[],
): { certified: number; twoChain: number } {
	const failed = [...failedBefore];
	const digest = sha256(utf8(`seed ${seed}`));
	let certified = 0;
	let succeeded = 0;
	for (let turn = 1; ; turn++) {
		const round = 51 + failedBefore.length + turn;
		const leader = electLeader({ epoch: 0, ledger, seed: digest, failed }, round, sha256);
		if (faulty.has(leader) && fails[turn % fails.length]) {
			failed.push(leader);
			succeeded = 0;
			continue;
		}
		if (certified === 0) certified = turn;
		succeeded += 1;
		if (succeeded === 2) return { certified, twoChain: turn };
	}
}

describe('rounds to a commit in a settled network, whatever credits, benches and histories say', () => {
	it('without an honest failure since the anchor: f+1 by order votes, 2f+2 by two chains', () => {
		fc.assert(
			fc.property(situation, (given) => {
				const f = maxFaulty(given.size);
				const failedBefore = given.order.slice(0, given.failedBefore % (f + 1));
				const { certified, twoChain } = roundsUntil(given, failedBefore);
				expect(certified).toBeLessThanOrEqual(f + 1);
				expect(twoChain).toBeLessThanOrEqual(2 * f + 2);
			}),
			{ numRuns: 2_000 },
		);
	});

	it('after any failures, of honest leaders too: 2f+1 by order votes, 4f+2 by two chains', () => {
		fc.assert(
			fc.property(situation, fc.nat(), (given, extra) => {
				const f = maxFaulty(given.size);
				// Distinct while anybody has not failed; then the permutation goes round, any number of times.
				const honestFirst = [...given.order.slice(f), ...given.order.slice(0, f)];
				const count = given.failedBefore % (given.size + 1);
				const rounds = count === given.size ? extra % (3 * given.size) : 0;
				const failedBefore = [
					...honestFirst.slice(0, count),
					...Array.from({ length: rounds }, () => given.order[0] ?? 0),
				];
				const { certified, twoChain } = roundsUntil(given, failedBefore);
				expect(certified).toBeLessThanOrEqual(2 * f + 1);
				expect(twoChain).toBeLessThanOrEqual(4 * f + 2);
			}),
			{ numRuns: 2_000 },
		);
	});

	it('some adversary meets both bounds exactly: a leader that succeeds once, then fails, costs a two chain two rounds', () => {
		let most = { certified: 0, twoChain: 0 };
		fc.assert(
			fc.property(situation, (given) => {
				if (given.size !== 4) return;
				const always = { ...given, fails: given.fails.map((fail, i) => fail || i % 2 === 0) };
				const seen = [
					roundsUntil(always, given.order.slice(1)),
					roundsUntil({ ...always, fails: given.fails.map(() => true) }, given.order.slice(1)),
					roundsUntil(always, []),
				];
				most = {
					certified: Math.max(most.certified, ...seen.map(({ certified }) => certified)),
					twoChain: Math.max(most.twoChain, ...seen.map(({ twoChain }) => twoChain)),
				};
			}),
			{ numRuns: 4_000, seed: 7 },
		);
		expect(most).toEqual({ certified: 3, twoChain: 6 });
	});
});
