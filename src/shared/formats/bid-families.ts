import type { ErrorCode } from '../errors/catalogue.ts';
import type { BidRow } from './bid-row.ts';
import { BID_LIMITS, type BidDraft } from './bid-terms.ts';

/**
 * Refuses blocks whose parent is no block of the same product, or whose family is a ring or too deep, and with a refused
 * block those that stand on it. An order that was sent before stays as it was when its new row is refused.
 */
export function refuseOrphans(rows: readonly BidRow[], previous: ReadonlyMap<string, BidDraft>): BidRow[] {
	const checked = [...rows];
	const standing = new Map<string, BidDraft>();
	for (const { name, order } of rows) {
		const draft = order ?? previous.get(name);
		if (draft !== undefined && !standing.has(name)) standing.set(name, draft);
	}
	const children = rows.flatMap(({ order }, index) => (order?.parent === undefined ? [] : [index]));
	for (let hasChanged = true; hasChanged; ) {
		hasChanged = false;
		const refused: { readonly index: number; readonly code: ErrorCode }[] = [];
		for (const index of children) {
			const { order } = checked[index] as BidRow;
			const code = order === undefined ? null : familyFault(order, standing);
			if (code !== null) refused.push({ index, code });
		}
		for (const { index, code } of refused) {
			const { line, name, order, cells } = checked[index] as BidRow;
			const details = { parent: order?.parent ?? '', generations: BID_LIMITS.generations };
			checked[index] = { line, name, verdict: 'error', code, column: 'parent', details, cells };
			const before = previous.get(name);
			if (before === undefined) standing.delete(name);
			else standing.set(name, before);
			hasChanged = true;
		}
	}
	return checked;
}

function familyFault(order: BidDraft, standing: ReadonlyMap<string, BidDraft>): ErrorCode | null {
	let child = order;
	for (let generation = 1; child.parent !== undefined; generation += 1) {
		const parent = standing.get(child.parent);
		if (parent === undefined || parent.kind !== 'block' || parent.product !== order.product)
			return generation === 1 ? 'BID_PARENT_UNKNOWN' : null;
		if (parent.name === order.name) return 'BID_PARENT_RING';
		if (generation >= BID_LIMITS.generations) return 'BID_PARENT_DEPTH';
		child = parent;
	}
	return null;
}
