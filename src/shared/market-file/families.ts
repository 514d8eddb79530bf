import { type BlockOrder, MARKET_LIMITS } from '../clearing/market.ts';
import { refuseCount, refuseReference } from './fields.ts';

/** A block before it is known whether its parent is part of the market. */
export interface ReadBlock {
	/** Null for a simple order with a least ratio, which is no block that another could name. */
	readonly id: string | null;
	readonly path: string;
	readonly parentId: string | null;
	/** Null where its quantities are all 0. */
	readonly block: BlockOrder | null;
}

/**
 * Gives each block its parent's index. A parent without quantity is no part of the market: its children answer to its
 * own parent instead.
 * @returns the blocks with quantity, and by place among all blocks the index of each of them
 * @throws CodedError MARKET_FILE_REFERENCE for an unknown parent or a circle, MARKET_FILE_LIMIT for too many generations
 */
export function linkFamilies(read: readonly ReadBlock[]): {
	blocks: readonly BlockOrder[];
	indexOf: readonly (number | null)[];
} {
	const placeOf = new Map<string, number>();
	read.forEach(({ id }, place) => {
		if (id !== null) placeOf.set(id, place);
	});
	let count = 0;
	const indexOf = read.map(({ block }) => (block === null ? null : count++));
	const blocks: BlockOrder[] = [];
	for (const each of read) {
		const parent = ancestorOf(each, read, placeOf);
		if (each.block !== null)
			blocks.push({ ...each.block, parent: parent === null ? null : (indexOf[parent] as number) });
	}
	return { blocks, indexOf };
}

/** Place of the nearest ancestor with quantity. */
function ancestorOf(each: ReadBlock, read: readonly ReadBlock[], placeOf: ReadonlyMap<string, number>): number | null {
	let nearest: number | null = null;
	let generations = 1;
	let next: ReadBlock = each;
	const path = `${each.path}.parent`;
	for (let hop = 0; next.parentId !== null; hop++) {
		const place = placeOf.get(next.parentId);
		if (place === undefined) return refuseReference(`${next.path}.parent`, next.parentId, 'block of this market');
		next = read[place] as ReadBlock;
		if (next === each || hop > read.length)
			return refuseReference(path, each.parentId as string, 'block that is not its own descendant');
		if (next.block === null) continue;
		nearest ??= place;
		generations += 1;
	}
	if (generations > MARKET_LIMITS.generations) refuseCount(path, MARKET_LIMITS.generations, 'generations of blocks');
	return nearest;
}
