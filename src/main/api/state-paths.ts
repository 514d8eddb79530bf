/** Leaf of one participant's credit and points. */
export function participantStandingPath(participant: string): string {
	return `incentive/standing/${participant}`;
}
