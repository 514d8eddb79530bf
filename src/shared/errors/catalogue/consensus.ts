import type { CatalogueEntry } from '../entry.ts';

export const consensusErrors = {
	CONSENSUS_TOO_FEW_SIGNERS: {
		en: 'The {certificate} of round {round} has {signers} signers; {quorum} are needed.',
		zh: '第 {round} 轮的 {certificate} 只有 {signers} 个签名者，需要 {quorum} 个。',
		cause: { en: 'A certificate has no quorum.', zh: '证书未达到法定人数。' },
		action: { en: 'Ask another validator for the certificate.', zh: '请向其他验证者索取该证书。' },
	},
	CONSENSUS_UNKNOWN_SIGNER: {
		en: 'The {certificate} of round {round} names validator {signer}, which this epoch does not have.',
		zh: '第 {round} 轮的 {certificate} 引用了本纪元不存在的验证者 {signer}。',
		cause: {
			en: 'The certificate belongs to another validator set or is forged.',
			zh: '证书属于其他验证者集合或系伪造。',
		},
		action: { en: 'Check that both sides are on the same chain and epoch.', zh: '请确认双方处于同一条链和同一纪元。' },
	},
	CONSENSUS_BAD_SIGNATURE: {
		en: 'The signature of validator {signer} on the {certificate} of round {round} does not verify.',
		zh: '验证者 {signer} 对第 {round} 轮 {certificate} 的签名验证失败。',
		cause: {
			en: 'The message was altered, or signed for another chain or with another key.',
			zh: '消息被篡改，或为其他链或以其他密钥签署。',
		},
		action: { en: 'Compare chain id and validator keys with the sender.', zh: '请与发送方核对链标识和验证者公钥。' },
	},
	CONSENSUS_CERTIFICATE_MISMATCH: {
		en: 'The {certificate} of round {round} does not hold together: {reason}.',
		zh: '第 {round} 轮的 {certificate} 自相矛盾：{reason}。',
		cause: { en: 'Parts of a certificate or proof contradict each other.', zh: '证书或证明的各部分互相矛盾。' },
		action: { en: 'Discard it and ask another validator.', zh: '请丢弃并向其他验证者索取。' },
	},
	CONSENSUS_NOT_PROVEN: {
		en: 'The proof is about another block than the one at height {height}.',
		zh: '该证明针对的不是高度 {height} 的区块。',
		cause: { en: 'A commit proof was offered for a block that it does not name.', zh: '提交证明并未指向所给区块。' },
		action: { en: 'Fetch the block with its own proof.', zh: '请获取该区块自身的证明。' },
	},
	CONSENSUS_BROKEN_LINK: {
		en: 'The block at height {height} does not follow the one before it.',
		zh: '高度 {height} 的区块与前一区块不衔接。',
		cause: {
			en: 'A range of blocks has a hole, a wrong order or a foreign block.',
			zh: '区块区间存在空洞、顺序错误或外来区块。',
		},
		action: { en: 'Fetch the range from another validator.', zh: '请从其他验证者获取该区间。' },
	},
	CONSENSUS_EVIDENCE_INVALID: {
		en: 'The evidence of round {round} against validator {offender} proves no offence.',
		zh: '第 {round} 轮针对验证者 {offender} 的证据不能证明任何违规。',
		cause: {
			en: 'The two statements do not contradict each other.',
			zh: '两份声明并不互相矛盾。',
		},
		action: { en: 'Discard it; the validator is not guilty by it.', zh: '请丢弃；该验证者不因此有责。' },
	},
	CONSENSUS_EPOCH_CHANGE_INVALID: {
		en: 'The handover from epoch {epoch} does not hold: {reason}.',
		zh: '自纪元 {epoch} 的交接不成立：{reason}。',
		cause: {
			en: 'A proof of the next validator set was altered, or belongs to another epoch.',
			zh: '下一验证者集合的证明被篡改，或属于其他纪元。',
		},
		action: { en: 'Ask another validator for the handover.', zh: '请向其他验证者索取交接证明。' },
	},
	CONSENSUS_MESSAGE_REFUSED: {
		en: 'A {message} of round {round} was refused: {reason}.',
		zh: '第 {round} 轮的 {message} 被拒绝：{reason}。',
		cause: { en: 'A consensus message breaks a rule of the protocol.', zh: '共识消息违反协议规则。' },
		action: {
			en: 'If it repeats, look at the sender’s version and clock.',
			zh: '若反复出现，请检查发送方的版本和时钟。',
		},
	},
	CONSENSUS_STATE_ROOT_DIFFERS: {
		en: 'The proposal of round {round} states another state root after height {height} than this node computed.',
		zh: '第 {round} 轮提案所述高度 {height} 之后的状态根与本节点计算的不同。',
		cause: {
			en: 'The proposer, or this node, executed the chain differently: different software or damaged data.',
			zh: '提案者或本节点对链的执行结果不同：软件版本不同或数据损坏。',
		},
		action: {
			en: 'Compare versions; if the others agree with each other, rebuild this node’s state from its blocks.',
			zh: '请核对版本；若其他节点一致，请用区块重建本节点状态。',
		},
	},
	CONSENSUS_FORK: {
		en: 'A proven block at height {height} does not follow this node’s final block.',
		zh: '高度 {height} 的已证明区块不衔接本节点的最终区块。',
		cause: {
			en: 'More than a third of the validators signed two histories.',
			zh: '超过三分之一的验证者签署了两份历史。',
		},
		action: {
			en: 'Stop the node, keep its data and compare commit proofs with the others.',
			zh: '请停止节点、保留数据，并与其他节点比对提交证明。',
		},
	},
	CONSENSUS_EPOCH_INVALID: {
		en: 'The epoch cannot be used: {reason}.',
		zh: '该纪元不可用：{reason}。',
		cause: { en: 'The validator list or the parameters are out of bounds.', zh: '验证者列表或参数超出范围。' },
		action: { en: 'Correct the genesis document.', zh: '请更正创世文件。' },
	},
	CONSENSUS_RECORDS_DAMAGED: {
		en: 'The stored consensus record {key} cannot be used: {reason}.',
		zh: '无法使用已存储的共识记录 {key}：{reason}。',
		cause: {
			en: 'The safety record is damaged or belongs to another epoch or chain.',
			zh: '安全记录损坏，或属于其他纪元或链。',
		},
		action: {
			en: 'Never delete it to go on: restore the data directory, or register a new validator key.',
			zh: '切勿删除后继续：请恢复数据目录，或注册新的验证者密钥。',
		},
	},
} as const satisfies Record<string, CatalogueEntry>;
