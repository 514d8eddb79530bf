import type { CatalogueEntry } from '../entry.ts';

const OTHER_KEY = {
	en: 'Generate a new key with this software and use that one.',
	zh: '请用本软件生成新密钥并使用该密钥。',
} as const;

const PROPOSE_ANEW = {
	en: 'Correct the change and propose it again.',
	zh: '请更正后重新提案。',
} as const;

export const governanceErrors = {
	KEY_LENGTH: {
		en: 'The key of {owner} does not have 32 bytes.',
		zh: '{owner} 的公钥不是 32 字节。',
		cause: { en: 'An Ed25519 or X25519 public key has exactly 32 bytes.', zh: 'Ed25519 和 X25519 公钥恰为 32 字节。' },
		action: OTHER_KEY,
	},
	KEY_ENCODING: {
		en: 'The key of {owner} is no point of the curve in its canonical form.',
		zh: '{owner} 的公钥不是曲线上点的规范编码。',
		cause: {
			en: 'Implementations differ on such keys, so the chain admits none.',
			zh: '不同实现对此类公钥的处理不一致，因此本链不予接受。',
		},
		action: OTHER_KEY,
	},
	KEY_SMALL_ORDER: {
		en: 'The key of {owner} is a point of small order.',
		zh: '{owner} 的公钥是小阶点。',
		cause: { en: 'Anyone can sign for such a key.', zh: '任何人都能为此类公钥伪造签名。' },
		action: OTHER_KEY,
	},
	KEY_TORSION: {
		en: 'The key of {owner} has a torsion component.',
		zh: '{owner} 的公钥含有挠成分。',
		cause: {
			en: 'Implementations differ on signatures of such keys, so the chain admits none.',
			zh: '不同实现对此类公钥的签名判定不一致，因此本链不予接受。',
		},
		action: OTHER_KEY,
	},
	KEY_NOT_POSSESSED: {
		en: 'The key of {owner} did not sign its own registration.',
		zh: '{owner} 的公钥未对其注册信息签名。',
		cause: {
			en: 'The proof of possession is missing or is over another chain, validator, peer id or address.',
			zh: '持有证明缺失，或针对其他链、验证者、节点标识或地址。',
		},
		action: {
			en: 'Sign the registration with the new key on the node that will use it.',
			zh: '请在将使用该密钥的节点上用新密钥签署注册信息。',
		},
	},
	KEY_IN_USE: {
		en: 'The key of {owner} is that of validator {validator}.',
		zh: '{owner} 的公钥已被验证者 {validator} 使用。',
		cause: { en: 'Two validators may not share a key.', zh: '两个验证者不得共用同一密钥。' },
		action: OTHER_KEY,
	},
	PEER_IN_USE: {
		en: 'The peer id {peerId} is that of validator {validator}.',
		zh: '节点标识 {peerId} 已属于验证者 {validator}。',
		cause: { en: 'Two validators may not share a peer id.', zh: '两个验证者不得共用节点标识。' },
		action: PROPOSE_ANEW,
	},
	VALIDATOR_EXISTS: {
		en: '{validator} is already a validator.',
		zh: '{validator} 已是验证者。',
		cause: { en: 'The set that follows has a validator of that id.', zh: '下一验证者集合中已有此标识。' },
		action: PROPOSE_ANEW,
	},
	VALIDATOR_UNKNOWN: {
		en: 'There is no validator {validator}.',
		zh: '不存在验证者 {validator}。',
		cause: { en: 'No validator of that id is in the set.', zh: '验证者集合中没有此标识。' },
		action: { en: 'Check the id.', zh: '请检查标识。' },
	},
	VALIDATORS_TOO_FEW: {
		en: 'The last validator cannot be removed.',
		zh: '不能移除最后一个验证者。',
		cause: { en: 'A chain needs at least one validator.', zh: '链至少需要一个验证者。' },
		action: { en: 'Add another validator first.', zh: '请先添加其他验证者。' },
	},
	VALIDATORS_TOO_MANY: {
		en: 'There are {max} validators already.',
		zh: '验证者已达 {max} 个。',
		cause: { en: 'The set is bounded so that messages stay small.', zh: '为控制消息大小，验证者数量有上限。' },
		action: { en: 'Remove a validator first.', zh: '请先移除一个验证者。' },
	},
	PARAMETER_RANGE: {
		en: '{name} would be {value}; it lies between {min} and {max}.',
		zh: '{name} 将为 {value}，应在 {min} 与 {max} 之间。',
		cause: { en: 'Outside this range the network would not work.', zh: '超出该范围网络将无法正常运行。' },
		action: PROPOSE_ANEW,
	},
	PARAMETER_TWICE: {
		en: '{name} is given twice.',
		zh: '{name} 重复给出。',
		cause: { en: 'One proposal sets a parameter once.', zh: '同一提案中每个参数只能设置一次。' },
		action: PROPOSE_ANEW,
	},
	PARAMETER_ORDER: {
		en: '{lower} would exceed {upper}.',
		zh: '{lower} 将大于 {upper}。',
		cause: { en: 'The parameters would contradict each other.', zh: '参数之间相互矛盾。' },
		action: PROPOSE_ANEW,
	},
	OBSERVER_EXISTS: {
		en: '{peerId} is an observer already.',
		zh: '{peerId} 已是观察者。',
		cause: { en: 'The peer was admitted before.', zh: '该节点先前已获准入。' },
		action: { en: 'Nothing needs to be done.', zh: '无需操作。' },
	},
	OBSERVER_UNKNOWN: {
		en: '{peerId} is no observer.',
		zh: '{peerId} 不是观察者。',
		cause: { en: 'No peer of that id is admitted.', zh: '没有此标识的观察者。' },
		action: { en: 'Check the peer id.', zh: '请检查节点标识。' },
	},
	OBSERVERS_TOO_MANY: {
		en: 'There are {max} observers already.',
		zh: '观察者已达 {max} 个。',
		cause: { en: 'The number of observers is bounded.', zh: '观察者数量有上限。' },
		action: { en: 'Remove an observer first.', zh: '请先移除一个观察者。' },
	},
	UPGRADE_VERSION: {
		en: 'Contract {contract} runs version {present}; version {version} is no upgrade.',
		zh: '合约 {contract} 当前为第 {present} 版，第 {version} 版不是升级。',
		cause: { en: 'Versions of a contract only rise.', zh: '合约版本只能递增。' },
		action: PROPOSE_ANEW,
	},
	UPGRADE_HEIGHT: {
		en: 'An upgrade at height {height} is not possible; from {earliest} to {latest} is.',
		zh: '不能在高度 {height} 升级；可选范围为 {earliest} 至 {latest}。',
		cause: { en: 'Nodes need time to install what an upgrade brings.', zh: '节点需要时间安装升级所需的软件。' },
		action: PROPOSE_ANEW,
	},
	UPGRADE_PENDING: {
		en: 'Contract {contract} goes to version {version} at height {height} already.',
		zh: '合约 {contract} 已定于高度 {height} 升级到第 {version} 版。',
		cause: { en: 'One upgrade of a contract may be ahead at a time.', zh: '同一合约同时只能有一项待生效的升级。' },
		action: { en: 'Wait for it, or propose to cancel it.', zh: '请等待其生效，或提案取消。' },
	},
	UPGRADES_TOO_MANY: {
		en: '{max} upgrades are ahead already.',
		zh: '已有 {max} 项待生效的升级。',
		cause: { en: 'Upgrades that are ahead are bounded.', zh: '待生效的升级数量有上限。' },
		action: { en: 'Wait until one is in force.', zh: '请等待其中一项生效。' },
	},
	UPGRADE_UNKNOWN: {
		en: 'No upgrade of contract {contract} is ahead.',
		zh: '合约 {contract} 没有待生效的升级。',
		cause: { en: 'It is in force already, was cancelled, or never enacted.', zh: '该升级已生效、已取消或从未通过。' },
		action: PROPOSE_ANEW,
	},
	PROPOSAL_EMPTY: {
		en: 'The proposal changes nothing.',
		zh: '该提案没有任何变更。',
		cause: { en: 'Its list of changes, or of parameters, is empty.', zh: '变更列表或参数列表为空。' },
		action: { en: 'Name at least one change.', zh: '请至少给出一项变更。' },
	},
	PROPOSALS_TOO_MANY: {
		en: '{open} proposals are open already, {max} at most.',
		zh: '已有 {open} 个未决提案，最多 {max} 个。',
		cause: {
			en: 'Open proposals are bounded, for each proposer and in all.',
			zh: '每个提案人及总的未决提案数有上限。',
		},
		action: { en: 'Withdraw one, or wait until one closes.', zh: '请撤回一个提案，或等待其中之一结束。' },
	},
	PROPOSAL_UNKNOWN: {
		en: 'There is no open proposal {proposal}.',
		zh: '没有未决提案 {proposal}。',
		cause: { en: 'It never was, or is enacted, withdrawn or lapsed.', zh: '该提案不存在，或已生效、撤回、失效。' },
		action: { en: 'Look at the list of proposals.', zh: '请查看提案列表。' },
	},
	APPROVAL_SIGNATURE: {
		en: 'The approval is not signed by validator {validator} for {proposal} in epoch {epoch}.',
		zh: '该批准并非由验证者 {validator} 在第 {epoch} 纪元为 {proposal} 签署。',
		cause: {
			en: 'Another key, proposal, chain or epoch was signed.',
			zh: '签名所用密钥、提案、链或纪元不符。',
		},
		action: {
			en: 'Approve it again on a node of that validator.',
			zh: '请在该验证者的节点上重新批准。',
		},
	},
	APPROVAL_REPEATED: {
		en: 'Validator {validator} has approved {proposal} already.',
		zh: '验证者 {validator} 已批准 {proposal}。',
		cause: { en: 'An approval counts once.', zh: '每个批准只计一次。' },
		action: { en: 'Nothing needs to be done.', zh: '无需操作。' },
	},
} as const satisfies Record<string, CatalogueEntry>;
