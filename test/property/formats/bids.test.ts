import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CodedError } from '../../../src/shared/errors/coded-error.ts';
import { readBidText } from '../../../src/shared/formats/bid-rows.ts';
import type { BidDraft, CurvePoint } from '../../../src/shared/formats/bid-terms.ts';
import { writeBids, writeRejects } from '../../../src/shared/formats/bid-write.ts';
import { importTerms } from '../../fixtures/bid-terms.ts';

const terms = importTerms();
const PERIODS = terms.products.get('DAY')?.periods ?? 0;

const price = fc.integer({ min: -500, max: 4_000 }).map((ticks) => ticks * 1_000);
const quantityWh = fc.integer({ min: 1, max: 100_000_000 }).map((lots) => lots * 10);
const ppm = fc.option(fc.integer({ min: 1, max: 1_000_000 }), { nil: undefined });
const side = fc.constantFrom<'bid' | 'offer'>('bid', 'offer');

/** Leaves out what is undefined, as a draft does. */
function draft(fields: { [K in keyof BidDraft]: BidDraft[K] | undefined }): BidDraft {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as unknown as BidDraft;
}

const place = fc.constantFrom(
	{ product: 'Q1', period: null },
	{ product: 'Q2', period: null },
	{ product: 'DAY', period: null },
	{ product: 'DAY', period: 2 },
	{ product: 'DAY', period: PERIODS },
);
const limit = fc
	.record({ place, side, price, quantityWh, minAcceptancePpm: ppm })
	.map(({ place: at, ...rest }) => draft({ name: '', ...at, kind: 'limit', ...rest }));
const iceberg = fc
	.record({ place, side, price, visibleWh: quantityWh, more: fc.integer({ min: 0, max: 1_000 }) })
	.map(({ place: at, visibleWh, more, ...rest }) => {
		const total = Math.min(visibleWh + more * 10, 1_000_000_000);
		return draft({ name: '', ...at, kind: 'iceberg', ...rest, quantityWh: total, visibleWh });
	});
const curve = fc
	.record({
		place,
		side,
		prices: fc.uniqueArray(price, { minLength: 1, maxLength: 20 }),
		steps: fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 20, maxLength: 20 }),
	})
	.map(({ place: at, side: way, prices, steps }) => {
		prices.sort((a, b) => (way === 'bid' ? b - a : a - b));
		let total = 0;
		const points = prices.map((each, index): CurvePoint => {
			total += (steps[index] as number) * 10;
			return { price: each, quantityWh: total };
		});
		return draft({
			name: '',
			...at,
			kind: 'curve',
			side: way,
			price: prices.at(-1) as number,
			quantityWh: total,
			points,
		});
	});
const block = fc
	.record({
		side,
		price,
		first: quantityWh,
		rest: fc.array(fc.oneof(fc.constant(0), quantityWh), { minLength: PERIODS - 1, maxLength: PERIODS - 1 }),
		minAcceptancePpm: ppm,
		exclusiveGroup: fc.option(fc.constantFrom('G1', 'G2'), { nil: undefined }),
	})
	.map(({ first, rest, ...others }) => {
		const profileWh = [first, ...rest];
		const total = profileWh.reduce((sum, each) => sum + each, 0);
		return draft({ name: '', product: 'DAY', period: null, kind: 'block', ...others, quantityWh: total, profileWh });
	});
/** Each with a name of its own; a block may stand on an earlier block that has no parent. */
const drafts = fc
	.array(fc.record({ order: fc.oneof(limit, iceberg, curve, block), link: fc.nat(20) }), {
		minLength: 1,
		maxLength: 20,
	})
	.map((entries) =>
		entries.map(({ order, link }, index): BidDraft => {
			const parent = link < index && order.kind === 'block' && entries[link]?.order.kind === 'block';
			return { ...order, name: `O-${index}`, ...(parent && link === 0 ? { parent: 'O-0' } : {}) };
		}),
	);

const word = fc.constantFrom(
	'name',
	'product',
	'side',
	'price',
	'quantity_mwh',
	'Q1',
	'DAY',
	'bid',
	'sell',
	'block',
	'1',
	'-0.5',
	'1,5',
	'"',
	'\n',
	'\r\n',
	',',
	';',
	'\t',
	'=',
	'2025-03-30 02:00',
	'|',
	'@',
	'%',
	'中',
	'\0',
);
const garbage = fc.oneof(
	fc.array(word, { maxLength: 80 }).map((words) => words.join('')),
	fc.string({ unit: 'binary', maxLength: 200 }),
);

describe('bid files', () => {
	it('import to the drafts from which they were written', () => {
		fc.assert(
			fc.property(drafts, (orders) => {
				const { rows, summary } = readBidText(writeBids(orders), { terms });
				expect(rows.filter(({ verdict }) => verdict === 'error')).toEqual([]);
				expect(rows.map(({ order }) => order)).toEqual(orders);
				expect(summary.ok).toBe(orders.length);
			}),
		);
	});

	it('are unchanged when sent again, in any order of rows', () => {
		fc.assert(
			fc.property(drafts, fc.nat(), (orders, turn) => {
				const previous = new Map(orders.map((order) => [order.name, order]));
				const turned = orders.map((_, index) => orders[(index + turn) % orders.length] as BidDraft);
				const { summary } = readBidText(writeBids(turned), { terms, previous });
				expect(summary).toEqual({
					rows: orders.length,
					ok: 0,
					amended: 0,
					unchanged: orders.length,
					errors: 0,
					cancelled: [],
				});
			}),
		);
	});

	it('of any content get a verdict for each row or a coded refusal, and so do the rejects', () => {
		fc.assert(
			fc.property(garbage, (text) => {
				try {
					const bids = readBidText(text, { terms });
					for (const { verdict, code, order } of bids.rows)
						expect(verdict === 'error').toBe(code !== undefined && order === undefined);
					const again = readBidText(writeRejects(bids), { terms });
					expect(again.summary.errors).toBe(again.rows.length);
				} catch (error) {
					expect(error).toBeInstanceOf(CodedError);
				}
			}),
		);
	});
});
