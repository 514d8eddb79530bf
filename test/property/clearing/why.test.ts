import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LimitOrder } from '../../../src/shared/clearing/market.ts';
import { mechanisms } from '../../../src/shared/clearing/mechanisms.ts';
import { type Profile, profiles } from '../../../src/shared/clearing/profiles.ts';
import { explain } from '../../../src/shared/clearing/why/why.ts';
import { bookMarkets } from '../../fixtures/book-markets.ts';

const NUMBER = '(-?\\d+)';
const terms = {
	formatPrice: String,
	formatQuantity: String,
	formatValue: String,
	nameOf: (at: number) => `order ${at}`,
};
const anyProfile = fc.constantFrom<Profile>(...Object.values(profiles));
const names = ['uniform-price', 'pay-as-bid'] as const;

/** The numbers of a sentence of this form, in which # stands for one; null where it has another form. */
function read(sentence: string, form: string): number[] | null {
	const pattern = new RegExp(`^${form.replaceAll('.', '\\.').replaceAll('#', NUMBER)}$`);
	const match = pattern.exec(sentence);
	return match ? match.slice(1).map(Number) : null;
}

/** Whether the comparison that a sentence makes is true of the numbers it names; null where it makes none. */
function isTrue(sentence: string): boolean | null {
	const fee = '(?: plus fee (-?\\d+))?';
	const pattern = new RegExp(
		`its limit of ${NUMBER} (is at or above|is at or below|is below|is above|only equals) (?:the price )?${NUMBER}${fee}`,
	);
	const [, limit, relation, price, charged = 0] = pattern.exec(sentence) ?? [];
	if (relation === undefined) return null;
	const difference = Number(limit) - Number(price) - Number(charged);
	const isSo = {
		'is at or above': difference >= 0,
		'is at or below': difference <= 0,
		'is below': difference < 0,
		'is above': difference > 0,
		'only equals': difference === 0,
	};
	return isSo[relation as keyof typeof isSo];
}

describe('the sentence on an order', () => {
	it('compares truly, and names what the order got and asked for', () => {
		fc.assert(
			fc.property(bookMarkets, anyProfile, fc.constantFrom(...names), (market, profile, name) => {
				const outcome = mechanisms[name].clear(market, profile);
				const whyOf = explain(market, profile, outcome, { language: 'en', ...terms });
				market.orders.forEach(({ quantity, price }: LimitOrder, position) => {
					const sentence = whyOf(position);
					const fill = outcome.fills[position] as number;
					expect(isTrue(sentence), sentence).not.toBe(false);
					expect(sentence).toMatch(/^(Accepted in full|Cut to \d+ of \d+|Rejected|Not crossed): [^.]+\.$/);
					expect(sentence.startsWith('Accepted in full')).toBe(fill === quantity);
					const cut = read(sentence, 'Cut to # of #: at .*#.* orders for # shared # .*.');
					if (cut) expect([cut[0], cut[1]]).toEqual([fill, quantity]);
					const [, marginal, fee = 0] = /at the price (-?\d+)(?: plus fee (\d+))? orders for/.exec(sentence) ?? [];
					if (marginal !== undefined) expect(Number(marginal) + Number(fee)).toBe(price);
					else if (!/^Not crossed: nobody/.test(sentence)) expect(sentence).toContain(String(price));
				});
			}),
			{ numRuns: 500 },
		);
	});

	it('exists in Chinese for every order', () => {
		fc.assert(
			fc.property(bookMarkets, anyProfile, fc.constantFrom(...names), (market, profile, name) => {
				const outcome = mechanisms[name].clear(market, profile);
				const whyOf = explain(market, profile, outcome, { language: 'zh', ...terms });
				for (const position of market.orders.keys())
					expect(whyOf(position)).toMatch(/^(全部成交|削减至|未成交|无交叉)[^。]*。$/);
			}),
			{ numRuns: 300 },
		);
	});
});
