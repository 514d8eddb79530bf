import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { dayMarket } from '../../../src/main/headless/market-data/day-market.ts';
import { type DataChoice, readMarketData } from '../../../src/main/headless/market-data/read-market-data.ts';
import { type MarketTables, marketDirectory, SMALL_MARKET, withLine } from '../../fixtures/market-directory.ts';

const AS_PUBLISHED: DataChoice = { days: null, borders: 'prices', blocks: 'given' };
const HEADERS = {
	curves: SMALL_MARKET['bid-curves']?.[0] as string,
	links: SMALL_MARKET['transfer-capacities']?.[0] as string,
	blocks: 'delivery_day,block_id,period,zone,side,quantity_mwh,price_eur_per_mwh,published_status',
};

async function read(changed: MarketTables = {}, choice: Partial<DataChoice> = {}) {
	await using directory = await marketDirectory(changed);
	return await readMarketData(directory.path, { ...AS_PUBLISHED, ...choice });
}

async function built(changed: MarketTables = {}, choice: Partial<DataChoice> = {}) {
	const { zones, days } = await read(changed, choice);
	return dayMarket(days[0] as (typeof days)[number], zones, choice.borders ?? 'prices');
}

describe('market data', () => {
	it('takes zones with curves as inside, whatever other files name', async () => {
		const { zones, days } = await read();
		expect(zones).toEqual(['A', 'B']);
		expect(days.map(({ day }) => day)).toEqual(['2025-06-01']);
	});

	it('reads columns by name in any order, ignores others, and takes CRLF, a byte order mark and unpacked files', async () => {
		const header = '\uFEFFquantity_mwh,note,price_eur_per_mwh,side,zone,period,delivery_day\r';
		const lines = [header, '300,x,20,supply,A,1,2025-06-01\r', '', '100,,90,demand,A,1,2025-06-01\r'];
		const { days } = await read({ 'bid-curves': [], 'bid-curves.csv': lines });
		expect(days[0]?.curves).toEqual([
			{ period: 1, zone: 'A', side: 'offer', price: 20_000_000, quantity: 300_000_000 },
			{ period: 1, zone: 'A', side: 'bid', price: 90_000_000, quantity: 100_000_000 },
		]);
	});

	it('rounds energies half to even to 1 Wh', async () => {
		const row = (quantity: string) => `2025-06-01,1,A,supply,20,${quantity}`;
		const quantities = ['74.89999999999999', '0.0000005', '0.0000015', '1e-05', '-0.0'];
		const { days } = await read({ 'bid-curves': [HEADERS.curves, ...quantities.map(row)] });
		expect(days[0]?.curves.map(({ quantity }) => quantity)).toEqual([74_900_000, 0, 2, 10, 0]);
	});

	it('takes the days of the range that the curves have, in order of time', async () => {
		const days = ['2025-06-03', '2025-06-01', '2025-06-02', '2025-06-04'];
		const rows = (name: string) => [
			SMALL_MARKET[name]?.[0] as string,
			...days.flatMap((day) => (SMALL_MARKET[name] ?? []).slice(1).map((row) => row.replace('2025-06-01', day))),
		];
		const all = Object.fromEntries(Object.keys(SMALL_MARKET).map((name) => [name, rows(name)]));
		const chosen = await read(all, { days: { from: '2025-06-02', to: '2025-06-09' } });
		expect(chosen.days.map(({ day }) => day)).toEqual(['2025-06-02', '2025-06-03', '2025-06-04']);
		expect((await read(all)).days).toHaveLength(4);
	});

	it.each([
		['bid-curves', 3, '2025-06-01,1,A,demand,ninety,100', 'price_eur_per_mwh', '"ninety" is not a number'],
		['bid-curves', 3, '2025-06-01,1,A,demand,90,NaN', 'quantity_mwh', '"NaN" is not a number'],
		['bid-curves', 3, '2025-06-01,1,A,demand,90,-1', 'quantity_mwh', '"-1" is not a quantity of 0 or more'],
		['bid-curves', 3, '2025-06-01,1,A,buy,90,1', 'side', '"buy" is not demand or supply'],
		['bid-curves', 3, '2025-06-01,101,A,demand,90,1', 'period', '"101" is not a period from 1 to 100'],
		['bid-curves', 3, '2025-02-30,1,A,demand,90,1', 'delivery_day', '"2025-02-30" is not a day'],
		['bid-curves', 3, '2025-06-01,1,,demand,90,1', 'zone', '"" is not a name'],
		['bid-curves', 3, '2025-06-01,1,A,demand,90', 'all', 'is not 6 plain cells'],
		['bid-curves', 3, '2025-06-01,1,"A",demand,90,1', 'all', 'without quotes'],
		['transfer-capacities', 2, '2025-06-01,1,A_B,A,B,100,-100', 'max_flow_mwh', '"-100" is not a bound'],
		['transfer-capacities', 2, '2025-06-01,1,A_A,A,A,-1,1', 'to_zone', 'another zone than from_zone'],
		['published-prices', 4, '2025-06-01,1,X,1e99', 'price_eur_per_mwh', '"1e99" is not a number within'],
	])('refuses a bad row of %s with file, line %i and column', async (name, line, text, column, message) => {
		const refusal = await read(withLine(name, line, text)).catch((error: unknown) => error);
		expect(refusal).toMatchObject({ code: 'MARKET_DATA_ROW', details: { line, column } });
		expect((refusal as Error).message).toContain(`${name}.csv.gz, line ${line}, column ${column}: `);
		expect((refusal as Error).message).toContain(message);
	});

	it.each([
		['transfer-capacities', '2025-06-01,1,A_B,A,B,-100,99', 'the bounds of A_B'],
		['published-prices', '2025-06-01,1,X,55.6', 'the price of X in period 1'],
		['published-flows', '2025-06-01,1,B,A,100', 'the flow B>A in period 1'],
	])('refuses a second value in %s', async (name, text, what) => {
		const lines = [...(SMALL_MARKET[name] as readonly string[]), text];
		await expect(read({ [name]: lines })).rejects.toMatchObject({
			code: 'MARKET_DATA_CONFLICT',
			details: { line: lines.length, what },
		});
	});

	it.each(['bid-curves', 'transfer-capacities', 'published-prices', 'published-flows'])(
		'refuses a directory without %s, or with it damaged, empty or without a column',
		async (name) => {
			await expect(read({ [name]: [] })).rejects.toMatchObject({ code: 'MARKET_DATA_UNREADABLE' });
			const lines = SMALL_MARKET[name] as readonly string[];
			const cut = lines.map((line) => line.split(',').slice(0, -1).join(','));
			await expect(read({ [name]: cut })).rejects.toMatchObject({ code: 'MARKET_DATA_COLUMN' });
			await expect(read({ [name]: lines.slice(0, 1) })).rejects.toMatchObject({ code: 'MARKET_DATA_MISSING' });
			await expect(read({ [name]: [], [`${name}.csv`]: [''] })).rejects.toMatchObject({ code: 'MARKET_DATA_COLUMN' });
		},
	);

	it('refuses a file that is cut off, is no gzip, or is no UTF-8', async () => {
		await using directory = await marketDirectory();
		const file = join(directory.path, 'bid-curves.csv.gz');
		const whole = await readFile(file);
		for (const bytes of [
			whole.subarray(0, whole.length - 20),
			Buffer.from('no gzip'),
			gzipSync(Buffer.of(0xff, 0xfe)),
		]) {
			await writeFile(file, bytes);
			const refusal = readMarketData(directory.path, AS_PUBLISHED);
			await expect(refusal).rejects.toMatchObject({ code: 'MARKET_DATA_UNREADABLE', details: { file } });
		}
	});

	it('refuses a line that does not end', async () => {
		const long = withLine('bid-curves', 3, 'x'.repeat(5_000));
		await expect(read(long)).rejects.toMatchObject({ code: 'MARKET_DATA_LIMIT', details: { line: 3 } });
	});

	it('refuses a range that the data do not have, and exchanges that are asked for and missing', async () => {
		const days = { from: '2025-07-01', to: '2025-07-02' };
		await expect(read({}, { days })).rejects.toMatchObject({
			code: 'MARKET_DATA_MISSING',
			details: { what: '2025-07-01..2025-07-02' },
		});
		const none = { 'published-exchanges': [] };
		await expect(read(none, { borders: 'exchanges' })).rejects.toMatchObject({ code: 'MARKET_DATA_UNREADABLE' });
		expect((await read(none)).days).toHaveLength(1);
	});

	it('keeps blocks apart when they are to be decided, and refuses those that are not one order', async () => {
		const blocks = (...rows: string[]): MarketTables => ({
			'simple-bid-curves': SMALL_MARKET['bid-curves'] as readonly string[],
			'block-orders': [HEADERS.blocks, ...rows],
		});
		const solve = { blocks: 'solve' } as const;
		const good = await read(blocks('2025-06-01,K,1,B,supply,5,61,REJ', '2025-06-01,K,2,B,supply,7.5,61,REJ'), solve);
		expect(good.days[0]?.blocks.get('K')).toMatchObject({ side: 'offer', price: 61_000_000, status: 'REJ' });
		expect(good.days[0]?.blocks.get('K')?.byPeriod).toEqual(
			new Map([
				[1, 5_000_000],
				[2, 7_500_000],
			]),
		);
		const first = '2025-06-01,K,1,B,supply,5,61,REJ';
		await expect(read(blocks(first, '2025-06-01,K,2,B,supply,5,62,REJ'), solve)).rejects.toMatchObject({
			code: 'MARKET_DATA_CONFLICT',
		});
		await expect(read(blocks('2025-06-01,K,1,C,supply,5,61,REJ'), solve)).rejects.toMatchObject({
			code: 'MARKET_DATA_ROW',
			details: { column: 'zone' },
		});
		await expect(read(blocks('2025-06-01,K,1,B,supply,5,61,REP'), solve)).rejects.toMatchObject({
			code: 'MARKET_DATA_ROW',
			details: { column: 'published_status' },
		});
	});
});

describe('the market of a day', () => {
	it('has links within, neighbours that trade at their price as far as the bounds go, and nothing beyond them', async () => {
		const { market, links } = await built();
		expect(links).toEqual([{ from: 'A', to: 'B' }]);
		expect(market.links[0]).toMatchObject({ from: 0, to: 1, min: [-100_000_000], max: [100_000_000] });
		expect(market.orders.slice(4)).toEqual([
			{ side: 'bid', price: 55_500_000, quantity: 30_000_000, zone: 1, period: 0 },
			{ side: 'offer', price: 55_500_000, quantity: 50_000_000, zone: 1, period: 0 },
		]);
	});

	it('reads a border from either end', async () => {
		const { market } = await built(withLine('transfer-capacities', 3, '2025-06-01,1,X_B,X,B,-30,50'));
		expect(market.orders.slice(4)).toEqual((await built()).market.orders.slice(4));
	});

	it.each([
		[
			'20,50',
			[
				{ side: 'bid', quantity: 20_000_000 },
				{ side: 'bid', price: 55_500_000, quantity: 30_000_000 },
			],
		],
		[
			'-50,-20',
			[
				{ side: 'offer', quantity: 20_000_000 },
				{ side: 'offer', price: 55_500_000, quantity: 30_000_000 },
			],
		],
		['25,25', [{ side: 'bid', quantity: 25_000_000 }]],
	])('forces a flow where the bounds %s have one sign', async (bounds, orders) => {
		const { market, forced } = await built(withLine('transfer-capacities', 3, `2025-06-01,1,B_X,B,X,${bounds}`));
		expect(market.orders.slice(4)).toMatchObject(orders);
		expect(forced).toEqual([{ position: 4, zone: 'B', neighbour: 'X', period: 1 }]);
		const { price, side } = market.orders[4] as (typeof market.orders)[number];
		for (const other of market.orders.toSpliced(4, 1))
			expect(side === 'bid' ? price > other.price : price < other.price).toBe(true);
	});

	it('closes a border whose neighbour has no published price, and says so', async () => {
		const { market, closedBorders } = await built(withLine('published-prices', 4, '2025-06-01,1,X,'));
		expect(market.orders).toHaveLength(4);
		expect(closedBorders).toBe(1);
	});

	it('fixes the published exchange, whichever end states it', async () => {
		const choice = { borders: 'exchanges' } as const;
		const fixed = { side: 'offer', quantity: 50_000_000, zone: 1, period: 0 };
		expect((await built({}, choice)).market.orders.slice(4)).toMatchObject([fixed]);
		const turned = withLine('published-exchanges', 2, '2025-06-01,1,X,B,50');
		expect((await built(turned, choice)).market.orders.slice(4)).toMatchObject([fixed]);
		const none = withLine('published-exchanges', 2, '2025-06-01,1,B,X,-0.0');
		expect((await built(none, choice)).market.orders).toHaveLength(4);
	});

	it.each([
		[20, 10_000],
		['20.05', 10_000],
		['20.055', 1_000],
		['20.000001', 1],
		['-500', 10_000],
	])('takes the finest scale of its limits as its tick: %s', async (price, tick) => {
		const { market } = await built(withLine('bid-curves', 2, `2025-06-01,1,A,supply,${price},300`));
		expect(market.tick).toBe(Math.min(tick, 10_000));
	});

	it.each([23, 25, 92, 96, 100])(
		'has the %i periods of its day, and closes links that a period lacks',
		async (count) => {
			const periods = Array.from({ length: count }, (_, index) => index + 1);
			const curves = periods.flatMap((period) => [
				`2025-06-01,${period},A,supply,20,300`,
				`2025-06-01,${period},B,demand,90,10`,
			]);
			const links = periods.slice(1).map((period) => `2025-06-01,${period},A_B,A,B,-100,${period}`);
			const { market } = await built({
				'bid-curves': [HEADERS.curves, ...curves],
				'transfer-capacities': [HEADERS.links, ...links],
			});
			expect(market.periods).toBe(count);
			expect(market.links[0]?.max).toEqual([0, ...periods.slice(1).map((period) => period * 1_000_000)]);
		},
	);
});
