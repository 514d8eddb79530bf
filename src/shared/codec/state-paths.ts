/** State leaf with the leader credit of every validator of the epoch in force. */
export const CREDIT_PATH = 'consensus/credit';

/** Leaf of one participant's credit and points. */
export function participantStandingPath(participant: string): string {
	return `incentive/standing/${participant}`;
}
