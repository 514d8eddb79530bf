import type { CatalogueEntry } from '../entry.ts';

/** The grid operator's desk beside the auctions. */
export const marketDeskErrors = {
	FEE_SCHEDULE_CHANGED: {
		en: 'The fees of {place} are not the ones under review any more.',
		zh: '{place} 的过网费已不是所复核的内容。',
		cause: {
			en: 'Another change was announced, or an entry came into effect, since the review began.',
			zh: '复核开始后公布了另一项变更，或有条目已生效。',
		},
		action: { en: 'Look at the schedule as it is now and review again.', zh: '请查看当前费率表后重新复核。' },
	},
	FEE_KEY_MISSING: {
		en: 'This console does not hold the key of the grid operator {participant}.',
		zh: '本控制台没有电网企业 {participant} 的密钥。',
		cause: {
			en: 'Fees are announced by the grid operator alone, and signed with its key.',
			zh: '过网费只能由电网企业公布并以其密钥签名。',
		},
		action: { en: "Open the console of the grid operator's node.", zh: '请打开电网企业节点的控制台。' },
	},
	IMBALANCE_PERIOD_UNKNOWN: {
		en: 'Product {product} has no delivery period {period} here.',
		zh: '此处没有产品 {product} 的第 {period} 个交割时段。',
		cause: {
			en: 'The node does not remember the product, or it has fewer periods.',
			zh: '节点不再保留该产品，或其时段数较少。',
		},
		action: { en: 'Choose a period of the board.', zh: '请从看板中选择时段。' },
	},
} as const satisfies { readonly [code: string]: CatalogueEntry };
