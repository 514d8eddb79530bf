import { proRata } from '../pro-rata.ts';
import type { Profile } from '../profiles.ts';
import type { BookColumns, Grid } from './columns.ts';

/** Orders of one side and one limit of which only a part is accepted. */
export interface MarginalLevel {
	/** Indexes, ascending. */
	readonly members: Int32Array;
	/** Accepted of them in all, a multiple of the lot. */
	readonly accepted: number;
}

/** Writes the fills of a level: where the profile says so the highest credit first, then by share or by arrival. */
export function shareLevel(
	columns: BookColumns,
	{ members, accepted }: MarginalLevel,
	{ lot }: Grid,
	profile: Profile,
	fills: Float64Array,
): void {
	let left = accepted;
	for (const group of profile.credit === 'first' ? byCredit(columns, members) : [members]) {
		let wanted = 0;
		for (const at of group) wanted += columns.quantity[at] as number;
		const given = Math.min(left, wanted);
		if (profile.ties === 'time') serveInTurn(columns, group, given, fills);
		else serveByShare(columns, group, given, lot, fills);
		left -= given;
		if (left === 0) return;
	}
}

function byCredit({ priority }: BookColumns, members: Int32Array): Int32Array[] {
	const groups = Map.groupBy(members, (at) => priority[at] as number);
	return [...groups].sort(([a], [b]) => b - a).map(([, group]) => Int32Array.from(group));
}

function serveInTurn({ quantity }: BookColumns, group: Int32Array, given: number, fills: Float64Array): void {
	let left = given;
	for (const at of group) {
		const fill = Math.min(left, quantity[at] as number);
		fills[at] = fill;
		left -= fill;
		if (left === 0) return;
	}
}

function serveByShare(
	{ quantity }: BookColumns,
	group: Int32Array,
	given: number,
	lot: number,
	fills: Float64Array,
): void {
	const weights = new Float64Array(group.length);
	for (let n = 0; n < group.length; n++) weights[n] = (quantity[group[n] as number] as number) / lot;
	const shares = proRata(given / lot, weights);
	for (let n = 0; n < group.length; n++) fills[group[n] as number] = (shares[n] as number) * lot;
}
