import { type Link, MARKET_LIMITS, type Zone } from '../clearing/market.ts';
import type { Json, JsonObject } from './exact-json.ts';
import {
	listAt,
	millionthsOf,
	nameAt,
	objectAt,
	type Place,
	perPeriod,
	priceOf,
	refuseCount,
	refuseDuplicate,
	refuseReference,
	refuseType,
	refuseValue,
	required,
	requireKnown,
	wholeOf,
} from './fields.ts';

/** Everything of a market file but its orders. */
export interface MarketTerms {
	readonly periods: number;
	/** In millionths. */
	readonly tick: number;
	readonly zones: readonly Zone[];
	readonly zoneIndex: ReadonlyMap<string, number>;
	readonly links: readonly Link[];
}

const MARKET_FIELDS = new Set(['periods', 'tick', 'zones', 'links', 'orders']);
const ZONE_FIELDS = new Set(['name', 'fee']);
const LINK_FIELDS = new Set(['from', 'to', 'min', 'max', 'fee']);

/** @param orders the file's, for the names of zones that it does not list */
export function readTerms(place: Place, orders: readonly Json[]): MarketTerms {
	requireKnown(place, MARKET_FIELDS, 'a market');
	const { object, path } = place;
	const periods =
		object['periods'] === undefined ? 1 : wholeOf(object['periods'], `${path}.periods`, 1, MARKET_LIMITS.periods);
	const tick = object['tick'] === undefined ? 1 : millionthsOf(object['tick'], place, 'tick');
	if (tick <= 0) refuseValue(object['tick'] as Json, `${path}.tick`, 'above 0');
	const links = object['links'] === undefined ? [] : listAt(object['links'], `${path}.links`);
	const zones =
		object['zones'] === undefined
			? namedZones(orders, links, periods)
			: readZones(object['zones'], `${path}.zones`, periods, tick);
	if (zones.length > MARKET_LIMITS.zones) refuseCount(`${path}.zones`, MARKET_LIMITS.zones, 'zones');
	const zoneIndex = new Map(zones.map(({ name }, index) => [name, index]));
	return {
		periods,
		tick,
		zones,
		zoneIndex,
		links: readLinks(links, `${path}.links`, { periods, tick, zoneIndex }),
	};
}

/** Without a list, the zones are those that orders and links name, or the one zone without a name. */
function namedZones(orders: readonly Json[], links: readonly Json[], periods: number): Zone[] {
	const names = new Set<string>();
	const see = (value: Json, field: string): void => {
		const name = (value as JsonObject | null)?.[field];
		if (typeof name === 'string' && names.size <= MARKET_LIMITS.zones) names.add(name);
	};
	for (const order of orders) see(order, 'zone');
	for (const link of links) for (const end of ['from', 'to']) see(link, end);
	if (names.size === 0) names.add('');
	return Array.from(names, (name) => ({ name, fee: new Array<number>(periods).fill(0) }));
}

function readZones(value: Json, path: string, periods: number, tick: number): Zone[] {
	const list = listAt(value, path);
	if (list.length === 0) refuseType(path, `a list of 1 to ${MARKET_LIMITS.zones} zones`);
	const names = new Set<string>();
	return list.map((each, index) => {
		const at = `${path}[${index}]`;
		const zone = typeof each === 'string' ? null : objectAt(each, at);
		if (zone !== null) requireKnown(zone, ZONE_FIELDS, 'a zone');
		const name = zone === null ? nameAt(each, at) : nameAt(required(zone, 'name'), `${at}.name`);
		if (names.size === names.add(name).size) refuseDuplicate(at, name);
		const fee = zone?.object['fee'];
		return { name, fee: readFees(fee, `${at}.fee`, periods, tick) };
	});
}

function readLinks(
	list: readonly Json[],
	path: string,
	{ periods, tick, zoneIndex }: Pick<MarketTerms, 'periods' | 'tick' | 'zoneIndex'>,
): Link[] {
	if (list.length > MARKET_LIMITS.links) refuseCount(path, MARKET_LIMITS.links, 'links');
	return list.map((each, index) => {
		const place = objectAt(each, `${path}[${index}]`);
		requireKnown(place, LINK_FIELDS, 'a link');
		const end = (name: 'from' | 'to'): number => {
			const zone = nameAt(required(place, name), `${place.path}.${name}`);
			return zoneIndex.get(zone) ?? refuseReference(`${place.path}.${name}`, zone, 'zone of this market');
		};
		const bound = (name: 'min' | 'max'): number[] =>
			perPeriod(required(place, name), `${place.path}.${name}`, periods, (value, at) => millionthsOf(value, at));
		const [from, to, min, max] = [end('from'), end('to'), bound('min'), bound('max')];
		if (from === to) refuseReference(`${place.path}.to`, String(place.object['to']), 'zone other than "from"');
		if (max.some((each, t) => each < (min[t] as number))) refuseType(`${place.path}.max`, 'at or above "min"');
		return { from, to, min, max, fee: readFees(place.object['fee'], `${place.path}.fee`, periods, tick) };
	});
}

function readFees(value: Json | undefined, path: string, periods: number, tick: number): number[] {
	return perPeriod(value ?? '0', path, periods, (each, at) => {
		const fee = priceOf(each, tick, at);
		return fee >= 0 ? fee : refuseValue(each, at, '0 or more');
	});
}
