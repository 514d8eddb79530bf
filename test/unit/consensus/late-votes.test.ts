import { describe, expect, it } from 'vitest';
import type { Block, LateVote } from '../../../src/shared/codec/block.ts';
import {
	certify,
	GENESIS_QC,
	LoneValidator,
	makeBlock,
	proposal,
	timeoutCertificate,
	vote,
} from '../../fixtures/lone-validator.ts';
import { sha256 } from '../../fixtures/simulation.ts';

/** Validator 0 leads rounds 4 and 8 only: the tests play the leaders. Certificates are signed by 0, 1 and 2. */
const SELF = 0;
const ROOTS = [1, 2].map((height) => sha256(new Uint8Array([height])));

const one = makeBlock({ round: 1 });
const two = makeBlock({ round: 2, parent: certify(one.block) });
const three = makeBlock({ round: 3, parent: certify(two.block), stateRoot: ROOTS[0] as Uint8Array });

function carrying(block: Block, lateVotes: readonly LateVote[]): Block {
	return { ...block, header: { ...block.header, lateVotes } };
}

function lateVote(voter: number, block: Block): LateVote {
	const { blockId, round, parentRound, signature } = vote(voter, block);
	return { blockId, round, parentRound, voter, signature };
}

/** A validator that has blocks 1 and 2, of which block 1 is final and executed. */
function ready(): LoneValidator {
	const validator = new LoneValidator(SELF);
	for (const { block } of [one, two]) validator.hear(proposal(block));
	for (const voter of [1, 2]) validator.hear(vote(voter, two.block));
	validator.step({ kind: 'executed', height: 1, stateRoot: ROOTS[0] as Uint8Array, epochEndsAt: null });
	return validator;
}

function roundsVoted(validator: LoneValidator): number[] {
	return validator.sent('vote').map(({ round }) => round);
}

describe('a late vote in a header', () => {
	it('for the 2nd ancestor, of one who is not in its certificate, is voted for', () => {
		const validator = ready();
		validator.hear(proposal(carrying(three.block, [lateVote(3, one.block)])));
		expect(roundsVoted(validator)).toEqual([1, 2, 3]);
	});

	it('that the certificate or an ancestor counts already makes the block refused', () => {
		const inCertificate = ready();
		inCertificate.hear(proposal(carrying(three.block, [lateVote(1, one.block)])));
		expect(roundsVoted(inCertificate)).toEqual([1, 2]);
		expect(inCertificate.refused().at(-1)).toMatch(/counted already/);

		const carriedBefore = ready();
		const third = carrying(three.block, [lateVote(3, one.block)]);
		carriedBefore.hear(proposal(third));
		const parent = certify(third);
		const opening = timeoutCertificate(4, [parent, GENESIS_QC, GENESIS_QC]);
		const fifth = makeBlock({ round: 5, height: 4, parent, opening, stateRoot: ROOTS[1] as Uint8Array }).block;
		carriedBefore.hear(proposal(carrying(fifth, [lateVote(3, one.block)])));
		carriedBefore.step({ kind: 'executed', height: 2, stateRoot: ROOTS[1] as Uint8Array, epochEndsAt: null });
		expect(roundsVoted(carriedBefore)).toEqual([1, 2, 3]);
		expect(carriedBefore.refused().at(-1)).toMatch(/counted already/);
	});

	it('that is not signed, or is for the parent itself, makes the block refused', () => {
		for (const wrong of [
			{ ...lateVote(3, one.block), signature: new Uint8Array(64) },
			lateVote(3, two.block),
			{ ...lateVote(3, one.block), parentRound: 1 },
		]) {
			const validator = ready();
			validator.hear(proposal(carrying(three.block, [wrong])));
			expect(roundsVoted(validator)).toEqual([1, 2]);
			expect(validator.refused().at(-1)).toMatch(/late vote|CONSENSUS_BAD_SIGNATURE/);
		}
	});
});
