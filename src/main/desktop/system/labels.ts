/** The shell's own words; the console has a catalogue of its own. */
const english = {
	language: 'en' as 'en' | 'zh',
	file: 'File',
	view: 'View',
	go: 'Go',
	help: 'Help',
	show: 'Show console',
	quit: 'Stop the node and quit',
	reload: 'Reload console',
	openBundle: 'Open audit bundle…',
	bundles: 'Audit bundles',
	saveDiagnostics: 'Save diagnostics…',
	crashReports: 'Show crash reports',
	about: 'About Gridquorum',
	height: 'height',
	quorum: 'connected {connected}, needed {needed}',
	alarm: 'Alarm of priority {priority}.',
	alarmBody: 'The console says what it is and what to do.',
	staysTitle: 'The node goes on',
	staysBody: 'Gridquorum keeps running in the tray. Quit from there, or change this in Node, Settings.',
	neededTitle: 'This validator is needed',
	neededBody:
		'{needed} validators are needed for a quorum and {connected} are connected, this one included. Without it no block becomes final.',
	installNow: 'Install all the same',
	installLater: 'Not now',
	phases: {
		setup: 'No network yet',
		starting: 'Starting',
		syncing: 'Catching up',
		validating: 'Validating',
		observing: 'Observing',
		stopping: 'Stopping',
		failed: 'Failed',
	},
};

export type Labels = typeof english;

const chinese: Labels = {
	language: 'zh',
	file: '文件',
	view: '视图',
	go: '前往',
	help: '帮助',
	show: '显示控制台',
	quit: '停止节点并退出',
	reload: '重新载入控制台',
	openBundle: '打开审计证据包…',
	bundles: '审计证据包',
	saveDiagnostics: '保存诊断信息…',
	crashReports: '显示崩溃报告',
	about: '关于 Gridquorum',
	height: '高度',
	quorum: '已连接 {connected}，需要 {needed}',
	alarm: '{priority} 级报警。',
	alarmBody: '控制台会说明情况和处理办法。',
	staysTitle: '节点继续运行',
	staysBody: 'Gridquorum 在托盘中继续运行。可在托盘中退出，或在“节点 · 设置”中更改。',
	neededTitle: '网络需要本验证节点',
	neededBody: '达到法定数量需要 {needed} 个验证节点，目前连接 {connected} 个（含本节点）。停止后区块无法最终确认。',
	installNow: '仍然安装',
	installLater: '暂不',
	phases: {
		setup: '尚未选择网络',
		starting: '正在启动',
		syncing: '正在同步',
		validating: '正在验证',
		observing: '正在观察',
		stopping: '正在停止',
		failed: '已失败',
	},
};

/** @param locale as the system names it, e.g. `zh-CN`. */
export function labelsFor(locale: string): Labels {
	return locale.toLowerCase().startsWith('zh') ? chinese : english;
}

/** Puts values in the places that a label names. */
export function filled(label: string, values: Readonly<Record<string, string | number>>): string {
	return label.replace(/\{(\w+)\}/g, (_whole, name: string) => String(values[name] ?? ''));
}
