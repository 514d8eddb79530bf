import { MARKET_LIMITS } from '../../../shared/clearing/market.ts';
import { CodedError } from '../../../shared/errors/coded-error.ts';
import { dayAt, eachRow, millionthsAt, nameAt, periodAt, type Row, refuseCell } from './csv-rows.ts';
import {
	type BlockData,
	type ByPeriod,
	type DayData,
	type ExchangeData,
	emptyDay,
	type LinkData,
	type MarketData,
	PUBLISHED_STATUSES,
	type PublishedStatus,
} from './day-data.ts';

/** First and last day, both included; null takes all. */
export type DayRange = { readonly from: string; readonly to: string } | null;

export interface DataChoice {
	readonly days: DayRange;
	/** Whether borders are pinned to the published exchanges, which are read only then. */
	readonly borders: 'prices' | 'exchanges';
	/** Whether blocks are folded into the curves as published, or kept apart. */
	readonly blocks: 'given' | 'solve';
}

/** A year of days is more than one replay holds in memory. */
const MAX_DAYS = 400;
/** Leaves room for the orders that borders add to those that one clearing takes. */
const MAX_STEPS_PER_DAY = MARKET_LIMITS.orders - 100_000;

/**
 * Reads a directory of market data.
 * @throws CodedError MARKET_DATA_* naming file, line and column
 */
export async function readMarketData(directory: string, choice: DataChoice): Promise<MarketData> {
	const days = new Map<string, DayData>();
	const curves = choice.blocks === 'given' ? 'bid-curves' : 'simple-bid-curves';
	const zones = await readCurves(directory, curves, openingDays(days, choice.days));
	const dayOf: DayOf = (row, column) => days.get(row.cells[column] as string) ?? null;
	await readLinks(directory, dayOf);
	await readPrices(directory, dayOf);
	await readExchanges(directory, 'published-flows', dayOf);
	if (choice.borders === 'exchanges') await readExchanges(directory, 'published-exchanges', dayOf);
	if (choice.blocks === 'solve') await readBlocks(directory, dayOf, zones);
	const inOrder = Array.from(days.values()).sort((a, b) => (a.day < b.day ? -1 : 1));
	requireWholeDays(directory, curves, inOrder, choice);
	return { zones: [...zones].sort(), days: inOrder };
}

/** The day of a row, or null where it is not chosen. */
type DayOf = (row: Row<string>, column: number) => DayData | null;

/** The curves say which days there are; what other files have of other days is not needed. */
function openingDays(days: Map<string, DayData>, range: DayRange): DayOf {
	return (row, column) => {
		const known = days.get(row.cells[column] as string);
		if (known !== undefined) return known;
		const day = dayAt(row, column);
		if (range !== null && (day < range.from || day > range.to)) return null;
		const opened = emptyDay(day);
		days.set(day, opened);
		if (days.size > MAX_DAYS) refuseCount(row, MAX_DAYS, 'days');
		return opened;
	};
}

const CURVE_COLUMNS = ['delivery_day', 'period', 'zone', 'side', 'price_eur_per_mwh', 'quantity_mwh'] as const;

async function readCurves(directory: string, name: string, dayOf: DayOf): Promise<Set<string>> {
	const zones = new Set<string>();
	await eachRow(directory, name, CURVE_COLUMNS, (row) => {
		const zone = nameAt(row, 2);
		if (zones.add(zone).size > MARKET_LIMITS.zones) refuseCount(row, MARKET_LIMITS.zones, 'zones');
		const data = dayOf(row, 0);
		if (data === null) return;
		const quantity = millionthsAt(row, 5);
		if (quantity < 0) refuseCell(row, 5, 'a quantity of 0 or more');
		const price = millionthsAt(row, 4);
		data.curves.push({ period: periodAt(row, 1), zone, side: sideAt(row, 3), price, quantity });
		if (data.curves.length > MAX_STEPS_PER_DAY) refuseCount(row, MAX_STEPS_PER_DAY, 'orders in a day');
	});
	return zones;
}

function sideAt(row: Row<string>, column: number): 'bid' | 'offer' {
	const text = row.cells[column];
	return text === 'demand' ? 'bid' : text === 'supply' ? 'offer' : refuseCell(row, column, 'demand or supply');
}

const LINK_COLUMNS = ['delivery_day', 'period', 'id', 'from_zone', 'to_zone', 'min_flow_mwh', 'max_flow_mwh'] as const;

async function readLinks(directory: string, dayOf: DayOf): Promise<void> {
	await eachRow(directory, 'transfer-capacities', LINK_COLUMNS, (row) => {
		const data = dayOf(row, 0);
		if (data === null) return;
		const [id, from, to] = [nameAt(row, 2), nameAt(row, 3), nameAt(row, 4)];
		if (from === to) refuseCell(row, 4, 'another zone than from_zone');
		const min = millionthsAt(row, 5);
		const max = millionthsAt(row, 6);
		if (max < min) refuseCell(row, 6, 'a bound at or above min_flow_mwh');
		const link = entryOf<LinkData>(data.links, `${id}>${from}>${to}`, () => ({ id, from, to, bounds: new Map() }));
		if (data.links.size > MARKET_LIMITS.links) refuseCount(row, MARKET_LIMITS.links, 'links');
		const period = periodAt(row, 1);
		const stated = link.bounds.get(period);
		if (stated !== undefined && (stated.min !== min || stated.max !== max)) refuseConflict(row, `the bounds of ${id}`);
		link.bounds.set(period, { min, max });
	});
}

async function readPrices(directory: string, dayOf: DayOf): Promise<void> {
	const columns = ['delivery_day', 'period', 'zone', 'price_eur_per_mwh'] as const;
	await eachRow(directory, 'published-prices', columns, (row) => {
		const data = dayOf(row, 0);
		// An empty cell is a price that was not published.
		if (data === null || row.cells[3] === '') return;
		const zone = nameAt(row, 2);
		const prices: ByPeriod = data.prices;
		const byPeriod = entryOf<Map<number, number>>(prices, zone, () => new Map());
		state(row, byPeriod, periodAt(row, 1), millionthsAt(row, 3), `the price of ${zone}`);
	});
}

/** `published-exchanges` and `published-flows` differ in the names of two columns. */
async function readExchanges(
	directory: string,
	name: 'published-exchanges' | 'published-flows',
	dayOf: DayOf,
): Promise<void> {
	const [from, to, energy] =
		name === 'published-flows' ? ['from_zone', 'to_zone', 'flow_mwh'] : ['zone', 'external_zone', 'exchange_mwh'];
	const columns = ['delivery_day', 'period', from as string, to as string, energy as string];
	await eachRow(directory, name, columns, (row) => {
		const data = dayOf(row, 0);
		if (data === null || row.cells[4] === '') return;
		const ends = { from: nameAt(row, 2), to: nameAt(row, 3) };
		if (ends.from === ends.to) refuseCell(row, 3, 'another zone');
		const key = `${ends.from}>${ends.to}`;
		const all = name === 'published-flows' ? data.flows : data.exchanges;
		const { byPeriod } = entryOf<ExchangeData>(all, key, () => ({ ...ends, byPeriod: new Map() }));
		state(row, byPeriod, periodAt(row, 1), millionthsAt(row, 4), `the flow ${key}`);
	});
}

const BLOCK_COLUMNS = [
	'delivery_day',
	'block_id',
	'period',
	'zone',
	'side',
	'quantity_mwh',
	'price_eur_per_mwh',
	'published_status',
] as const;

async function readBlocks(directory: string, dayOf: DayOf, zones: ReadonlySet<string>): Promise<void> {
	await eachRow(directory, 'block-orders', BLOCK_COLUMNS, (row) => {
		const data = dayOf(row, 0);
		if (data === null) return;
		if (!zones.has(nameAt(row, 3))) refuseCell(row, 3, 'a zone with bid curves');
		const id = nameAt(row, 1);
		const status = row.cells[7] as PublishedStatus;
		if (!PUBLISHED_STATUSES.includes(status)) refuseCell(row, 7, 'ACC, REJ or PREJ');
		const terms = { zone: nameAt(row, 3), side: sideAt(row, 4), price: millionthsAt(row, 6), status };
		const block = entryOf<BlockData>(data.blocks, id, () => ({ id, ...terms, byPeriod: new Map() }));
		const isOneBlock = (Object.keys(terms) as (keyof typeof terms)[]).every((name) => block[name] === terms[name]);
		if (!isOneBlock) refuseConflict(row, `zone, side, price or status of ${id}`);
		if (data.blocks.size > MARKET_LIMITS.blocks) refuseCount(row, MARKET_LIMITS.blocks, 'blocks in a day');
		const quantity = millionthsAt(row, 5);
		if (quantity < 0) refuseCell(row, 5, 'a quantity of 0 or more');
		state(row, block.byPeriod, periodAt(row, 2), quantity, `the quantity of ${id}`);
	});
}

function entryOf<Value>(entries: Map<string, Value>, key: string, make: () => Value): Value {
	let value = entries.get(key);
	if (value === undefined) {
		value = make();
		entries.set(key, value);
	}
	return value;
}

function state(row: Row<string>, byPeriod: Map<number, number>, period: number, value: number, what: string): void {
	if ((byPeriod.get(period) ?? value) !== value) refuseConflict(row, `${what} in period ${period}`);
	byPeriod.set(period, value);
}

/** A day that one file lacks would be cleared as if that file said zero. */
function requireWholeDays(directory: string, curves: string, days: readonly DayData[], choice: DataChoice): void {
	const missing = (name: string, what: string): never => {
		throw new CodedError('MARKET_DATA_MISSING', { file: `${directory}/${name}`, what });
	};
	if (days.length === 0) missing(curves, choice.days === null ? 'any day' : `${choice.days.from}..${choice.days.to}`);
	for (const { day, links, prices, flows, exchanges } of days) {
		if (links.size === 0) missing('transfer-capacities', day);
		if (prices.size === 0) missing('published-prices', day);
		if (flows.size === 0) missing('published-flows', day);
		if (choice.borders === 'exchanges' && exchanges.size === 0) missing('published-exchanges', day);
	}
}

function refuseConflict({ file, line }: Row<string>, what: string): never {
	throw new CodedError('MARKET_DATA_CONFLICT', { file, line, what });
}

function refuseCount({ file, line }: Row<string>, limit: number, what: string): never {
	throw new CodedError('MARKET_DATA_LIMIT', { file, line, limit, what });
}
