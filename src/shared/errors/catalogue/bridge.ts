import type { CatalogueEntry } from '../entry.ts';

const LATER = {
	en: 'Read the channel again; a relayer does so by itself.',
	zh: '请重新读取通道状态；中继程序会自行处理。',
} as const;

const RELAY_AGAIN = {
	en: 'Build the call again from what both chains have committed.',
	zh: '请根据两条链已提交的状态重新构造调用。',
} as const;

const GOVERN = {
	en: 'Let the validators give the client a new root with recover-chain, after comparing it with the other operators.',
	zh: '请各验证者与对方运营者核对后，通过 recover-chain 为客户端设定新的信任根。',
} as const;

const GOVERN_AFTER_FORK = {
	en: 'Agree with its operators which history stands. Once they have replaced the keys that signed both, in a new epoch, let the validators give the client that root with recover-chain.',
	zh: '请与对方运营者商定保留哪一支。待其更换为双方签名的密钥并进入新纪元后，由各验证者通过 recover-chain 为客户端设定新的信任根。',
} as const;

const RENEW_KEYS = {
	en: 'Let that chain, on the side that stands, rotate or remove every key that signed both; then take its new root.',
	zh: '请对方在保留的一支上更换或移除所有为双方签名的密钥，待新纪元开始后再取用其新的信任根。',
} as const;

const PROPOSE_ANEW = { en: 'Correct the change and propose it again.', zh: '请更正后重新提案。' } as const;

/** What light clients of other chains and the channels with them refuse. */
export const bridgeErrors = {
	BRIDGE_CHAIN_UNKNOWN: {
		en: 'This chain is not connected with {chain}.',
		zh: '本链未与 {chain} 连接。',
		cause: { en: 'No connect-chain of that id was enacted.', zh: '没有针对此标识的 connect-chain 提案生效。' },
		action: { en: 'Check the chain id, or have the chain connected.', zh: '请检查链标识，或先连接该链。' },
	},
	BRIDGE_CHAIN_KNOWN: {
		en: 'This chain is connected with {chain} already.',
		zh: '本链已与 {chain} 连接。',
		cause: { en: 'A chain is connected once.', zh: '每条链只连接一次。' },
		action: {
			en: 'Change its terms with channel-terms, or its root with recover-chain.',
			zh: '请用 channel-terms 修改条款，或用 recover-chain 更换信任根。',
		},
	},
	BRIDGE_CHAIN_OWN: {
		en: '{chain} is this chain itself.',
		zh: '{chain} 就是本链。',
		cause: { en: 'A chain has no channel with itself.', zh: '链不能与自身建立通道。' },
		action: { en: 'Take the root of the other chain.', zh: '请使用另一条链的信任根。' },
	},
	BRIDGE_CHAINS_TOO_MANY: {
		en: 'This chain is connected with {max} chains already.',
		zh: '本链已连接 {max} 条链。',
		cause: { en: 'Connected chains are bounded.', zh: '可连接的链数有上限。' },
		action: { en: 'Connect through a chain that is connected.', zh: '请经由已连接的链中转。' },
	},
	BRIDGE_ROOT_INVALID: {
		en: 'The root of {chain} cannot be trusted in: {reason}.',
		zh: '{chain} 的信任根无效：{reason}。',
		cause: {
			en: 'Its parts contradict each other, or no certificate could be verified by it.',
			zh: '其内容自相矛盾，或无法据以验证任何证书。',
		},
		action: { en: 'Print the root anew on a node of that chain.', zh: '请在该链的节点上重新导出信任根。' },
	},
	BRIDGE_ROOT_OTHER: {
		en: 'The root is not one that the client of {chain} can go on with: {reason}.',
		zh: '{chain} 的客户端无法以该信任根继续：{reason}。',
		cause: {
			en: 'A client gets a new root of the same chain only, of its epoch or a later one; after a fork, of a later one.',
			zh: '客户端只能换用同一条链、同一或更晚纪元的信任根；分叉后须为更晚纪元。',
		},
		action: PROPOSE_ANEW,
	},
	BRIDGE_ROOT_EPOCH: {
		en: '{chain} forked at height {height}; a root of epoch {epoch}, which the client knows, does not end that.',
		zh: '{chain} 在高度 {height} 分叉；客户端已知第 {epoch} 纪元，该纪元的信任根无法使其恢复。',
		cause: {
			en: 'The keys of that epoch certified both sides of the fork: either could be shown again.',
			zh: '该纪元的密钥为分叉双方都作过认证：任何一方都可能被再次出示。',
		},
		action: RENEW_KEYS,
	},
	BRIDGE_ROOT_KEYS: {
		en: '{chain} forked at height {height}: at least {least} keys signed both sides, and only {gone} of those that the client knows are gone.',
		zh: '{chain} 在高度 {height} 分叉：至少有 {least} 个密钥为双方签名，而客户端已知的密钥中仅有 {gone} 个已停用。',
		cause: {
			en: 'Keys that signed both sides could certify the side that was given up, in the new epoch too.',
			zh: '为双方签名的密钥在新纪元中仍可认证被放弃的一支。',
		},
		action: RENEW_KEYS,
	},
	BRIDGE_CLIENT_FROZEN: {
		en: 'Nothing crosses between here and {chain}: two final blocks of height {height} were proven.',
		zh: '与 {chain} 的往来已停止：已证明其高度 {height} 处有两个终局区块。',
		cause: { en: 'The other chain’s validators forked it.', zh: '对方链的验证者造成了分叉。' },
		action: GOVERN_AFTER_FORK,
	},
	BRIDGE_CLIENT_EXPIRED: {
		en: 'The client of {chain} is out of trust since {expiredAt}.',
		zh: '{chain} 的客户端自 {expiredAt} 起已失去信任。',
		cause: {
			en: 'It was not updated for longer than its trust period; old keys could be in other hands by now.',
			zh: '其未更新时间超过信任期；旧密钥可能已落入他人之手。',
		},
		action: GOVERN,
	},
	BRIDGE_EPOCH: {
		en: 'The proof is of epoch {given} of {chain}; epoch {expected} is needed.',
		zh: '该证明属于 {chain} 的第 {given} 纪元，需要第 {expected} 纪元。',
		cause: {
			en: 'The client is at another epoch: a handover is missing, or was made already.',
			zh: '客户端处于其他纪元：缺少交接证明，或已完成交接。',
		},
		action: RELAY_AGAIN,
	},
	BRIDGE_STALE: {
		en: 'Height {height} of {chain} is not above {newest}.',
		zh: '{chain} 的高度 {height} 不高于 {newest}。',
		cause: { en: 'Another relayer was faster.', zh: '其他中继者已先行更新。' },
		action: LATER,
	},
	BRIDGE_NO_FORK: {
		en: 'The two headers prove no fork of {chain}: {reason}.',
		zh: '这两个区块头不能证明 {chain} 分叉：{reason}。',
		cause: {
			en: 'A fork is two final blocks of one height and epoch, of an epoch that the client keeps.',
			zh: '分叉是指同一纪元、同一高度的两个终局区块，且客户端保留该纪元。',
		},
		action: { en: 'Nothing was changed.', zh: '未作任何更改。' },
	},
	BRIDGE_ROOT_UNKNOWN: {
		en: 'The state of {chain} at height {height} is not known here.',
		zh: '此处不知道 {chain} 在高度 {height} 的状态。',
		cause: { en: 'The client never had it, or keeps newer ones by now.', zh: '客户端从未获得，或已只保留更新的状态。' },
		action: { en: 'Update the client and prove against its newest state.', zh: '请更新客户端并以最新状态证明。' },
	},
	BRIDGE_PROOF: {
		en: 'What was relayed is not what {chain} recorded in {path} at height {height}.',
		zh: '中继内容与 {chain} 在高度 {height} 的 {path} 记录不符。',
		cause: {
			en: 'The leaf is not under the certified state root, or the packets or answers do not add up to it.',
			zh: '该叶子不在经认证的状态根之下，或数据包、应答与其不一致。',
		},
		action: RELAY_AGAIN,
	},
	BRIDGE_NOTHING_NEW: {
		en: 'Nothing of what was relayed from {chain} is new.',
		zh: '从 {chain} 中继的内容均非新内容。',
		cause: { en: 'Another relayer was faster.', zh: '其他中继者已先行送达。' },
		action: LATER,
	},
	BRIDGE_ORDER: {
		en: 'Number {expected} from {chain} comes next, not {given}.',
		zh: '来自 {chain} 的下一个编号应为 {expected}，而不是 {given}。',
		cause: {
			en: 'Packets and answers are taken in their order, without a gap.',
			zh: '数据包和应答须按序、无间断地送达。',
		},
		action: RELAY_AGAIN,
	},
	BRIDGE_PACKET_EXPIRED: {
		en: 'The packet came after its time.',
		zh: '数据包在超时之后到达。',
		cause: { en: 'Its timeout passed before the receiving chain had it.', zh: '接收链收到之前已超过其时限。' },
		action: {
			en: 'What it carried is given back; send it again with more time.',
			zh: '所载内容将退回；请设置更长时限后重新发送。',
		},
	},
	BRIDGE_WINDOW: {
		en: '{max} packets to {chain} wait for their answers.',
		zh: '发往 {chain} 的 {max} 个数据包正在等待应答。',
		cause: { en: 'A channel has so many on their way at most.', zh: '通道中在途数据包数有上限。' },
		action: { en: 'Try again when a relayer has brought answers.', zh: '请待中继者带回应答后重试。' },
	},
	BRIDGE_TIMEOUT: {
		en: 'The timeout {timeoutAt} is not after {after} and by {latest}.',
		zh: '时限 {timeoutAt} 须晚于 {after} 且不晚于 {latest}。',
		cause: { en: 'A packet has from one millisecond to 30 days.', zh: '数据包的时限为 1 毫秒至 30 天。' },
		action: { en: 'Choose another timeout.', zh: '请选择其他时限。' },
	},
	BRIDGE_CURRENCY: {
		en: '{chain} has {currency}, this chain {own}: no money crosses.',
		zh: '{chain} 使用 {currency}，本链使用 {own}：资金不能跨链。',
		cause: { en: 'A channel does not exchange currencies.', zh: '通道不兑换货币。' },
		action: { en: 'Send energy or certificates instead.', zh: '请改为发送电量或证书。' },
	},
	BRIDGE_MONEY_LIMIT: {
		en: 'The account of {chain} would stand at {balance}; the channel’s limit is {limit} either way.',
		zh: '{chain} 的账户将为 {balance}；通道双向限额为 {limit}。',
		cause: {
			en: 'The terms bound what a corrupt counterpart could take; open packets and offers count.',
			zh: '条款限定了对方作恶时的最大损失；在途数据包和未结报价计入其中。',
		},
		action: {
			en: 'Send less, wait for money to come back, or have the limit raised with channel-terms.',
			zh: '请减少金额、等待资金回流，或通过 channel-terms 提高限额。',
		},
	},
} as const satisfies Record<string, CatalogueEntry>;
