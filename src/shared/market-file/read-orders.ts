import { ALL_OR_NONE, type BlockOrder, type LimitOrder, MARKET_LIMITS } from '../clearing/market.ts';
import type { Json } from './exact-json.ts';
import { linkFamilies, type ReadBlock } from './families.ts';
import {
	listAt,
	nameAt,
	objectAt,
	type Place,
	quantityOf,
	ratioOf,
	refuseCount,
	refuseDuplicate,
	refuseType,
	required,
	requireKnown,
} from './fields.ts';
import type { FileOrder } from './market-file.ts';
import { addTotal, numberOf, type OrderReading, periodsOf, type ReadOrder, termsOf } from './order-terms.ts';
import { readCurve } from './read-curve.ts';
import type { MarketTerms } from './read-zones.ts';

const SIMPLE_FIELDS = new Set(['id', 'side', 'price', 'quantity', 'owner', 'zone', 'periods', 'minAcceptance']);
const BLOCK_FIELDS = new Set([
	'id',
	'side',
	'price',
	'profile',
	'owner',
	'zone',
	'minAcceptance',
	'parent',
	'exclusiveGroup',
]);

export interface FileOrders {
	readonly limits: readonly LimitOrder[];
	readonly blocks: readonly BlockOrder[];
	readonly orders: readonly FileOrder[];
}

/** @throws CodedError MARKET_FILE_* or CURVE_*, with its JSON path in `details.path` */
export function readOrders(list: readonly Json[], path: string, market: MarketTerms): FileOrders {
	if (list.length > MARKET_LIMITS.orders) refuseCount(path, MARKET_LIMITS.orders, 'orders');
	const reading: OrderReading = {
		market,
		limits: [],
		blocks: [],
		owners: new Map(),
		groups: new Map(),
		totals: { bid: 0, offer: 0 },
	};
	const ids = new Set<string>();
	const read = list.map((value, index) => {
		const place = objectAt(value, `${path}[${index}]`);
		const id = nameAt(required(place, 'id'), `${place.path}.id`);
		if (ids.size === ids.add(id).size) refuseDuplicate(`${place.path}.id`, id);
		return readOrder(reading, place, id);
	});
	const { limits } = reading;
	const { blocks, indexOf } = linkFamilies(reading.blocks);
	const positionsOf = ({ kind, periods, first, steps }: ReadOrder): number[] => {
		if (kind === 'ignored') return [];
		const isLimit = kind === 'simple' || kind === 'curve';
		const base = isLimit ? first : limits.length + (indexOf[first] as number);
		return Array.from({ length: Math.max(1, periods.length) * steps }, (_, part) => base + part);
	};
	return {
		limits,
		blocks,
		orders: read.map((order): FileOrder => {
			const { id, kind, periods, steps } = order;
			return { id, kind, periods, steps, positions: positionsOf(order) };
		}),
	};
}

function readOrder(reading: OrderReading, place: Place, id: string): ReadOrder {
	if (place.object['profile'] !== undefined) return readBlock(reading, place, id);
	return place.object['points'] === undefined ? readSimple(reading, place, id) : readCurve(reading, place, id);
}

function readSimple(reading: OrderReading, place: Place, id: string): ReadOrder {
	requireKnown(place, SIMPLE_FIELDS, 'a simple order');
	const { market, limits } = reading;
	const terms = termsOf(reading, place);
	const quantity = quantityOf(required(place, 'quantity'), place, 'quantity');
	const periods = periodsOf(place, market.periods);
	const minimum = place.object['minAcceptance'];
	const minAcceptance = minimum === undefined ? 0 : ratioOf(minimum, place, 'minAcceptance');
	addTotal(reading, terms.side, quantity * periods.length, place);
	if (quantity === 0) return { id, kind: 'ignored', periods: [], first: 0, steps: 1 };
	if (minAcceptance > 0) {
		const first = reading.blocks.length;
		for (const period of periods) {
			const profile = new Array<number>(market.periods).fill(0);
			profile[period - 1] = quantity;
			addBlock(reading, place, { id: null, parentId: null, block: blockOf({ ...terms, profile, minAcceptance }) });
		}
		return { id, kind: 'minimum', periods, first, steps: 1 };
	}
	const first = limits.length;
	for (const period of periods) limits.push({ ...terms, quantity, period: period - 1 });
	if (limits.length > MARKET_LIMITS.orders) refuseCount(place.path, MARKET_LIMITS.orders, 'orders, by period');
	return { id, kind: 'simple', periods, first, steps: 1 };
}

function readBlock(reading: OrderReading, place: Place, id: string): ReadOrder {
	requireKnown(place, BLOCK_FIELDS, 'a block');
	const { object, path } = place;
	const terms = termsOf(reading, place);
	const profile = profileOf(place, reading.market.periods);
	for (const quantity of profile) addTotal(reading, terms.side, quantity, place);
	const isIgnored = profile.every((quantity) => quantity === 0);
	const { parent, exclusiveGroup, minAcceptance: minimum } = object;
	// The engine's least ratio: a block that takes any is told from one that takes none.
	const minAcceptance = minimum === undefined ? ALL_OR_NONE : Math.max(1, ratioOf(minimum, place, 'minAcceptance'));
	const group =
		exclusiveGroup === undefined ? null : numberOf(reading.groups, nameAt(exclusiveGroup, `${path}.exclusiveGroup`));
	const first = reading.blocks.length;
	addBlock(reading, place, {
		id,
		parentId: parent === undefined ? null : nameAt(parent, `${path}.parent`),
		block: isIgnored ? null : blockOf({ ...terms, profile, minAcceptance, group }),
	});
	return { id, kind: isIgnored ? 'ignored' : 'block', periods: [], first, steps: 1 };
}

function blockOf(block: Omit<BlockOrder, 'parent' | 'group'> & { readonly group?: number | null }): BlockOrder {
	return { group: null, ...block, parent: null };
}

function addBlock({ blocks }: OrderReading, { path }: Place, block: Omit<ReadBlock, 'path'>): void {
	blocks.push({ ...block, path });
	if (blocks.length > MARKET_LIMITS.blocks) refuseCount(path, MARKET_LIMITS.blocks, 'blocks');
}

function profileOf(place: Place, periods: number): number[] {
	const path = `${place.path}.profile`;
	const list = listAt(required(place, 'profile'), path);
	if (list.length !== periods) refuseType(path, `a list of ${periods} quantities, one for each period`);
	return list.map((each, index) => quantityOf(each, `${path}[${index}]`));
}
