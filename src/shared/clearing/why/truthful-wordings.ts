import type { OrderFacts } from './facts.ts';
import { priceWithFee, type Sentence, type VerdictOf } from './wording.ts';

export const truthfulWordings = {
	'accepted-at': acceptedAt,
	rationed,
	'trade-reduced': tradeReduced,
	outbid,
	'pays-externality': paysExternality,
	auctioned,
	'lot-not-drawn': lotNotDrawn,
	'out-of-half-price': outOfHalfPrice,
};

function acceptedAt({ price }: VerdictOf<'accepted-at'>, facts: OrderFacts): Sentence {
	const [limit, asked] = [facts.terms.formatPrice(facts.limit), facts.terms.formatQuantity(facts.quantity)];
	const against = priceWithFee(facts, price);
	return {
		en: `Accepted in full, ${asked}, at ${against.en}, which other orders set; its own limit is ${limit}.`,
		zh: `全部成交 ${asked}：按${against.zh}，该价由其他订单决定；自身限价 ${limit}。`,
	};
}

function rationed({ price, wanted, got }: VerdictOf<'rationed'>, facts: OrderFacts): Sentence {
	const [part, whole] = [facts.terms.formatQuantity(got), facts.terms.formatQuantity(wanted)];
	const against = priceWithFee(facts, price);
	const side = facts.isBid ? { en: 'buyers', zh: '买方' } : { en: 'sellers', zh: '卖方' };
	return {
		en: `Cut to ${part} of ${whole} at ${against.en}: there are more ${side.en} than the other side takes, and each gives up the same quantity.`,
		zh: `削减至 ${whole} 中的 ${part}：按${against.zh}，${side.zh}总量超出，各减相同数量。`,
	};
}

function tradeReduced(_verdict: VerdictOf<'trade-reduced'>, { limit, isBid, terms }: OrderFacts): Sentence {
	const at = terms.formatPrice(limit);
	const side = isBid ? { en: 'bids', zh: '买单' } : { en: 'offers', zh: '卖单' };
	return {
		en: `Left out: its limit of ${at} sets the price of the other ${side.en}, and who sets a price does not trade at it.`,
		zh: `未成交：其限价 ${at} 决定其他${side.zh}的价格，定价者自身不成交。`,
	};
}

function outbid(_verdict: VerdictOf<'outbid'>, { limit, isBid, lastAccepted, terms }: OrderFacts): Sentence {
	const [at, last] = [terms.formatPrice(limit), lastAccepted()];
	const side = isBid ? { en: 'bids', zh: '买单' } : { en: 'offers', zh: '卖单' };
	if (last === null)
		return {
			en: `Rejected: better ${side.en} than its limit of ${at} come first, and nothing is left for it.`,
			zh: `未成交：有优于其限价 ${at} 的${side.zh}在先，已无剩余。`,
		};
	return {
		en: `Rejected: ${side.en} down to the limit ${terms.formatPrice(last)} take all that is traded; its own is ${at}.`,
		zh: `未成交：限价至 ${terms.formatPrice(last)} 的${side.zh}已占满成交量；自身限价 ${at}。`,
	};
}

function paysExternality({ total, wanted, got }: VerdictOf<'pays-externality'>, facts: OrderFacts): Sentence {
	const { terms, isBid } = facts;
	const [part, whole, sum] = [terms.formatQuantity(got), terms.formatQuantity(wanted), terms.formatValue(total)];
	const much =
		got === wanted
			? { en: `in full, ${whole}`, zh: `全部 ${whole}` }
			: { en: `with ${part} of ${whole}`, zh: `${whole} 中的 ${part}` };
	return isBid
		? {
				en: `Accepted ${much.en}: it pays ${sum} before fees, what the others would have gained by that energy.`,
				zh: `成交${much.zh}：支付 ${sum}（不含费用），即他方因此失去的收益。`,
			}
		: {
				en: `Accepted ${much.en}: it gets ${sum}, what that energy would have cost from the others.`,
				zh: `成交${much.zh}：获得 ${sum}，即改由他方供应的成本。`,
			};
}

function auctioned({ wanted, got }: VerdictOf<'auctioned'>, { isBid, terms }: OrderFacts): Sentence {
	const [part, whole] = [terms.formatQuantity(got), terms.formatQuantity(wanted)];
	return isBid
		? {
				en: `Supplied with ${part} of ${whole}: the sellers compete for it, and their limits decide.`,
				zh: `获得 ${whole} 中的 ${part}：卖方竞争，由其限价决定。`,
			}
		: {
				en: `Sold ${part} of ${whole}: the buyers compete for it, and their limits decide.`,
				zh: `售出 ${whole} 中的 ${part}：买方竞争，由其限价决定。`,
			};
}

function lotNotDrawn({ price, wanted, got }: VerdictOf<'lot-not-drawn'>, facts: OrderFacts): Sentence {
	const [part, whole] = [facts.terms.formatQuantity(got), facts.terms.formatQuantity(wanted)];
	const against = priceWithFee(facts, price);
	return {
		en: `Served with ${part} of ${whole} at ${against.en}: its side is the longer one, and the lot put others first.`,
		zh: `获得 ${whole} 中的 ${part}：按${against.zh}，本方较多，抽签次序在后。`,
	};
}

function outOfHalfPrice({ price }: VerdictOf<'out-of-half-price'>, facts: OrderFacts): Sentence {
	const limit = facts.terms.formatPrice(facts.limit);
	if (price === null)
		return {
			en: 'Rejected: the other half of the market has no price to trade at.',
			zh: '未成交：市场另一半没有可用的价格。',
		};
	const against = priceWithFee(facts, price);
	const bound = facts.isBid ? { en: 'below', zh: '低于' } : { en: 'above', zh: '高于' };
	return {
		en: `Rejected: its limit of ${limit} is ${bound.en} ${against.en}, which the other half of the market set.`,
		zh: `未成交：限价 ${limit} ${bound.zh}市场另一半的${against.zh}。`,
	};
}
