import type { CatalogueEntry } from '../entry.ts';

export const auctionErrors = {
	FEE_SCHEDULE: {
		en: 'Fees of {place}: {reason}.',
		zh: '{place} 的过网费：{reason}。',
		cause: {
			en: 'Fees are announced ahead of their time, in order; those in effect stay.',
			zh: '过网费须提前并按时间顺序公布；已生效的不变。',
		},
		action: { en: 'Give entries that lie ahead, ascending.', zh: '请按时间升序给出尚未生效的条目。' },
	},
	PRODUCT_NO_LISTINGS: {
		en: 'Product {product} has no listings to take.',
		zh: '产品 {product} 没有可摘牌的挂牌。',
		cause: { en: 'Its orders are matched by the market itself.', zh: '该产品的订单由市场撮合。' },
		action: { en: 'Place an order instead.', zh: '请改为提交订单。' },
	},
	PRODUCT_COST: {
		en: 'Clearing product {product} may take {cost} steps; {budget} are allowed.',
		zh: '产品 {product} 的出清可能需要 {cost} 步，最多允许 {budget} 步。',
		cause: {
			en: 'The mechanism, its zones and its periods are more than a clearing may take with a full book.',
			zh: '在订单已满时，该机制、区域与时段数量超出出清预算。',
		},
		action: { en: 'Open products of fewer zones or periods.', zh: '请减少产品的区域或时段。' },
	},
} as const satisfies Record<string, CatalogueEntry>;
