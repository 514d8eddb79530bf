import type { CatalogueEntry } from '../entry.ts';

export const hostErrors = {
	NODE_NOT_RUNNING: {
		en: 'There is no running node: the program is at {stage}.',
		zh: '没有运行中的节点：程序处于 {stage} 阶段。',
		cause: {
			en: 'The request needs a node, but none was chosen yet, or it is still starting or stopping.',
			zh: '该请求需要节点，但尚未选择网络，或节点仍在启动或停止。',
		},
		action: {
			en: 'Choose a network, or wait for the start to end; the console then connects again by itself.',
			zh: '请选择网络，或等待启动完成；之后控制台会自动重新连接。',
		},
	},
	HOST_STAGE_WRONG: {
		en: '{asked} is not possible while the program is at {stage}.',
		zh: '程序处于 {stage} 阶段，无法执行 {asked}。',
		cause: {
			en: 'Another console, or an earlier request, moved the program on; only one network runs at a time.',
			zh: '另一个控制台或先前的请求已改变程序阶段；同一时间只运行一个网络。',
		},
		action: {
			en: 'Look at the present stage; leave the running network before choosing another.',
			zh: '请查看当前阶段；选择其他网络前先离开正在运行的网络。',
		},
	},
	HOST_NETWORK_FIXED: {
		en: 'The network of this program was fixed when it was started.',
		zh: '此程序的网络在启动时已固定。',
		cause: {
			en: 'The command line named the data directory, so the console can neither choose nor leave it.',
			zh: '数据目录由命令行指定，因此控制台既不能选择也不能离开该网络。',
		},
		action: {
			en: 'Stop the program and start it with another directory, or with `start --setup`.',
			zh: '请停止程序，并以其他目录或 `start --setup` 重新启动。',
		},
	},
	HOST_GENESIS_NOT_CONFIRMED: {
		en: 'The genesis document has digest {digest}, not the confirmed {confirmed}.',
		zh: '创世文件的摘要为 {digest}，与确认的 {confirmed} 不符。',
		cause: {
			en: 'The document is of another network, or was altered on its way here.',
			zh: '该文件属于其他网络，或在传输途中被改动。',
		},
		action: {
			en: "Get the network's genesis.cbor again and compare its digest with a second source.",
			zh: '请重新获取该网络的 genesis.cbor，并与另一来源核对摘要。',
		},
	},
	HOST_NOT_A_DEMO: {
		en: 'Only a running demo has participants to play.',
		zh: '只有运行中的演示才有可扮演的参与者。',
		cause: {
			en: "A network's participants act by their own keys; nobody here can lend them.",
			zh: '网络参与者使用各自的密钥行事，此处无法代为扮演。',
		},
		action: {
			en: "Choose among this node's own identities.",
			zh: '请在本节点自己的身份中选择。',
		},
	},
	HOST_PLAYER_UNKNOWN: {
		en: 'Nobody of this market is called {participant}.',
		zh: '该市场中没有名为 {participant} 的参与者。',
		cause: {
			en: 'The name is not of a home or operator of the demo.',
			zh: '该名称不是演示中的住户或运营方。',
		},
		action: {
			en: "Choose from the market's participants.",
			zh: '请从该市场的参与者中选择。',
		},
	},
	HOST_SETTINGS_UNREADABLE: {
		en: 'The settings file {file} cannot be read: {reason}.',
		zh: '无法读取设置文件 {file}：{reason}。',
		cause: {
			en: 'The file was altered or belongs to another version; no network is remembered.',
			zh: '文件已被改动或属于其他版本，因此没有记住任何网络。',
		},
		action: {
			en: 'Choose the network again, which writes the file anew; nothing else was lost.',
			zh: '请重新选择网络，文件将重新写入；没有其他内容丢失。',
		},
	},
	DISK_FULL: {
		en: 'No space is left for {directory}.',
		zh: '{directory} 所在磁盘没有剩余空间。',
		cause: {
			en: 'The disk, or the quota of this user, is full; the node stopped before it could sign what it could not store.',
			zh: '磁盘或用户配额已满；节点在无法存储时停止，未签署任何未存储的内容。',
		},
		action: {
			en: 'Free space on that disk, or move the whole directory to a larger one, then start again; nothing final was lost.',
			zh: '请释放磁盘空间，或将整个目录移到更大的磁盘，然后重新启动；已确认的数据没有丢失。',
		},
	},
	DISK_REFUSED: {
		en: 'The system refuses to read or write in {directory}: {reason}.',
		zh: '系统拒绝读写 {directory}：{reason}。',
		cause: {
			en: 'The directory belongs to another user, or its file system is read-only.',
			zh: '目录属于其他用户，或文件系统为只读。',
		},
		action: {
			en: 'Give this user the right to read and write there, or choose another directory, then start again.',
			zh: '请为当前用户授予读写权限，或选择其他目录，然后重新启动。',
		},
	},
	DISK_BROKEN: {
		en: 'The disk of {directory} failed: {reason}.',
		zh: '{directory} 所在磁盘发生故障：{reason}。',
		cause: {
			en: 'The system could not read or write a block of the disk.',
			zh: '系统无法读取或写入磁盘数据块。',
		},
		action: {
			en: 'Check the disk before starting again; if it is replaced, rotate to a new validator key.',
			zh: '重新启动前请检查磁盘；若更换磁盘，请轮换新的验证者密钥。',
		},
	},
	HOST_UNEXPECTED: {
		en: 'The network could not go on: {reason}.',
		zh: '网络无法继续运行：{reason}。',
		cause: {
			en: 'An error that the program does not know came from the system or from itself.',
			zh: '系统或程序自身产生了未知错误。',
		},
		action: {
			en: "Try again; the network's data is where it was. If it fails in the same way, copy the diagnostics here and send them with a report.",
			zh: '请重试；网络数据保持原样。若仍以同样方式失败，请在此复制诊断信息并随报告附上。',
		},
	},
} as const satisfies Record<string, CatalogueEntry>;
