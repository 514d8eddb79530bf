import type { CatalogueEntry } from '../entry.ts';

/** What the first-run wizard finds in a field, before anything is asked of the program. */
export const setupErrors = {
	SETUP_FIELD_EMPTY: {
		en: 'Nothing is filled in here yet.',
		zh: '此处尚未填写。',
		cause: { en: 'The network cannot be started without it.', zh: '缺少此项无法启动网络。' },
		action: { en: 'Fill in the field; its hint says how.', zh: '请按提示填写此项。' },
	},
	SETUP_DIRECTORY_RELATIVE: {
		en: '{directory} is not an absolute path.',
		zh: '{directory} 不是绝对路径。',
		cause: {
			en: 'A relative path would depend on where the program was started.',
			zh: '相对路径取决于程序的启动位置。',
		},
		action: {
			en: 'Give the whole path, as /var/lib/gridquorum or C:\\gridquorum.',
			zh: '请填写完整路径，例如 /var/lib/gridquorum 或 C:\\gridquorum。',
		},
	},
	SETUP_GENESIS_SIZE: {
		en: 'A genesis document of {bytes} bytes is not taken; at most {max}.',
		zh: '不接受 {bytes} 字节的创世文件；上限为 {max} 字节。',
		cause: { en: 'The file is empty, or it is another file.', zh: '文件为空，或选错了文件。' },
		action: {
			en: 'Choose the genesis.cbor that the members of the network publish.',
			zh: '请选择网络成员公布的 genesis.cbor。',
		},
	},
	SETUP_GENESIS_MISSING: {
		en: 'No genesis document was chosen yet.',
		zh: '尚未选择创世文件。',
		cause: { en: 'A network is joined by its genesis document.', zh: '加入网络需要其创世文件。' },
		action: {
			en: 'Drop the genesis.cbor that the members of the network publish.',
			zh: '请拖入网络成员公布的 genesis.cbor。',
		},
	},
	SETUP_DIGEST_INCOMPLETE: {
		en: 'A digest has 64 hexadecimal digits; here are {digits}.',
		zh: '摘要应为 64 位十六进制数字；此处有 {digits} 位。',
		cause: {
			en: 'Part of it is missing, or other characters are among it.',
			zh: '内容不完整，或混有其他字符。',
		},
		action: {
			en: 'Type or paste the whole digest. Spaces, colons and capitals do not matter.',
			zh: '请输入或粘贴完整摘要。空格、冒号和大小写均不影响。',
		},
	},
	SETUP_DIGEST_DIFFERS: {
		en: 'The digests differ from group {group} on: the document has {own}, yours is {given}.',
		zh: '摘要自第 {group} 组起不同：文件为 {own}，您输入的是 {given}。',
		cause: {
			en: 'The document is of another network, or was altered on its way here.',
			zh: '该文件属于其他网络，或在传输途中被改动。',
		},
		action: {
			en: 'Do not join. Get genesis.cbor again, and ask another member for its digest.',
			zh: '请勿加入。请重新获取 genesis.cbor，并向另一成员核对摘要。',
		},
	},
	SETUP_PEER_ADDRESS: {
		en: 'Line {line} is no address of a peer: {address}.',
		zh: '第 {line} 行不是对等节点地址：{address}。',
		cause: {
			en: 'Peers are named by libp2p multiaddresses.',
			zh: '对等节点以 libp2p 多地址表示。',
		},
		action: {
			en: 'Write one a line, as /ip4/192.0.2.1/tcp/4101/p2p/12D3…',
			zh: '每行一个，例如 /ip4/192.0.2.1/tcp/4101/p2p/12D3…',
		},
	},
	SETUP_PORT: {
		en: '{port} is no port.',
		zh: '{port} 不是有效端口。',
		cause: { en: 'TCP ports are whole numbers from 1 to 65535.', zh: 'TCP 端口是 1 到 65535 的整数。' },
		action: { en: 'Give a port, or 0 for any free one.', zh: '请填写端口，或填 0 自动选择空闲端口。' },
	},
	SETUP_VALIDATOR_ID: {
		en: '{id} cannot be the id of a validator.',
		zh: '{id} 不能用作验证者标识。',
		cause: {
			en: 'Ids begin with a letter or digit and have at most 40 letters, digits, dots, dashes or underscores.',
			zh: '标识以字母或数字开头，最多 40 个字母、数字、点、连字符或下划线。',
		},
		action: {
			en: 'Choose another id, or join as an observer.',
			zh: '请改用其他标识，或以观察者身份加入。',
		},
	},
	SETUP_PASSPHRASE_WEAK: {
		en: 'This passphrase is too easy to guess: {characters} characters, {kinds} different.',
		zh: '口令过于简单：共 {characters} 个字符，其中 {kinds} 个不同。',
		cause: {
			en: 'It seals the keys of this node; whoever has the disk can try passphrases without limit.',
			zh: '口令用于封存本节点的密钥；拿到磁盘的人可以无限次尝试。',
		},
		action: {
			en: 'Take at least 12 characters, 6 of them different; four unrelated words are good.',
			zh: '至少 12 个字符，其中 6 个不同；四个互不相关的词较为合适。',
		},
	},
	SETUP_PASSPHRASE_DIFFERS: {
		en: 'The two passphrases differ.',
		zh: '两次输入的口令不一致。',
		cause: {
			en: 'One of them has a slip; nobody can recover a sealed key without it.',
			zh: '其中一次有误；没有口令，任何人都无法恢复已封存的密钥。',
		},
		action: { en: 'Type it again in both fields.', zh: '请在两个输入框中重新输入。' },
	},
	SETUP_SPEED: {
		en: '{speed} is no speed of the clock.',
		zh: '{speed} 不是有效的时钟速度。',
		cause: {
			en: 'The demo goes on by 1 to 3600 chain seconds a second.',
			zh: '演示的时钟每秒前进 1 到 3600 链上秒。',
		},
		action: { en: 'Give a whole number from 1 to 3600.', zh: '请填写 1 到 3600 的整数。' },
	},
	SETUP_PLAYERS: {
		en: '{name} cannot be the name of a participant.',
		zh: '{name} 不能作为参与者名称。',
		cause: {
			en: 'Names are separated by commas and have at most 160 characters; at most 100 are played.',
			zh: '名称以逗号分隔，每个最多 160 个字符；最多扮演 100 个。',
		},
		action: {
			en: 'Write ids of the market, as grid-operator.',
			zh: '请填写市场中的标识，例如 grid-operator。',
		},
	},
} as const satisfies Record<string, CatalogueEntry>;
