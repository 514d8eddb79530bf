import type { LimitOrder, Side } from '../clearing/market.ts';
import { CodedError } from '../errors/coded-error.ts';
import type { ReadBlock } from './families.ts';
import {
	choiceAt,
	listAt,
	nameAt,
	type Place,
	priceOf,
	refuseDuplicate,
	refuseReference,
	refuseType,
	required,
	wholeOf,
} from './fields.ts';
import type { OrderKind } from './market-file.ts';
import type { MarketTerms } from './read-zones.ts';

/** What the orders read so far have come to. */
export interface OrderReading {
	readonly market: MarketTerms;
	readonly limits: LimitOrder[];
	readonly blocks: ReadBlock[];
	/** Numbers by name. */
	readonly owners: Map<string, number>;
	readonly groups: Map<string, number>;
	readonly totals: { bid: number; offer: number };
}

/** An order whose parts are not yet positions of the market. */
export interface ReadOrder {
	readonly id: string;
	readonly kind: OrderKind;
	readonly periods: readonly number[];
	/** Index of its first part among the limit orders, or among the blocks as read. */
	readonly first: number;
	readonly steps: number;
}

/** Whose order it is, on which side and where. */
export interface OrderPlace {
	readonly side: Side;
	readonly zone: number;
	readonly owner?: number;
}

export function placeOf({ market, owners }: OrderReading, place: Place): OrderPlace {
	const owner = place.object['owner'];
	const side = choiceAt(required(place, 'side'), `${place.path}.side`, ['bid', 'offer']);
	const zone = zoneOf(place, market);
	return owner === undefined
		? { side, zone }
		: { side, zone, owner: numberOf(owners, nameAt(owner, `${place.path}.owner`)) };
}

export function termsOf(reading: OrderReading, place: Place): OrderPlace & { readonly price: number } {
	return { ...placeOf(reading, place), price: priceOf(required(place, 'price'), reading.market.tick, place, 'price') };
}

/** Periods of an order, ascending; all where it names none. */
export function periodsOf(place: Place, periods: number): number[] {
	const value = place.object['periods'];
	if (value === undefined) return Array.from({ length: periods }, (_, index) => index + 1);
	const path = `${place.path}.periods`;
	const list = listAt(value, path);
	if (list.length === 0) refuseType(path, 'a list of at least one period');
	const seen = new Set<number>();
	list.forEach((each, index) => {
		const period = wholeOf(each, `${path}[${index}]`, 1, periods);
		if (seen.size === seen.add(period).size) refuseDuplicate(`${path}[${index}]`, String(period));
	});
	return [...seen].sort((a, b) => a - b);
}

/** @throws CodedError MARKET_FILE_TOTAL past the safe integers */
export function addTotal({ totals }: OrderReading, side: Side, quantity: number, { path }: Place): void {
	totals[side] += quantity;
	if (!Number.isSafeInteger(totals[side])) throw new CodedError('MARKET_FILE_TOTAL', { path });
}

export function numberOf(numbers: Map<string, number>, name: string): number {
	const number = numbers.get(name) ?? numbers.size;
	numbers.set(name, number);
	return number;
}

function zoneOf(place: Place, { zones, zoneIndex }: MarketTerms): number {
	const value = place.object['zone'];
	if (value === undefined) {
		if (zones.length > 1) required(place, 'zone');
		return 0;
	}
	const path = `${place.path}.zone`;
	const name = value === '' ? '' : nameAt(value, path);
	return zoneIndex.get(name) ?? refuseReference(path, name, 'zone of this market');
}
