import type { ContractEvent } from '../../../../shared/codec/events.ts';
import type { CallContext } from '../engine/call-context.ts';
import { collectPoints, withdrawPoints } from './pool.ts';
import { INCENTIVE } from './reward-terms.ts';

type CreditRule = Extract<ContractEvent, { kind: 'participant-credit' }>['rule'];

export const STANDING = {
	creditStart: 800,
	creditMax: 1000,
	/** By how much each rule moves the credit. `delivered` scales the loss by the share that was not delivered. */
	signedInTime: 2,
	deedMissed: -50,
	readingInTime: 1,
	readingMissed: -5,
	deliveredInFull: 1,
	deliveredNothing: -20,
	points: { 'order-honoured': 10, 'deed-in-time': 5, 'reading-delivered': 1 },
} as const;

export interface Standing {
	/** 0…1000. */
	readonly credit: number;
	readonly points: number;
}

export function standingOf(context: CallContext, participant: string): Standing {
	const start: Standing = { credit: STANDING.creditStart, points: 0 };
	return context.space(INCENTIVE).get<Standing>(`standing/${participant}`) ?? start;
}

/** Moves a participant's credit within its bounds; leaves an event only when it moved. */
export function moveCredit(
	context: CallContext,
	participant: string,
	by: number,
	rule: CreditRule,
	subject: string,
): void {
	const before = standingOf(context, participant);
	const credit = Math.max(0, Math.min(STANDING.creditMax, before.credit + by));
	if (credit === before.credit) return;
	context.space(INCENTIVE).set(`standing/${participant}`, { ...before, credit });
	context.emit({ kind: 'participant-credit', participant, credit, change: credit - before.credit, rule, subject });
}

/** `times` the points of the reason, with one event. */
export function awardPoints(
	context: CallContext,
	participant: string,
	reason: keyof typeof STANDING.points,
	times = 1,
): void {
	const before = standingOf(context, participant);
	const change = times * STANDING.points[reason];
	const points = before.points + change;
	context.space(INCENTIVE).set(`standing/${participant}`, { ...before, points });
	collectPoints(context, participant, change);
	context.emit({ kind: 'incentive-points', participant, points, change, reason });
}

/** Takes points that pay fees out of the standing and out of the next distribution. */
export function spendPoints(context: CallContext, participant: string, spent: number): void {
	const before = standingOf(context, participant);
	const points = before.points - spent;
	context.space(INCENTIVE).set(`standing/${participant}`, { ...before, points });
	withdrawPoints(context, participant, spent);
	context.emit({ kind: 'incentive-points', participant, points, change: 0 - spent, reason: 'fees-paid' });
}
