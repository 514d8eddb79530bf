import type { Profile } from '../profiles.ts';
import type { BookColumns } from './columns.ts';

/**
 * Whether the orders of one level, by ascending index, share what they got as the profile says. Linear and without
 * sharing again: of lots beyond the floors, whoever got one comes before whoever did not.
 */
export function isSharedByRule(
	columns: BookColumns,
	level: readonly number[],
	fills: ArrayLike<number>,
	lot: number,
	profile: Profile,
): boolean {
	if (profile.credit === 'ignored') return isGroupShared(columns, level, fills, lot, profile);
	const groups = Map.groupBy(level, (at) => columns.priority[at] as number);
	let isAnyCut = false;
	for (const credit of [...groups.keys()].sort((a, b) => b - a)) {
		const group = groups.get(credit) as readonly number[];
		if (isAnyCut && group.some((at) => (fills[at] as number) > 0)) return false;
		if (!isGroupShared(columns, group, fills, lot, profile)) return false;
		isAnyCut ||= group.some((at) => (fills[at] as number) < (columns.quantity[at] as number));
	}
	return true;
}

function isGroupShared(
	columns: BookColumns,
	group: readonly number[],
	fills: ArrayLike<number>,
	lot: number,
	{ ties }: Profile,
): boolean {
	return ties === 'time' ? isInTurn(columns, group, fills) : isByShare(columns, group, fills, lot);
}

/** In full up to one order, that one in part, nothing after it. */
function isInTurn({ quantity }: BookColumns, group: readonly number[], fills: ArrayLike<number>): boolean {
	let isOver = false;
	for (const at of group) {
		const fill = fills[at] as number;
		if (isOver && fill > 0) return false;
		if (fill < (quantity[at] as number)) isOver = true;
	}
	return true;
}

/** Each order has ⌊accepted × quantity / wanted⌋ lots or one more; the one more goes by remainder, then by index. */
function isByShare(
	{ quantity }: BookColumns,
	group: readonly number[],
	fills: ArrayLike<number>,
	lot: number,
): boolean {
	let [wanted, accepted] = [0, 0];
	for (const at of group) {
		const lots = (fills[at] as number) / lot;
		if (!Number.isInteger(lots)) return false;
		wanted += (quantity[at] as number) / lot;
		accepted += lots;
	}
	if (accepted === wanted || accepted === 0) return true;
	/** Smallest remainder that got a lot more, latest of them; largest that did not, earliest of them. */
	let [served, servedAt, passed, passedAt] = [Number.POSITIVE_INFINITY, -1, -1, -1];
	for (const at of group) {
		const weight = (quantity[at] as number) / lot;
		const lots = (fills[at] as number) / lot;
		const above = remainderOf(accepted, weight, lots, wanted);
		if (above >= 0 && above < wanted) {
			if (above > passed) [passed, passedAt] = [above, at];
		} else if (above < 0 && above >= -wanted) {
			const remainder = above + wanted;
			if (remainder <= served) [served, servedAt] = [remainder, at];
		} else return false;
	}
	return served > passed || (served === passed && servedAt < passedAt);
}

/** accepted × weight − lots × wanted; of a true share it lies in [−wanted, wanted). */
function remainderOf(accepted: number, weight: number, lots: number, wanted: number): number {
	const [ideal, given] = [accepted * weight, lots * wanted];
	if (Number.isSafeInteger(ideal) && Number.isSafeInteger(given)) return ideal - given;
	return Number(BigInt(accepted) * BigInt(weight) - BigInt(lots) * BigInt(wanted));
}
