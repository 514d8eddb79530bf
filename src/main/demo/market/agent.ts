import type { Call } from '../../../shared/codec/calls.ts';
import type { TimeMs } from '../../../shared/codec/units.ts';

/** One call that an agent wants made. */
export interface Errand {
	readonly participant: string;
	/** Unique among all errands of a run: what is under way under this name is not sent again. */
	readonly name: string;
	readonly call: Call;
}

/** A participant of the simulated market. It knows its plan and the chain's final blocks, nothing else. */
export interface Agent {
	/** What should be done by `now` on the chain clock and, by the final blocks, is not done yet. */
	due(now: TimeMs): Errand[];
	/** Earliest time after `now` at which `due` may answer something new without a new block; null when none. */
	nextAt(now: TimeMs): TimeMs | null;
}

/** Smallest of the times after `now`; null when there is none. */
export function earliestAfter(now: TimeMs, times: Iterable<TimeMs>): TimeMs | null {
	let earliest: TimeMs | null = null;
	for (const time of times) if (time > now && (earliest === null || time < earliest)) earliest = time;
	return earliest;
}
