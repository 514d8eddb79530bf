import type { CatalogueEntry } from '../entry.ts';

const action = {
	en: 'Correct the row, or change the limit first, under “Own limits”.',
	zh: '请更正该行，或先在“自设限额”中修改限额。',
};

/** Limits that an aggregator has set for itself; the chain knows nothing of them. */
export const bidLimitErrors = {
	BID_LIMIT_ORDER: {
		en: 'The order is for {given} kWh, and your own limit of an order is {allowed} kWh.',
		zh: '该订单为 {given} 千瓦时，您自设的单笔限额为 {allowed} 千瓦时。',
		cause: { en: 'One order is larger than you allow yourself.', zh: '单笔订单超出您自设的上限。' },
		action,
	},
	BID_LIMIT_VOLUME: {
		en: 'With this row {product} comes to {given} kWh, and your own limit of a product is {allowed} kWh.',
		zh: '计入该行后 {product} 共 {given} 千瓦时，您自设的产品限额为 {allowed} 千瓦时。',
		cause: {
			en: 'All your orders of the product, those in the book included, count in the order of the rows.',
			zh: '该产品的全部订单（含已入簿者）按行序累计。',
		},
		action,
	},
	BID_LIMIT_PRICE: {
		en: 'The price {given} is outside your own band, {min} to {max} per kWh.',
		zh: '价格 {given} 超出您自设的区间：每千瓦时 {min} 至 {max}。',
		cause: { en: 'You have set a band of prices narrower than the product’s.', zh: '您自设了比产品更窄的价格区间。' },
		action,
	},
	BID_LIMIT_EXPOSURE: {
		en: 'With this row {product} comes to {given} at the limit prices, and your own limit of a product is {allowed}.',
		zh: '计入该行后，{product} 按限价计为 {given}，您自设的产品敞口为 {allowed}。',
		cause: {
			en: 'Energy times price of all your orders of the product, bids and offers, counts in the order of the rows.',
			zh: '该产品全部买卖订单的电量乘以价格按行序累计。',
		},
		action,
	},
	BID_LIMIT_DAY: {
		en: 'With this row {day} comes to {given} at the limit prices, and your own limit of a day is {allowed}.',
		zh: '计入该行后，{day} 按限价计为 {given}，您自设的单日敞口为 {allowed}。',
		cause: {
			en: 'Energy times price of all your orders for delivery on the local day counts in the order of the rows.',
			zh: '当地交割日全部订单的电量乘以价格按行序累计。',
		},
		action,
	},
} as const satisfies Record<string, CatalogueEntry>;
