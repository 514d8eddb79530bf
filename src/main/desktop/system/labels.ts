/** The shell's own words; the console has a catalogue of its own. */
const english = {
	file: 'File',
	view: 'View',
	go: 'Go',
	show: 'Show console',
	quit: 'Stop the node and quit',
	reload: 'Reload console',
	about: 'About Gridquorum',
	height: 'height',
	/** In the order of the console's own navigation; the accelerators count along. */
	views: {
		auctions: 'Auctions',
		signatures: 'Signatures',
		standings: 'Standings',
		trace: 'Traceability',
		consensus: 'Consensus',
	},
	phases: {
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
	file: '文件',
	view: '视图',
	go: '前往',
	show: '显示控制台',
	quit: '停止节点并退出',
	reload: '重新载入控制台',
	about: '关于 Gridquorum',
	height: '高度',
	views: { auctions: '拍卖', signatures: '签署', standings: '信用与激励', trace: '溯源', consensus: '共识' },
	phases: {
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
