/** A place of the console's section bar, or a tab within one. */
export interface MenuSection {
	/** The route's address in the console, without the leading slash. */
	readonly path: string;
	/** The console's own letter after `g`. */
	readonly letter: string;
	readonly en: string;
	readonly zh: string;
	/** Tabs stand in the submenu of their section. */
	readonly tab?: true;
}

/**
 * The console's navigation in its order. The main process cannot load the console's code; a test holds this list to the
 * console's features and to their words in both languages.
 */
export const menuSections: readonly MenuSection[] = [
	{ path: '', letter: 'o', en: 'Overview', zh: '总览' },
	{ path: 'auctions', letter: 'a', en: 'Auctions', zh: '竞价' },
	{ path: 'auctions/desk', letter: 'f', en: 'Operator’s desk', zh: '调度台', tab: true },
	{ path: 'bids', letter: 'b', en: 'Portfolio', zh: '组合' },
	{ path: 'bids/positions', letter: 'p', en: 'Positions', zh: '头寸', tab: true },
	{ path: 'bids/statements', letter: 'm', en: 'Statements', zh: '结算单', tab: true },
	{ path: 'bids/certificates', letter: 'n', en: 'Certificates', zh: '绿证', tab: true },
	{ path: 'signatures', letter: 's', en: 'Signatures', zh: '签署' },
	{ path: 'signatures/documents', letter: 'd', en: 'Documents', zh: '文件存证', tab: true },
	{ path: 'signatures/access', letter: 'e', en: 'Access', zh: '访问授权', tab: true },
	{ path: 'standings', letter: 't', en: 'Standings', zh: '信用榜' },
	{ path: 'trace', letter: 'r', en: 'Trace', zh: '溯源' },
	{ path: 'trace/audit', letter: 'x', en: 'Audit bundle', zh: '审计包', tab: true },
	{ path: 'regions', letter: 'j', en: 'Regions', zh: '区域' },
	{ path: 'consensus', letter: 'c', en: 'Consensus', zh: '共识' },
	{ path: 'ledger', letter: 'k', en: 'Ledger', zh: '账本' },
	{ path: 'lab', letter: 'l', en: 'Lab', zh: '实验室' },
	{ path: 'node', letter: 'h', en: 'Node', zh: '节点' },
	{ path: 'node/alarms', letter: 'w', en: 'Alarms', zh: '报警', tab: true },
	{ path: 'governance', letter: 'v', en: 'Governance', zh: '治理', tab: true },
	{ path: 'settings', letter: 'i', en: 'Settings', zh: '设置', tab: true },
];
