import type { CatalogueEntry } from '../entry.ts';

const NOT_EVIDENCE = {
	en: 'Do not rely on the bundle; ask for it again from another node of the chain.',
	zh: '请勿采信此审计包；请向该链的其他节点重新索取。',
} as const;
const CHANGED = {
	en: 'The bundle was altered after it was made, or was never made from this chain.',
	zh: '审计包在生成后被改动，或并非由此链生成。',
} as const;

/** Why an audit bundle is refused, or cannot be made. */
export const bundleErrors = {
	BUNDLE_CONTAINER: {
		en: 'The file is no bundle at byte {offset}: {reason}.',
		zh: '文件在字节 {offset} 处不是审计包：{reason}。',
		cause: CHANGED,
		action: NOT_EVIDENCE,
	},
	BUNDLE_CONTENT: {
		en: 'A part of the bundle cannot be read: {reason}.',
		zh: '审计包的一部分无法读取：{reason}。',
		cause: CHANGED,
		action: NOT_EVIDENCE,
	},
	BUNDLE_GENESIS: {
		en: 'The bundle begins with the genesis of {found}; the trust root is that of {expected}.',
		zh: '审计包以 {found} 的创世文件开始，而信任根属于 {expected}。',
		cause: CHANGED,
		action: NOT_EVIDENCE,
	},
	BUNDLE_EPOCH: {
		en: 'The handovers lead to epoch {epoch}: {reason}.',
		zh: '交接证明通向纪元 {epoch}：{reason}。',
		cause: CHANGED,
		action: NOT_EVIDENCE,
	},
	BUNDLE_FINALITY: {
		en: 'The tip of the bundle is not certified: {reason}.',
		zh: '审计包的末端未经认证：{reason}。',
		cause: CHANGED,
		action: NOT_EVIDENCE,
	},
	BUNDLE_HISTORY: {
		en: 'The blocks are not bound to the certified state: {reason}.',
		zh: '区块未与经认证的状态绑定：{reason}。',
		cause: CHANGED,
		action: NOT_EVIDENCE,
	},
	BUNDLE_BLOCK: {
		en: 'The {part} of block {height} are not those of its record.',
		zh: '区块 {height} 的 {part} 与其记录不符。',
		cause: CHANGED,
		action: NOT_EVIDENCE,
	},
	BUNDLE_TRANSACTION: {
		en: 'A call of {sender} in block {height} is not proven: {reason}.',
		zh: '区块 {height} 中 {sender} 的调用未获证明：{reason}。',
		cause: CHANGED,
		action: NOT_EVIDENCE,
	},
	BUNDLE_IDENTITY: {
		en: 'The key of {name} is not known at its place in the chain: {reason}.',
		zh: '{name} 在链上该位置的密钥未知：{reason}。',
		cause: CHANGED,
		action: NOT_EVIDENCE,
	},
	BUNDLE_DEED: {
		en: 'The deed {deed} is not proven: {reason}.',
		zh: '合约 {deed} 未获证明：{reason}。',
		cause: CHANGED,
		action: NOT_EVIDENCE,
	},
	BUNDLE_READING: {
		en: 'The reading or batch {reading} is not proven: {reason}.',
		zh: '读数或批次 {reading} 未获证明：{reason}。',
		cause: CHANGED,
		action: NOT_EVIDENCE,
	},
	BUNDLE_CLEARING: {
		en: 'Clearing {product} again gives {again}, recorded is {recorded}.',
		zh: '重新出清 {product} 得到 {again}，记录为 {recorded}。',
		cause: CHANGED,
		action: NOT_EVIDENCE,
	},
	BUNDLE_SETTLEMENT: {
		en: 'The settlement of {product} does not add up: {reason}.',
		zh: '{product} 的结算不平：{reason}。',
		cause: CHANGED,
		action: NOT_EVIDENCE,
	},
	BUNDLE_DOCUMENT: {
		en: 'The document {document} is not proven: {reason}.',
		zh: '文件 {document} 未获证明：{reason}。',
		cause: CHANGED,
		action: NOT_EVIDENCE,
	},
	BUNDLE_CERTIFICATE: {
		en: 'The certificate {certificate} is not accounted for: {reason}.',
		zh: '绿证 {certificate} 账目不符：{reason}。',
		cause: CHANGED,
		action: NOT_EVIDENCE,
	},
	BUNDLE_BALANCE: {
		en: 'Into {node} flow {inWh} Wh, out of it {outWh} Wh.',
		zh: '流入 {node} 的电量为 {inWh} Wh，流出为 {outWh} Wh。',
		cause: CHANGED,
		action: NOT_EVIDENCE,
	},
	BUNDLE_INCOMPLETE: {
		en: 'What the bundle promises is missing: {what}.',
		zh: '审计包缺少其所承诺的内容：{what}。',
		cause: CHANGED,
		action: NOT_EVIDENCE,
	},
	BUNDLE_SURPLUS: {
		en: 'The bundle has something that its selection does not ask for: {what}.',
		zh: '审计包含有其选择范围以外的内容：{what}。',
		cause: CHANGED,
		action: NOT_EVIDENCE,
	},
	BUNDLE_TRUST_ROOT: {
		en: 'The trust root cannot be used: {reason}.',
		zh: '信任根无法使用：{reason}。',
		cause: {
			en: 'The file was altered, or is no trust root: it has exactly one form, so that no byte of it is loose.',
			zh: '文件被改动，或不是信任根：其形式唯一，任何字节都不可更改。',
		},
		action: {
			en: 'Get the file again, by another way than the bundle, and compare its digest with another operator’s.',
			zh: '请通过审计包以外的途径重新获取该文件，并与其他运营方核对摘要。',
		},
	},
	BUNDLE_CROSSING: {
		en: '{packet} did not cross as it is told: {reason}.',
		zh: '{packet} 的跨链记录不符：{reason}。',
		cause: {
			en: 'One of the chains, or its part of the bundle, tells something else than the other.',
			zh: '其中一条链（或审计包中它的部分）的记录与另一条链不一致。',
		},
		action: NOT_EVIDENCE,
	},
	BUNDLE_CHANNEL: {
		en: 'What {chain} and the chain that tells of it hold of each other does not agree: {reason}.',
		zh: '与 {chain} 之间的通道记录不一致：{reason}。',
		cause: {
			en: 'One of the chains, or its part of the bundle, tells something else than the other.',
			zh: '其中一条链（或审计包中它的部分）的记录与另一条链不一致。',
		},
		action: NOT_EVIDENCE,
	},
	BUNDLE_CHAINS: {
		en: 'A bundle of several chains is of 2 to {max} different ones; these are {parts} parts of {chains}.',
		zh: '多链审计包须包含 2 至 {max} 条不同的链；当前为 {chains} 条链的 {parts} 个部分。',
		cause: { en: 'A chain was named twice, or only once overall.', zh: '重复指定了同一条链，或仅指定了一条链。' },
		action: {
			en: 'Name the data directory of a node of each chain once.',
			zh: '请为每条链各指定一次其节点的数据目录。',
		},
	},
	BUNDLE_ACROSS: {
		en: 'The bundle of {kind} does not say which part of the other chain belongs to it.',
		zh: '{kind} 类审计包未说明需要包含另一条链的哪一部分。',
		cause: {
			en: 'Only of a certificate, of a period and of everything it follows what of the other chain goes with it.',
			zh: '只有绿证、时段和全部内容可以推断另一条链的对应部分。',
		},
		action: {
			en: 'Write the selection after the directory: --across DIR:all, or DIR:participant:ID.',
			zh: '请在目录后写明选择范围：--across DIR:all 或 DIR:participant:ID。',
		},
	},
	BUNDLE_SELECTION: {
		en: 'The chain does not have {missing}.',
		zh: '链上没有 {missing}。',
		cause: {
			en: 'The name is mistyped, or the part of the chain that holds it is not certified yet.',
			zh: '名称有误，或包含它的那部分链尚未经过认证。',
		},
		action: { en: 'Look the id up in the console, or export later.', zh: '请在控制台中查找编号，或稍后再导出。' },
	},
	BUNDLE_HISTORY_SHORT: {
		en: 'This node has the chain from block {from} on only.',
		zh: '此节点仅保存区块 {from} 之后的链。',
		cause: {
			en: 'It began with a snapshot: a bundle binds every block since genesis.',
			zh: '该节点从快照启动；审计包需要自创世以来的所有区块。',
		},
		action: { en: 'Export from a node that has the whole chain.', zh: '请从保存完整链的节点导出。' },
	},
	BUNDLE_UNCERTIFIED: {
		en: 'No block of this node certifies a state yet.',
		zh: '此节点尚无区块认证任何状态。',
		cause: { en: 'The chain has hardly begun.', zh: '链刚刚启动。' },
		action: { en: 'Let the network run for a few blocks, then export.', zh: '请让网络运行若干区块后再导出。' },
	},
	BUNDLE_REPLAY_OTHER: {
		en: 'Executed again, block {height} leads to another state than this node stored.',
		zh: '重新执行区块 {height} 得到的状态与此节点保存的不同。',
		cause: {
			en: 'The data directory is damaged, or this software is another version than the one that ran.',
			zh: '数据目录已损坏，或此软件版本与运行时不同。',
		},
		action: {
			en: 'Export from another node, or with the version that ran the node.',
			zh: '请从其他节点导出，或使用运行该节点的版本。',
		},
	},
	BUNDLE_BUSY: {
		en: 'This node is making another bundle.',
		zh: '此节点正在生成另一个审计包。',
		cause: {
			en: 'One export at a time: its state is held on disk until it ends.',
			zh: '每次仅能导出一个：导出结束前，其状态会保留在磁盘上。',
		},
		action: { en: 'Wait for the other one, or cancel it.', zh: '请等待其完成，或将其取消。' },
	},
	BUNDLE_STANDSTILL: {
		en: 'The chain certified no state within {seconds} s.',
		zh: '链在 {seconds} 秒内未认证任何状态。',
		cause: {
			en: 'A running node exports the state that the next blocks certify, and no blocks come, or one of them began a new epoch.',
			zh: '运行中的节点导出由后续区块认证的状态；目前没有新区块，或其中一个区块开启了新纪元。',
		},
		action: {
			en: 'Look at the consensus view for why the chain stands, then export again.',
			zh: '请在共识视图中查看链停滞的原因，然后重新导出。',
		},
	},
	BUNDLE_ABANDONED: {
		en: 'The export ended: nobody took its parts over for {seconds} s.',
		zh: '导出已结束：{seconds} 秒内无人接收其内容。',
		cause: {
			en: 'The console was asleep, or the connection is too slow for what the node makes.',
			zh: '控制台处于休眠状态，或连接速度过慢。',
		},
		action: { en: 'Export again and keep the console open.', zh: '请重新导出，并保持控制台处于打开状态。' },
	},
} as const satisfies { [code: string]: CatalogueEntry };
