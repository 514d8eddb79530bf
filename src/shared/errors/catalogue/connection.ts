import type { CatalogueEntry } from '../entry.ts';

/** What the console itself finds, without an answer of the node. */
export const connectionErrors = {
	CONSOLE_OFFLINE: {
		en: 'The node cannot be reached.',
		zh: '无法连接到节点。',
		cause: {
			en: 'The connection between console and node is down: the program was stopped, is restarting, or is too busy to answer.',
			zh: '控制台与节点之间的连接已断开：程序已停止、正在重启，或过于繁忙而无法应答。',
		},
		action: {
			en: 'Wait: the console keeps trying by itself. If the program was stopped, start it again.',
			zh: '请稍候：控制台会自动重连。若程序已停止，请重新启动。',
		},
	},
	CONSOLE_SESSION_ENDED: {
		en: 'The session of this console has ended.',
		zh: '此控制台的会话已结束。',
		cause: {
			en: 'The program was started anew, or the console was away for longer than a session lasts. Its one-time link opens no second session.',
			zh: '程序已重新启动，或控制台离开的时间超过会话期限。一次性链接不能再次打开会话。',
		},
		action: {
			en: 'Open the new link that the program printed when it started.',
			zh: '请打开程序启动时打印的新链接。',
		},
	},
	CONSOLE_TIMEOUT: {
		en: 'The node has not answered in {seconds} seconds.',
		zh: '节点在 {seconds} 秒内没有应答。',
		cause: { en: 'The node is busy or cannot reach a quorum.', zh: '节点繁忙，或无法达到法定票数。' },
		action: {
			en: 'Ask again; look at the quorum in the status line.',
			zh: '请重新查询，并查看状态栏中的法定票数。',
		},
	},
	CONSOLE_UNEXPECTED: {
		en: 'This could not be done: {reason}.',
		zh: '无法完成：{reason}。',
		cause: {
			en: 'A failure that neither the console nor the node foresaw.',
			zh: '控制台和节点均未预见的故障。',
		},
		action: {
			en: 'Ask again; if it stays, copy the diagnostics for the operator of the node.',
			zh: '请重试；若持续出现，请复制诊断信息并交给节点运营方。',
		},
	},
} as const satisfies Record<string, CatalogueEntry>;
