import type { Digest } from './bytes.ts';
import type { TimeMs } from './units.ts';

/** A validator's place in its epoch's list, 0…n−1. */
export type ValidatorIndex = number;

/** Signatures of at least Q = ⌊2n/3⌋+1 validators over one statement; `signers` ascending, one signature each. */
export interface SignatureList {
	readonly signers: readonly ValidatorIndex[];
	readonly signatures: readonly Uint8Array[];
}

/** Proof that Q validators voted for a block. The genesis certificate has round 0 and no signatures. */
export interface QuorumCertificate extends SignatureList {
	readonly blockId: Digest;
	readonly round: number;
	readonly parentRound: number;
}

export type TimeoutReason = 'no-proposal' | 'payload-missing' | 'no-quorum';

export interface TimeoutEntry {
	readonly signer: ValidatorIndex;
	/** Round of the signer's highest quorum certificate; part of what it signs. */
	readonly qcRound: number;
	readonly awaitedLeader: ValidatorIndex;
	readonly reason: TimeoutReason;
	readonly signature: Uint8Array;
}

/** Proof that Q validators gave up on a round, with the highest certificate that any of them held. */
export interface TimeoutCertificate {
	readonly round: number;
	readonly highQc: QuorumCertificate;
	/** Ascending by signer. */
	readonly entries: readonly TimeoutEntry[];
}

/** A vote for an ancestor that its certificate missed, carried later so that it counts (c-lbft § 4). */
export interface LateVote {
	readonly blockId: Digest;
	readonly round: number;
	readonly parentRound: number;
	readonly voter: ValidatorIndex;
	readonly signature: Uint8Array;
}

/** What a validator signed in one round, without the payload: enough to check the signature again. */
export type SignedStatement =
	| {
			readonly kind: 'proposal';
			readonly round: number;
			readonly blockId: Digest;
			readonly signature: Uint8Array;
	  }
	| {
			readonly kind: 'vote';
			readonly round: number;
			readonly blockId: Digest;
			readonly parentRound: number;
			readonly signature: Uint8Array;
	  }
	| {
			readonly kind: 'order-vote';
			readonly round: number;
			readonly blockId: Digest;
			readonly signature: Uint8Array;
	  }
	| {
			readonly kind: 'timeout';
			readonly round: number;
			readonly qcRound: number;
			readonly awaitedLeader: ValidatorIndex;
			readonly reason: TimeoutReason;
			readonly signature: Uint8Array;
	  };

/** Two statements of one validator that no honest one signs both; `verifyEvidence` says which offence it is. */
export interface Evidence {
	readonly offender: ValidatorIndex;
	readonly first: SignedStatement;
	readonly second: SignedStatement;
}

export interface BlockHeader {
	readonly epoch: number;
	readonly round: number;
	readonly height: number;
	/** Chain clock of the proposer, strictly above the parent's. */
	readonly time: TimeMs;
	readonly proposer: ValidatorIndex;
	readonly parentQc: QuorumCertificate;
	/** Votes for the 2nd to 5th ancestor. */
	readonly lateVotes: readonly LateVote[];
	/**
	 * Certificates of failed rounds that no ancestor has accounted for, ascending by round, at most 10. Where the parent is
	 * not of the round before, the last is that round's: it opened this block's round.
	 */
	readonly timeoutCertificates: readonly TimeoutCertificate[];
	/** Proofs of guilt against validators whom no ancestor convicts, ascending by offender, at most 4. */
	readonly evidence: readonly Evidence[];
	readonly transactionsRoot: Digest;
	/** State root after the newest block that this block's own chain commits. */
	readonly stateRoot: Digest;
}

/** A header with its transactions, each as its exact signed bytes. */
export interface Block {
	readonly header: BlockHeader;
	readonly transactions: readonly Uint8Array[];
}

/** Q order votes for a certified block: final at once. */
export interface OrderCertificate extends SignatureList {
	readonly blockId: Digest;
	readonly round: number;
}

/** Convinces a holder of the epoch's keys that a block is final. */
export type CommitProof =
	| { readonly kind: 'order'; readonly certificate: OrderCertificate }
	/** The block's own certificate and that of its child in the very next round; the child's header links the two. */
	| {
			readonly kind: 'two-chain';
			readonly certificate: QuorumCertificate;
			readonly childHeader: BlockHeader;
			readonly childCertificate: QuorumCertificate;
	  };

export interface CommittedBlock {
	readonly block: Block;
	readonly proof: CommitProof;
}
