import { describe, expect, it } from 'vitest';
import type { Evidence, SignedStatement } from '../../../src/shared/codec/block.ts';
import type { ConsensusMessage, EvidenceMessage, VoteMessage } from '../../../src/shared/codec/consensus-messages.ts';
import { type Offence, offenceOf, statementSigningBytes, verifyEvidence } from '../../../src/shared/proofs/evidence.ts';
import {
	certify,
	EPOCH,
	GENESIS_QC,
	GENESIS_TIME,
	LoneValidator,
	makeBlock,
	orderVote,
	proposal,
	timeout,
	vote,
} from '../../fixtures/lone-validator.ts';
import { FAST, sha256 } from '../../fixtures/simulation.ts';

const SELF = 3;
const LIAR = 1;
const SCOPE = {
	chainId: EPOCH.chainId,
	epoch: EPOCH.epoch,
	publicKeys: EPOCH.validators.map(({ publicKey }) => publicKey),
	genesisId: EPOCH.genesisId,
};
const SYNC = { epoch: 0, highQcRound: 0, highTcRound: 0, committedHeight: 0, committedRound: 0 };
const UNSIGNED = new Uint8Array(64);

type Content = SignedStatement extends infer T ? (T extends unknown ? Omit<T, 'signature'> : never) : never;

function sign(content: Content, signer = LIAR, scope = SCOPE): SignedStatement {
	const statement = { ...content, signature: UNSIGNED } as SignedStatement;
	return { ...statement, signature: FAST.signerOf(signer).sign(statementSigningBytes(statement, scope)) };
}

const idOf = (seed: number) => sha256(new Uint8Array([seed]));
const voteFor = (seed: number, round = 5, parentRound = 4): Content => ({
	kind: 'vote',
	round,
	blockId: idOf(seed),
	parentRound,
});
const timeoutOf = (round: number, qcRound: number, awaitedLeader = 0): Content => ({
	kind: 'timeout',
	round,
	qcRound,
	awaitedLeader,
	reason: 'no-quorum',
});

function evidence(first: Content, second: Content, offender = LIAR): Evidence {
	return { offender, first: sign(first, offender), second: sign(second, offender) };
}

const tell = (proof: Evidence): EvidenceMessage => ({ kind: 'evidence', evidence: proof, sync: SYNC });
const verify = FAST.verifier.verify.bind(FAST.verifier);

function reports(validator: LoneValidator): { offender: number; offence: Offence }[] {
	return validator.effects.flatMap((effect) =>
		effect.kind === 'report-evidence' ? [{ offender: effect.evidence.offender, offence: effect.offence }] : [],
	);
}

function refusedCodes(validator: LoneValidator): string[] {
	return validator.effects.flatMap((effect) => (effect.kind === 'refused' ? [effect.code] : []));
}

const records = (validator: LoneValidator) =>
	[...validator.records.keys()].filter((key) => key.startsWith('evidence/'));

/** A validator that heard the proposals of rounds 1…3, all certified. */
function advanced(): { validator: LoneValidator; blocks: ReturnType<typeof makeBlock>[] } {
	const validator = new LoneValidator(SELF);
	const one = makeBlock({ round: 1 });
	const two = makeBlock({ round: 2, parent: certify(one.block) });
	const blocks = [one, two, makeBlock({ round: 3, parent: certify(two.block) })];
	for (const { block } of blocks.slice(0, 2)) validator.hear(proposal(block));
	return { validator, blocks };
}

describe('the offence that two statements prove', () => {
	const order = (round: number, seed = 1): Content => ({ kind: 'order-vote', round, blockId: idOf(seed) });
	const propose = (seed: number): Content => ({ kind: 'proposal', round: 5, blockId: idOf(seed) });
	it.each<[string, Content, Content, Offence | null]>([
		['two proposals of a round', propose(1), propose(2), 'double-proposal'],
		['two votes of a round', voteFor(1), voteFor(2), 'double-vote'],
		['a vote with another parent round', voteFor(1), voteFor(1, 5, 3), 'double-vote'],
		['two order votes of a round', order(5), order(5, 2), 'double-order-vote'],
		['two timeouts of a round', timeoutOf(5, 4), timeoutOf(5, 4, 2), 'double-timeout'],
		['a timeout below an order vote of its round', order(5), timeoutOf(5, 4), 'amnesia'],
		['a later timeout below an order vote', order(5), timeoutOf(9, 4), 'amnesia'],
		['a timeout of the round below a vote’s parent', voteFor(1), timeoutOf(5, 3), 'amnesia'],
		['a timeout with the certificate ordered', order(5), timeoutOf(6, 5), null],
		['a timeout before the order vote', order(5), timeoutOf(4, 3), null],
		['a timeout with the vote’s parent', voteFor(1), timeoutOf(5, 4), null],
		['a timeout before the vote', voteFor(1), timeoutOf(4, 3), null],
		['a vote and an order vote of a round', voteFor(1), order(5, 2), null],
		['equal votes', voteFor(1), voteFor(1), null],
		['votes of two rounds', voteFor(1), voteFor(1, 6, 5), null],
	])('%s', (_, first, second, offence) => {
		expect(offenceOf(sign(first), sign(second))).toBe(offence);
		expect(offenceOf(sign(second), sign(first))).toBe(offence);
	});
});

describe('evidence from elsewhere', () => {
	const proof = evidence(voteFor(1), voteFor(2));

	it('is verified, written before anything else, and reported once', () => {
		const validator = new LoneValidator(SELF);
		const [first, ...rest] = validator.hear(tell(proof));
		expect(first).toMatchObject({ kind: 'persist', records: [{ key: `evidence/${LIAR}` }] });
		expect(rest).toContainEqual({ kind: 'report-evidence', evidence: proof, offence: 'double-vote' });
		validator.hear(tell(evidence(timeoutOf(8, 3), timeoutOf(8, 4))));
		expect(reports(validator)).toEqual([{ offender: LIAR, offence: 'double-vote' }]);
	});

	it.each<[string, Evidence, string]>([
		['of another chain', { ...proof, second: sign(voteFor(2), LIAR, { ...SCOPE, chainId: 'other' }) }, 'BAD_SIGNATURE'],
		['of another epoch', { ...proof, second: sign(voteFor(2), LIAR, { ...SCOPE, epoch: 1 }) }, 'BAD_SIGNATURE'],
		['of equal statements', { ...proof, second: proof.first }, 'EVIDENCE_INVALID'],
		['of swapped signatures', evidenceWithSwappedSignatures(), 'BAD_SIGNATURE'],
		['signed by somebody else', { ...proof, offender: 2 }, 'BAD_SIGNATURE'],
		['against nobody', { ...proof, offender: 9 }, 'UNKNOWN_SIGNER'],
	])('%s is refused and kept nowhere', (_, bad, code) => {
		const validator = new LoneValidator(SELF);
		validator.hear(tell(bad));
		expect(refusedCodes(validator)).toEqual([`CONSENSUS_${code}`]);
		expect(records(validator)).toEqual([]);
		expect(() => verifyEvidence(bad, SCOPE, verify)).toThrow();
	});

	it('is bounded: one record per validator, whatever the flood', () => {
		const validator = new LoneValidator(SELF);
		for (let i = 0; i < 300; i++) {
			const offender = i % 3;
			validator.hear(tell(evidence(voteFor(1, i + 2, i + 1), voteFor(2, i + 2, i + 1), offender)));
			validator.hear(tell({ ...proof, offender: SELF, second: { ...proof.second, round: i } as SignedStatement }));
		}
		expect(records(validator).sort()).toEqual(['evidence/0', 'evidence/1', 'evidence/2']);
		expect(reports(validator)).toHaveLength(3);
	});

	it('is sent again after a restart, and while the round is stuck', () => {
		const validator = new LoneValidator(SELF);
		validator.hear(tell(proof));
		const again = validator.restarted();
		expect(again.sent('evidence')).toMatchObject([{ evidence: proof }]);
		again.step({ kind: 'timer', timer: 'resend' });
		expect(again.sent('evidence')).toHaveLength(2);
	});

	it('of an epoch that is over goes at the restart', () => {
		const validator = new LoneValidator(SELF);
		validator.hear(tell(proof));
		const record = validator.records.get(`evidence/${LIAR}`) as Uint8Array;
		const stale = new LoneValidator(SELF);
		stale.records.set(`evidence/${LIAR}`, tampered(record));
		const again = stale.restarted();
		expect(again.sent('evidence')).toEqual([]);
		expect(records(again)).toEqual([]);
	});

	function evidenceWithSwappedSignatures(): Evidence {
		return {
			offender: LIAR,
			first: { ...proof.first, signature: proof.second.signature },
			second: { ...proof.second, signature: proof.first.signature },
		};
	}

	/** The last byte belongs to a signature. */
	function tampered(record: Uint8Array): Uint8Array {
		const copy = Uint8Array.from(record);
		copy[copy.length - 1] = (copy[copy.length - 1] as number) ^ 1;
		return copy;
	}
});

describe('contradictions that one validator hears', () => {
	const other = makeBlock({ round: 1, time: GENESIS_TIME + 7 }).block;

	function expectGuilty(validator: LoneValidator, offence: Offence): void {
		expect(reports(validator)).toEqual([{ offender: LIAR, offence }]);
		expect(validator.sent('evidence')).toHaveLength(1);
	}

	it('count after the round is certified', () => {
		const { validator, blocks } = advanced();
		const [one] = blocks as [ReturnType<typeof makeBlock>];
		validator.hear(vote(LIAR, one.block));
		validator.hear(vote(LIAR, other));
		expectGuilty(validator, 'double-vote');
	});

	it('count between a vote and a certificate, in both orders', () => {
		const [one] = advanced().blocks as [ReturnType<typeof makeBlock>];
		const two = makeBlock({ round: 2, parent: certify(one.block) });
		const voteFirst = new LoneValidator(SELF);
		const certificateFirst = new LoneValidator(SELF);
		const messages: ConsensusMessage[] = [vote(LIAR, other), proposal(two.block)];
		for (const message of messages) voteFirst.hear(message);
		for (const message of messages.reverse()) certificateFirst.hear(message);
		expectGuilty(voteFirst, 'double-vote');
		expectGuilty(certificateFirst, 'double-vote');
	});

	it('count between two certificates of one round: every signer of both', () => {
		const one = makeBlock({ round: 1 });
		const validator = new LoneValidator(SELF);
		validator.hear(proposal(makeBlock({ round: 2, parent: certify(one.block, [0, 1, 2]) }).block));
		validator.hear(orderVote(0, certify(other, [1, 2, 3])));
		expect(reports(validator).map(({ offender }) => offender)).toEqual([1, 2]);
	});

	it('count for order votes of rounds that are final', () => {
		const { validator, blocks } = advanced();
		for (const { block } of blocks.slice(2)) validator.hear(proposal(block));
		expect(validator.committed()).toEqual([1]);
		const [one] = blocks as [ReturnType<typeof makeBlock>];
		validator.hear(orderVote(LIAR, certify(one.block)));
		validator.hear(orderVote(LIAR, { ...certify(other), round: 1 }));
		expect(reports(validator)).toContainEqual({ offender: LIAR, offence: 'double-order-vote' });
	});

	it('count for timeouts of a round that timed out', () => {
		const validator = new LoneValidator(SELF);
		for (const voter of [0, 1, 2]) validator.hear(timeout(voter, 1));
		expect(validator.consensus.status().round).toBe(2);
		validator.hear(timeout(LIAR, 1, GENESIS_QC, 2));
		expectGuilty(validator, 'double-timeout');
	});

	it('do not count while one of the two is unsigned, and the signed one is not lost by it', () => {
		const { validator, blocks } = advanced();
		const [one] = blocks as [ReturnType<typeof makeBlock>];
		const genuine = vote(LIAR, one.block);
		const forged: VoteMessage = { ...vote(LIAR, other), signature: UNSIGNED };
		validator.hear({ ...forged, blockId: idOf(9) });
		validator.hear(genuine);
		validator.hear(forged);
		expect(reports(validator)).toEqual([]);
		validator.hear(vote(LIAR, other));
		expectGuilty(validator, 'double-vote');
	});

	it('are found across rounds: a timeout and an order vote, in both orders', () => {
		const { blocks } = advanced();
		const [one, two] = blocks as [ReturnType<typeof makeBlock>, ReturnType<typeof makeBlock>];
		const messages: ConsensusMessage[] = [orderVote(LIAR, certify(two.block)), timeout(LIAR, 7, certify(one.block))];
		for (const order of [messages, [...messages].reverse()]) {
			const { validator } = advanced();
			for (const message of order) validator.hear(message);
			expectGuilty(validator, 'amnesia');
		}
	});

	it('are kept for a bounded window of rounds only', () => {
		const validator = new LoneValidator(SELF);
		const far = makeBlock({ round: 100, parent: certify(makeBlock({ round: 99 }).block) }).block;
		validator.hear(vote(LIAR, far));
		validator.hear({ ...vote(LIAR, far), blockId: idOf(1) });
		expect(reports(validator)).toEqual([]);
	});
});

describe('evidence in a header', () => {
	const proof = evidence(voteFor(1), voteFor(2));
	const blockWith = (proofs: readonly Evidence[], round = 1, parent = GENESIS_QC) => {
		const { block } = makeBlock({ round, parent });
		return { ...block, header: { ...block.header, evidence: proofs } };
	};

	it('is voted for when it holds', () => {
		const validator = new LoneValidator(SELF);
		validator.hear(proposal(blockWith([proof])));
		expect(validator.sent('vote')).toHaveLength(1);
	});

	it.each<[string, readonly Evidence[], RegExp]>([
		['proves nothing', [{ ...proof, second: proof.first }], /EVIDENCE_INVALID/],
		['is not signed', [{ ...proof, second: { ...proof.second, signature: UNSIGNED } }], /BAD_SIGNATURE/],
		['names a validator twice', [proof, proof], /does not ascend/],
		['is too much', Array.from({ length: 5 }, () => proof), /too much evidence/],
	])('refuses the block where it %s', (_, proofs, reason) => {
		const validator = new LoneValidator(SELF);
		validator.hear(proposal(blockWith(proofs)));
		expect(validator.sent('vote')).toEqual([]);
		expect(validator.refused().at(-1)).toMatch(reason);
	});

	it('refuses the block that convicts again, before and after the first conviction is final', () => {
		const first = blockWith([proof]);
		const second = blockWith([], 2, certify(first));
		const again = evidence(timeoutOf(9, 3), timeoutOf(9, 4));
		const validator = new LoneValidator(SELF);
		validator.hear(proposal(first));
		validator.hear(proposal(blockWith([again], 2, certify(first))));
		expect(validator.sent('vote').map(({ round }) => round)).toEqual([1]);
		expect(validator.refused().at(-1)).toMatch(/convicted already/);
		const later = new LoneValidator(0);
		for (const block of [first, second]) later.hear(proposal(block));
		later.hear(proposal(blockWith([], 3, certify(second))));
		expect(later.committed()).toEqual([1]);
		expect(later.consensus.status().ledger.convicted).toEqual([LIAR]);
	});

	it('is carried by this validator when it leads, once', () => {
		const leader = new LoneValidator(1);
		const against: Evidence = evidence(voteFor(1), voteFor(2), 2);
		leader.hear(tell(against));
		const request = leader.effects.findLast((effect) => effect.kind === 'request-payload');
		expect(request).toMatchObject({ round: 1, urgent: true });
		leader.step({ kind: 'payload', round: 1, transactions: [] });
		expect(leader.sent('proposal')[0]?.block.header.evidence).toEqual([against]);
	});
});
