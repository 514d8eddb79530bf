import type { CatalogueEntry } from '../entry.ts';

export const mempoolErrors = {
	MEMPOOL_FULL: {
		en: 'The pool is full: {transactions} transactions, {bytes} bytes.',
		zh: '交易池已满：{transactions} 笔交易，{bytes} 字节。',
		cause: {
			en: 'Transactions arrive faster than blocks take them.',
			zh: '交易到达速度快于出块速度。',
		},
		action: {
			en: 'Send again later.',
			zh: '请稍后重发。',
		},
	},
	MEMPOOL_DISPLACED: {
		en: 'The transaction made room for those of other senders.',
		zh: '该交易为其他发送者的交易让出了位置。',
		cause: {
			en: 'The pool is full, and its sender held the largest share of it.',
			zh: '交易池已满，而该发送者占用最多。',
		},
		action: {
			en: 'Send again later, and fewer at a time.',
			zh: '请稍后重发，并减少每次发送的数量。',
		},
	},
	MEMPOOL_BUSY: {
		en: '{waiting} signature checks wait already.',
		zh: '已有 {waiting} 个签名待验证。',
		cause: {
			en: 'Transactions arrive faster than their signatures can be checked.',
			zh: '交易到达速度快于签名验证速度。',
		},
		action: {
			en: 'Send again later.',
			zh: '请稍后重发。',
		},
	},
	MEMPOOL_SENDER_LIMIT: {
		en: '{sender} has {limit} transactions waiting, which is the limit.',
		zh: '{sender} 已有 {limit} 笔交易等待，达到上限。',
		cause: {
			en: 'One sender may hold only its fair part of the pool.',
			zh: '每个发送者只能占用交易池的合理份额。',
		},
		action: {
			en: 'Wait until some are executed, or put more into one call.',
			zh: '请等待部分交易执行，或将更多内容合并到一次调用。',
		},
	},
	MEMPOOL_DUPLICATE: {
		en: 'The transaction waits in the pool already.',
		zh: '该交易已在交易池中。',
		cause: {
			en: 'The same signed transaction was sent twice.',
			zh: '同一笔已签名交易被发送了两次。',
		},
		action: {
			en: 'Wait for its outcome.',
			zh: '请等待其结果。',
		},
	},
	MEMPOOL_NONCE_TAKEN: {
		en: '{sender} has another transaction with nonce {nonce} waiting.',
		zh: '{sender} 已有另一笔序号为 {nonce} 的交易等待。',
		cause: {
			en: 'Two transactions of one sender have the same nonce.',
			zh: '同一发送者的两笔交易序号相同。',
		},
		action: {
			en: 'Sign with the next free nonce.',
			zh: '请使用下一个可用序号签名。',
		},
	},
	TRANSACTION_NONCE_AHEAD: {
		en: 'Nonce {nonce} of {sender} is too far ahead of {expected}.',
		zh: '{sender} 的序号 {nonce} 超前 {expected} 过多。',
		cause: {
			en: 'Transactions with earlier nonces are missing.',
			zh: '缺少较早序号的交易。',
		},
		action: {
			en: 'Send the missing transactions first.',
			zh: '请先发送缺失的交易。',
		},
	},
	TRANSACTION_EXPIRED: {
		en: 'The transaction could execute up to height {expiryHeight}; the chain is at {height}.',
		zh: '交易最晚可在高度 {expiryHeight} 执行，当前高度为 {height}。',
		cause: {
			en: "The transaction's last height has passed.",
			zh: '交易的最后有效高度已过。',
		},
		action: {
			en: 'Sign it again with a later expiry.',
			zh: '请以更晚的有效高度重新签名。',
		},
	},
	TRANSACTION_EXPIRY_TOO_FAR: {
		en: 'The expiry {expiryHeight} is more than {limit} blocks ahead.',
		zh: '有效高度 {expiryHeight} 超前 {limit} 个区块以上。',
		cause: {
			en: 'A transaction may not wait for ever.',
			zh: '交易不能无限期等待。',
		},
		action: {
			en: 'Choose an earlier expiry.',
			zh: '请选择更早的有效高度。',
		},
	},
	TRANSACTION_UNAFFORDABLE: {
		en: '{sender} has {balance} micro-units; the fees of its waiting transactions are {needed}.',
		zh: '{sender} 余额为 {balance} 微单位，等待交易的费用为 {needed}。',
		cause: {
			en: 'The sender cannot pay the fee.',
			zh: '发送者无力支付费用。',
		},
		action: {
			en: 'Top up the account.',
			zh: '请为账户充值。',
		},
	},
	TRANSACTION_UNCERTAIN: {
		en: 'The node lost sight of the transaction: too many wait for an outcome.',
		zh: '节点已无法跟踪该交易：等待结果的交易过多。',
		cause: {
			en: 'More than {limit} outcomes are awaited at once.',
			zh: '同时等待的结果超过 {limit} 个。',
		},
		action: {
			en: 'Ask for the transaction by its id later.',
			zh: '请稍后按交易编号查询。',
		},
	},
} as const satisfies Record<string, CatalogueEntry>;
