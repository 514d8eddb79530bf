import { describe, expect, it } from 'vitest';
import { afterOrderVote, afterVote, INITIAL_SAFETY, mayTimeOut } from '../../../src/main/core/consensus/safety.ts';
import {
	certify,
	GENESIS_QC,
	GENESIS_TIME,
	LoneValidator,
	makeBlock,
	orderVote,
	proposal,
	timeout,
	timeoutCertificate,
	vote,
} from '../../fixtures/lone-validator.ts';
import { sha256 } from '../../fixtures/simulation.ts';

/** Validator 3 leads no round below 3: the tests play the leaders. */
const SELF = 3;

describe('voting', () => {
	it('votes for a valid proposal of the leader', () => {
		const validator = new LoneValidator(SELF);
		const { block, id } = makeBlock({ round: 1 });
		validator.hear(proposal(block));
		expect(validator.sent('vote')).toMatchObject([{ round: 1, blockId: id, parentRound: 0 }]);
	});

	it('never votes twice in a round', () => {
		const validator = new LoneValidator(SELF);
		validator.hear(proposal(makeBlock({ round: 1 }).block));
		const other = makeBlock({ round: 1, time: GENESIS_TIME + 7 }).block;
		const effects = validator.hear(proposal(other));
		expect(validator.sent('vote')).toHaveLength(1);
		expect(effects).toContainEqual(
			expect.objectContaining({ kind: 'report-evidence', offence: 'double-proposal', evidence: expect.anything() }),
		);
	});

	it('never votes twice in a round, not even after a restart', () => {
		const validator = new LoneValidator(SELF);
		validator.hear(proposal(makeBlock({ round: 1 }).block));
		const again = validator.restarted();
		again.hear(proposal(makeBlock({ round: 1, time: GENESIS_TIME + 7 }).block));
		expect(again.sent('vote')).toEqual(validator.sent('vote'));
	});

	it('does not vote in a round that it gave up on, not even after a restart', () => {
		const validator = new LoneValidator(SELF);
		validator.step({ kind: 'timer', timer: 'round' });
		expect(validator.sent('timeout')).toHaveLength(1);
		for (const one of [validator, validator.restarted()]) {
			one.hear(proposal(makeBlock({ round: 1 }).block));
			expect(one.sent('vote')).toEqual([]);
		}
	});

	it('refuses a proposal of another validator than the leader', () => {
		const validator = new LoneValidator(SELF);
		validator.hear(proposal(makeBlock({ round: 1, proposer: 2 }).block));
		expect(validator.sent('vote')).toEqual([]);
		expect(validator.refused()[0]).toMatch(/does not lead/);
	});

	it('refuses a proposal across a gap without the timeout certificate', () => {
		const validator = new LoneValidator(SELF);
		const { block } = makeBlock({ round: 2, height: 1 });
		validator.hear(proposal(block));
		expect(validator.refused()[0]).toMatch(/a gap needs the timeout certificate/);
		validator.hear(proposal(makeBlock({ round: 2, height: 1, opening: timeoutCertificate(1) }).block));
		expect(validator.sent('vote')).toMatchObject([{ round: 2, parentRound: 0 }]);
	});

	it('refuses a parent below the highest certificate of the timeout certificate', () => {
		const first = makeBlock({ round: 1 });
		const highQc = certify(first.block);
		const opening = timeoutCertificate(2, [GENESIS_QC, highQc, GENESIS_QC]);
		const validator = new LoneValidator(2);
		validator.hear(proposal(makeBlock({ round: 3, height: 1, opening }).block));
		expect(validator.sent('vote')).toEqual([]);
		expect(validator.refused()[0]).toMatch(/not the highest certified block/);
	});

	it('refuses a timeout certificate whose highest certificate is not the highest that was signed', () => {
		const highQc = certify(makeBlock({ round: 1 }).block);
		const honest = timeoutCertificate(2, [GENESIS_QC, highQc, GENESIS_QC]);
		const validator = new LoneValidator(2);
		const opening = { ...honest, highQc: GENESIS_QC };
		validator.hear(proposal(makeBlock({ round: 3, height: 1, opening }).block));
		expect(validator.refused()[0]).toMatch(/not the highest that was signed/);
	});

	it('refuses a certificate with too few or wrong signatures', () => {
		const { block } = makeBlock({ round: 1 });
		for (const parent of [certify(block, [0, 1]), { ...certify(block), signers: [0, 1, 3] }]) {
			const validator = new LoneValidator(SELF);
			validator.hear(proposal(makeBlock({ round: 2, parent }).block));
			expect(validator.refused()[0]).toMatch(/CONSENSUS_(TOO_FEW_SIGNERS|BAD_SIGNATURE)/);
			expect(validator.consensus.status().round).toBe(1);
		}
	});

	it('does not vote for a state root that differs from its own', () => {
		const validator = new LoneValidator(SELF);
		validator.hear(proposal(makeBlock({ round: 1, stateRoot: sha256(new Uint8Array([9])) }).block));
		expect(validator.sent('vote')).toEqual([]);
		expect(validator.refused()).toEqual(['CONSENSUS_STATE_ROOT_DIFFERS']);
	});

	it('holds a proposal ahead of its clock and votes when the clock has come', () => {
		const validator = new LoneValidator(SELF);
		const effects = validator.hear(proposal(makeBlock({ round: 1, time: validator.now + 800 }).block));
		expect(effects).toContainEqual({ kind: 'set-timer', timer: 'clock', afterMs: 300 });
		expect(validator.sent('vote')).toEqual([]);
		validator.now += 300;
		validator.step({ kind: 'timer', timer: 'clock' });
		expect(validator.sent('vote')).toHaveLength(1);
	});

	it('refuses a time at or below the parent’s, or far behind its clock', () => {
		const early = new LoneValidator(SELF);
		early.hear(proposal(makeBlock({ round: 1, time: GENESIS_TIME }).block));
		expect(early.refused()[0]).toMatch(/after its parent/);
		const late = new LoneValidator(SELF);
		late.now = GENESIS_TIME + 6000;
		late.hear(proposal(makeBlock({ round: 1 }).block));
		expect(late.refused()[0]).toMatch(/too far behind/);
	});

	it('accepts a time far behind after 3 failed rounds', () => {
		const validator = new LoneValidator(SELF);
		validator.now = GENESIS_TIME + 60_000;
		validator.hear(proposal(makeBlock({ round: 4, height: 1, opening: timeoutCertificate(3) }).block));
		expect(validator.sent('vote')).toHaveLength(1);
	});

	it('refuses transactions that are not those of the header', () => {
		const validator = new LoneValidator(SELF);
		const { block } = makeBlock({ round: 1 });
		validator.hear(proposal({ ...block, transactions: [new Uint8Array([1])] }));
		expect(validator.refused()[0]).toMatch(/not those of its header/);
	});

	it('holds a proposal until the block that its state root is of is executed', () => {
		const validator = new LoneValidator(SELF);
		const one = makeBlock({ round: 1 });
		const two = makeBlock({ round: 2, parent: certify(one.block) });
		const root = sha256(new Uint8Array([1]));
		// The certificate for round 2 commits block 1, whose root block 3 states.
		const opening = timeoutCertificate(3, [certify(two.block), GENESIS_QC, GENESIS_QC]);
		const three = makeBlock({ round: 4, height: 3, parent: certify(two.block), stateRoot: root, opening });
		validator.hear(proposal(one.block));
		validator.hear(proposal(two.block));
		validator.hear(proposal(three.block));
		expect(validator.committed()).toEqual([1]);
		expect(validator.sent('vote').map((sent) => sent.round)).toEqual([1, 2]);
		validator.step({ kind: 'executed', height: 1, stateRoot: root, epochEndsAt: null });
		expect(validator.sent('vote').map((sent) => sent.round)).toEqual([1, 2, 4]);
	});
});

describe('committing', () => {
	it('commits only when the two certified rounds are consecutive', () => {
		const validator = new LoneValidator(SELF);
		const one = makeBlock({ round: 1 });
		const opening = timeoutCertificate(3, [certify(one.block), GENESIS_QC, GENESIS_QC]);
		const four = makeBlock({ round: 4, height: 2, parent: certify(one.block), opening });
		const five = makeBlock({ round: 5, height: 3, parent: certify(four.block) });
		const six = makeBlock({ round: 6, height: 4, parent: certify(five.block) });
		validator.hear(proposal(one.block));
		validator.hear(proposal(four.block));
		// Blocks of rounds 1 and 4, parent and child, are now both certified: neither is final.
		validator.hear(proposal(five.block));
		expect(validator.sent('vote').map((sent) => sent.round)).toEqual([1, 4, 5]);
		expect(validator.committed()).toEqual([]);
		// Rounds 4 and 5 are consecutive: the block of round 4 is final, and with it its parent.
		validator.hear(proposal(six.block));
		expect(validator.committed()).toEqual([1, 2]);
	});

	it('commits the first of two certified blocks of consecutive rounds', () => {
		const validator = new LoneValidator(SELF);
		const one = makeBlock({ round: 1 });
		const two = makeBlock({ round: 2, parent: certify(one.block) });
		validator.hear(proposal(one.block));
		validator.hear(proposal(two.block));
		expect(validator.committed()).toEqual([]);
		validator.hear(vote(0, two.block));
		validator.hear(vote(1, two.block));
		expect(validator.committed()).toEqual([1]);
	});

	it('uses a certificate that came before its block', () => {
		const validator = new LoneValidator(SELF);
		const one = makeBlock({ round: 1 });
		const two = makeBlock({ round: 2, parent: certify(one.block) });
		validator.hear(proposal(one.block));
		validator.hear(orderVote(0, certify(two.block)));
		expect(validator.committed()).toEqual([]);
		validator.hear(proposal(two.block));
		expect(validator.committed()).toEqual([1]);
	});

	it('takes no fewer votes than a quorum for a certificate', () => {
		const validator = new LoneValidator(SELF);
		const { block } = makeBlock({ round: 1 });
		validator.hear(proposal(block));
		validator.hear(vote(0, block));
		expect(validator.consensus.status()).toMatchObject({ round: 1, highQc: { round: 0 } });
		validator.hear(vote(1, block));
		expect(validator.consensus.status()).toMatchObject({ round: 2, highQc: { round: 1 } });
	});

	it('commits at once on a quorum of order votes, not before', () => {
		const validator = new LoneValidator(SELF);
		const one = makeBlock({ round: 1 });
		const certificate = certify(one.block);
		validator.hear(proposal(one.block));
		validator.hear(orderVote(0, certificate));
		expect(validator.committed()).toEqual([]);
		validator.hear(orderVote(1, certificate));
		expect(validator.committed()).toEqual([1]);
	});
});

describe('order votes', () => {
	it('go out once, when the certificate of a round is seen', () => {
		const validator = new LoneValidator(SELF);
		const one = makeBlock({ round: 1 });
		validator.hear(proposal(one.block));
		for (const voter of [0, 1, 2]) validator.hear(vote(voter, one.block));
		validator.hear(orderVote(0, certify(one.block)));
		expect(validator.sent('order-vote')).toMatchObject([{ round: 1 }]);
	});

	it('never go out at or below the highest timeout round', () => {
		const validator = new LoneValidator(SELF);
		const one = makeBlock({ round: 1 });
		validator.hear(proposal(one.block));
		validator.step({ kind: 'timer', timer: 'round' });
		for (const one_ of [validator, validator.restarted()]) {
			for (const voter of [0, 1, 2]) one_.hear(vote(voter, one.block));
			expect(one_.consensus.status().highQc.round).toBe(1);
			expect(one_.sent('order-vote')).toEqual([]);
		}
	});

	it('are not repeated for another round’s certificate after a restart', () => {
		const validator = new LoneValidator(SELF);
		const certificate = certify(makeBlock({ round: 1 }).block);
		validator.hear(orderVote(0, certificate));
		const again = validator.restarted();
		again.hear(orderVote(1, certificate));
		expect(again.sent('order-vote')).toEqual(validator.sent('order-vote'));
	});
});

describe('timeouts', () => {
	it('go out once a round and are sent again byte for byte', () => {
		const validator = new LoneValidator(SELF);
		validator.step({ kind: 'timer', timer: 'round' });
		validator.step({ kind: 'timer', timer: 'round' });
		const [first] = validator.sent('timeout');
		expect(validator.sent('timeout')).toHaveLength(1);
		validator.step({ kind: 'timer', timer: 'resend' });
		expect(validator.sent('timeout')).toEqual([first, first]);
		expect(validator.restarted().sent('timeout')).toEqual([first]);
	});

	it('name the awaited leader and why', () => {
		const silent = new LoneValidator(SELF);
		silent.step({ kind: 'timer', timer: 'round' });
		expect(silent.sent('timeout')).toMatchObject([{ awaitedLeader: 1, reason: 'no-proposal' }]);
		const voted = new LoneValidator(SELF);
		voted.hear(proposal(makeBlock({ round: 1 }).block));
		voted.step({ kind: 'timer', timer: 'round' });
		expect(voted.sent('timeout')).toMatchObject([{ awaitedLeader: 1, reason: 'no-quorum' }]);
	});

	it('are joined when f+1 others gave up, not for one', () => {
		const validator = new LoneValidator(SELF);
		validator.hear(timeout(0, 1));
		expect(validator.sent('timeout')).toEqual([]);
		validator.hear(timeout(2, 1));
		expect(validator.sent('timeout')).toHaveLength(1);
	});

	it('of a quorum open the next round, and its certificate is broadcast', () => {
		const validator = new LoneValidator(SELF);
		for (const voter of [0, 2]) validator.hear(timeout(voter, 1));
		expect(validator.consensus.status()).toMatchObject({ round: 2, highTcRound: 1 });
		expect(validator.sent('timeout-certificate')).toMatchObject([{ certificate: { round: 1 } }]);
	});

	it('never carry a certificate below an order vote that went out', () => {
		const validator = new LoneValidator(SELF);
		validator.hear(orderVote(0, certify(makeBlock({ round: 1 }).block)));
		validator.step({ kind: 'timer', timer: 'round' });
		expect(validator.sent('timeout')).toMatchObject([{ round: 2, highQc: { round: 1 } }]);
	});
});

describe('the lock', () => {
	it('rises to the parent of a vote and to the round of an order vote, never down', () => {
		const voted = afterVote(INITIAL_SAFETY, 9, 6);
		expect(voted.lock).toBe(6);
		expect(afterOrderVote(voted, 8).lock).toBe(8);
		expect(afterVote(afterOrderVote(voted, 8), 10, 7).lock).toBe(8);
	});

	it('forbids a timeout with a certificate below it, or in a round that no certificate opens', () => {
		const locked = afterOrderVote(INITIAL_SAFETY, 8);
		expect(mayTimeOut(locked, 10, 7, 9)).toBe(false);
		expect(mayTimeOut(locked, 10, 8, 9)).toBe(true);
		expect(mayTimeOut(locked, 11, 8, 9)).toBe(false);
	});
});

describe('rounds', () => {
	it('are not jumped to on a bare claim', () => {
		const validator = new LoneValidator(SELF);
		const sync = { epoch: 0, highQcRound: 900, highTcRound: 900, committedHeight: 900, committedRound: 900 };
		validator.hear({ ...timeout(0, 800, GENESIS_QC), sync });
		expect(validator.consensus.status().round).toBe(1);
	});

	it('are led once: a leader proposes one block, the same after a restart', () => {
		const validator = new LoneValidator(1);
		validator.step({ kind: 'work-available' });
		validator.step({ kind: 'payload', round: 1, transactions: [new Uint8Array([1])] });
		validator.step({ kind: 'payload', round: 1, transactions: [new Uint8Array([2])] });
		const sent = validator.sent('proposal');
		expect(sent).toHaveLength(1);
		const again = validator.restarted();
		again.step({ kind: 'work-available' });
		again.step({ kind: 'payload', round: 1, transactions: [new Uint8Array([2])] });
		expect(again.sent('proposal')).toEqual(sent);
		expect(again.sent('vote')).toEqual(validator.sent('vote'));
	});
});

describe('effects', () => {
	it('write every record before anything is sent', () => {
		const validator = new LoneValidator(SELF);
		const effects = validator.hear(proposal(makeBlock({ round: 1 }).block));
		const kinds = effects.map((effect) => effect.kind);
		expect(kinds.indexOf('persist')).toBe(0);
		expect(kinds.lastIndexOf('persist')).toBe(0);
		const [first] = effects;
		const keys = first?.kind === 'persist' ? first.records.map((record) => record.key) : [];
		expect(keys).toEqual(expect.arrayContaining(['safety', 'last-vote']));
		expect(keys.some((key) => key.startsWith('block/'))).toBe(true);
	});
});
