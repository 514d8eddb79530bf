import { describe, expect, it } from 'vitest';
import { applyCredit } from '../../../src/main/core/consensus/credit.ts';
import { genesisLedger } from '../../../src/main/core/consensus/credit-ledger.ts';
import { auditLines, freshMs } from '../../../src/renderer/app/proof/proof-lines.ts';
import { lowestValidator, standingsFinding, tierOf } from '../../../src/renderer/features/standings/findings.ts';
import { pathOf, provenCredit } from '../../../src/renderer/features/standings/proven-credit.ts';
import { afterBlame, benchRounds, drawShare, whatIf } from '../../../src/renderer/features/standings/what-if.ts';
import type { BlockHeader } from '../../../src/shared/codec/block.ts';
import { toHex } from '../../../src/shared/codec/bytes.ts';
import { encode } from '../../../src/shared/codec/cbor.ts';
import { DEFAULT_CREDIT } from '../../../src/shared/codec/credit-parameters.ts';
import { explain, validators } from '../../fixtures/console/story-standings.ts';

const PARAMETERS = {
	ownBlockGain: DEFAULT_CREDIT.ownBlockGain,
	creditMax: DEFAULT_CREDIT.maxCredit,
	blameShift: 3,
};

/** A committed header of proposer 0 with everything empty that the rule for own blocks does not read. */
function headerAt(height: number): BlockHeader {
	const none = new Uint8Array(32);
	return {
		epoch: 0,
		round: height,
		height,
		time: height,
		proposer: 0,
		parentQc: { round: height - 1, parentRound: Math.max(0, height - 2), blockId: none, signers: [], signatures: [] },
		lateVotes: [],
		timeoutCertificates: [],
		evidence: [],
		transactionsRoot: none,
		stateRoot: none,
	} as unknown as BlockHeader;
}

describe('the credit what-if', () => {
	it('gains by own blocks exactly as the consensus rule does', () => {
		let ledger = genesisLedger(4);
		const path = whatIf('validator', ledger.validators[0]?.credit as number, PARAMETERS)?.path as number[];
		for (let height = 1; height < path.length; height++) {
			ledger = applyCredit(ledger, headerAt(height), 1).ledger;
			expect(path[height]).toBe(ledger.validators[0]?.credit);
		}
		expect(path.at(-1)).toBe(DEFAULT_CREDIT.maxCredit);
	});

	it('leaves one eighth after a blamed round and never less than 1', () => {
		expect(afterBlame(1000, 1, 3)).toBe(125);
		expect(afterBlame(1000, 2, 3)).toBe(15);
		expect(afterBlame(5, 1, 3)).toBe(1);
		expect(afterBlame(1, 4, 3)).toBe(1);
	});

	it('doubles the bench with each failure up to the twelfth', () => {
		expect([0, 1, 2, 3].map((failures) => benchRounds(16, failures))).toEqual([0, 16, 32, 64]);
		expect(benchRounds(16, 13)).toBe(benchRounds(16, 12));
	});

	it('is left out when the chain did not answer with the figures of the rule', () => {
		expect(whatIf('validator', 500, {})).toBeNull();
		expect(whatIf('participant', 500, { deedSigned: 2 })).toBeNull();
	});

	it('draws leaders in proportion to their credit', () => {
		expect(drawShare(500, [500, 500, 500])).toBe(0.25);
		expect(drawShare(0, [0])).toBeNull();
	});
});

describe('the standings headline', () => {
	it('tells the blame and what was earned back since', () => {
		const steps = explain('validator', 'dogwood')?.steps ?? [];
		expect(standingsFinding(validators, steps)).toEqual({
			kind: 'blamed',
			name: 'Dogwood',
			rounds: 1,
			cost: 875,
			regained: 400,
		});
	});

	it('names the lowest without a reason while its steps are unknown', () => {
		expect(standingsFinding(validators, [])).toMatchObject({
			kind: 'lowest',
			name: 'Dogwood',
			credit: 525,
			best: 1000,
		});
	});

	it('singles nobody out when all have the same credit', () => {
		const equal = validators.map((each) => ({ ...each, credit: 1000 }));
		expect(lowestValidator(equal)).toBeNull();
		expect(standingsFinding(equal, [])).toEqual({ kind: 'all-equal', count: 4, credit: 1000 });
		expect(standingsFinding([], [])).toEqual({ kind: 'none' });
	});

	it('divides the line at 300 and 900', () => {
		expect([299, 300, 899, 900].map(tierOf)).toEqual(['watch', 'standard', 'standard', 'prime']);
	});
});

describe('the credit in a proven leaf', () => {
	const epochs = [
		{ epoch: 0, startHeight: 0, validators: ['alder', 'birch'].map((id) => ({ id, name: id })) },
		{ epoch: 1, startHeight: 40, validators: ['birch', 'cedar'].map((id) => ({ id, name: id })) },
	];
	const ledger = (height: number, round: number) => toHex(encode([1, height, round, [[700], [525]], [], [], [], []]));
	const creditOf = (id: string, value: string, certified: number) =>
		provenCredit(value, { kind: 'validator', id }, epochs, certified);

	it('is that of the validator’s place in the epoch whose ledger it is', () => {
		expect(creditOf('birch', ledger(30, 8), 0)).toBe(525);
		expect(creditOf('birch', ledger(60, 8), 1)).toBe(700);
		expect(creditOf('alder', ledger(60, 8), 1)).toBe(null);
	});

	it('is that of the next epoch in the root that the old keys certify last', () => {
		expect(creditOf('birch', ledger(40, 0), 0)).toBe(700);
		expect(creditOf('cedar', ledger(40, 0), 0)).toBe(525);
		expect(creditOf('birch', ledger(90, 0), 1)).toBe(null);
	});

	it('is a participant’s own, and null in every other form', () => {
		const participant = { kind: 'participant', id: 'home-1' } as const;
		expect(provenCredit(toHex(encode({ credit: 747, points: 2 })), participant, epochs, 0)).toBe(747);
		for (const value of [null, 'zz', '', toHex(encode([1])), toHex(encode({ credit: '747' }))])
			expect(provenCredit(value, participant, epochs, 0)).toBe(null);
		expect(creditOf('birch', toHex(encode({ credit: 747 })), 0)).toBe(null);
	});

	it('stands in the leaf of exactly the one asked', () => {
		expect(pathOf({ kind: 'validator', id: 'birch' })).toBe(explain('validator', 'birch')?.proof.path);
		expect(pathOf({ kind: 'participant', id: 'home-06' })).toBe(explain('participant', 'home-06')?.proof.path);
	});
});

describe('the lines of a proof', () => {
	const step = (name: 'signature-rule' | 'value', ms: number) => ({ step: name, ms, questions: 1, levels: 1 }) as never;

	it('show what holds, the refused one, and what was not reached; no handover where there is none', () => {
		const refusal = { step: 'trust-root', epoch: null, code: 'X', details: {} } as const;
		expect(
			auditLines({ steps: [step('signature-rule', 3)], refusal }).map(({ step: name, state }) => [name, state]),
		).toEqual([
			['signature-rule', 'holds'],
			['trust-root', 'refused'],
			['certificate', 'not-reached'],
			['root', 'not-reached'],
			['value', 'not-reached'],
		]);
	});

	it('count the time of what this audit took itself', () => {
		expect(freshMs({ steps: [step('signature-rule', 30), step('value', 2)], remembered: 1 })).toBe(2);
	});
});
