import { describe, expect, it } from 'vitest';
import { readBids, readBidText } from '../../../src/shared/formats/bid-rows.ts';
import type { BidDraft } from '../../../src/shared/formats/bid-terms.ts';
import { writeBids, writeRejects } from '../../../src/shared/formats/bid-write.ts';
import { importTerms } from '../../fixtures/bid-terms.ts';

const terms = importTerms();
const read = (text: string, previous?: ReadonlyMap<string, BidDraft>) => readBidText(text, { terms, previous });
const only = (text: string) => read(text).rows[0];
const codes = (text: string) => read(text).rows.map(({ code }) => code ?? 'ok');

const limit: BidDraft = {
	name: 'A1',
	product: 'Q1',
	period: null,
	side: 'bid',
	kind: 'limit',
	price: 85_000,
	quantityWh: 1_500_000,
};

describe('a bid file', () => {
	it.each([
		['English', 'name,product,side,price,quantity\nA1,Q1,bid,0.085,1500\n'],
		['units in the header', 'Name;Product;Side;Price (EUR/MWh);Quantity [MWh]\nA1;Q1;Buy;85;1,5\n'],
		['watt-hours', 'name,product,side,price_kwh,quantity_wh\nA1,Q1,BUY,0.085,1500000\n'],
		['any order and other columns', 'remark,quantity_mwh,side,product,price_mwh,name\nx,1.5,b,Q1,85.000,A1\n'],
		['Chinese', '名称,产品,买卖方向,价格（元/兆瓦时）,电量（兆瓦时）\nA1,Q1,买入,85,1.5\n'],
		['Chinese kWh', '编号\t产品\t方向\t电价(元/千瓦时)\t申报电量(千瓦时)\nA1\tQ1\t买\t0.085\t1500\n'],
		['a paste without a header', 'A1\tQ1\tall\tbid\tlimit\t0.085\t1500'],
		['a delivery start and zone', 'name,start,zone,side,price,quantity\nA1,2025-03-30 00:00,NORD,bid,0.085,1500\n'],
		[
			'a delivery start with its offset',
			'name,start,zone,side,price,quantity\nA1,2025-03-29T23:00Z,NORD,bid,0.085,1500\n',
		],
	])('with %s is read exactly', (_name, text) => {
		expect(read(text).rows).toMatchObject([
			{ line: text.includes('\n') && !text.startsWith('A1') ? 2 : 1, name: 'A1', verdict: 'ok', order: limit },
		]);
	});

	it('has a period of the product by its start, across the change of clocks', () => {
		const text =
			'name,start,zone,side,price,quantity\nA,2025-03-30 01:00,SUD,sell,0.1,5\nB,2025-03-30 03:00,SUD,sell,0.1,5\n';
		expect(read(text).rows.map(({ order }) => [order?.product, order?.period])).toEqual([
			['DAY', 2],
			['DAY', 3],
		]);
	});

	it('has blocks with a profile, or one quantity in all periods', () => {
		const zeros = Array.from({ length: 21 }, () => '0').join(' ');
		const text = `name,product,side,type,price,quantity,profile,min acceptance,parent,exclusive group\nB1,DAY,sell,block,0.05,,1 2 ${zeros},0.5,,G1\nB2,DAY,sell,block,0.05,3,,100%,B1,\n`;
		const [first, second] = read(text).rows;
		expect(first?.order).toEqual({
			name: 'B1',
			product: 'DAY',
			period: null,
			side: 'offer',
			kind: 'block',
			price: 50_000,
			quantityWh: 3_000,
			profileWh: [1_000, 2_000, ...Array.from({ length: 21 }, () => 0)],
			minAcceptancePpm: 500_000,
			exclusiveGroup: 'G1',
		});
		expect(second?.order).toMatchObject({
			quantityWh: 69_000,
			minAcceptancePpm: 1_000_000,
			parent: 'B1',
			profileWh: Array.from({ length: 23 }, () => 3_000),
		});
	});

	it('has curves and icebergs', () => {
		const text =
			'name,product,side,type,price,quantity,points,visible\nC1,Q1,offer,curve,,,0.5@0.05|1@0.06,\nI1,Q1,bid,iceberg,0.1,5,,0.5\n';
		const [curve, iceberg] = read(text).rows;
		expect(curve?.order).toMatchObject({
			price: 60_000,
			quantityWh: 1_000,
			points: [
				{ price: 50_000, quantityWh: 500 },
				{ price: 60_000, quantityWh: 1_000 },
			],
		});
		expect(iceberg?.order).toMatchObject({ kind: 'iceberg', quantityWh: 5_000, visibleWh: 500 });
	});

	it.each([
		['BID_CELL_MISSING', ',Q1,,bid,,0.1,1'],
		['BID_NAME_INVALID', '早峰,Q1,,bid,,0.1,1'],
		['BID_PRODUCT_UNKNOWN', 'A,Q9,,bid,,0.1,1'],
		['BID_SIDE_INVALID', 'A,Q1,,up,,0.1,1'],
		['BID_KIND_INVALID', 'A,Q1,,bid,market,0.1,1'],
		['BID_KIND_REFUSED', 'A,Q1,,bid,block,0.1,1'],
		['BID_PERIOD_INVALID', 'A,DAY,24,bid,,0.1,1'],
		['BID_PERIOD_INVALID', 'A,DAY,0,bid,,0.1,1'],
		['FORMAT_NUMBER_INVALID', 'A,Q1,,bid,,1e3,1'],
		['FORMAT_NUMBER_INVALID', 'A,Q1,,bid,,"0,1",1'],
		['FORMAT_NUMBER_DIGITS', 'A,Q1,,bid,,0.1,1.00001'],
		['BID_PRICE_OFF_TICK', 'A,Q1,,bid,,0.1005,1'],
		['BID_PRICE_OUT_OF_BOUNDS', 'A,Q1,,bid,,-0.501,1'],
		['BID_PRICE_OUT_OF_BOUNDS', 'A,Q1,,bid,,85,1'],
		['BID_QUANTITY_INVALID', 'A,Q1,,bid,,0.1,0'],
		['BID_QUANTITY_INVALID', 'A,Q1,,bid,,0.1,-1'],
		['BID_QUANTITY_OFF_LOT', 'A,Q1,,bid,,0.1,1.005'],
		['BID_CELL_UNUSED', 'A,Q1,,bid,,0.1,1,,P'],
		['BID_RATIO_INVALID', 'A,Q1,,bid,,0.1,1,1.5'],
		['BID_PROFILE_LENGTH', 'A,DAY,,bid,block,0.1,,,,,1 2 3'],
		['BID_CURVE_INVALID', 'A,Q1,,bid,curve,,,,,,,,5'],
		['BID_CURVE_ORDER', 'A,Q1,,bid,curve,,,,,,,,1@0.1|2@0.2'],
		['BID_CURVE_ORDER', 'A,Q1,,offer,curve,,,,,,,,2@0.1|1@0.2'],
		['FORMAT_ROW_MALFORMED', '"A"x,Q1,,bid,,0.1,1'],
	])('refuses a row with %s: %s', (code, row) => {
		expect(only(row)).toMatchObject({ line: 1, verdict: 'error', code });
		expect(only(row)).not.toHaveProperty('order');
	});

	it('names the column as the file does, and the facts of the message', () => {
		expect(read('Name;Product;Side;Limit Price;Qty\nA;Q1;bid;0,1005;1\n').rows[0]).toMatchObject({
			column: 'Limit Price',
			details: { price: '0.1005', tick: '0.001' },
		});
	});

	it('refuses the second row of a name, and keeps the first', () => {
		expect(codes('A,Q1,,bid,,0.1,1\nA,Q2,,bid,,0.1,1')).toEqual(['ok', 'BID_NAME_DUPLICATE']);
	});

	it('refuses an ambiguous hour and one that does not exist, by row', () => {
		const autumn = importTerms('2025-10-26');
		const text =
			'name,start,zone,side,price,quantity\nA,2025-10-26 02:00,SUD,bid,0.1,1\nB,2025-10-26 02:00B,SUD,bid,0.1,1\n';
		expect(readBidText(text, { terms: autumn }).rows).toMatchObject([
			{ code: 'STAMP_AMBIGUOUS' },
			{ order: { period: 4 } },
		]);
		expect(codes('name,start,side,price,quantity\nA,2025-03-30 02:00,bid,0.1,1\n')).toEqual(['STAMP_INEXISTENT']);
	});

	it('refuses two decimal marks in one file', () => {
		expect(codes('A\tQ1\t\tbid\t\t0,1\t1\nB\tQ1\t\tbid\t\t0.1\t1')).toEqual(['ok', 'FORMAT_DECIMAL_MIXED']);
	});

	it('refuses orders outside the gate', () => {
		const late = importTerms('2025-03-30', Number.MAX_SAFE_INTEGER);
		expect(readBidText('A,Q1,,bid,,0.1,1', { terms: late }).rows[0]?.code).toBe('BID_GATE_CLOSED');
	});

	it('refuses a family whose parent is missing, refused, no block, a ring or too deep, and what stands on it', () => {
		const block = (name: string, parent: string, price = '0.1') => `${name},DAY,,bid,block,${price},1,,${parent}`;
		expect(
			codes([block('A', 'B'), block('C', ''), block('D', 'C'), block('E', 'D'), block('F', 'E')].join('\n')),
		).toEqual(['BID_PARENT_UNKNOWN', 'ok', 'ok', 'ok', 'BID_PARENT_DEPTH']);
		expect(codes([block('A', '', '99'), block('B', 'A'), block('C', 'B')].join('\n'))).toEqual([
			'BID_PRICE_OUT_OF_BOUNDS',
			'BID_PARENT_UNKNOWN',
			'BID_PARENT_UNKNOWN',
		]);
		expect(codes([block('A', 'B'), block('B', 'A'), 'L,DAY,,bid,limit,0.1,1', block('M', 'L')].join('\n'))).toEqual([
			'BID_PARENT_RING',
			'BID_PARENT_RING',
			'ok',
			'BID_PARENT_UNKNOWN',
		]);
	});

	it('is compared by name with what was sent before', () => {
		const sent = new Map<string, BidDraft>([
			['A1', limit],
			['A2', { ...limit, name: 'A2' }],
			['A3', { ...limit, name: 'A3' }],
			['A4', { ...limit, name: 'A4' }],
		]);
		const text =
			'name,product,side,price_mwh,quantity_mwh\nA2,Q1,bid,85,1.5\nA1,Q1,bid,86,1.5\nA4,Q1,bid,x,1\nN,Q2,bid,1,1\n';
		const { rows, summary } = read(text, sent);
		expect(rows.map(({ verdict }) => verdict)).toEqual(['unchanged', 'amended', 'error', 'ok']);
		expect(summary).toEqual({ rows: 4, ok: 1, unchanged: 1, amended: 1, errors: 1, cancelled: ['A3'] });
	});

	it('imported twice changes nothing', () => {
		const first = read('A,Q1,,bid,,0.1,1\nB,Q2,,offer,,0.2,2');
		const sent = new Map(first.rows.map(({ name, order }) => [name, order as BidDraft]));
		expect(read('B,Q2,,offer,,0.20,2.000\nA,Q1,,bid,,0.1,1', sent).summary).toMatchObject({
			unchanged: 2,
			amended: 0,
			ok: 0,
			cancelled: [],
		});
	});

	it.each([
		['FORMAT_COLUMN_MISSING', 'name,product,price,quantity\nA,Q1,1,1'],
		['FORMAT_COLUMN_MISSING', 'product,side,price\nQ1,bid,1'],
		['FORMAT_COLUMN_DUPLICATE', 'name,product,side,price_mwh,price_kwh\nA,Q1,bid,1,1'],
		['FORMAT_EMPTY', 'name,product,side,price\n'],
		['FORMAT_EMPTY', ''],
	])('as a whole is refused with %s', (code, text) => {
		expect(() => read(text)).toThrow(expect.objectContaining({ code }));
	});

	it('is read piece by piece', async () => {
		const text = 'name,product,side,price,quantity\r\nA1,Q1,bid,0.085,1500\r\n';
		const { rows } = await readBids(text, { terms });
		expect(rows).toMatchObject([{ order: limit }]);
	});

	it('gives its refused rows back with the reason, and they import once corrected', () => {
		const bids = read('name;product;side;price;quantity\nA;Q1;bid;0,1005;1\nB;Q1;bid;0,1;1\n=C;Q1;bid;0,1;1\n');
		const rejects = writeRejects(bids);
		expect(rejects).toBe(
			'name;product;side;price;quantity;reject_code;reject_reason\r\n' +
				'A;Q1;bid;0,1005;1;BID_PRICE_OFF_TICK;price: 0.1005 per kWh is not a multiple of the tick 0.001.\r\n' +
				'\'=C;Q1;bid;0,1;1;BID_NAME_INVALID;"name: ""=C"" is not a name."\r\n',
		);
		expect(read(rejects.replace('0,1005', '0,1').replace("'=C", 'C')).summary).toMatchObject({ ok: 2, errors: 0 });
		expect(read(writeRejects(read('A\tQ1\t\tbid\t\t9\t1')).replace('\t9\t', '\t0,9\t')).summary.ok).toBe(1);
	});

	it('written from drafts reads back to them', () => {
		const { rows } = read('A,Q1,,bid,,0.1,1\nC,Q1,,offer,curve,,,,,,,,0.5@-0.05|1@0.06');
		const drafts = rows.map(({ order }) => order as BidDraft);
		expect(read(writeBids(drafts)).rows.map(({ order }) => order)).toEqual(drafts);
	});
});
