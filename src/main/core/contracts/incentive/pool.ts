import { INCENTIVE_POOL_ACCOUNT } from '../../../../shared/codec/accounts.ts';
import { type MicroMoney, mulDivFloor } from '../../../../shared/codec/units.ts';
import type { CallContext } from '../engine/call-context.ts';
import { balanceOf, moveMoney } from '../ledger.ts';
import { INCENTIVE } from './reward-terms.ts';

/** Points since the distribution before, by whom they were earned; number n is the n-th distribution's. */
interface Collection {
	readonly number: number;
	/** Participants with points in it; `earner/<number>/<i>` names them, `due/<number>/<participant>` has their points. */
	readonly earners: number;
	readonly points: number;
}

/** A distribution under way. */
interface Distribution extends Collection {
	readonly pool: MicroMoney;
	/** Earners paid so far. */
	readonly paid: number;
}

const COLLECTING = 'collecting';
const PAYING = 'paying';
export const DISTRIBUTE = 'distribute';

/** Participants whom one task pays, at most. */
const BATCH = 200;
/** What one payment costs at most: its reads, writes and event. */
const STEPS_PER_PAYMENT = 50;

/** Enters points for the next distribution. */
export function collectPoints(context: CallContext, participant: string, points: number): void {
	const space = context.space(INCENTIVE);
	const collecting = collectionOf(context);
	const key = dueKey(collecting, participant);
	const due = space.get<number>(key);
	if (due === undefined) space.set(earnerKey(collecting, collecting.earners), participant);
	space.set(key, (due ?? 0) + points);
	const earners = collecting.earners + (due === undefined ? 1 : 0);
	space.set(COLLECTING, { ...collecting, earners, points: collecting.points + points });
}

/** Points that the participant has earned since the last distribution began, and not spent. */
export function unsharedPoints(context: CallContext, participant: string): number {
	return context.space(INCENTIVE).get<number>(dueKey(collectionOf(context), participant)) ?? 0;
}

/** Takes points out of the next distribution; `unsharedPoints` has said that they are there. */
export function withdrawPoints(context: CallContext, participant: string, points: number): void {
	const space = context.space(INCENTIVE);
	const collecting = collectionOf(context);
	space.set(dueKey(collecting, participant), unsharedPoints(context, participant) - points);
	space.set(COLLECTING, { ...collecting, points: collecting.points - points });
}

/** What is in the pool beyond what a distribution under way began with; ≥ 0. */
export function freePool(context: CallContext): MicroMoney {
	const paying = context.space(INCENTIVE).get<Distribution>(PAYING);
	return Math.max(0, balanceOf(context, INCENTIVE_POOL_ACCOUNT) - (paying?.pool ?? 0));
}

/** Shares out what is in the pool, from the next block on; one distribution at a time. */
export function startDistribution(context: CallContext): void {
	const space = context.space(INCENTIVE);
	const collecting = collectionOf(context);
	const pool = balanceOf(context, INCENTIVE_POOL_ACCOUNT);
	if (pool <= 0 || collecting.points === 0 || space.get(PAYING) !== undefined) return;
	const paying: Distribution = { ...collecting, pool, paid: 0 };
	space.set(PAYING, paying);
	space.set(COLLECTING, { number: collecting.number + 1, earners: 0, points: 0 });
	scheduleBatch(context);
}

/**
 * The market participants' pool. What rewards and slashes leave in it goes, whenever a product was settled, to those
 * who earned points since the last time, in proportion to these; fractions of a micro-unit stay in the pool.
 */
export function distribute(context: CallContext): void {
	const space = context.space(INCENTIVE);
	const paying = space.get<Distribution>(PAYING);
	if (!paying) return;
	const batch = Math.min(BATCH, Math.floor(context.market.taskStepLimit / STEPS_PER_PAYMENT));
	const end = Math.min(paying.earners, paying.paid + batch);
	for (let at = paying.paid; at < end; at++) payEarner(context, paying, at);
	if (end === paying.earners) return space.delete(PAYING);
	space.set(PAYING, { ...paying, paid: end });
	scheduleBatch(context);
}

function payEarner(context: CallContext, paying: Distribution, at: number): void {
	const { number: distribution, pool, points: pointsInAll } = paying;
	const space = context.space(INCENTIVE);
	const participant = space.get<string>(earnerKey(paying, at)) as string;
	const points = space.get<number>(dueKey(paying, participant)) as number;
	space.delete(earnerKey(paying, at));
	space.delete(dueKey(paying, participant));
	const amount = mulDivFloor(pool, points, pointsInAll);
	if (amount === 0) return;
	moveMoney(context, INCENTIVE_POOL_ACCOUNT, participant, amount);
	context.emit({ kind: 'pool-paid', participant, amount, points, pool, pointsInAll, distribution });
}

function scheduleBatch(context: CallContext): void {
	context.schedule(context.time, { contract: INCENTIVE, task: DISTRIBUTE, subject: '' });
}

function collectionOf(context: CallContext): Collection {
	return context.space(INCENTIVE).get<Collection>(COLLECTING) ?? { number: 0, earners: 0, points: 0 };
}

function earnerKey({ number }: Collection, at: number): string {
	return `earner/${number}/${at}`;
}

function dueKey({ number }: Collection, participant: string): string {
	return `due/${number}/${participant}`;
}
