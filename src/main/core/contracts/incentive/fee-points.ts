import { INCENTIVE_POOL_ACCOUNT } from '../../../../shared/codec/accounts.ts';
import { forms } from '../../../../shared/codec/calls.ts';
import { POINT_VALUE } from '../../../../shared/codec/incentive-calls.ts';
import type { MicroMoney } from '../../../../shared/codec/units.ts';
import type { CallContext } from '../engine/call-context.ts';
import { method } from '../engine/contract.ts';
import { requireActiveSender } from '../identity/participants.ts';
import { pay } from '../ledger.ts';
import { freePool, unsharedPoints } from './pool.ts';
import { INCENTIVE } from './reward-terms.ts';
import { spendPoints } from './standing.ts';

/** The standing instruction of a participant; 0 ends it. */
export const payFeesWithPoints = method(forms.incentive.payFeesWithPoints, (context, { pointsMax }) => {
	const { id: participant } = requireActiveSender(context);
	if (pointsMax === 0) context.space(INCENTIVE).delete(instructionKey(participant));
	else context.space(INCENTIVE).set(instructionKey(participant), pointsMax);
	context.emit({ kind: 'fee-points-instructed', participant, pointsMax });
});

/**
 * Gives back from the pool what a participant has paid the grid operator in wheeling fees, as far as its instruction,
 * its points and the pool reach, in whole points. A point is used once: what has shared in a distribution pays no fees,
 * and what pays fees does not share.
 * @param paid Wheeling fees of the settlement, ≥ 0
 * @param settlement Its id
 */
export function refundFees(context: CallContext, participant: string, paid: MicroMoney, settlement: string): void {
	const pointsMax = context.space(INCENTIVE).get<number>(instructionKey(participant)) ?? 0;
	if (pointsMax === 0 || paid < POINT_VALUE) return;
	const affordable = Math.floor(Math.min(paid, freePool(context)) / POINT_VALUE);
	const points = Math.min(pointsMax, affordable, unsharedPoints(context, participant));
	if (points === 0) return;
	spendPoints(context, participant, points);
	const amount = points * POINT_VALUE;
	pay(context, {
		from: INCENTIVE_POOL_ACCOUNT,
		to: participant,
		amount,
		reason: 'fee-points',
		subject: settlement,
	});
}

function instructionKey(participant: string): string {
	return `fee-points/${participant}`;
}
