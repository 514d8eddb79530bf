import { describe, expect, it } from 'vitest';
import { amendedTerms } from '../../../src/renderer/features/bids/amendment.ts';
import { readBlock, writeBlock } from '../../../src/renderer/features/bids/cell-block.ts';
import { priceCsvText, priceEventText } from '../../../src/renderer/features/bids/price-files.ts';
import { templateCsv } from '../../../src/renderer/features/bids/template.ts';
import { totalsOf } from '../../../src/renderer/features/bids/totals.ts';
import { answerBids } from '../../../src/renderer/workers/bid-answers.ts';
import { isBatchName, isPartOf, PART_BYTES, partName, splitRows } from '../../../src/renderer/workers/bid-parts.ts';
import { planSheet } from '../../../src/renderer/workers/bid-plan.ts';
import { checkSheet, type SheetTerms, sheetOfText } from '../../../src/renderer/workers/bid-sheet.ts';
import { NO_LIMITS } from '../../../src/renderer/workers/own-limits.ts';
import { orderOf, orderRow } from '../../../src/shared/codec/order-row.ts';
import type { OrderBody } from '../../../src/shared/codec/order-terms.ts';
import type { BidOrder, BidProduct } from '../../../src/shared/contract/index.ts';
import { draftOfOrder, orderOfDraft } from '../../../src/shared/formats/bid-order.ts';
import { owner } from '../../fixtures/bid-owner.ts';

const NOW = Date.UTC(2026, 4, 1, 10);
const HOUR = 3_600_000;

const productOf = (product: string, change: Partial<BidProduct> = {}): BidProduct => ({
	product,
	zone: 'F',
	state: 'open',
	mechanism: 'uniform-price',
	deliveryStart: NOW + HOUR,
	deliveryEnd: NOW + 2 * HOUR,
	periods: 1,
	gateOpening: NOW - HOUR,
	gateClosure: NOW + HOUR,
	tick: 1_000,
	lotWh: 100,
	priceMin: 0,
	priceMax: 1_000_000,
	kinds: ['limit', 'curve', 'block'],
	entry: 'batch',
	...change,
});

const orderIn = (product: string, terms: OrderBody, batch: string | null = 'day', escrow = 0): BidOrder => ({
	order: `O-${product}-${terms.name}`,
	product,
	deliveryStart: NOW + HOUR,
	batch,
	delegate: null,
	state: 'open',
	terms,
	side: terms.side,
	price: 'price' in terms ? terms.price : 0,
	quantityWh: 'quantityWh' in terms ? terms.quantityWh : 0,
	position: 0,
	escrow,
	height: 1,
	filledWh: null,
	verdict: null,
	amount: null,
});

const limit = (name: string, price = 200_000, quantityWh = 1_000): OrderBody => ({
	name,
	side: 'bid',
	price,
	quantityWh,
});

const termsOf = (change: Partial<SheetTerms> = {}): SheetTerms => ({
	owner,
	products: [productOf('P1'), productOf('P2', { gateClosure: NOW + 2 * HOUR })],
	live: [],
	batch: 'day',
	utcOffsetMinutes: 0,
	now: NOW,
	limits: NO_LIMITS,
	...change,
});

const HEADER = 'name,product,side,price,quantity_kwh\n';
const verdicts = (text: string, terms = termsOf()) =>
	sheetOfText(HEADER + text, terms).verdicts.map(({ name, verdict, code }) => [name, verdict, code]);

describe('a sheet of bids', () => {
	it('says of each row whether it is new, amended, unchanged or at fault', () => {
		const live = [orderIn('P1', limit('a')), orderIn('P1', limit('b'))];
		expect(verdicts('a,P1,bid,0.2,1\nb,P1,bid,0.3,1\nc,P1,bid,0.2,1\nd,P9,bid,0.2,1\n', termsOf({ live }))).toEqual([
			['a', 'unchanged', undefined],
			['b', 'amended', undefined],
			['c', 'ok', undefined],
			['d', 'error', 'BID_PRODUCT_UNKNOWN'],
		]);
	});

	it('refuses a name that lives outside the batch, and leaves other batches out of account', () => {
		const live = [orderIn('P1', limit('a'), null), orderIn('P1', limit('b'), 'night')];
		expect(verdicts('a,P1,bid,0.2,1\nb,P1,bid,0.2,1\nb2,P1,bid,0.2,1\n', termsOf({ live }))).toEqual([
			['a', 'error', 'ORDER_NAME_TAKEN'],
			['b', 'error', 'ORDER_NAME_TAKEN'],
			['b2', 'ok', undefined],
		]);
	});

	it('holds a delegate to its owner’s limits, and everybody to its role', () => {
		const limits = {
			zones: ['F'],
			sides: ['bid' as const],
			priceMin: 0,
			priceMax: 250_000,
			quantityWhPerProduct: 9_000,
			collateralMax: 9_000_000,
		};
		const delegated = { ...owner, delegation: { limits, validUntil: NOW + HOUR } };
		const rows = 'a,P1,bid,0.2,1\nb,P1,bid,0.3,1\nc,P1,offer,0.2,1\n';
		expect(verdicts(rows, termsOf({ owner: delegated }))).toEqual([
			['a', 'ok', undefined],
			['b', 'error', 'DELEGATION_LIMIT'],
			['c', 'error', 'DELEGATION_LIMIT'],
		]);
		expect(verdicts(rows, termsOf({ owner: { ...owner, sides: ['offer'] } })).map(([, verdict]) => verdict)).toEqual([
			'error',
			'error',
			'ok',
		]);
	});

	it('takes a name of as many characters as the chain does', () => {
		expect(
			verdicts(`${'a'.repeat(40)},P1,bid,0.2,1\n${'b'.repeat(41)},P1,bid,0.2,1\n`).map(([, verdict]) => verdict),
		).toEqual(['ok', 'error']);
	});

	it('checks an edited cell again, with all that hangs on it, and lets go of empty rows', () => {
		const first = sheetOfText(`${HEADER}a,P1,bid,0.2,1\na,P1,bid,0.2,1\n`, termsOf());
		expect(first.verdicts[1]?.code).toBe('BID_NAME_DUPLICATE');
		const rows = [...first.rows.map((cells) => [...cells]), ['', '', '']];
		rows[0] = ['b', ...(rows[0] as string[]).slice(1)];
		const again = checkSheet({ ...first, rows }, termsOf());
		expect(again.verdicts.map(({ verdict }) => verdict)).toEqual(['ok', 'ok']);
		expect(again.rows).toHaveLength(2);
	});

	it('keeps cells with separators, quotes and formulas as they are when it checks again', () => {
		const first = sheetOfText(`${HEADER}a,"P1, or ""P2""",bid,0.2,1\n=b,P1,bid,-0.2,1\n`, termsOf());
		const again = checkSheet(first, termsOf());
		expect(again.rows.map((cells) => cells.map((cell) => cell.replace(/^'/, '')))).toEqual(first.rows);
		expect(again.verdicts.map(({ code }) => code)).toEqual(first.verdicts.map(({ code }) => code));
	});

	it('answers a text that is no table by its code', () => {
		expect(answerBids({ kind: 'text', text: '', terms: termsOf() })).toMatchObject({
			kind: 'refused',
			code: 'FORMAT_EMPTY',
		});
	});

	it('checks ten thousand rows, none of them lost', () => {
		const lines = Array.from({ length: 10_000 }, (_, n) => `n${n},P1,bid,${n % 7 === 0 ? '0.2005' : '0.2'},1`);
		const { summary } = sheetOfText(HEADER + lines.join('\n'), termsOf());
		expect(summary).toMatchObject({ rows: 10_000, ok: 8_571, errors: 1_429 });
	});
});

describe('the plan of sending a sheet', () => {
	const planOf = (text: string, terms = termsOf()) => planSheet(sheetOfText(HEADER + text, terms), terms);

	it('makes one batch a product, with what it adds, amends and withdraws', () => {
		const live = [orderIn('P1', limit('a')), orderIn('P1', limit('gone')), orderIn('P2', limit('all-gone'))];
		const { batches, left } = planOf('a,P1,bid,0.3,1\nb,P1,bid,0.2,1\nbad,P1,bid,x,1\n', termsOf({ live }));
		expect(left).toBe(1);
		expect(batches).toMatchObject([
			{ product: 'P1', batch: 'day', added: 1, amended: 1, unchanged: 0, withdrawn: ['gone'] },
			{ product: 'P2', batch: 'day', added: 0, amended: 0, unchanged: 0, withdrawn: ['all-gone'], rows: [] },
		]);
	});

	it('plans nothing for a sheet that says what lives', () => {
		expect(planOf('a,P1,bid,0.2,1\n', termsOf({ live: [orderIn('P1', limit('a'))] })).batches).toEqual([]);
	});

	it('keeps what was sent under the name of a row at fault', () => {
		const live = [orderIn('P1', limit('a')), orderIn('P1', limit('b'))];
		const [batch] = planOf('a,P1,bid,oops,1\nb,P1,bid,0.3,1\n', termsOf({ live })).batches;
		expect(batch).toMatchObject({ amended: 1, unchanged: 1, withdrawn: [] });
		expect(batch?.rows.map((row) => orderOf(row).name)).toEqual(['b', 'a']);
	});

	it('leaves rows of one size in parts that fit, and a live order where it is', () => {
		const rows = Array.from({ length: 10 }, (_, n) => ({
			name: `n${n}`,
			row: orderRow(limit(`n${n}`)),
			bytes: PART_BYTES / 4,
		}));
		const parts = splitRows(rows, 'day', new Map([['n0', 'day+2']]));
		expect([...parts.keys()].sort()).toEqual(['day', 'day+2', 'day+3']);
		expect(parts.get('day+2')?.map(({ name }) => name)).toContain('n0');
		expect([...parts.values()].flat()).toHaveLength(10);
		for (const part of parts.values())
			expect(part.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(PART_BYTES);
	});

	it('knows a part by its name, and no batch by a part’s', () => {
		expect(isPartOf(partName('day', 0), 'day') && isPartOf(partName('day', 1), 'day')).toBe(true);
		expect(isPartOf('day-2', 'day') || isPartOf('daylight', 'day')).toBe(false);
		expect(isBatchName('day') && !isBatchName('day+2') && !isBatchName('')).toBe(true);
	});
});

describe('drafts and orders', () => {
	const daily = { periods: 3, kinds: ['limit', 'block', 'curve'] as const };
	const orders: OrderBody[] = [
		limit('plain'),
		{ ...limit('one'), period: 2 } as OrderBody,
		{ name: 'curve', side: 'offer', curve: 'stepwise', points: [{ price: 1_000, quantityWh: 100 }], period: 0 },
		{
			name: 'block',
			side: 'bid',
			price: 5_000,
			profileWh: [0, 100, 200],
			minAcceptance: 500_000,
			parent: 'plain',
			group: 'g',
		},
	];

	it.each(orders)('state $name the same way there and back', (order) => {
		const draft = draftOfOrder('P', order);
		expect(draft && orderOfDraft(draft, daily)).toEqual(order);
	});

	it('make a block of a limit order with a smallest part, where the product takes blocks', () => {
		const draft = {
			...draftOfOrder('P', { ...limit('m'), period: 1 } as OrderBody),
			minAcceptancePpm: 400_000,
		} as const;
		const made = orderOfDraft(draft as Parameters<typeof orderOfDraft>[0], daily);
		expect(made).toMatchObject({ profileWh: [0, 1_000, 0], minAcceptance: 400_000 });
		expect(orderOfDraft({ ...(draft as Parameters<typeof orderOfDraft>[0]), period: null }, daily)).toBe(null);
	});
});

describe('totals', () => {
	it('sum good rows at their limits, and what of the collateral is held already', () => {
		const live = [orderIn('P1', limit('a'), 'day', 200_000)];
		const terms = termsOf({ live });
		const { verdicts: rows } = sheetOfText(`${HEADER}a,P1,bid,0.3,1\nb,P2,offer,0.1,2\nc,P1,bid,nothing,1\n`, terms);
		expect(totalsOf(rows, terms.products, live, 800)).toEqual({
			bid: { orders: 1, quantityWh: 1_000, amount: 300_000 },
			offer: { orders: 1, quantityWh: 2_000, amount: 200_000 },
			collateral: 300_000,
			held: 200_000,
		});
	});
});

describe('small parts of the desk', () => {
	it('reads and writes blocks of cells as spreadsheets do', () => {
		const cells = [
			['a', 'b "quoted"'],
			['two\nlines', ''],
		];
		expect(readBlock(writeBlock(cells))).toEqual(cells);
	});

	it('amends a price and a quantity, or says what is wrong', () => {
		const product = productOf('P1');
		const terms = limit('a');
		const amend = (price: string, quantity: string) => amendedTerms(terms, { price, quantity }, product);
		expect(amend('0.25', '2')).toEqual({ terms: { ...terms, price: 250_000, quantityWh: 2_000 } });
		expect(amend('0.2', '1')).toEqual({ fault: 'unchanged' });
		expect(amend('0,2', '1')).toEqual({ fault: 'price' });
		expect(amend('0.2001', '1')).toEqual({ fault: 'tick' });
		expect(amend('2', '1')).toEqual({ fault: 'bounds' });
		expect(amend('0.3', '0')).toEqual({ fault: 'quantity' });
		expect(amend('0.3', '0.05')).toEqual({ fault: 'lot' });
	});

	it('offers a template that imports without a fault', () => {
		const { products } = termsOf();
		const { summary } = sheetOfText(templateCsv(products), termsOf());
		expect(summary).toMatchObject({ rows: 2, ok: 2, errors: 0 });
	});

	it('writes cleared prices as CSV and, for one zone, as an event', () => {
		const price = { zone: 'F', product: 'P1', start: NOW, end: NOW + HOUR, price: 123_000, volumeWh: 5_000 };
		const terms = { currency: 'EUR', utcOffsetMinutes: 120, programId: 'p', subject: '2026-05-01' };
		expect(priceCsvText([price], terms)).toContain('F,P1,2026-05-01T10:00:00Z');
		const event = JSON.parse(priceEventText([price, { ...price, zone: 'G' }], 'F', terms));
		expect(event).toMatchObject({
			objectType: 'EVENT',
			programID: 'p',
			intervals: [{ payloads: [{ values: [0.123] }] }],
		});
	});
});
