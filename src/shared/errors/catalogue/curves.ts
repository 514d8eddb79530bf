import type { CatalogueEntry } from '../entry.ts';

export const curveErrors = {
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
} as const satisfies Record<string, CatalogueEntry>;
