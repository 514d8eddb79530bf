import { ALL_OR_NONE } from '../market.ts';
import type { OrderFacts } from './facts.ts';
import type { Sentence, VerdictOf } from './wording.ts';

export const blockWordings = {
	'block-accepted': accepted,
	'block-cut': cut,
	'block-out-of-price': outOfPrice,
	'paradoxically-rejected': paradoxicallyRejected,
	'parent-rejected': parentRejected,
	'exclusive-rejected': exclusiveRejected,
};

function accepted({ surplus }: VerdictOf<'block-accepted'>, { terms }: OrderFacts): Sentence {
	if (surplus < 0n) {
		const loss = terms.formatValue(-surplus);
		return {
			en: `Accepted: at the prices of its periods it loses ${loss}, and blocks linked to it gain at least as much.`,
			zh: `成交：按各时段价格此单亏 ${loss}，与其关联的区块盈余足以弥补。`,
		};
	}
	const gain = terms.formatValue(surplus);
	return {
		en: `Accepted: at the prices of its periods it gains ${gain} over its limit.`,
		zh: `成交：按各时段价格，较限价盈余 ${gain}。`,
	};
}

function cut({ ratio }: VerdictOf<'block-cut'>, { fill, quantity, terms }: OrderFacts): Sentence {
	const [got, asked] = [terms.formatQuantity(fill), terms.formatQuantity(quantity)];
	const share = percentOf(ratio);
	return {
		en: `Cut to ${got} of ${asked}: the market takes ${share} of its profile, which is no less than its minimum.`,
		zh: `削减至 ${asked} 中的 ${got}：市场接受其曲线的 ${share}，不低于最低接受比例。`,
	};
}

/** Millionths as an exact percentage. */
function percentOf(ratio: number): string {
	const perPercent = ALL_OR_NONE / 100;
	const rest = (ratio % perPercent).toString().padStart(4, '0').replace(/0+$/, '');
	const whole = Math.floor(ratio / perPercent).toString();
	return `${rest === '' ? whole : `${whole}.${rest}`} %`;
}

function outOfPrice({ loss }: VerdictOf<'block-out-of-price'>, { terms }: OrderFacts): Sentence {
	if (loss === 0n)
		return {
			en: 'Rejected: at the prices of its periods it would gain nothing over its limit.',
			zh: '未成交：按各时段价格，较限价没有盈余。',
		};
	const lost = terms.formatValue(loss);
	return {
		en: `Rejected: at the prices of its periods it would lose ${lost} against its limit.`,
		zh: `未成交：按各时段价格，较限价将亏 ${lost}。`,
	};
}

function paradoxicallyRejected({ foregone }: VerdictOf<'paradoxically-rejected'>, { terms }: OrderFacts): Sentence {
	const gain = terms.formatValue(foregone);
	return {
		en: `Rejected paradoxically: at these prices it would gain ${gain}, but no prices let every accepted order gain when it is in.`,
		zh: `反常未成交：按此价格本可盈余 ${gain}，但若接受它，就没有价格能使所有成交订单都不亏。`,
	};
}

function parentRejected({ parent }: VerdictOf<'parent-rejected'>, { terms }: OrderFacts): Sentence {
	const name = terms.nameOf(parent);
	return {
		en: `Rejected: the block it is linked to, ${name}, was not accepted.`,
		zh: `未成交：其所关联的区块 ${name} 未成交。`,
	};
}

function exclusiveRejected({ accepted: other }: VerdictOf<'exclusive-rejected'>, { terms }: OrderFacts): Sentence {
	const name = terms.nameOf(other);
	return {
		en: `Rejected: of its exclusive group ${name} was accepted.`,
		zh: `未成交：其互斥组中 ${name} 已成交。`,
	};
}
