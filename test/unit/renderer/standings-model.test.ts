import { describe, expect, it } from 'vitest';
import { applyCredit } from '../../../src/main/core/consensus/credit.ts';
import { genesisLedger } from '../../../src/main/core/consensus/credit-ledger.ts';
import { lowestValidator, standingsFinding, tierOf } from '../../../src/renderer/features/standings/findings.ts';
import { verifyHere } from '../../../src/renderer/features/standings/verify-here.ts';
import { afterBlame, benchRounds, drawShare, whatIf } from '../../../src/renderer/features/standings/what-if.ts';
import type { BlockHeader } from '../../../src/shared/codec/block.ts';
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

describe('the proof of a score', () => {
	it('holds against the root on this machine and states the same credit', () => {
		const dogwood = explain('validator', 'dogwood');
		expect(verifyHere(dogwood?.proof as never, 3)).toMatchObject({ proven: true, credit: 525 });
		const home = explain('participant', 'home-06');
		expect(verifyHere(home?.proof as never, null)).toMatchObject({ proven: true, credit: 747 });
	});

	it('is refused when one bit of the leaf, a sibling or the root differs', () => {
		const proof = explain('participant', 'home-06')?.proof as NonNullable<
			NonNullable<ReturnType<typeof explain>>['proof']
		>;
		const flip = (hex: string) => `${hex.slice(0, -1)}${hex.endsWith('0') ? '1' : '0'}`;
		expect(verifyHere({ ...proof, value: flip(proof.value as string) }, null).proven).toBe(false);
		expect(verifyHere({ ...proof, root: flip(proof.root) }, null).proven).toBe(false);
		expect(
			verifyHere({ ...proof, siblings: proof.siblings.map((each, i) => (i === 0 ? flip(each) : each)) }, null).proven,
		).toBe(false);
		expect(verifyHere({ ...proof, path: 'incentive/standing/home-07' }, null).proven).toBe(false);
	});
});
