import type { BlockHeader, LateVote, TimeoutCertificate } from '../../../shared/codec/block.ts';

/** The fields of a header that credit and election read; the others are left empty, since nobody checks signatures here. */
export interface HeaderFacts {
	readonly round: number;
	readonly height: number;
	readonly proposer: number;
	readonly parentRound: number;
	/** Signers of the parent's certificate, ascending. */
	readonly signers: readonly number[];
	readonly lateVotes: readonly { readonly round: number; readonly voter: number }[];
	readonly timeouts: readonly FailedRound[];
}

/** A round given up: every signer of its certificate awaited the same leader and saw no proposal. */
export interface FailedRound {
	readonly round: number;
	readonly leader: number;
	readonly signers: readonly number[];
}

const NONE = new Uint8Array(0);

export function syntheticHeader(facts: HeaderFacts): BlockHeader {
	const parentQc = { blockId: NONE, round: facts.parentRound, parentRound: 0, signers: facts.signers, signatures: [] };
	return {
		epoch: 0,
		round: facts.round,
		height: facts.height,
		time: facts.round,
		proposer: facts.proposer,
		parentQc,
		lateVotes: facts.lateVotes.map(
			({ round, voter }): LateVote => ({ blockId: NONE, round, parentRound: 0, voter, signature: NONE }),
		),
		timeoutCertificates: facts.timeouts.map(
			({ round, leader, signers }): TimeoutCertificate => ({
				round,
				highQc: parentQc,
				entries: signers.map((signer) => ({
					signer,
					qcRound: facts.parentRound,
					awaitedLeader: leader,
					reason: 'no-proposal',
					signature: NONE,
				})),
			}),
		),
		evidence: [],
		transactionsRoot: NONE,
		stateRoot: NONE,
	};
}
