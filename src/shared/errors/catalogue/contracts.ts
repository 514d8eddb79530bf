import type { CatalogueEntry } from '../entry.ts';

export const contractErrors = {
	GENESIS_INVALID: {
		en: '{path}: {reason}.',
		zh: '{path}：{reason}。',
		cause: { en: 'The genesis document contradicts itself.', zh: '创世文件自相矛盾。' },
		action: {
			en: 'Correct the document; every validator needs the same one.',
			zh: '请更正文件；所有验证者须使用同一份。',
		},
	},
	STATE_VALUE_OVERSIZE: {
		en: 'State leaf {path} has {bytes} bytes; {maxBytes} are allowed.',
		zh: '状态项 {path} 有 {bytes} 字节，最多允许 {maxBytes} 字节。',
		cause: {
			en: 'A contract wrote more into one place than the state takes.',
			zh: '合约向同一位置写入的内容超出上限。',
		},
		action: { en: 'Report it: contracts bound what they write.', zh: '请报告此问题：合约应限制写入量。' },
	},
	CLEARING_INPUT: {
		en: 'Order {position}: the {field} is not one that a market can clear.',
		zh: '订单 {position}：{field} 无法用于出清。',
		cause: {
			en: 'A number is no safe integer, not positive, or no multiple of the tick or the lot.',
			zh: '数值不是安全整数、不为正，或不是价位或手数的整数倍。',
		},
		action: { en: 'Correct the order or the market terms.', zh: '请更正订单或市场参数。' },
	},
} as const satisfies Record<string, CatalogueEntry>;
