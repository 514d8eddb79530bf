import { describe, expect, it } from 'vitest';
import type { BlockOrder, LimitOrder, Market } from '../../../src/shared/clearing/market.ts';
import { mechanisms } from '../../../src/shared/clearing/mechanisms.ts';
import type { Outcome, Verdict } from '../../../src/shared/clearing/outcome.ts';
import { type ProfileName, profiles } from '../../../src/shared/clearing/profiles.ts';
import type { WhyTerms } from '../../../src/shared/clearing/why/facts.ts';
import { whySentence } from '../../../src/shared/clearing/why/why.ts';

const bid = (price: number, quantity: number, more: Partial<LimitOrder> = {}): LimitOrder => ({
	side: 'bid',
	price,
	quantity,
	zone: 0,
	period: 0,
	...more,
});
const offer = (price: number, quantity: number, more: Partial<LimitOrder> = {}): LimitOrder => ({
	...bid(price, quantity, more),
	side: 'offer',
});
const market = (orders: LimitOrder[], fee = 0, blocks: BlockOrder[] = []): Market => ({
	periods: 1,
	zones: [{ name: '', fee: [fee] }],
	links: [],
	tick: 1,
	lot: 1,
	orders,
	blocks,
});
const terms = (language: 'en' | 'zh' = 'en'): WhyTerms => ({
	language,
	formatPrice: (price) => (price / 10_000).toFixed(4),
	formatQuantity: (quantity) => quantity.toLocaleString('en-US'),
	formatValue: String,
	nameOf: (position) => `order ${position}`,
});

interface Asked {
	readonly profile?: ProfileName;
	readonly mechanism?: 'uniform-price' | 'pay-as-bid';
	readonly language?: 'en' | 'zh';
}

function why(each: Market, position: number, { profile = 'default-v1', mechanism, language }: Asked = {}): string {
	const outcome = mechanisms[mechanism ?? 'uniform-price'].clear(each, profiles[profile]);
	return whySentence(each, profiles[profile], outcome, position, terms(language));
}

describe('the sentence on a limit order', () => {
	const crossed = market([bid(1_250, 1_000), offer(1_100, 500), offer(1_130, 700), bid(1_190, 900)], 100);

	it('measures an accepted order against price and fee', () => {
		expect(why(market([bid(1_250, 5), offer(1_110, 5)], 100), 0)).toBe(
			'Accepted in full: its limit of 0.1250 is at or above the price 0.1130 plus fee 0.0100.',
		);
		expect(why(market([bid(1_250, 5), offer(1_110, 5)], 100), 1)).toBe(
			'Accepted in full: its limit of 0.1110 is at or below the price 0.1130.',
		);
		expect(why(market([bid(1_250, 5), offer(1_110, 5)]), 0, { language: 'zh' })).toBe(
			'全部成交：限价 0.1250 不低于出清价 0.1180。',
		);
	});

	it('tells what a cut level asked for, got, and by which rule', () => {
		const level = market([bid(1_180, 1_000), bid(1_180, 3_000), offer(1_000, 2_520)]);
		expect(why(level, 0)).toBe('Cut to 630 of 1,000: at the price 0.1180 orders for 4,000 shared 2,520 pro rata.');
		expect(why(level, 0, { profile: 'time-priority-v1' })).toBe(
			'Accepted in full: at the price 0.1180 orders for 4,000 shared 2,520 earliest first.',
		);
		const late = market([bid(1_180, 3_000), bid(1_180, 1_000), offer(1_000, 2_520)]);
		expect(why(late, 1, { profile: 'time-priority-v1' })).toBe(
			'Rejected: at the price 0.1180 orders for 4,000 shared 2,520 earliest first, and nothing was left for this one.',
		);
		const credited = market([bid(1_180, 3_000, { priority: 900 }), bid(1_180, 1_000), offer(1_000, 2_520)]);
		expect(why(credited, 0, { profile: 'credit-priority-v1', language: 'zh' })).toBe(
			'削减至 3,000 中的 2,520：在出清价 0.1180 处，共 4,000 的订单先按信用高低、再按比例分得 2,520。',
		);
	});

	it('measures a rejected order against price and fee, and says so where it only equals them', () => {
		expect(why(crossed, 3)).toBe('Rejected: its limit of 0.1190 is below the price 0.1130 plus fee 0.0100.');
		const tied = market([bid(12, 5), bid(10, 5), offer(8, 5), offer(12, 1)]);
		expect(why(tied, 1, { profile: 'lower-price-v1' })).toBe(
			'Rejected: its limit of 0.0010 only equals the price 0.0010, and all energy on offer went to higher bids.',
		);
		expect(why(tied, 3, { profile: 'upper-price-v1' })).toBe(
			'Rejected: its limit of 0.0012 only equals the price 0.0012, and every bid was served by lower offers.',
		);
	});

	it('names the best order opposite where nothing crosses', () => {
		expect(why(market([bid(900, 5), offer(950, 5)], 20), 0)).toBe(
			'Not crossed: the best order opposite is order 1’s at 0.0950 plus fee 0.0020, and this one stands at 0.0900.',
		);
		expect(why(market([bid(900, 5)]), 0)).toBe('Not crossed: nobody offers energy in this period.');
		expect(why(market([offer(900, 5)]), 0)).toBe('Not crossed: nobody bids in this period.');
	});

	it('names the own prices of trades where there is no common one', () => {
		const payAsBid = { mechanism: 'pay-as-bid' } as const;
		const book = market([bid(1_300, 5), bid(1_200, 5), offer(1_000, 10), bid(900, 5), offer(1_400, 1)], 100);
		expect(why(book, 0, payAsBid)).toBe(
			'Accepted in full: it trades at 0.1200 plus fee 0.0100, within its limit of 0.1300.',
		);
		expect(why(book, 2, payAsBid)).toBe('Accepted in full: it trades at 0.1100 to 0.1200, within its limit of 0.1000.');
		expect(why(book, 3, payAsBid)).toBe('Rejected: its limit of 0.0900 is below 0.1200, the lowest accepted bid.');
		expect(why(book, 4, payAsBid)).toBe('Rejected: its limit of 0.1400 is above 0.1000, the highest accepted offer.');
	});
});

describe('the sentence on any verdict', () => {
	const block: BlockOrder = {
		side: 'offer',
		price: 100,
		zone: 0,
		profile: [1_000],
		minAcceptance: 500_000,
		parent: null,
		group: null,
	};
	const each = market([bid(1_250, 1_000), offer(1_100, 500)], 0, [block]);
	const told = (verdict: Verdict, position: number, language: 'en' | 'zh' = 'en'): string => {
		const outcome: Outcome = {
			...mechanisms['uniform-price'].clear({ ...each, blocks: [] }, profiles['default-v1']),
			fills: [500, 500, 625],
			verdicts: [verdict, verdict, verdict],
		};
		return whySentence(each, profiles['default-v1'], outcome, position, terms(language));
	};

	it.each<[Verdict, string]>([
		[{ kind: 'block-accepted', surplus: 12n }, 'Accepted: at the prices of its periods it gains 12 over its limit.'],
		[
			{ kind: 'block-accepted', surplus: -3n },
			'Accepted: at the prices of its periods it loses 3, and blocks linked to it gain at least as much.',
		],
		[
			{ kind: 'block-cut', ratio: 625_000 },
			'Cut to 625 of 1,000: the market takes 62.5 % of its profile, which is no less than its minimum.',
		],
		[
			{ kind: 'block-out-of-price', loss: 7n },
			'Rejected: at the prices of its periods it would lose 7 against its limit.',
		],
		[
			{ kind: 'block-out-of-price', loss: 0n },
			'Rejected: at the prices of its periods it would gain nothing over its limit.',
		],
		[
			{ kind: 'paradoxically-rejected', foregone: 12n },
			'Rejected paradoxically: at these prices it would gain 12, but no prices let every accepted order gain when it is in.',
		],
		[{ kind: 'parent-rejected', parent: 0 }, 'Rejected: the block it is linked to, order 0, was not accepted.'],
		[{ kind: 'exclusive-rejected', accepted: 1 }, 'Rejected: of its exclusive group order 1 was accepted.'],
	])('tells of a block that %o', (verdict, sentence) => {
		expect(told(verdict, 2)).toBe(sentence);
		expect(told(verdict, 2, 'zh')).toMatch(/^[\u4e00-\u9fff].*。$/);
	});

	it.each<[Verdict, string]>([
		[{ kind: 'matched', trades: 1, resting: 0 }, 'Matched in full, 1,000, in one trade at 0.1250.'],
		[
			{ kind: 'matched', trades: 2, resting: 500 },
			'Matched 500 of 1,000 in 2 trades at 0.1250: nothing else crosses its limit of 0.1250, and 500 rest in the book.',
		],
		[{ kind: 'resting' }, 'Resting: no order opposite crosses its limit of 0.1250, and all 1,000 stay in the book.'],
		[{ kind: 'own-cross', other: 1 }, 'Refused: it would have traded with its owner’s own order order 1 at 0.1100.'],
	])('tells of a continuous order that %o', (verdict, sentence) => {
		expect(told(verdict, 0)).toBe(sentence);
		expect(told(verdict, 0, 'zh')).toMatch(/^[\u4e00-\u9fff].*。$/);
	});
});
