import type { RoundView } from '../../../shared/contract/index.ts';

/** One message of a round on its validator's lane. */
export interface StripMark {
	readonly validator: number;
	readonly ms: number;
	/** Came after the round had its quorum for this step. */
	readonly spare: boolean;
	/** Came after the round was final: nobody waited for it. */
	readonly late: boolean;
}

/** A point of a count's step line: from `ms` on, `count` messages are in. */
export interface CountStep {
	readonly ms: number;
	readonly count: number;
}

export interface RoundStrip {
	readonly votes: readonly StripMark[];
	readonly orderVotes: readonly StripMark[];
	readonly voteSteps: readonly CountStep[];
	readonly orderSteps: readonly CountStep[];
	/** When the quorum-th vote and order vote came; null while too few are in. */
	readonly certifiedMs: number | null;
	readonly finalMs: number | null;
	/** Votes after the round was final, the latest first, with how long after the certificate. */
	readonly late: readonly { validator: number; afterMs: number }[];
	/** Validators whose vote this node never saw although the round was certified. */
	readonly silent: readonly number[];
	/** End of the time axis, ms; marks beyond it stand at the edge with their figure. */
	readonly spanMs: number;
}

/** Late marks may stretch the axis to this multiple of the final mark; past it they are pinned to the edge. */
const LATE_STRETCH = 3;
/** The axis goes on past the final mark, where its words stand. */
const FINAL_ROOM = 1.3;
/** Axis of a round in which nothing came. */
const EMPTY_SPAN_MS = 10;

/**
 * What the live strip draws of a round, as this node saw it. Pure.
 * @param quorum votes needed, of `validators`
 */
export function roundStrip(round: RoundView, validators: number, quorum: number): RoundStrip {
	const end = round.finalMs ?? round.certifiedMs;
	const marks = (messages: RoundView['votes']): StripMark[] =>
		messages
			.toSorted((a, b) => a.ms - b.ms)
			.map((message, position) => ({ ...message, spare: position >= quorum, late: end !== null && message.ms > end }));
	const votes = marks(round.votes);
	const orderVotes = marks(round.orderVotes);
	const seen = new Set(votes.map((vote) => vote.validator));
	const { certifiedMs } = round;
	const late =
		certifiedMs === null
			? []
			: votes
					.filter((vote) => vote.late)
					.map((vote) => ({ validator: vote.validator, afterMs: vote.ms - certifiedMs }))
					.reverse();
	const everything = [...votes, ...orderVotes].map((mark) => mark.ms);
	const latest = everything.length === 0 ? EMPTY_SPAN_MS : Math.max(1, ...everything, end ?? 0);
	const spanMs = end === null ? latest : Math.max(Math.min(latest, Math.max(end * LATE_STRETCH, 1)), end * FINAL_ROOM);
	return {
		votes,
		orderVotes,
		voteSteps: votes.map((vote, position) => ({ ms: vote.ms, count: position + 1 })),
		orderSteps: orderVotes.map((vote, position) => ({ ms: vote.ms, count: position + 1 })),
		certifiedMs,
		finalMs: round.finalMs,
		late,
		silent: certifiedMs === null ? [] : [...Array(validators).keys()].filter((validator) => !seen.has(validator)),
		spanMs,
	};
}
