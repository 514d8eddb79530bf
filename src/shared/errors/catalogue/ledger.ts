import type { CatalogueEntry } from '../entry.ts';

export const ledgerErrors = {
	LEDGER_BLOCK_UNKNOWN: {
		en: 'Block {height} is not kept here; this node has {from} to {to}.',
		zh: '此处未保存区块 {height}；本节点有 {from} 至 {to}。',
		cause: {
			en: 'The height is still to come, or the node began from a snapshot above it.',
			zh: '该高度尚未产生，或本节点由其后的快照启动。',
		},
		action: {
			en: 'Ask for a height that is kept, or use the console of a node that has every block.',
			zh: '请查询已保存的高度，或使用保存全部区块的节点的控制台。',
		},
	},
	LEDGER_TRANSACTION_UNKNOWN: {
		en: 'No block kept here has the transaction {transaction}.',
		zh: '此处保存的区块中没有交易 {transaction}。',
		cause: {
			en: 'It is not final yet, it never was sent, or it stands in a block that this node does not keep.',
			zh: '该交易尚未最终确定、从未发送，或所在区块未由本节点保存。',
		},
		action: { en: 'Check the whole id, and try again in a moment.', zh: '请核对完整标识，并稍后重试。' },
	},
	LEDGER_RECEIPT_UNKNOWN: {
		en: 'Block {height} has {total} receipts; {index} is none of them.',
		zh: '区块 {height} 有 {total} 条回执，其中没有第 {index} 条。',
		cause: { en: 'The place lies past the end of the block.', zh: '该位置超出区块末尾。' },
		action: { en: 'Open the block and choose one of its receipts.', zh: '请打开该区块并选择其中的回执。' },
	},
	LEDGER_LEAF_UNKNOWN: {
		en: 'The state has no leaf {path}.',
		zh: '状态中没有叶 {path}。',
		cause: {
			en: 'Nothing was ever written there, or it was deleted since.',
			zh: '该处从未写入，或其后已被删除。',
		},
		action: {
			en: 'Browse the state by prefix. That a path is absent can be proven too.',
			zh: '请按前缀浏览状态。路径不存在同样可以证明。',
		},
	},
	PROOF_FILE_INVALID: {
		en: 'This is no proof file: {reason}.',
		zh: '这不是证明文件：{reason}。',
		cause: {
			en: 'The file is of another kind, was cut short, or was changed.',
			zh: '文件属于其他类型、不完整或被改动。',
		},
		action: { en: 'Download the proof once more from the ledger.', zh: '请在账本中重新下载证明。' },
	},
	PROOF_OF_OTHER_CHAIN: {
		en: 'The proof is of the chain {found}; the trust root is of {chainId}.',
		zh: '证明属于链 {found}，信任根属于链 {chainId}。',
		cause: { en: 'Proof and trust root are of two chains.', zh: '证明与信任根属于两条链。' },
		action: {
			en: 'Use the trust root of the chain that the proof is of, got by another way than the proof.',
			zh: '请使用该链的信任根，且其来源须与证明不同。',
		},
	},
	PROOF_BEFORE_TRUST: {
		en: 'The proof ends in epoch {epoch}; the trust root has reached epoch {trusted}.',
		zh: '证明止于纪元 {epoch}，信任根已到纪元 {trusted}。',
		cause: {
			en: 'The keys of an epoch that has ended certify nothing newer: whoever holds them still could.',
			zh: '已结束纪元的密钥不能认证其后的内容，否则持有者仍可伪造。',
		},
		action: {
			en: 'Download the proof again; it then ends in the epoch in force.',
			zh: '请重新下载证明，它将止于现行纪元。',
		},
	},
	PROOF_PLACE_OTHER: {
		en: 'The {kind} does not stand in block {height} under the proven history.',
		zh: '在已证明的历史之下，区块 {height} 中没有这条{kind}。',
		cause: {
			en: 'The bytes shown, the place in the block, or the block’s record differ from what the validators certified.',
			zh: '所示字节、区块内位置或区块记录与验证者认证的不符。',
		},
		action: {
			en: 'Do not rely on it. Ask another validator for the proof, and report the node that gave this one.',
			zh: '请勿采信。请向其他验证者索取证明，并报告给出此证明的节点。',
		},
	},
} as const satisfies { readonly [code: string]: CatalogueEntry };
