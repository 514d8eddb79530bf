import { ALL_OR_NONE, type BlockOrder, type LimitOrder, MARKET_LIMITS, type Side } from '../clearing/market.ts';
import { CodedError } from '../errors/coded-error.ts';
import type { Json } from './exact-json.ts';
import { linkFamilies, type ReadBlock } from './families.ts';
import {
	choiceAt,
	listAt,
	nameAt,
	objectAt,
	type Place,
	priceOf,
	quantityOf,
	ratioOf,
	refuseCount,
	refuseDuplicate,
	refuseReference,
	refuseType,
	required,
	requireKnown,
	wholeOf,
} from './fields.ts';
import type { FileOrder, OrderKind } from './market-file.ts';
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

interface Terms {
	readonly side: Side;
	readonly price: number;
	readonly zone: number;
	readonly owner?: number;
}

interface ReadOrder {
	readonly id: string;
	readonly kind: OrderKind;
	readonly periods: readonly number[];
	/** First of its parts among limit orders or blocks, whose number is that of its periods, or 1 for a block. */
	readonly first: number;
}

export function readOrders(list: readonly Json[], path: string, terms: MarketTerms): FileOrders {
	if (list.length > MARKET_LIMITS.orders) refuseCount(path, MARKET_LIMITS.orders, 'orders');
	const reader = orderReader(terms);
	const read = list.map((value, index) => reader.read(objectAt(value, `${path}[${index}]`)));
	const { limits } = reader;
	const { blocks, indexOf } = linkFamilies(reader.blocks);
	const orders = read.map(({ id, kind, periods, first }): FileOrder => {
		const isLimit = kind === 'simple';
		const count = kind === 'ignored' ? 0 : kind === 'block' ? 1 : periods.length;
		const base = isLimit ? first : limits.length + (indexOf[first] ?? 0);
		return { id, kind, periods, positions: Array.from({ length: count }, (_, part) => base + part) };
	});
	return { limits, blocks, orders };
}

function orderReader(market: MarketTerms) {
	const limits: LimitOrder[] = [];
	const blocks: ReadBlock[] = [];
	const ids = new Set<string>();
	const owners = new Map<string, number>();
	const groups = new Map<string, number>();
	const totals = { bid: 0, offer: 0 };
	const numberOf = (numbers: Map<string, number>, name: string): number => {
		const number = numbers.get(name) ?? numbers.size;
		numbers.set(name, number);
		return number;
	};
	const count = (side: Side, quantity: number, { path }: Place): void => {
		totals[side] += quantity;
		if (!Number.isSafeInteger(totals[side])) throw new CodedError('MARKET_FILE_TOTAL', { path });
	};
	const readTermsOf = (place: Place): Terms => {
		const owner = place.object['owner'];
		const terms = {
			side: choiceAt(required(place, 'side'), `${place.path}.side`, ['bid', 'offer']),
			price: priceOf(required(place, 'price'), market.tick, place, 'price'),
			zone: zoneOf(place, market),
		};
		return owner === undefined ? terms : { ...terms, owner: numberOf(owners, nameAt(owner, `${place.path}.owner`)) };
	};
	const readSimple = (place: Place, id: string): ReadOrder => {
		requireKnown(place, SIMPLE_FIELDS, 'a simple order');
		const terms = readTermsOf(place);
		const quantity = quantityOf(required(place, 'quantity'), place, 'quantity');
		const periods = periodsOf(place, market.periods);
		const minimum = place.object['minAcceptance'];
		const minAcceptance = minimum === undefined ? 0 : ratioOf(minimum, place, 'minAcceptance');
		count(terms.side, quantity * periods.length, place);
		if (quantity === 0) return { id, kind: 'ignored', periods: [], first: 0 };
		if (minAcceptance > 0) {
			const first = blocks.length;
			for (const period of periods) {
				const profile = new Array<number>(market.periods).fill(0);
				profile[period - 1] = quantity;
				const block = { ...terms, profile, minAcceptance, parent: null, group: null };
				blocks.push({ id: null, path: place.path, parentId: null, block });
			}
			requireBlockCount(blocks.length, place);
			return { id, kind: 'minimum', periods, first };
		}
		const first = limits.length;
		for (const period of periods) limits.push({ ...terms, quantity, period: period - 1 });
		if (limits.length > MARKET_LIMITS.orders) refuseCount(place.path, MARKET_LIMITS.orders, 'orders, by period');
		return { id, kind: 'simple', periods, first };
	};
	const readBlock = (place: Place, id: string): ReadOrder => {
		requireKnown(place, BLOCK_FIELDS, 'a block');
		const { object, path } = place;
		const profile = profileOf(place, market.periods);
		const isIgnored = profile.every((quantity) => quantity === 0);
		const group = object['exclusiveGroup'];
		const parent = object['parent'];
		const minimum = object['minAcceptance'];
		const minAcceptance = minimum === undefined ? ALL_OR_NONE : Math.max(1, ratioOf(minimum, place, 'minAcceptance'));
		const terms = readTermsOf(place);
		for (const quantity of profile) count(terms.side, quantity, place);
		const groupNumber = group === undefined ? null : numberOf(groups, nameAt(group, `${path}.exclusiveGroup`));
		blocks.push({
			id,
			path,
			parentId: parent === undefined ? null : nameAt(parent, `${path}.parent`),
			block: isIgnored ? null : { ...terms, profile, minAcceptance, parent: null, group: groupNumber },
		});
		requireBlockCount(blocks.length, place);
		return { id, kind: isIgnored ? 'ignored' : 'block', periods: [], first: blocks.length - 1 };
	};
	const read = (place: Place): ReadOrder => {
		const id = nameAt(required(place, 'id'), `${place.path}.id`);
		if (ids.has(id)) refuseDuplicate(`${place.path}.id`, id);
		ids.add(id);
		return place.object['profile'] === undefined ? readSimple(place, id) : readBlock(place, id);
	};
	return { limits, blocks, read };
}

function zoneOf(place: Place, { zones, zoneIndex }: MarketTerms): number {
	const value = place.object['zone'];
	const path = `${place.path}.zone`;
	if (value === undefined) {
		if (zones.length > 1) required(place, 'zone');
		return 0;
	}
	const name = value === '' ? '' : nameAt(value, path);
	return zoneIndex.get(name) ?? refuseReference(path, name, 'zone of this market');
}

function periodsOf(place: Place, periods: number): number[] {
	const value = place.object['periods'];
	if (value === undefined) return Array.from({ length: periods }, (_, index) => index + 1);
	const path = `${place.path}.periods`;
	const list = listAt(value, path);
	if (list.length === 0) refuseType(path, 'a list of at least one period');
	const seen = new Set<number>();
	list.forEach((each, index) => {
		const period = wholeOf(each, `${path}[${index}]`, 1, periods);
		if (seen.has(period)) refuseDuplicate(`${path}[${index}]`, String(period));
		seen.add(period);
	});
	return [...seen].sort((a, b) => a - b);
}

function profileOf(place: Place, periods: number): number[] {
	const path = `${place.path}.profile`;
	const list = listAt(required(place, 'profile'), path);
	if (list.length !== periods) refuseType(path, `a list of ${periods} quantities, one for each period`);
	return list.map((each, index) => quantityOf(each, `${path}[${index}]`));
}

function requireBlockCount(count: number, { path }: Place): void {
	if (count > MARKET_LIMITS.blocks) refuseCount(path, MARKET_LIMITS.blocks, 'blocks');
}
