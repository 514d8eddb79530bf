/**
 * What a validator must remember so that it never signs two different messages for one round, and its lock.
 * Written durably before any signature leaves (c-lbft § 3).
 */
export interface SafetyState {
	readonly lastProposedRound: number;
	readonly lastVotedRound: number;
	readonly lastOrderVoteRound: number;
	readonly highestTimeoutRound: number;
	/** No timeout may carry a certificate below this round. */
	readonly lock: number;
}

export const INITIAL_SAFETY: SafetyState = {
	lastProposedRound: 0,
	lastVotedRound: 0,
	lastOrderVoteRound: 0,
	highestTimeoutRound: 0,
	lock: 0,
};

/** Once per round, and not in a round that this validator gave up on. */
export function mayPropose(safety: SafetyState, round: number): boolean {
	return round > safety.lastProposedRound && round > safety.highestTimeoutRound;
}

export function afterProposal(safety: SafetyState, round: number): SafetyState {
	return { ...safety, lastProposedRound: round };
}

/** The parent rule makes the lock redundant here: a parent below it would need a timeout certificate that cannot exist. */
export function mayVote(safety: SafetyState, round: number): boolean {
	return round > safety.lastVotedRound;
}

export function afterVote(safety: SafetyState, round: number, parentRound: number): SafetyState {
	return { ...safety, lastVotedRound: round, lock: Math.max(safety.lock, parentRound) };
}

/** Only above every round given up: else a timeout and an order vote could finalise past each other. */
export function mayOrderVote(safety: SafetyState, round: number): boolean {
	return round > safety.highestTimeoutRound && round > safety.lastOrderVoteRound;
}

export function afterOrderVote(safety: SafetyState, round: number): SafetyState {
	return { ...safety, lastOrderVoteRound: round, lock: Math.max(safety.lock, round) };
}

/**
 * @param qcRound round of the highest quorum certificate, which the timeout will carry
 * @param tcRound round of the highest timeout certificate
 */
export function mayTimeOut(safety: SafetyState, round: number, qcRound: number, tcRound: number): boolean {
	return (
		(round === qcRound + 1 || round === tcRound + 1) &&
		qcRound >= safety.lock &&
		round >= safety.lastVotedRound &&
		round > safety.highestTimeoutRound
	);
}

export function afterTimeout(safety: SafetyState, round: number): SafetyState {
	return { ...safety, lastVotedRound: round, highestTimeoutRound: round };
}
