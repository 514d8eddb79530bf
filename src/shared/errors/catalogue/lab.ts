import type { CatalogueEntry } from '../entry.ts';

export const labErrors = {
	LAB_BUSY: {
		en: 'The lab already runs: {done} of {total} rounds are through.',
		zh: '实验室正在运行：已完成 {done} / {total} 轮。',
		cause: {
			en: 'A node runs one lab comparison at a time so that its validator keeps the processor it needs.',
			zh: '节点同一时间只运行一项实验对比，以便为验证者保留所需的处理器。',
		},
		action: {
			en: 'Wait until it is through, or cancel it in the console that started it.',
			zh: '请等待其完成，或在启动它的控制台中取消。',
		},
	},
	LAB_FAILED: {
		en: 'The lab could not finish {protocol} with seed {seed}: {reason}.',
		zh: '实验室未能完成 {protocol}（种子 {seed}）：{reason}。',
		cause: {
			en: 'A simulated run broke one of its checks, or its worker thread ended.',
			zh: '一次模拟运行未通过检查，或其工作线程已终止。',
		},
		action: {
			en: 'Run the same protocol and seed again from the command line, and report what it prints.',
			zh: '请在命令行中用相同的协议和种子重新运行，并报告其输出。',
		},
	},
	LAB_STOPPED: {
		en: 'The lab run was stopped before its end.',
		zh: '实验运行在结束前被停止。',
		cause: { en: 'It was cancelled, or the program ends.', zh: '运行被取消，或程序正在退出。' },
		action: { en: 'Start it again when you want its figures.', zh: '需要结果时请重新启动。' },
	},
} as const satisfies Record<string, CatalogueEntry>;
