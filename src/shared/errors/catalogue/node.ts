import type { CatalogueEntry } from '../entry.ts';

export const nodeErrors = {
	CRYPTO_SELF_TEST_FAILED: {
		en: 'The cryptographic self-test failed: {check}.',
		zh: '密码学自检失败：{check}。',
		cause: {
			en: "This platform's library answers an Ed25519 or SHA-256 test vector differently from its peers.",
			zh: '本平台的密码库对 Ed25519 或 SHA-256 测试向量的结果与其他节点不同。',
		},
		action: {
			en: 'Reinstall the dependencies; do not validate on this machine until the test passes.',
			zh: '请重新安装依赖；自检通过前不要在此机器上运行验证节点。',
		},
	},
	WORKER_FAILED: {
		en: 'A worker thread ended: {reason}.',
		zh: '工作线程异常结束：{reason}。',
		cause: {
			en: 'A worker thread threw or was terminated.',
			zh: '工作线程抛出异常或被终止。',
		},
		action: {
			en: 'Restart the node; if it happens again, report the log.',
			zh: '请重启节点；若再次发生，请上报日志。',
		},
	},
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
			en: 'Choose another name.',
			zh: '请换一个名称。',
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
	NETWORK_LISTEN_FAILED: {
		en: 'Cannot listen on {address}: {reason}.',
		zh: '无法监听 {address}：{reason}。',
		cause: {
			en: "The port is taken or the address is not this machine's.",
			zh: '端口被占用或地址不属于本机。',
		},
		action: {
			en: 'Free the port or change `listen` in config.json.',
			zh: '请释放端口或修改 config.json 中的 listen。',
		},
	},
	NETWORK_FRAME_INVALID: {
		en: 'A peer sent an invalid frame: {reason}.',
		zh: '对等节点发送了无效帧：{reason}。',
		cause: {
			en: 'A frame is longer than its limit or of an unknown channel.',
			zh: '帧超过长度上限或通道未知。',
		},
		action: {
			en: "Nothing to do; the connection is closed. Ask the peer's operator if it repeats.",
			zh: '无需处理，连接已关闭；若反复出现，请联系对方运维。',
		},
	},
	CLOCK_BACKWARDS: {
		en: 'The chain clock reads {now} and cannot be set to {asked}.',
		zh: '链时钟当前为 {now}，不能设为 {asked}。',
		cause: {
			en: 'A clock setting would let time run backwards.',
			zh: '时钟设置会使时间倒退。',
		},
		action: {
			en: 'Anchor the clock at or after its present reading.',
			zh: '请将时钟锚定在当前读数或之后。',
		},
	},
	CLOCK_SPEED_INVALID: {
		en: 'The clock speed {speed} is not between 1 and {max}.',
		zh: '时钟速度 {speed} 不在 1 到 {max} 之间。',
		cause: {
			en: 'The speed factor is out of range.',
			zh: '速度倍数超出范围。',
		},
		action: {
			en: 'Choose a speed in the range.',
			zh: '请选择范围内的速度。',
		},
	},
	NODE_STOPPED: {
		en: 'The node was stopped.',
		zh: '节点已停止。',
		cause: {
			en: 'The call was under way, or came, after stop().',
			zh: '调用发生在节点停止之时或之后。',
		},
		action: {
			en: 'Start the node and ask again.',
			zh: '请启动节点后重试。',
		},
	},
	NODE_NOT_STARTED: {
		en: 'The node has not been started.',
		zh: '节点尚未启动。',
		cause: {
			en: 'A call came before start() had ended.',
			zh: '调用早于启动完成。',
		},
		action: {
			en: 'Wait for the start to end.',
			zh: '请等待启动完成。',
		},
	},
	NODE_FAILED: {
		en: 'The node stopped voting: {reason}.',
		zh: '节点已停止投票：{reason}。',
		cause: {
			en: 'An unexpected error in the driver, or the disk refused a write.',
			zh: '驱动程序出现意外错误，或磁盘拒绝写入。',
		},
		action: {
			en: 'Read the log, correct the cause and restart.',
			zh: '请查看日志，排除原因后重启。',
		},
	},
	MEMPOOL_FULL: {
		en: 'The pool is full: {transactions} transactions, {bytes} bytes.',
		zh: '交易池已满：{transactions} 笔交易，{bytes} 字节。',
		cause: {
			en: 'Transactions arrive faster than blocks take them.',
			zh: '交易到达速度快于出块速度。',
		},
		action: {
			en: 'Send again later.',
			zh: '请稍后重发。',
		},
	},
	MEMPOOL_BUSY: {
		en: '{waiting} signature checks wait already.',
		zh: '已有 {waiting} 个签名待验证。',
		cause: {
			en: 'Transactions arrive faster than their signatures can be checked.',
			zh: '交易到达速度快于签名验证速度。',
		},
		action: {
			en: 'Send again later.',
			zh: '请稍后重发。',
		},
	},
	MEMPOOL_SENDER_LIMIT: {
		en: '{sender} has {limit} transactions waiting, which is the limit.',
		zh: '{sender} 已有 {limit} 笔交易等待，达到上限。',
		cause: {
			en: 'One sender may hold only its fair part of the pool.',
			zh: '每个发送者只能占用交易池的合理份额。',
		},
		action: {
			en: 'Wait until some are executed, or put more into one call.',
			zh: '请等待部分交易执行，或将更多内容合并到一次调用。',
		},
	},
	MEMPOOL_DUPLICATE: {
		en: 'The transaction waits in the pool already.',
		zh: '该交易已在交易池中。',
		cause: {
			en: 'The same signed transaction was sent twice.',
			zh: '同一笔已签名交易被发送了两次。',
		},
		action: {
			en: 'Wait for its outcome.',
			zh: '请等待其结果。',
		},
	},
	MEMPOOL_NONCE_TAKEN: {
		en: '{sender} has another transaction with nonce {nonce} waiting.',
		zh: '{sender} 已有另一笔序号为 {nonce} 的交易等待。',
		cause: {
			en: 'Two transactions of one sender have the same nonce.',
			zh: '同一发送者的两笔交易序号相同。',
		},
		action: {
			en: 'Sign with the next free nonce.',
			zh: '请使用下一个可用序号签名。',
		},
	},
	TRANSACTION_NONCE_AHEAD: {
		en: 'Nonce {nonce} of {sender} is too far ahead of {expected}.',
		zh: '{sender} 的序号 {nonce} 超前 {expected} 过多。',
		cause: {
			en: 'Transactions with earlier nonces are missing.',
			zh: '缺少较早序号的交易。',
		},
		action: {
			en: 'Send the missing transactions first.',
			zh: '请先发送缺失的交易。',
		},
	},
	TRANSACTION_EXPIRED: {
		en: 'The transaction could execute up to height {expiryHeight}; the chain is at {height}.',
		zh: '交易最晚可在高度 {expiryHeight} 执行，当前高度为 {height}。',
		cause: {
			en: "The transaction's last height has passed.",
			zh: '交易的最后有效高度已过。',
		},
		action: {
			en: 'Sign it again with a later expiry.',
			zh: '请以更晚的有效高度重新签名。',
		},
	},
	TRANSACTION_EXPIRY_TOO_FAR: {
		en: 'The expiry {expiryHeight} is more than {limit} blocks ahead.',
		zh: '有效高度 {expiryHeight} 超前 {limit} 个区块以上。',
		cause: {
			en: 'A transaction may not wait for ever.',
			zh: '交易不能无限期等待。',
		},
		action: {
			en: 'Choose an earlier expiry.',
			zh: '请选择更早的有效高度。',
		},
	},
	TRANSACTION_UNAFFORDABLE: {
		en: '{sender} has {balance} micro-units; the fees of its waiting transactions are {needed}.',
		zh: '{sender} 余额为 {balance} 微单位，等待交易的费用为 {needed}。',
		cause: {
			en: 'The sender cannot pay the fee.',
			zh: '发送者无力支付费用。',
		},
		action: {
			en: 'Top up the account.',
			zh: '请为账户充值。',
		},
	},
	TRANSACTION_UNCERTAIN: {
		en: 'The node lost sight of the transaction: too many wait for an outcome.',
		zh: '节点已无法跟踪该交易：等待结果的交易过多。',
		cause: {
			en: 'More than {limit} outcomes are awaited at once.',
			zh: '同时等待的结果超过 {limit} 个。',
		},
		action: {
			en: 'Ask for the transaction by its id later.',
			zh: '请稍后按交易编号查询。',
		},
	},
	BLOCK_RANGE_INVALID: {
		en: 'Heights {from} to {to} are not a range of blocks.',
		zh: '高度 {from} 至 {to} 不是有效的区块范围。',
		cause: {
			en: 'A range starts at 1 or above and ends at or above its start.',
			zh: '范围须从 1 或以上开始，且终点不小于起点。',
		},
		action: {
			en: 'Ask for another range.',
			zh: '请改用其他范围。',
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
