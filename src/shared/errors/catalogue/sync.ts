import type { CatalogueEntry } from '../entry.ts';

export const syncErrors = {
	SYNC_NO_PEER: {
		en: 'No peer could be reached. {reason}',
		zh: '无法连接任何对等节点。{reason}',
		cause: {
			en: 'The addresses are wrong, the peers are down, or none of them is on this chain.',
			zh: '地址有误、对方未运行，或对方不在本链上。',
		},
		action: {
			en: 'Check `sources` and `peerAddresses` in config.json and that the peers run; this node keeps trying.',
			zh: '请检查 config.json 中的 sources 与 peerAddresses 以及对方是否运行；本节点会继续尝试。',
		},
	},
	SYNC_PEER_UNREACHABLE: {
		en: 'Peer {peer} cannot be reached: {reason}.',
		zh: '无法连接对等节点 {peer}：{reason}。',
		cause: {
			en: 'It is down, its address is wrong, or it closed the connection.',
			zh: '对方未运行、地址有误或已关闭连接。',
		},
		action: {
			en: 'Nothing to do while other peers answer; else check its address.',
			zh: '若其他节点可用则无需处理；否则请检查地址。',
		},
	},
	SYNC_NOT_ADMITTED: {
		en: 'Peer {peer} does not admit this node, whose peer id is {self}.',
		zh: '对等节点 {peer} 不接纳本节点（节点 ID {self}）。',
		cause: {
			en: 'Validators answer validators, observers that governance admitted, and peers of their own configuration.',
			zh: '验证者只应答验证者、经治理接纳的观察者以及其配置中列出的节点。',
		},
		action: {
			en: "Have governance admit this peer id, or ask the validator's operator to list it under `observers`.",
			zh: '请经治理接纳该节点 ID，或请验证者运维将其列入 observers。',
		},
	},
	SYNC_SHUT_OUT: {
		en: '{refusals} of {peers} peers answer, and none of them admits this node, whose peer id is {self}.',
		zh: '{peers} 个对等节点中有 {refusals} 个应答，但都不接纳本节点（节点 ID {self}）。',
		cause: {
			en: 'Governance removed this validator while it was away, gave it another network key, or this is not its key.',
			zh: '本验证者在离线期间已被治理移除或更换了网络密钥，或者此处使用的并非其密钥。',
		},
		action: {
			en: "Look at an operator's console under Governance whether the epoch in force still names this validator. To come back, have governance add it again; to follow without a vote, have its peer id admitted as an observer. This node keeps trying.",
			zh: '请在其他运营方控制台的“治理”中查看当前纪元是否仍包含本验证者。若要恢复，请经治理重新加入；若只需跟随，请将其节点 ID 接纳为观察者。本节点会继续尝试。',
		},
	},
	SYNC_WRONG_CHAIN: {
		en: 'Peer {peer} does not serve chain {chainId}.',
		zh: '对等节点 {peer} 不提供链 {chainId}。',
		cause: {
			en: 'It runs another chain, or a version without the sync protocol.',
			zh: '对方运行另一条链，或版本不支持同步协议。',
		},
		action: {
			en: 'Compare the genesis files of both nodes.',
			zh: '请核对双方的创世文件。',
		},
	},
	SYNC_PEER_LIED: {
		en: 'Peer {peer} sent what does not verify: {reason}.',
		zh: '对等节点 {peer} 发送了无法验证的数据：{reason}。',
		cause: {
			en: 'It is faulty or malicious; nothing of what it sent was taken.',
			zh: '对方有故障或恶意；其数据未被采用。',
		},
		action: {
			en: 'Nothing to do: it is not asked for a while. Remove it from `sources` if it repeats.',
			zh: '无需处理：一段时间内不再询问它；若反复出现，请从 sources 中移除。',
		},
	},
	SYNC_PEER_SILENT: {
		en: 'Peer {peer} did not answer within {ms} ms.',
		zh: '对等节点 {peer} 在 {ms} 毫秒内未应答。',
		cause: {
			en: 'It is overloaded, or keeps the answer back.',
			zh: '对方过载或拒绝应答。',
		},
		action: {
			en: 'Nothing to do: another peer is asked.',
			zh: '无需处理：将询问其他节点。',
		},
	},
	SYNC_PEER_REFUSED: {
		en: 'Peer {peer} does not answer: {reason}.',
		zh: '对等节点 {peer} 拒绝应答：{reason}。',
		cause: {
			en: 'It is stopping, something is wrong with it, or it is malicious.',
			zh: '对方正在停止、出现故障或存在恶意。',
		},
		action: {
			en: 'Nothing to do: another peer is asked.',
			zh: '无需处理：将询问其他节点。',
		},
	},
	SYNC_BUSY: {
		en: 'The node answers too many requests at once.',
		zh: '节点同时处理的请求过多。',
		cause: {
			en: 'A peer asks faster than the limits allow.',
			zh: '对方请求速度超过限制。',
		},
		action: {
			en: 'Ask again later, or ask another peer.',
			zh: '请稍后重试或询问其他节点。',
		},
	},
	SNAPSHOT_UNSEEDED: {
		en: 'The snapshot after block {height} does not tell who leads: its chain states no root after block {seedHeight}.',
		zh: '区块 {height} 之后的快照无法确定领导者：链上没有给出区块 {seedHeight} 之后的状态根。',
		cause: {
			en: 'A round failed right after that block, or the blocks from there on are too large, and the peer took its snapshot all the same.',
			zh: '该区块之后的一轮失败，或其后的区块过大，而对方仍然生成了快照。',
		},
		action: {
			en: 'Nothing to do: another peer is asked, or the blocks themselves are fetched.',
			zh: '无需处理：将询问其他节点或直接获取区块。',
		},
	},
	SNAPSHOT_DAMAGED: {
		en: 'A snapshot of the state is wrong: {reason}.',
		zh: '状态快照有误：{reason}。',
		cause: {
			en: 'Its leaves do not make up the root that the validators certified, or its form is broken.',
			zh: '其内容与验证者证明的状态根不符，或格式损坏。',
		},
		action: {
			en: 'Nothing to do: nothing of it was kept and another peer is asked.',
			zh: '无需处理：未保留任何内容，将询问其他节点。',
		},
	},
} as const satisfies Record<string, CatalogueEntry>;
