import type { CatalogueEntry } from '../entry.ts';

export const consoleErrors = {
	NOT_PERMITTED: {
		en: 'This session may look, but not act: {procedure}.',
		zh: '此会话只能查看，不能操作：{procedure}。',
		cause: {
			en: 'The session of this console was opened to look only, as an auditor’s is.',
			zh: '此控制台会话以只读方式打开，与审计员的会话相同。',
		},
		action: {
			en: 'Whoever operates this node may do it: ask them, or open the console with the link that the node prints when it starts.',
			zh: '此节点的运营者有权执行：请与其联系，或用节点启动时打印的链接打开控制台。',
		},
	},
	CONSOLE_INPUT_INVALID: {
		en: '{path}: {reason}.',
		zh: '{path}：{reason}。',
		cause: {
			en: 'The request does not have the form that the console contract states.',
			zh: '请求不符合控制台接口规定的格式。',
		},
		action: { en: 'Correct the field at the path given.', zh: '请更正所示路径的字段。' },
	},
	CONSOLE_PROCEDURE_UNKNOWN: {
		en: 'There is no procedure {path}.',
		zh: '不存在过程 {path}。',
		cause: { en: 'Console and node run different versions.', zh: '控制台与节点版本不一致。' },
		action: { en: 'Reload the console so that both have the same version.', zh: '请重新加载控制台，使两者版本一致。' },
	},
	CONSOLE_INTERNAL: {
		en: 'The node could not answer; its log has the reason under {reference}.',
		zh: '节点无法应答；原因见日志，编号 {reference}。',
		cause: {
			en: 'A fault in the node that no part of it expected; the node itself goes on.',
			zh: '节点内部发生未预料的故障；节点本身继续运行。',
		},
		action: {
			en: 'Ask again. If it fails again, find the reference in the log (Node, Log), save the diagnostics (Node, About) and send them with a report.',
			zh: '请重试。若再次失败，请在日志（“节点”“日志”）中查找该编号，保存诊断文件（“节点”“关于”）并随报告附上。',
		},
	},
	CONSOLE_BUSY: {
		en: 'This connection already waits for {limit} answers.',
		zh: '此连接已有 {limit} 个请求在等待应答。',
		cause: { en: 'A connection sent more requests at once than it may.', zh: '连接同时发出的请求超过上限。' },
		action: { en: 'Wait for an answer before asking again.', zh: '请等待应答后再请求。' },
	},
	CONSOLE_SUBSCRIPTIONS: {
		en: 'This connection already has {limit} subscriptions.',
		zh: '此连接已有 {limit} 个订阅。',
		cause: { en: 'A connection subscribed more often than it may.', zh: '连接的订阅数超过上限。' },
		action: { en: 'Use the subscription that is open.', zh: '请使用已打开的订阅。' },
	},
	CONSOLE_STARTING: {
		en: 'The node is still reading its blocks: {height} of {head}.',
		zh: '节点仍在读取区块：{height} / {head}。',
		cause: {
			en: 'The node has just started, and builds its views from the blocks on its disk.',
			zh: '节点刚刚启动，正在由磁盘上的区块构建视图。',
		},
		action: {
			en: 'Wait: the console asks again by itself, and shows the figures once the count is full.',
			zh: '请等待：控制台会自动重试，读完后即显示数据。',
		},
	},
	CONSOLE_REPLAY_GAP: {
		en: 'Block {height} is missing on disk; the head is {head}.',
		zh: '磁盘上缺少区块 {height}，链头为 {head}。',
		cause: {
			en: 'The node began from a snapshot, which brings the state but no history, or its store has lost blocks.',
			zh: '节点由快照启动，快照只含状态而不含历史；或者其存储丢失了区块。',
		},
		action: {
			en: "Use another operator's console, or start a node on an empty directory without `snapshotBeyondBlocks`: it fetches every block. Without a snapshot, check the disk first.",
			zh: '请使用其他运营方的控制台，或在空目录中以未设置 snapshotBeyondBlocks 的配置启动节点以获取全部区块。若未使用快照，请先检查磁盘。',
		},
	},
	CONSOLE_HANDOVER_UNKNOWN: {
		en: 'This node has no proof of the handover to epoch {epoch}.',
		zh: '本节点没有交接至纪元 {epoch} 的证明。',
		cause: {
			en: 'The epoch has not begun, or it began a moment ago and its proof is still being stored.',
			zh: '该纪元尚未开始，或刚刚开始而证明仍在存储。',
		},
		action: {
			en: 'Try again in a moment; ask another node if it stays so.',
			zh: '请稍后重试；若仍如此，请询问其他节点。',
		},
	},
	CONSOLE_REGION_UNKNOWN: {
		en: 'This chain is not connected with {chain}.',
		zh: '本链未与 {chain} 连接。',
		cause: {
			en: 'The name is wrong, or no proposal to connect that chain was enacted here.',
			zh: '名称有误，或本链尚未通过连接该链的提案。',
		},
		action: {
			en: 'Choose a region of the section Regions, or propose to connect the chain under Governance.',
			zh: '请在“区域”中选择，或在“治理”中提议连接该链。',
		},
	},
	CONSOLE_PACKET_UNKNOWN: {
		en: 'There is no packet {packet}.',
		zh: '不存在数据包 {packet}。',
		cause: {
			en: 'The name is wrong, the packet has not reached this chain, or the console has forgotten it.',
			zh: '名称有误、数据包尚未到达本链，或已超出控制台的保留期。',
		},
		action: {
			en: 'Choose a packet of the section Regions; older ones are in the blocks of the ledger.',
			zh: '请在“区域”中选择数据包；更早的数据包见账本区块。',
		},
	},
	CONSOLE_PRODUCT_UNKNOWN: {
		en: 'There is no product {product}.',
		zh: '不存在产品 {product}。',
		cause: {
			en: 'The name is wrong, or the product is older than the console remembers.',
			zh: '名称有误，或产品已超出控制台的保留期。',
		},
		action: { en: 'Choose a product of the day view.', zh: '请从日视图中选择产品。' },
	},
	CONSOLE_NO_IDENTITY: {
		en: 'This console has no participant to send as.',
		zh: '本控制台没有可用于发送的参与者。',
		cause: {
			en: 'The keystore of this node holds no participant key.',
			zh: '本节点的密钥库中没有参与者密钥。',
		},
		action: {
			en: 'Add the key of a registered participant to the keystore.',
			zh: '请将已注册参与者的密钥加入密钥库。',
		},
	},
	CONSOLE_NO_VALIDATOR: {
		en: 'This node is no validator of the present epoch; it cannot approve {proposal}.',
		zh: '本节点不是当前纪元的验证者，无法批准 {proposal}。',
		cause: {
			en: 'Its key is not among those of the epoch in force.',
			zh: '其密钥不在当前纪元的验证者之列。',
		},
		action: { en: 'Approve it on a node that validates.', zh: '请在验证节点上批准。' },
	},
	CONSOLE_PROPOSAL_CHANGED: {
		en: '{proposal} has digest {digest}, not {given}.',
		zh: '{proposal} 的摘要为 {digest}，而非 {given}。',
		cause: {
			en: 'The approval names other changes than the chain records.',
			zh: '该批准所指的变更与链上记录不符。',
		},
		action: { en: 'Read the proposal again.', zh: '请重新阅读该提案。' },
	},
	CONSOLE_DEED_UNKNOWN: {
		en: 'There is no deed {deed}.',
		zh: '不存在合约 {deed}。',
		cause: {
			en: 'The id is wrong, or the deed is older than the console remembers.',
			zh: '编号有误，或合约已超出控制台的保留期。',
		},
		action: { en: 'Choose a deed of the list.', zh: '请从列表中选择合约。' },
	},
	CONSOLE_DEED_DIGEST: {
		en: 'The digest given for {deed} is not that of the deed.',
		zh: '所给摘要与合约 {deed} 不符。',
		cause: { en: 'What was reviewed is not what is on the chain.', zh: '所审阅的内容与链上内容不一致。' },
		action: { en: 'Open the deed again and review it.', zh: '请重新打开并审阅该合约。' },
	},
	CONSOLE_DEED_TAMPERED: {
		en: 'The text of {deed} does not have the digest that is to be signed.',
		zh: '合约 {deed} 的文本与待签摘要不符。',
		cause: { en: 'The recorded document and its digest disagree.', zh: '记录的文本与摘要不一致。' },
		action: { en: 'Do not sign. Report it to the market operator.', zh: '请勿签署，并向市场运营方报告。' },
	},
	CONSOLE_DEED_ENDED: {
		en: '{deed} awaits no signature: it is {state}.',
		zh: '合约 {deed} 不再等待签名，状态为 {state}。',
		cause: { en: 'The deed was sealed, refused or has expired meanwhile.', zh: '合约已封存、被拒签或已过期。' },
		action: { en: 'Nothing is to be done.', zh: '无需操作。' },
	},
	CONSOLE_DEED_NOT_AWAITED: {
		en: '{deed} awaits no signature of this console.',
		zh: '合约 {deed} 不需要本控制台签名。',
		cause: {
			en: 'No identity of this console is a signer that has not signed yet.',
			zh: '本控制台没有尚未签署的签署方身份。',
		},
		action: { en: 'Sign where the key of an awaited signer is kept.', zh: '请在持有待签方密钥的控制台签署。' },
	},
	CONSOLE_CALL_FAILED: {
		en: 'The chain refused the call: {reason}.',
		zh: '链上拒绝了该调用：{reason}。',
		cause: { en: 'A transaction was executed, and its receipt names no code.', zh: '交易已执行，但回执未给出错误码。' },
		action: { en: 'Open the transaction in the ledger view.', zh: '请在账本视图中查看该交易。' },
	},
	CONSOLE_TRACE_FORGOTTEN: {
		en: 'The trace as of block {height} is no longer remembered; it reaches back to block {oldest}.',
		zh: '截至区块 {height} 的溯源已不再保留；可回溯至区块 {oldest}。',
		cause: {
			en: 'The console keeps a bounded number of edges, and those of that block have given way to newer ones.',
			zh: '控制台保留的关系数量有限，该区块的关系已被较新的取代。',
		},
		action: { en: 'Ask for a later block, or open an audit bundle.', zh: '请选择较新的区块，或打开审计包。' },
	},
	CONSOLE_TRACE_UNKNOWN: {
		en: 'Nothing is known of {type} {id}.',
		zh: '没有关于 {type} {id} 的记录。',
		cause: {
			en: 'The id is wrong, or its edges are older than the console remembers.',
			zh: '编号有误，或其关系已超出控制台的保留期。',
		},
		action: { en: 'Search for it, or open an audit bundle.', zh: '请搜索，或打开审计包。' },
	},
	CONSOLE_STANDING_UNKNOWN: {
		en: 'There is no {kind} {id}.',
		zh: '不存在 {kind} {id}。',
		cause: { en: 'The id is wrong.', zh: '编号有误。' },
		action: { en: 'Choose one of the list.', zh: '请从列表中选择。' },
	},
	CONSOLE_RENDERER_MISSING: {
		en: 'The built console is missing in {directory}.',
		zh: '{directory} 中没有构建好的控制台。',
		cause: { en: 'The renderer was not built.', zh: '尚未构建界面。' },
		action: { en: 'Run npm run build.', zh: '请运行 npm run build。' },
	},
	CONSOLE_PORT_IN_USE: {
		en: 'Port {port} is in use.',
		zh: '端口 {port} 已被占用。',
		cause: { en: 'Another process listens on it.', zh: '其他进程正在监听该端口。' },
		action: { en: 'Choose another port, or 0 for a free one.', zh: '请选择其他端口，或用 0 自动选择空闲端口。' },
	},
	CONSOLE_TOKENS: {
		en: '{limit} links are still unused.',
		zh: '仍有 {limit} 个链接未使用。',
		cause: { en: 'Too many one-time links were asked for.', zh: '请求的一次性链接过多。' },
		action: { en: 'Use one of them, or wait until they expire.', zh: '请使用其中之一，或等待其过期。' },
	},
} as const satisfies Record<string, CatalogueEntry>;
