import type { OrderFacts } from './facts.ts';
import { priceWithFee, type Sentence, type VerdictOf } from './wording.ts';

export const limitWordings = { accepted, marginal, 'out-of-price': outOfPrice, 'no-cross': noCross };

function accepted(_verdict: VerdictOf<'accepted'>, facts: OrderFacts): Sentence {
	const { isBid, price, terms } = facts;
	const limit = terms.formatPrice(facts.limit);
	if (price === null) return acceptedAtOwnPrice(facts);
	const against = priceWithFee(facts, price);
	return {
		en: `Accepted in full: its limit of ${limit} is at or ${isBid ? 'above' : 'below'} ${against.en}.`,
		zh: `全部成交：限价 ${limit} 不${isBid ? '低' : '高'}于${against.zh}。`,
	};
}

function acceptedAtOwnPrice(facts: OrderFacts): Sentence {
	const { fee, isBid, terms } = facts;
	const limit = terms.formatPrice(facts.limit);
	const own = facts.tradePrices();
	if (!own) return { en: `Accepted in full at a limit of ${limit}.`, zh: `全部成交，限价 ${limit}。` };
	const [lowest, highest] = [terms.formatPrice(own.lowest), terms.formatPrice(own.highest)];
	const [plusFee, withFee] =
		isBid && fee > 0 ? [` plus fee ${terms.formatPrice(fee)}`, ` 加过网费 ${terms.formatPrice(fee)}`] : ['', ''];
	if (lowest === highest)
		return {
			en: `Accepted in full: it trades at ${lowest}${plusFee}, within its limit of ${limit}.`,
			zh: `全部成交：成交价 ${lowest}${withFee}，在限价 ${limit} 之内。`,
		};
	return {
		en: `Accepted in full: it trades at ${lowest} to ${highest}${plusFee}, within its limit of ${limit}.`,
		zh: `全部成交：成交价 ${lowest} 至 ${highest}${withFee}，在限价 ${limit} 之内。`,
	};
}

/** A curve of which the price takes a part; its limit here is that of its last accepted step. */
export function acceptedAlongCurve(facts: OrderFacts): Sentence {
	const { isBid, price, terms } = facts;
	const [got, asked] = [terms.formatQuantity(facts.fill), terms.formatQuantity(facts.quantity)];
	const last = terms.formatPrice(facts.limit);
	if (price === null)
		return {
			en: `Accepted for ${got} of ${asked}: its curve is accepted up to its step at ${last}.`,
			zh: `部分成交：${asked} 中成交 ${got}，曲线成交至 ${last} 一级。`,
		};
	const against = priceWithFee(facts, price);
	return {
		en: `Accepted for ${got} of ${asked}: its curve is at or ${isBid ? 'above' : 'below'} ${against.en} up to its step at ${last}.`,
		zh: `部分成交：${asked} 中成交 ${got}，曲线至 ${last} 一级不${isBid ? '低' : '高'}于${against.zh}。`,
	};
}

function marginal({ shareOf, acceptedOf }: VerdictOf<'marginal'>, facts: OrderFacts): Sentence {
	const { fill, quantity, price, terms } = facts;
	const got = terms.formatQuantity(fill);
	const asked = terms.formatQuantity(quantity);
	const wanted = terms.formatQuantity(shareOf);
	const given = terms.formatQuantity(acceptedOf);
	const limit = terms.formatPrice(facts.limit);
	const at =
		price !== null && price + facts.fee === facts.limit
			? priceWithFee(facts, price)
			: { en: `its limit of ${limit}`, zh: `限价 ${limit}` };
	const rule = sharingOf(facts);
	const level = {
		en: `at ${at.en} orders for ${wanted} shared ${given} ${rule.en}`,
		zh: `在${at.zh} 处，共 ${wanted} 的订单${rule.zh}分得 ${given}`,
	};
	if (fill === quantity) return { en: `Accepted in full: ${level.en}.`, zh: `全部成交：${level.zh}。` };
	if (fill === 0)
		return {
			en: `Rejected: ${level.en}, and nothing was left for this one.`,
			zh: `未成交：${level.zh}，此单未分得。`,
		};
	return { en: `Cut to ${got} of ${asked}: ${level.en}.`, zh: `削减至 ${asked} 中的 ${got}：${level.zh}。` };
}

function sharingOf({ profile: { ties, credit } }: OrderFacts): Sentence {
	const rule = ties === 'time' ? { en: 'earliest first', zh: '按时间先后' } : { en: 'pro rata', zh: '按比例' };
	if (credit === 'ignored') return rule;
	return { en: `highest credit first, then ${rule.en}`, zh: `先按信用高低、再${rule.zh}` };
}

function outOfPrice(_verdict: VerdictOf<'out-of-price'>, facts: OrderFacts): Sentence {
	const { isBid, price, terms } = facts;
	const limit = terms.formatPrice(facts.limit);
	const gain = price === null ? null : isBid ? facts.limit - facts.fee - price : price - facts.limit;
	if (price === null || gain === null || gain > 0) return outOfLimits(facts);
	const against = priceWithFee(facts, price);
	if (gain === 0)
		return isBid
			? {
					en: `Rejected: its limit of ${limit} only equals ${against.en}, and all energy on offer went to higher bids.`,
					zh: `未成交：限价 ${limit} 仅等于${against.zh}，全部电量已归出价更高的买单。`,
				}
			: {
					en: `Rejected: its limit of ${limit} only equals ${against.en}, and every bid was served by lower offers.`,
					zh: `未成交：限价 ${limit} 仅等于${against.zh}，全部买单已由要价更低的卖单满足。`,
				};
	return {
		en: `Rejected: its limit of ${limit} is ${isBid ? 'below' : 'above'} ${against.en}.`,
		zh: `未成交：限价 ${limit} ${isBid ? '低' : '高'}于${against.zh}。`,
	};
}

/** Where trades have prices of their own, which decide nothing, an order is measured against the worst accepted one. */
function outOfLimits(facts: OrderFacts): Sentence {
	const { isBid, terms } = facts;
	const limit = terms.formatPrice(facts.limit);
	const last = facts.lastAccepted();
	if (last === null)
		return {
			en: `Rejected: no order opposite was left for its limit of ${limit}.`,
			zh: `未成交：对方已无订单可与限价 ${limit} 成交。`,
		};
	return isBid
		? {
				en: `Rejected: its limit of ${limit} is below ${terms.formatPrice(last)}, the lowest accepted bid.`,
				zh: `未成交：限价 ${limit} 低于最低成交买单的 ${terms.formatPrice(last)}。`,
			}
		: {
				en: `Rejected: its limit of ${limit} is above ${terms.formatPrice(last)}, the highest accepted offer.`,
				zh: `未成交：限价 ${limit} 高于最高成交卖单的 ${terms.formatPrice(last)}。`,
			};
}

function noCross(_verdict: VerdictOf<'no-cross'>, facts: OrderFacts): Sentence {
	const { isBid, fee, isOneOfSeveralZones, terms } = facts;
	const limit = terms.formatPrice(facts.limit);
	const opposite = facts.bestOpposite();
	if (isOneOfSeveralZones)
		return {
			en: `Not crossed: nothing trades in its zone and period, and its limit is ${limit}.`,
			zh: `无交叉：该区域该时段无成交，限价为 ${limit}。`,
		};
	if (opposite === null)
		return isBid
			? { en: 'Not crossed: nobody offers energy in this period.', zh: '无交叉：该时段无人卖电。' }
			: { en: 'Not crossed: nobody bids in this period.', zh: '无交叉：该时段无人买电。' };
	const [other, otherLimit] = [terms.nameOf(opposite), terms.formatPrice(facts.limitOf(opposite))];
	const [plusFee, withFee] =
		isBid && fee > 0 ? [` plus fee ${terms.formatPrice(fee)}`, ` 加过网费 ${terms.formatPrice(fee)}`] : ['', ''];
	return {
		en: `Not crossed: the best order opposite is ${other}’s at ${otherLimit}${plusFee}, and this one stands at ${limit}.`,
		zh: `无交叉：对方最优是 ${other} 的 ${otherLimit}${withFee}，此单为 ${limit}。`,
	};
}
