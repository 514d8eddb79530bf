import type { Evidence, SignedStatement } from '../codec/block.ts';
import { equalBytes } from '../codec/bytes.ts';
import {
	orderVoteSigningBytes,
	proposalSigningBytes,
	timeoutSigningBytes,
	voteSigningBytes,
} from '../codec/consensus-signing.ts';
import { CodedError } from '../errors/coded-error.ts';
import type { SignatureCheck, ValidatorScope } from './certificates.ts';

export const OFFENCES = ['double-proposal', 'double-vote', 'double-order-vote', 'double-timeout', 'amnesia'] as const;
export type Offence = (typeof OFFENCES)[number];

/**
 * The offence that two statements of one validator prove, or null. An honest validator signs one statement of a kind
 * in a round, and never forgets its lock: an order vote for r, or a vote on a parent of round r, forbids every timeout
 * of the same or a later round whose certificate is below r (c-lbft § 10). Order of the two does not matter.
 */
export function offenceOf(first: SignedStatement, second: SignedStatement): Offence | null {
	if (first.kind === second.kind)
		return isSameStatement(first, second) || first.round !== second.round ? null : DOUBLE[first.kind];
	if (first.kind === 'timeout') return forgets(first, second) ? 'amnesia' : null;
	if (second.kind === 'timeout') return forgets(second, first) ? 'amnesia' : null;
	return null;
}

/** @throws CodedError CONSENSUS_EVIDENCE_INVALID, CONSENSUS_BAD_SIGNATURE or CONSENSUS_UNKNOWN_SIGNER */
export function verifyEvidence(evidence: Evidence, scope: ValidatorScope, verify: SignatureCheck): Offence {
	const { offender, first, second } = evidence;
	const publicKey = scope.publicKeys[offender];
	if (!publicKey)
		throw new CodedError('CONSENSUS_UNKNOWN_SIGNER', { certificate: 'evidence', round: first.round, signer: offender });
	const offence = offenceOf(first, second);
	if (!offence) throw new CodedError('CONSENSUS_EVIDENCE_INVALID', { offender, round: first.round });
	for (const statement of [first, second])
		if (!verify(publicKey, statementSigningBytes(statement, scope), statement.signature))
			throw new CodedError('CONSENSUS_BAD_SIGNATURE', {
				certificate: 'evidence',
				round: statement.round,
				signer: offender,
			});
	return offence;
}

/** The exact bytes that the statement's signature is over. */
export function statementSigningBytes(statement: SignedStatement, scope: ValidatorScope): Uint8Array {
	switch (statement.kind) {
		case 'proposal':
			return proposalSigningBytes(scope, statement.round, statement.blockId);
		case 'vote':
			return voteSigningBytes(scope, statement.round, statement.blockId, statement.parentRound);
		case 'order-vote':
			return orderVoteSigningBytes(scope, statement.round, statement.blockId);
		case 'timeout':
			return timeoutSigningBytes(scope, statement.round, statement.qcRound, statement.awaitedLeader, statement.reason);
	}
}

const DOUBLE: { readonly [K in SignedStatement['kind']]: Offence } = {
	proposal: 'double-proposal',
	vote: 'double-vote',
	'order-vote': 'double-order-vote',
	timeout: 'double-timeout',
};

/** Equal content; signatures may differ where a signer is not deterministic. */
export function isSameStatement(first: SignedStatement, second: SignedStatement): boolean {
	if (first.kind !== second.kind || first.round !== second.round) return false;
	if (first.kind === 'timeout')
		return (
			second.kind === 'timeout' &&
			first.qcRound === second.qcRound &&
			first.awaitedLeader === second.awaitedLeader &&
			first.reason === second.reason
		);
	if (second.kind === 'timeout') return false;
	const isSameParent = first.kind !== 'vote' || second.kind !== 'vote' || first.parentRound === second.parentRound;
	return equalBytes(first.blockId, second.blockId) && isSameParent;
}

function forgets(timeout: Extract<SignedStatement, { kind: 'timeout' }>, vote: SignedStatement): boolean {
	if (timeout.round < vote.round) return false;
	if (vote.kind === 'order-vote') return timeout.qcRound < vote.round;
	return vote.kind === 'vote' && timeout.qcRound < vote.parentRound;
}
