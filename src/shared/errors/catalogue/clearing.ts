import type { CatalogueEntry } from '../entry.ts';

export const clearingErrors = {
	CURVE_POINT_COUNT: {
		en: 'Curve order {position} has {points} points; 1 to {max} make a curve, 2 to {max} a piecewise linear one.',
		zh: '曲线订单 {position} 有 {points} 个点；阶梯曲线须有 1 至 {max} 个点，分段线性曲线须有 2 至 {max} 个点。',
		cause: {
			en: 'A curve order has too many points, or too few for its shape.',
			zh: '曲线订单的点过多，或对其形状而言过少。',
		},
		action: { en: 'Send it with fewer or more points, or as several orders.', zh: '请增减点数，或拆成多个订单。' },
	},
	CURVE_POINT_INVALID: {
		en: 'Curve order {position}, point {point}: the {field} is not one that the market takes.',
		zh: '曲线订单 {position} 的第 {point} 点：{field} 不被市场接受。',
		cause: {
			en: 'A price is no multiple of the tick or too large, or a quantity is negative, no multiple of the lot, or too large.',
			zh: '价格不是价位的整数倍或过大，或数量为负、不是手数的整数倍或过大。',
		},
		action: { en: 'Correct the point.', zh: '请更正该点。' },
	},
	CURVE_NOT_MONOTONE: {
		en: 'Curve order {position}, point {point}: the {field} turns back.',
		zh: '曲线订单 {position} 的第 {point} 点：{field} 出现回折。',
		cause: {
			en: 'From point to point the total quantity grows, while the price of an offer rises and that of a bid falls.',
			zh: '逐点总量须递增，同时卖单价格上升、买单价格下降。',
		},
		action: {
			en: 'Order the points, best price first, with total quantities.',
			zh: '请按最优价在前排列各点，并填写累计数量。',
		},
	},
	CURVE_STEPS: {
		en: 'Curve order {position} comes to {steps} steps at the tick; {max} are allowed.',
		zh: '曲线订单 {position} 按价位展开为 {steps} 级，最多允许 {max} 级。',
		cause: {
			en: 'A linear curve is taken tick by tick, and it spans too many ticks and lots.',
			zh: '线性曲线逐价位展开，而其跨越的价位和手数过多。',
		},
		action: { en: 'Use a coarser tick or lot, or steps.', zh: '请采用更大的价位或手数，或改用阶梯曲线。' },
	},
	SOURCES_TOO_MANY: {
		en: 'Bids name {generators} generators; one clearing takes {max}.',
		zh: '买单指定了 {generators} 个发电方，单次出清最多 {max} 个。',
		cause: {
			en: 'Each generator that a bid names is a pool of its own, and pools are bounded like zones.',
			zh: '买单指定的每个发电方单独成池，池数与区域数一样有上限。',
		},
		action: { en: 'Prefer renewable energy, or any, instead of generators.', zh: '请改为偏好可再生能源或任意来源。' },
	},
	SOURCES_ZONAL: {
		en: 'Source preferences are not cleared between zones.',
		zh: '跨区域出清不支持来源偏好。',
		cause: {
			en: 'Over borders nobody can tell whose energy arrived.',
			zh: '跨越区域边界后无法分辨电量来自何处。',
		},
		action: {
			en: 'Order without a preference, or in a product of one zone.',
			zh: '请取消偏好，或在单一区域的产品中下单。',
		},
	},
} as const satisfies Record<string, CatalogueEntry>;
