/** Leaf of the credit ledger: every validator's figures, as consensus elects by them. */
export const VALIDATOR_CREDIT_PATH = 'incentive/credit';

/** Leaf of one participant's credit and points. */
export function participantStandingPath(participant: string): string {
	return `incentive/standing/${participant}`;
}
