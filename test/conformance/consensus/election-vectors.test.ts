import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { applyCredit } from '../../../src/main/core/consensus/credit.ts';
import { encodeCreditLedger } from '../../../src/main/core/consensus/credit-codec.ts';
import { type CreditLedger, genesisLedger } from '../../../src/main/core/consensus/credit-ledger.ts';
import { type ElectionBasis, electLeader, eligibleLeaders } from '../../../src/main/core/consensus/election.ts';
import { toHex } from '../../../src/shared/codec/bytes.ts';
import {
	type ElectionVector,
	type ElectionVectors,
	electionVectors,
	headerOf,
	seedAt,
} from '../../fixtures/election-vectors.ts';
import { sha256 } from '../../fixtures/simulation.ts';

const PUBLISHED = JSON.parse(
	readFileSync(new URL('../../fixtures/election-vectors.json', import.meta.url), 'utf8'),
) as ElectionVectors;

/** Ledger after each height, genesis first. */
function ledgersOf({ validators, history }: ElectionVector): CreditLedger[] {
	const ledgers = [genesisLedger(validators)];
	for (const block of history)
		ledgers.push(applyCredit(ledgers.at(-1) as CreditLedger, headerOf(block), block.transactions).ledger);
	return ledgers;
}

function basisOf(vector: ElectionVector, ledgers: readonly CreditLedger[], i: number): ElectionBasis {
	const { anchorHeight, failed } = vector.elections[i] as ElectionVector['elections'][number];
	const seed = seedAt(vector.name, vector.validators, anchorHeight);
	return { epoch: vector.epoch, ledger: ledgers[anchorHeight] as CreditLedger, seed, failed };
}

describe.each(PUBLISHED.vectors.map((vector) => [vector.name, vector] as const))('%s', (_, vector) => {
	const ledgers = ledgersOf(vector);

	it('gives the published ledger', () => {
		const last = ledgers.at(-1) as CreditLedger;
		expect(toHex(encodeCreditLedger(last))).toBe(vector.ledger.encoded);
		expect(last.validators.map((one) => [one.credit, one.participation, one.failures, one.benchedUntil])).toEqual(
			vector.ledger.validators,
		);
		expect(last.convicted).toEqual(vector.ledger.convicted);
	});

	it('elects the published leaders', () => {
		const leaders = vector.elections.map(({ round }, i) => electLeader(basisOf(vector, ledgers, i), round, sha256));
		expect(leaders).toEqual(vector.elections.map(({ leader }) => leader));
	});

	it('has a block for each round that its leader did not lose, by that leader', () => {
		for (const { round, proposer, height } of vector.history) {
			const election = vector.elections.find((one) => one.round === round);
			expect(election).toMatchObject({ leader: proposer, parentHeight: height - 1 });
		}
	});
});

describe('the published vectors', () => {
	it('are those that the generator makes', () => {
		expect(PUBLISHED).toEqual(JSON.parse(JSON.stringify(electionVectors())));
	});

	it('show one, four, seven and ten validators, and every reason to be left out', () => {
		expect([...new Set(PUBLISHED.vectors.map(({ validators }) => validators))]).toEqual([1, 4, 7, 10]);
		const seen = { benched: 0, pausing: 0, inactive: 0, failed: 0, permutation: 0, convicted: 0, streak: 0 };
		for (const vector of PUBLISHED.vectors) {
			const ledgers = ledgersOf(vector);
			vector.elections.forEach(({ round }, i) => {
				const basis = basisOf(vector, ledgers, i);
				const { ledger, failed } = basis;
				const eligible = eligibleLeaders(basis, round);
				if (eligible.length === 0) seen.permutation += 1;
				if (ledger.validators.some(({ benchedUntil }) => benchedUntil > round)) seen.benched += 1;
				if (ledger.validators.some(({ failures }) => failures >= 2)) seen.streak += 1;
				if (ledger.convicted.length > 0) seen.convicted += 1;
				if (failed.length > 0) seen.failed += 1;
				const [newest] = ledger.proposers;
				if (newest !== undefined && vector.validators > 3 && !eligible.includes(newest)) seen.pausing += 1;
				if (ledger.validators.some(({ participation }) => participation < 480)) seen.inactive += 1;
			});
		}
		for (const [reason, count] of Object.entries(seen)) expect(count, reason).toBeGreaterThan(5);
	});
});
