import type { CatalogueEntry } from '../entry.ts';

export const meteringErrors = {
	READING_SOURCE: {
		en: '{source} does not answer for meter {meter}.',
		zh: '{source} 不负责电表 {meter}。',
		cause: {
			en: 'A batch is signed by its one meter, or by the operator of all its meters.',
			zh: '一批读数须由其唯一电表，或由其全部电表的运营者签名。',
		},
		action: {
			en: 'Send the readings of each operator, and of each signing meter, as batches of their own.',
			zh: '请将各运营者及各自签名电表的读数分批提交。',
		},
	},
	READING_SIGNATURE: {
		en: 'The batch is not signed by {source}.',
		zh: '该批读数并非由 {source} 签名。',
		cause: {
			en: 'The signature is not over this batch, chain and source, the key was rotated, or the meter has no key.',
			zh: '签名不对应此批读数、此链或此来源，密钥已轮换，或该电表没有密钥。',
		},
		action: {
			en: 'Sign the batch anew with the key that the chain has for the source.',
			zh: '请用链上登记的来源密钥重新签名。',
		},
	},
	STATEMENT_UNKNOWN: {
		en: '{participant} has no statement of {product} here.',
		zh: '此处没有 {participant} 关于 {product} 的结算单。',
		cause: {
			en: 'The product is not settled yet, the participant neither traded nor was metered in it, or this node has forgotten it.',
			zh: '该产品尚未结算，该参与者既未交易也无计量，或本节点已不再保存。',
		},
		action: {
			en: 'Wait for its settlement; for an old product run the command line statements on the blocks of a stopped node.',
			zh: '请等待结算；较早的产品可在已停止节点的区块上用命令行 statements 查询。',
		},
	},
} as const satisfies { [code: string]: CatalogueEntry };
