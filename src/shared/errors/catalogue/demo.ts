import type { CatalogueEntry } from '../entry.ts';

export const demoErrors = {
	DEMO_STALLED: {
		en: 'The network made no block for {seconds} s at height {height} while work was due.',
		zh: '网络在高度 {height} 处有待办工作，但 {seconds} 秒内没有产生新区块。',
		cause: {
			en: 'Fewer validators than the quorum are running, or the machine is overloaded.',
			zh: '运行的验证节点不足法定数量，或机器负载过高。',
		},
		action: {
			en: 'Look at the validators’ logs in the demo directory, then start again; the data is kept.',
			zh: '请查看演示目录中的验证节点日志后重新启动；数据会保留。',
		},
	},
	DEMO_VALIDATOR_FAILED: {
		en: 'Validator {validator} did not start: {reason}.',
		zh: '验证节点 {validator} 未能启动：{reason}。',
		cause: { en: 'Its process ended or gave no sign of life in time.', zh: '其进程退出或未在时限内响应。' },
		action: { en: 'Look at its log in {directory}.', zh: '请查看 {directory} 中的日志。' },
	},
	DEMO_HOME_OTHER: {
		en: '{directory} holds a demo with another {what}.',
		zh: '{directory} 中的演示使用了不同的 {what}。',
		cause: {
			en: 'A demo directory keeps the network and data with which it was made.',
			zh: '演示目录保留创建时的网络与数据。',
		},
		action: {
			en: 'Choose another --home, or start without the differing options.',
			zh: '请另选 --home，或去掉不同的选项后启动。',
		},
	},
	DEMO_HOME_FOREIGN: {
		en: '{directory} is not empty and holds no demo.',
		zh: '{directory} 不为空且不是演示目录。',
		cause: { en: 'A demo never writes among files that are not its own.', zh: '演示不会写入其他文件所在的目录。' },
		action: { en: 'Choose an empty or a new directory.', zh: '请选择空目录或新目录。' },
	},
	DEMO_HOME_UNUSABLE: {
		en: '{directory} cannot hold a demo: {reason}.',
		zh: '{directory} 无法存放演示：{reason}。',
		cause: {
			en: 'The path leads through a file, or the system refused to read or write there.',
			zh: '路径经过一个文件，或系统拒绝在该处读写。',
		},
		action: {
			en: 'Choose a directory in which you may write, on a disk with free space.',
			zh: '请选择有写入权限且磁盘空间充足的目录。',
		},
	},
	DEMO_REGIONS_HOMES: {
		en: '{homes} homes cannot be dealt out to {regions} regions.',
		zh: '{homes} 户家庭无法分配到 {regions} 个区域。',
		cause: { en: 'Every region needs a home of its own.', zh: '每个区域至少需要一户家庭。' },
		action: {
			en: 'Ask for fewer regions, or give files with more homes.',
			zh: '请减少区域数量，或提供包含更多家庭的文件。',
		},
	},
	DEMO_REGION_UNCONNECTED: {
		en: 'Chain {chain} did not connect with {other}: {code}.',
		zh: '链 {chain} 未能与 {other} 连接：{code}。',
		cause: { en: 'Its governance refused the connection.', zh: '该链的治理拒绝了此连接。' },
		action: {
			en: 'Look at the validators’ logs in the demo directory, or begin anew in another one.',
			zh: '请查看演示目录中的验证节点日志，或在新目录中重新开始。',
		},
	},
	DEMO_REGIONS_STALLED: {
		en: 'What is between the regions did not arrive within {seconds} s; {open} packets and offers are open.',
		zh: '区域之间的内容未在 {seconds} 秒内到达；尚有 {open} 个数据包和报价未结束。',
		cause: {
			en: 'A chain stands still, a light client is frozen or out of trust, or the machine is overloaded.',
			zh: '某条链停滞、轻客户端被冻结或失去信任，或机器负载过高。',
		},
		action: {
			en: 'The log names the packets. Look at the validators’ logs in the demo directory, then start again; the data is kept.',
			zh: '日志列出了这些数据包。请查看演示目录中的验证节点日志后重新启动；数据会保留。',
		},
	},
	OPTION_INVALID: {
		en: '{option}: "{value}" is not {expected}.',
		zh: '{option}：“{value}”无效，应为 {expected}。',
		cause: { en: 'A command line option has a value that it cannot take.', zh: '命令行选项的取值无效。' },
		action: { en: 'Ask the command for its options with --help.', zh: '请用 --help 查看命令的选项。' },
	},
} as const satisfies Record<string, CatalogueEntry>;
