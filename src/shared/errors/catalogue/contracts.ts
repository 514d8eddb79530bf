import type { CatalogueEntry } from '../entry.ts';
import { auctionErrors } from './auction.ts';
import { governanceErrors } from './governance.ts';
import { identityErrors } from './identity.ts';
import { marketErrors } from './market.ts';
import { orderErrors } from './orders.ts';

export const contractErrors = {
	...marketErrors,
	...auctionErrors,
	...orderErrors,
	...governanceErrors,
	...identityErrors,
	TX_CHAIN: {
		en: 'The transaction is signed for chain {given}.',
		zh: '该交易是为链 {given} 签名的。',
		cause: { en: 'The chain id differs from this chain.', zh: '链标识与本链不符。' },
		action: { en: 'Sign it again for this chain.', zh: '请为本链重新签名。' },
	},
	TX_EXPIRED: {
		en: 'The transaction was valid up to height {expiryHeight}; the block has height {height}.',
		zh: '该交易有效至高度 {expiryHeight}，当前区块高度为 {height}。',
		cause: { en: 'It waited longer than its sender allowed.', zh: '等待时间超过发送者允许的范围。' },
		action: { en: 'Sign it again with a later expiry height.', zh: '请以更高的有效高度重新签名。' },
	},
	TX_SENDER_UNKNOWN: {
		en: '{sender} is not registered on this chain.',
		zh: '{sender} 未在本链注册。',
		cause: { en: 'Only registered participants send transactions.', zh: '只有已注册的参与者才能发送交易。' },
		action: { en: 'Ask the market operator for admission.', zh: '请向市场运营方申请准入。' },
	},
	TX_FEE_UNPAID: {
		en: '{sender} holds {balance}; the fee is {fee} micro-units.',
		zh: '{sender} 余额为 {balance}，手续费为 {fee} 微单位。',
		cause: { en: 'The balance does not cover the transaction fee.', zh: '余额不足以支付交易手续费。' },
		action: { en: 'Add money to the account.', zh: '请向账户充值。' },
	},
	TX_SIGNATURE: {
		en: 'The signature is not that of {sender}.',
		zh: '签名不属于 {sender}。',
		cause: { en: 'The signature does not verify with the registered key.', zh: '签名未通过已注册公钥的验证。' },
		action: { en: 'Sign with the registered key.', zh: '请使用已注册的密钥签名。' },
	},
	TX_NONCE: {
		en: 'The transaction has nonce {given}; the next one is {expected}.',
		zh: '交易序号为 {given}，应为 {expected}。',
		cause: {
			en: 'Transactions of a sender run strictly one after the other, each once.',
			zh: '同一发送者的交易必须严格依次执行，且仅执行一次。',
		},
		action: { en: 'Use the next nonce.', zh: '请使用下一个序号。' },
	},
	CALL_UNKNOWN: {
		en: 'There is no method {method} in contract {contract}.',
		zh: '合约 {contract} 中没有方法 {method}。',
		cause: {
			en: 'The call names something that this version of the chain does not have.',
			zh: '调用的对象在本版本链上不存在。',
		},
		action: { en: 'Check the names and the software version.', zh: '请检查名称和软件版本。' },
	},
	CALL_FORBIDDEN: {
		en: '{sender} may not do this; it takes: {needed}.',
		zh: '{sender} 无权执行此操作，需要：{needed}。',
		cause: { en: 'The sender has neither the role nor a delegation for the call.', zh: '发送者没有所需角色或委托。' },
		action: { en: 'Send it as a participant who may.', zh: '请由有权的参与者发送。' },
	},
	CALL_STEP_LIMIT: {
		en: 'The call takes more than {stepLimit} steps.',
		zh: '调用超过 {stepLimit} 步的上限。',
		cause: { en: 'A call is bounded so that blocks stay quick.', zh: '为保证区块执行速度，调用有步数上限。' },
		action: { en: 'Split the call into smaller ones.', zh: '请拆分为较小的调用。' },
	},
	CALL_FAULT: {
		en: 'The contract failed inside ({reason}); nothing was changed.',
		zh: '合约内部出错（{reason}），未作任何更改。',
		cause: {
			en: 'The contract met a case that it does not handle: a defect of the software, not of the call.',
			zh: '合约遇到其未处理的情形：属于软件缺陷，而非调用的问题。',
		},
		action: {
			en: 'Do not send the call again. Send the transaction id with the diagnostics of a node (Node, About) in a report.',
			zh: '请勿再次发送此调用。请在报告中附上交易标识和节点的诊断文件（“节点”“关于”）。',
		},
	},
	BLOCK_STEP_LIMIT: {
		en: 'The block has used its {stepLimit} steps; the transaction did not run.',
		zh: '区块已用完 {stepLimit} 步，该交易未执行。',
		cause: { en: 'The block carried more work than one block may do.', zh: '区块包含的工作量超过上限。' },
		action: { en: 'Send the same transaction again.', zh: '请重新发送同一交易。' },
	},
	ENGINE_HEIGHT: {
		en: 'Block {given} at {time} does not follow; block {expected} after {after} is next.',
		zh: '区块 {given}（时间 {time}）不连续；下一个应为 {after} 之后的区块 {expected}。',
		cause: {
			en: 'Final blocks are executed in height order with rising time.',
			zh: '最终区块须按高度和递增时间执行。',
		},
		action: {
			en: 'Restart the node; it reads the chain again from its store.',
			zh: '请重启节点，节点会从存储中重新读取链。',
		},
	},
	ENGINE_UPGRADE_MISSING: {
		en: 'From height {height} on the chain runs version {version} of contract {contract}, which this software lacks.',
		zh: '自高度 {height} 起，本链运行合约 {contract} 的第 {version} 版，而本软件不包含该版本。',
		cause: {
			en: 'The validators decided an upgrade; a node without it could not derive the same state.',
			zh: '验证者已决定升级；缺少该版本的节点无法得出相同的状态。',
		},
		action: {
			en: 'Install a version of the software that contains it and start again; the data is intact.',
			zh: '请安装包含该版本的软件后重新启动；数据完好无损。',
		},
	},
	ENGINE_EPOCH: {
		en: 'Block {height} belongs to epoch {given}; epoch {expected} is in force.',
		zh: '区块 {height} 属于第 {given} 纪元，当前为第 {expected} 纪元。',
		cause: {
			en: 'Blocks above the last of their epoch are void and are never executed.',
			zh: '超出所属纪元最后高度的区块无效，不会被执行。',
		},
		action: {
			en: 'Restart the node; it reads the chain again from its store.',
			zh: '请重启节点，节点会从存储中重新读取链。',
		},
	},
	ENGINE_STATE: {
		en: 'The stored state does not belong to chain {chainId}.',
		zh: '存储的状态不属于链 {chainId}。',
		cause: {
			en: 'The data directory holds another chain, or a damaged state.',
			zh: '数据目录属于其他链，或状态已损坏。',
		},
		action: {
			en: 'Choose the right data directory, or fetch the chain anew.',
			zh: '请选择正确的数据目录，或重新同步。',
		},
	},
	ENGINE_CONSERVATION: {
		en: 'Money or energy does not balance: {total} too much.',
		zh: '资金或电量不平衡：多出 {total}。',
		cause: {
			en: 'An invariant of the contracts is broken; the node stops rather than go on.',
			zh: '合约的不变量被破坏，节点停止运行。',
		},
		action: { en: 'Report it; do not delete the data directory.', zh: '请报告此问题，不要删除数据目录。' },
	},
} as const satisfies Record<string, CatalogueEntry>;
