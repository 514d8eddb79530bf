import type { ColumnForm } from './columns.ts';

export type BidColumn =
	| 'name'
	| 'product'
	| 'period'
	| 'side'
	| 'kind'
	| 'price'
	| 'quantity'
	| 'minAcceptance'
	| 'parent'
	| 'exclusiveGroup'
	| 'profile'
	| 'visible'
	| 'points'
	| 'start'
	| 'zone';

/** Columns of a bid file, in the order in which a paste without a header has them. */
export const BID_COLUMNS: readonly ColumnForm<BidColumn>[] = [
	{
		key: 'name',
		names: ['name', 'ordername', 'order', 'id', 'reference', '名称', '订单名称', '订单', '编号', '报价单号'],
	},
	{ key: 'product', names: ['product', 'productid', 'contract', '产品', '品种', '交易品种', '合约'] },
	{ key: 'period', names: ['period', 'deliveryperiod', '时段', '交易时段'] },
	{ key: 'side', names: ['side', 'direction', 'buysell', '方向', '买卖', '买卖方向'] },
	{ key: 'kind', names: ['type', 'kind', 'ordertype', '类型', '订单类型', '报价类型'] },
	{ key: 'price', names: ['price', 'limitprice', '价格', '电价', '报价', '限价'], unit: 'price' },
	{ key: 'quantity', names: ['quantity', 'qty', 'volume', 'energy', '数量', '电量', '申报电量'], unit: 'energy' },
	{
		key: 'minAcceptance',
		names: ['minacceptance', 'minimumacceptance', 'minimumacceptanceratio', 'mar', '最小接受比例', '最小成交比例'],
	},
	{ key: 'parent', names: ['parent', 'linkedto', '父订单', '关联订单'] },
	{ key: 'exclusiveGroup', names: ['exclusivegroup', 'group', '互斥组', '排他组'] },
	{ key: 'profile', names: ['profile', '曲线电量', '分时电量'], unit: 'energy' },
	{ key: 'visible', names: ['visible', 'visiblequantity', 'shown', '显示数量', '显示电量'], unit: 'energy' },
	{ key: 'points', names: ['points', 'steps', 'curvepoints', '报价曲线', '分段报价'], unit: 'price' },
	{ key: 'start', names: ['deliverystart', 'start', 'delivery', '交割开始', '开始时间', '交割时间'] },
	{ key: 'zone', names: ['zone', 'area', 'biddingzone', '区域', '价区', '报价区'] },
];

/** How a file writes each side and kind. */
export const SIDES: { readonly [word: string]: 'bid' | 'offer' } = {
	bid: 'bid',
	buy: 'bid',
	b: 'bid',
	买: 'bid',
	买入: 'bid',
	购: 'bid',
	购电: 'bid',
	offer: 'offer',
	ask: 'offer',
	sell: 'offer',
	s: 'offer',
	卖: 'offer',
	卖出: 'offer',
	售: 'offer',
	售电: 'offer',
};

export const KINDS: { readonly [word: string]: 'limit' | 'block' | 'curve' | 'iceberg' } = {
	'': 'limit',
	limit: 'limit',
	限价: 'limit',
	block: 'block',
	块: 'block',
	块报价: 'block',
	curve: 'curve',
	曲线: 'curve',
	分段: 'curve',
	iceberg: 'iceberg',
	冰山: 'iceberg',
};
