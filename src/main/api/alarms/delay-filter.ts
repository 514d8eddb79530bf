import type { AlarmEntry } from '../../../shared/alarms/entry.ts';

export interface FilterState {
	/** Whether it is told as an alarm now. */
	readonly isRaised: boolean;
	/** Since when the figure has stood on the other side, wall ms; null while it does not. */
	readonly turningSince: number | null;
}

type FilterTerms = Pick<AlarmEntry, 'direction' | 'deadband' | 'onDelayMs' | 'offDelayMs'>;

/** Whether the figure lies beyond the limit; of a raised alarm, whether it has not yet come back past the deadband. */
export function isBeyond(
	{ direction, deadband }: Pick<FilterTerms, 'direction' | 'deadband'>,
	value: number,
	limit: number,
	isRaised: boolean,
): boolean {
	const band = isRaised ? deadband : 0;
	if (direction === 'above') return band > 0 ? value > limit - band : value >= limit;
	return band > 0 ? value < limit + band : value <= limit;
}

/**
 * One step of deadband and delays against chattering: an alarm is raised once its figure has stood beyond the limit for
 * the on-delay, and returns once it has stood inside the deadband's edge for the off-delay.
 */
export function filterStep(
	terms: FilterTerms,
	state: FilterState,
	reading: { readonly value: number; readonly limit: number; readonly at: number },
): FilterState {
	const { isRaised } = state;
	const beyond = isBeyond(terms, reading.value, reading.limit, isRaised);
	if (beyond === isRaised) return { isRaised, turningSince: null };
	const since = Math.min(state.turningSince ?? reading.at, reading.at);
	const delayMs = isRaised ? terms.offDelayMs : terms.onDelayMs;
	if (reading.at - since < delayMs) return { isRaised, turningSince: since };
	return { isRaised: !isRaised, turningSince: null };
}
