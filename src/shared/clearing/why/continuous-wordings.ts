import type { OrderFacts } from './facts.ts';
import type { Sentence, VerdictOf } from './wording.ts';

export const continuousWordings = { matched, resting, 'own-cross': ownCross };

function matched({ trades, resting: rest }: VerdictOf<'matched'>, facts: OrderFacts): Sentence {
	const { terms } = facts;
	const [got, asked, left] = [facts.fill, facts.quantity, rest].map(terms.formatQuantity) as [string, string, string];
	const own = facts.tradePrices();
	const [lowest, highest] = own ? [terms.formatPrice(own.lowest), terms.formatPrice(own.highest)] : ['', ''];
	const at = lowest === highest ? lowest : `${lowest} – ${highest}`;
	const times = trades === 1 ? 'one trade' : `${trades} trades`;
	if (rest === 0)
		return {
			en: `Matched in full, ${asked}, in ${times} at ${at}.`,
			zh: `全部成交 ${asked}：${trades} 笔，价 ${at}。`,
		};
	return {
		en: `Matched ${got} of ${asked} in ${times} at ${at}: nothing else crosses its limit of ${terms.formatPrice(facts.limit)}, and ${left} rest in the book.`,
		zh: `部分成交：${asked} 中成交 ${got}：${trades} 笔，价 ${at}；再无订单可与限价 ${terms.formatPrice(facts.limit)} 成交，余 ${left} 挂在簿中。`,
	};
}

function resting(_verdict: VerdictOf<'resting'>, { limit, quantity, terms }: OrderFacts): Sentence {
	const [asked, at] = [terms.formatQuantity(quantity), terms.formatPrice(limit)];
	return {
		en: `Resting: no order opposite crosses its limit of ${at}, and all ${asked} stay in the book.`,
		zh: `挂单中：对方无订单可与限价 ${at} 成交，${asked} 全部留在簿中。`,
	};
}

function ownCross({ other }: VerdictOf<'own-cross'>, { limitOf, terms }: OrderFacts): Sentence {
	const [name, at] = [terms.nameOf(other), terms.formatPrice(limitOf(other))];
	return {
		en: `Refused: it would have traded with its owner’s own order ${name} at ${at}.`,
		zh: `已拒绝：它会与同一持有人的订单 ${name}（${at}）成交。`,
	};
}
