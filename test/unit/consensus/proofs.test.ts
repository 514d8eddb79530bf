import { describe, expect, it } from 'vitest';
import type { CommitProof } from '../../../src/shared/codec/block.ts';
import { codeOf } from '../../../src/shared/errors/coded-error.ts';
import { verifyTimeoutCertificate } from '../../../src/shared/proofs/certificates.ts';
import { verifyCommitProof, verifyFinality } from '../../../src/shared/proofs/commit-proof.ts';
import { certify, EPOCH, GENESIS_QC, makeBlock, orderVote, timeoutCertificate } from '../../fixtures/lone-validator.ts';
import { FAST, sha256 } from '../../fixtures/simulation.ts';

const SCOPE = {
	chainId: EPOCH.chainId,
	epoch: EPOCH.epoch,
	publicKeys: EPOCH.validators.map((validator) => validator.publicKey),
	genesisId: EPOCH.genesisId,
};
const MODULES = { sha256, verify: FAST.verifier.verify };

const one = makeBlock({ round: 1 });
const two = makeBlock({ round: 2, parent: certify(one.block) });
const three = makeBlock({ round: 4, height: 3, parent: certify(two.block) });

const twoChain: Extract<CommitProof, { kind: 'two-chain' }> = {
	kind: 'two-chain',
	certificate: certify(one.block),
	childHeader: two.block.header,
	childCertificate: certify(two.block),
};
const votes = [0, 1, 3].map((voter) => orderVote(voter, certify(two.block)));
const order: Extract<CommitProof, { kind: 'order' }> = {
	kind: 'order',
	certificate: {
		blockId: two.id,
		round: 2,
		signers: [0, 1, 3],
		signatures: votes.map((vote) => vote.signature),
	},
};

function verdict(proof: CommitProof, scope = SCOPE): string | null {
	try {
		verifyCommitProof(proof, scope, MODULES);
		return null;
	} catch (error) {
		return codeOf(error);
	}
}

describe('a commit proof', () => {
	it('of Q order votes, or of two certificates in consecutive rounds, convinces who has only the keys', () => {
		expect(verdict(order)).toBeNull();
		expect(verdict(twoChain)).toBeNull();
	});

	it('is refused with too few, doubled, foreign or moved signatures', () => {
		const { certificate } = order;
		const two_ = { ...certificate, signers: [0, 1], signatures: certificate.signatures.slice(0, 2) };
		expect(verdict({ ...order, certificate: two_ })).toBe('CONSENSUS_TOO_FEW_SIGNERS');
		expect(verdict({ ...order, certificate: { ...certificate, signers: [0, 1, 1] } })).toBe(
			'CONSENSUS_CERTIFICATE_MISMATCH',
		);
		expect(verdict({ ...order, certificate: { ...certificate, signers: [0, 1, 9] } })).toBe('CONSENSUS_UNKNOWN_SIGNER');
		expect(verdict({ ...order, certificate: { ...certificate, signers: [0, 1, 2] } })).toBe('CONSENSUS_BAD_SIGNATURE');
	});

	it('does not hold for another round, chain or epoch', () => {
		expect(verdict({ ...order, certificate: { ...order.certificate, round: 3 } })).toBe('CONSENSUS_BAD_SIGNATURE');
		expect(verdict(order, { ...SCOPE, chainId: 'other' })).toBe('CONSENSUS_BAD_SIGNATURE');
		expect(verdict(order, { ...SCOPE, epoch: 1 })).toBe('CONSENSUS_BAD_SIGNATURE');
	});

	it('of parent and child whose rounds are not consecutive proves nothing', () => {
		const gap: CommitProof = {
			kind: 'two-chain',
			certificate: certify(two.block),
			childHeader: three.block.header,
			childCertificate: certify(three.block),
		};
		expect(verdict(gap)).toBe('CONSENSUS_CERTIFICATE_MISMATCH');
	});

	it('of votes does not pass for one of order votes', () => {
		const { parentRound: _parentRound, ...votes_ } = certify(two.block);
		expect(verdict({ kind: 'order', certificate: votes_ })).toBe('CONSENSUS_BAD_SIGNATURE');
	});

	it('of a descendant proves a block through the headers between', () => {
		const headers = [one.block.header, two.block.header];
		expect(verifyFinality(headers, order, SCOPE, MODULES)).toEqual([one.id, two.id]);
		expect(() => verifyFinality([one.block.header], order, SCOPE, MODULES)).toThrow(/another block/);
		const foreign = makeBlock({ round: 1, time: 1_000_500 });
		expect(() => verifyFinality([foreign.block.header, two.block.header], order, SCOPE, MODULES)).toThrow(
			/does not follow/,
		);
	});
});

describe('a timeout certificate', () => {
	const genuine = timeoutCertificate(3, [GENESIS_QC, certify(one.block), GENESIS_QC]);

	it('holds with a quorum and the highest certificate signed', () => {
		expect(() => verifyTimeoutCertificate(genuine, SCOPE, MODULES.verify)).not.toThrow();
	});

	it('is refused when an awaited leader, a reason or a round was changed', () => {
		const [entry, ...rest] = genuine.entries;
		if (!entry) throw new Error('no entry');
		for (const changed of [
			{ ...entry, awaitedLeader: 1 },
			{ ...entry, reason: 'no-quorum' as const },
			{ ...entry, qcRound: 1 },
		])
			expect(() =>
				verifyTimeoutCertificate({ ...genuine, entries: [changed, ...rest] }, SCOPE, MODULES.verify),
			).toThrow(/does not verify/);
		expect(() => verifyTimeoutCertificate({ ...genuine, highQc: GENESIS_QC }, SCOPE, MODULES.verify)).toThrow(
			/highest/,
		);
	});
});
