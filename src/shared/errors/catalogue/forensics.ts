import type { CatalogueEntry } from '../entry.ts';

export const forensicsErrors = {
	FORENSICS_NO_FORK: {
		en: 'The two chains agree up to height {height}: there is no fork.',
		zh: '两条链在高度 {height} 之前完全一致：不存在分叉。',
		cause: {
			en: 'One chain is as far as it goes the beginning of the other.',
			zh: '其中一条链是另一条链的前缀。',
		},
		action: {
			en: 'Compare the directories of two nodes that report different blocks at one height.',
			zh: '请比较在同一高度报告不同区块的两个节点的目录。',
		},
	},
	FORENSICS_OTHER_CHAIN: {
		en: 'The directories belong to different chains: {first} and {second}.',
		zh: '两个目录属于不同的链：{first} 和 {second}。',
		cause: {
			en: 'They were made from different genesis files.',
			zh: '它们由不同的创世文件生成。',
		},
		action: {
			en: 'Name two data directories of one network.',
			zh: '请指定同一网络的两个数据目录。',
		},
	},
	FORENSICS_FORK_TOO_OLD: {
		en: 'The chains differ already at height {height}, the lowest that both directories hold.',
		zh: '两条链在高度 {height} 已经不同，而这是两个目录共有的最低高度。',
		cause: {
			en: 'One of the nodes started from a snapshot, so that the blocks at the fork are not stored there.',
			zh: '其中一个节点从快照启动，因此没有保存分叉处的区块。',
		},
		action: {
			en: 'Use directories of nodes that hold the chain from further below.',
			zh: '请使用保存了更早区块的节点目录。',
		},
	},
} as const satisfies Record<string, CatalogueEntry>;
