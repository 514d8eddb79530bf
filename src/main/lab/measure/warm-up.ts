import { LAB_WARM_UP_ROUNDS } from '../../../shared/contract/lab-terms.ts';

/** Rounds that do not count at the beginning of a run: 2,000, or half of a run that is shorter than 4,000. */
export function warmUpOf(rounds: number): number {
	return Math.min(LAB_WARM_UP_ROUNDS, Math.floor(rounds / 2));
}
