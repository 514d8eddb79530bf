import type { CatalogueEntry } from '../entry.ts';

export const dataDirectoryErrors = {
	KEYSTORE_WRONG_PASSPHRASE: {
		en: 'The passphrase does not open {path}.',
		zh: '口令无法打开 {path}。',
		cause: {
			en: 'The passphrase is wrong, or the file was altered.',
			zh: '口令错误，或文件已被改动。',
		},
		action: {
			en: 'Enter the right passphrase, or restore the key file from its backup.',
			zh: '请输入正确的口令，或从备份恢复密钥文件。',
		},
	},
	KEYSTORE_NO_PASSPHRASE: {
		en: 'No keystore passphrase was given (file: {file}).',
		zh: '未提供密钥库口令（文件：{file}）。',
		cause: {
			en: 'Neither an option, the environment nor a passphrase file gives a passphrase.',
			zh: '选项、环境变量和口令文件均未提供口令。',
		},
		action: {
			en: 'Set GRIDQUORUM_PASSPHRASE_FILE or GRIDQUORUM_PASSPHRASE, or name a passphrase file in config.json.',
			zh: '请设置 GRIDQUORUM_PASSPHRASE_FILE 或 GRIDQUORUM_PASSPHRASE，或在 config.json 中指定口令文件。',
		},
	},
	KEYSTORE_DAMAGED: {
		en: 'The key file {path} is damaged: {reason}.',
		zh: '密钥文件 {path} 已损坏：{reason}。',
		cause: {
			en: 'A key file does not have the form of one, or asks for too much memory.',
			zh: '密钥文件格式不符，或要求过多内存。',
		},
		action: {
			en: 'Restore the file from its backup.',
			zh: '请从备份恢复该文件。',
		},
	},
	KEYSTORE_KEY_EXISTS: {
		en: 'The key {path} exists already.',
		zh: '密钥 {path} 已存在。',
		cause: {
			en: 'A key of this purpose and name is in the keystore.',
			zh: '密钥库中已有相同用途和名称的密钥。',
		},
		action: {
			en: 'Choose another name, or use the existing key.',
			zh: '请换一个名称，或使用现有密钥。',
		},
	},
	KEYSTORE_FULL: {
		en: 'The keystore {directory} holds {limit} keys, which is its limit.',
		zh: '密钥库 {directory} 已达 {limit} 个密钥的上限。',
		cause: {
			en: 'Too many keys are in one directory.',
			zh: '同一目录中的密钥过多。',
		},
		action: {
			en: 'Use a keystore of its own for further identities.',
			zh: '请为更多身份使用单独的密钥库。',
		},
	},
	KEYSTORE_NAME_INVALID: {
		en: '"{name}" cannot name a key.',
		zh: '“{name}”不能作为密钥名称。',
		cause: {
			en: "A key's name has 1 to 64 letters, digits, dots, dashes or underscores.",
			zh: '密钥名称须为 1 至 64 个字母、数字、点、短横线或下划线。',
		},
		action: {
			en: 'Choose a name of 1 to 64 letters, digits, dots, dashes or underscores.',
			zh: '请使用 1 至 64 个字母、数字、点、短横线或下划线作为名称。',
		},
	},
	KEY_UNKNOWN: {
		en: 'This node holds no {purpose} key for {name}.',
		zh: '本节点没有 {name} 的{purpose}密钥。',
		cause: {
			en: 'The keystore has no key of that name and purpose.',
			zh: '密钥库中没有该名称和用途的密钥。',
		},
		action: {
			en: 'Import the key, or act as an identity of this keystore.',
			zh: '请导入密钥，或使用本密钥库中的身份。',
		},
	},
	KEY_MISMATCH: {
		en: 'The {purpose} key of {name} is not the one in the genesis.',
		zh: '{name} 的{purpose}密钥与创世文件不符。',
		cause: {
			en: 'The keystore belongs to another validator or network.',
			zh: '密钥库属于其他验证者或网络。',
		},
		action: {
			en: 'Use the keystore that was made with this genesis.',
			zh: '请使用与此创世文件一同生成的密钥库。',
		},
	},
	DATA_DIRECTORY_LOCKED: {
		en: '{directory} is in use by process {pid} on {host} since {startedAt}.',
		zh: '{directory} 正被主机 {host} 上的进程 {pid} 使用（自 {startedAt}）。',
		cause: {
			en: 'Another node runs on this data directory.',
			zh: '另一个节点正在使用此数据目录。',
		},
		action: {
			en: 'Stop that process, or choose another directory. On a shared disk remove node.lock only when no node runs on that host.',
			zh: '请停止该进程或选择其他目录。若为共享磁盘，确认该主机上没有节点运行后再删除 node.lock。',
		},
	},
	DATA_DIRECTORY_TOO_NEW: {
		en: '{directory} has layout {found}; this version knows up to {known}.',
		zh: '{directory} 的布局版本为 {found}，本版本最高支持 {known}。',
		cause: {
			en: 'A newer version of the software wrote the data directory.',
			zh: '数据目录由更新版本的软件写入。',
		},
		action: {
			en: 'Start the newer version.',
			zh: '请使用更新的版本启动。',
		},
	},
	DATA_DIRECTORY_OTHER_CHAIN: {
		en: '{directory} belongs to chain {found}, not {expected}.',
		zh: '{directory} 属于链 {found}，而非 {expected}。',
		cause: {
			en: "The genesis was changed, or the directory is another network's.",
			zh: '创世文件已更改，或该目录属于其他网络。',
		},
		action: {
			en: "Use the directory's own genesis, or an empty directory.",
			zh: '请使用该目录自己的创世文件，或使用空目录。',
		},
	},
	DATA_DIRECTORY_DAMAGED: {
		en: '{path} is damaged: {reason}.',
		zh: '{path} 已损坏：{reason}。',
		cause: {
			en: 'A file of the data directory cannot be read as what it should be.',
			zh: '数据目录中的文件无法按应有格式读取。',
		},
		action: {
			en: 'Restore the directory from a backup, or start from an empty one and synchronise.',
			zh: '请从备份恢复目录，或从空目录开始同步。',
		},
	},
	STATE_MISMATCH: {
		en: 'After height {height} the state root is {found}, but {expected} was recorded.',
		zh: '高度 {height} 之后的状态根为 {found}，而记录为 {expected}。',
		cause: {
			en: 'The stored state is not the result of the stored blocks: disk damage or another software version.',
			zh: '存储的状态与区块结果不符：磁盘损坏或软件版本不同。',
		},
		action: {
			en: 'Stop voting with this directory; restore it or synchronise anew.',
			zh: '请停止使用此目录投票；恢复目录或重新同步。',
		},
	},
	CONFIG_INVALID: {
		en: '{file}: {path}: {reason}.',
		zh: '{file}：{path}：{reason}。',
		cause: {
			en: "The node's configuration has a wrong, missing or unknown field.",
			zh: '节点配置中有错误、缺失或未知的字段。',
		},
		action: {
			en: 'Correct the field at the path given.',
			zh: '请更正所示路径的字段。',
		},
	},
	CONFIG_UNREADABLE: {
		en: '{file} cannot be read: {reason}.',
		zh: '无法读取 {file}：{reason}。',
		cause: {
			en: 'The file is absent, not readable or not JSON.',
			zh: '文件不存在、不可读或不是 JSON。',
		},
		action: {
			en: "Check the path and the file's permissions.",
			zh: '请检查路径和文件权限。',
		},
	},
	TESTNET_INVALID: {
		en: 'The network cannot be made: {reason}.',
		zh: '无法创建网络：{reason}。',
		cause: {
			en: 'Count, ports or directory do not allow it.',
			zh: '数量、端口或目录不允许。',
		},
		action: {
			en: 'Correct the options.',
			zh: '请更正选项。',
		},
	},
} as const satisfies Record<string, CatalogueEntry>;
