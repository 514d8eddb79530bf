import type { CatalogueEntry } from '../entry.ts';

export const bridgeRelayErrors = {
	BRIDGE_HANDOVER_UNKNOWN: {
		en: 'This node has not kept the handover of {chain} to epoch {epoch}.',
		zh: '本节点没有保存 {chain} 交接到第 {epoch} 个 epoch 的证明。',
		cause: {
			en: 'The node follows the chain from a later epoch on, or has not arrived at this one.',
			zh: '节点从更晚的 epoch 开始跟随该链，或尚未到达该 epoch。',
		},
		action: {
			en: 'Relay with a node that has followed the chain since that epoch.',
			zh: '请使用自该 epoch 起就跟随该链的节点进行中继。',
		},
	},
	BRIDGE_FORK_UNPROVEN: {
		en: 'A state root of {chain} at height {height}, which the other chain keeps, is not that of this node.',
		zh: '另一条链保存的 {chain} 在高度 {height} 的状态根与本节点的不同。',
		cause: {
			en: 'The validators of the chain have certified two histories, and the headers that prove it are not all here yet.',
			zh: '该链的验证者认证了两段不同的历史，而证明所需的区块头尚未齐备。',
		},
		action: {
			en: 'Leave the relayer running: it freezes the client as soon as it can prove it. Compare nodes with forensics.',
			zh: '请让中继继续运行：一旦能够证明，它会冻结该客户端。请用 forensics 比较各节点。',
		},
	},
	BRIDGE_RELAYER_ENDED: {
		en: 'The relayer has ended on {code}.',
		zh: '中继因 {code} 而结束。',
		cause: {
			en: 'One of its nodes has failed or was stopped, or no longer has the key of the relayer’s account.',
			zh: '其中一个节点已失败或被停止，或不再持有中继账户的密钥。',
		},
		action: {
			en: 'Mend what that code says, as the log of the node has it, and start the relayer again.',
			zh: '请按该代码及节点日志的说明处理，然后重新启动中继。',
		},
	},
	BRIDGE_ROOT_FILE: {
		en: '{file} is not a chain root: {reason}.',
		zh: '{file} 不是链根文件：{reason}。',
		cause: {
			en: 'The file cannot be read, or is not what bridge root printed.',
			zh: '文件无法读取，或不是 bridge root 输出的内容。',
		},
		action: {
			en: 'Have the operator of the other chain print it again with bridge root --out.',
			zh: '请让另一条链的运营者用 bridge root --out 重新输出。',
		},
	},
	BRIDGE_ACCOUNT_FILE: {
		en: '{file} is not an account: {reason}.',
		zh: '{file} 不是账户文件：{reason}。',
		cause: {
			en: 'The file is not what bridge account wrote.',
			zh: '文件不是 bridge account 写出的内容。',
		},
		action: {
			en: 'Have it made again with bridge account --out.',
			zh: '请用 bridge account --out 重新生成。',
		},
	},
	BRIDGE_PROPOSAL_UNKNOWN: {
		en: 'Proposal {proposal} is not among the open ones that this node has seen.',
		zh: '本节点见过的未决提案中没有 {proposal}。',
		cause: {
			en: 'It was enacted, withdrawn or has lapsed, it is of another chain, or the node has not arrived at its block.',
			zh: '提案已生效、被撤回或已失效，属于另一条链，或节点尚未到达其所在区块。',
		},
		action: {
			en: 'Check the id, and ask again when the node has caught up.',
			zh: '请核对编号，待节点追上后重试。',
		},
	},
	BRIDGE_NO_VALIDATOR: {
		en: 'The node of {directory} does not validate in the present epoch, so it cannot approve.',
		zh: '{directory} 的节点在当前 epoch 不是验证者，无法批准提案。',
		cause: {
			en: 'Only validators of the present epoch approve proposals, each with its own key.',
			zh: '只有当前 epoch 的验证者才能批准提案，且各用自己的密钥。',
		},
		action: {
			en: 'Approve with the data directory of a validator.',
			zh: '请使用验证者的数据目录来批准。',
		},
	},
} as const satisfies Record<string, CatalogueEntry>;
