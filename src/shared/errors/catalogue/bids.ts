import type { CatalogueEntry } from '../entry.ts';

export const bidErrors = {
	BID_CELL_MISSING: {
		en: '{column} is empty.',
		zh: '{column} 为空。',
		cause: { en: 'An order of this kind needs the cell.', zh: '此类订单必须填写该单元格。' },
		action: { en: 'Fill in the cell.', zh: '请填写该单元格。' },
	},
	BID_CELL_UNUSED: {
		en: '{column} has no meaning for an order of the type {kind}.',
		zh: '{column} 对 {kind} 类型的订单没有意义。',
		cause: {
			en: 'The cell belongs to another type of order, and leaving it out would change what was meant.',
			zh: '该单元格属于其他订单类型，忽略会改变原意。',
		},
		action: { en: 'Empty the cell, or correct the type.', zh: '请清空该单元格或更正类型。' },
	},
	BID_NAME_INVALID: {
		en: '{column}: "{value}" is not a name.',
		zh: '{column}：“{value}”不是有效名称。',
		cause: {
			en: 'A name has 1 to 64 letters, digits and . _ : + -, and begins with a letter or digit.',
			zh: '名称由 1 至 64 个字母、数字及 . _ : + - 组成，以字母或数字开头。',
		},
		action: { en: 'Give the order a plain name.', zh: '请使用简单名称。' },
	},
	BID_NAME_DUPLICATE: {
		en: '{name} is already on line {first}.',
		zh: '{name} 已在第 {first} 行给出。',
		cause: { en: 'Two rows have one name, and the name tells orders apart.', zh: '两行同名，而名称用于区分订单。' },
		action: { en: 'Give each order its own name.', zh: '请为每个订单取唯一名称。' },
	},
	BID_PRODUCT_UNKNOWN: {
		en: 'No product is {product}.',
		zh: '没有产品 {product}。',
		cause: {
			en: 'The product is not among the terms, or none has a period that starts then.',
			zh: '条款中没有该产品，或没有在此时开始的时段。',
		},
		action: { en: 'Compare with the open products.', zh: '请与开放的产品核对。' },
	},
	BID_PRODUCT_AMBIGUOUS: {
		en: 'Several products start at {stamp}.',
		zh: '多个产品在 {stamp} 开始。',
		cause: {
			en: 'The start of delivery alone does not say which zone is meant.',
			zh: '仅凭交割开始时间无法确定价区。',
		},
		action: { en: 'Name the zone or the product.', zh: '请填写价区或产品。' },
	},
	BID_SIDE_INVALID: {
		en: '"{value}" is neither bid nor offer.',
		zh: '“{value}”既不是买也不是卖。',
		cause: { en: 'The side is bid, buy or 买, or offer, sell or 卖.', zh: '方向为 bid、buy、买，或 offer、sell、卖。' },
		action: { en: 'Correct the side.', zh: '请更正方向。' },
	},
	BID_KIND_INVALID: {
		en: '"{value}" is not a type of order.',
		zh: '“{value}”不是订单类型。',
		cause: { en: 'The types are limit, block, curve and iceberg.', zh: '类型为 limit、block、curve 和 iceberg。' },
		action: { en: 'Correct the type, or leave it empty for limit.', zh: '请更正类型；留空表示 limit。' },
	},
	BID_KIND_REFUSED: {
		en: '{product} takes no order of the type {kind}, only {kinds}.',
		zh: '{product} 不接受 {kind} 类型的订单，只接受 {kinds}。',
		cause: { en: 'The mechanism of the product has no such orders.', zh: '该产品的机制没有此类订单。' },
		action: { en: 'Use a type that the product takes.', zh: '请使用该产品接受的类型。' },
	},
	BID_GATE_CLOSED: {
		en: '{product} takes orders from {opening} until {closure} only.',
		zh: '{product} 仅在 {opening} 至 {closure} 之间接受订单。',
		cause: { en: 'The gate of the product is not open.', zh: '该产品的申报窗口未开放。' },
		action: { en: 'Choose a product whose gate is open.', zh: '请选择开放申报的产品。' },
	},
	BID_PERIOD_INVALID: {
		en: '{value} is not a period of the product, which has {periods}.',
		zh: '{value} 不是该产品的时段，共 {periods} 个时段。',
		cause: {
			en: 'Periods count from 1; all stands for every one; a delivery start on the row must agree.',
			zh: '时段从 1 起计；all 表示全部；同行的交割开始时间必须一致。',
		},
		action: { en: 'Correct the period.', zh: '请更正时段。' },
	},
	BID_PRICE_OFF_TICK: {
		en: '{column}: {price} per kWh is not a multiple of the tick {tick}.',
		zh: '{column}：每千瓦时 {price} 不是最小价位 {tick} 的整数倍。',
		cause: { en: 'The product has prices in steps.', zh: '该产品的价格按步长申报。' },
		action: { en: 'Round the price to the tick.', zh: '请将价格取整到最小价位。' },
	},
	BID_PRICE_OUT_OF_BOUNDS: {
		en: '{column}: {price} per kWh is not between {min} and {max}.',
		zh: '{column}：每千瓦时 {price} 不在 {min} 与 {max} 之间。',
		cause: { en: 'The product has bounds of price.', zh: '该产品有价格上下限。' },
		action: {
			en: 'Keep within the bounds; check whether the header says the unit, such as price_mwh.',
			zh: '请保持在限价之内；并检查表头单位，如 price_mwh。',
		},
	},
	BID_QUANTITY_INVALID: {
		en: '{column}: {quantity} kWh is not above 0 and at most {max}.',
		zh: '{column}：{quantity} 千瓦时应大于 0 且不超过 {max}。',
		cause: { en: 'The energy of an order is positive and bounded.', zh: '订单电量须为正且有上限。' },
		action: {
			en: 'Correct the energy; check whether the header says the unit, such as quantity_mwh.',
			zh: '请更正电量；并检查表头单位，如 quantity_mwh。',
		},
	},
	BID_QUANTITY_OFF_LOT: {
		en: '{column}: {quantity} kWh is not a multiple of the lot {lot}.',
		zh: '{column}：{quantity} 千瓦时不是最小单位 {lot} 的整数倍。',
		cause: { en: 'The product has energy in steps.', zh: '该产品的电量按步长申报。' },
		action: { en: 'Round the energy to the lot.', zh: '请将电量取整到最小单位。' },
	},
	BID_RATIO_INVALID: {
		en: '{column}: {value} is not above 0 and at most 1.',
		zh: '{column}：{value} 应大于 0 且不超过 1。',
		cause: {
			en: 'The smallest part that may be accepted is a ratio of at most 6 decimals, or per cent.',
			zh: '最小接受比例为至多 6 位小数的比例或百分数。',
		},
		action: { en: 'Write it like 0.5 or 50%.', zh: '请写成 0.5 或 50%。' },
	},
	BID_PROFILE_LENGTH: {
		en: '{column}: the profile has {length} quantities; the product has {periods} periods.',
		zh: '{column}：曲线有 {length} 个电量，产品有 {periods} 个时段。',
		cause: {
			en: 'A block states a quantity for each period, 0 where it takes no part.',
			zh: '块订单须为每个时段给出电量，不参与的时段为 0。',
		},
		action: {
			en: 'Complete the profile. A local day has 92 or 100 quarter-hours when clocks change.',
			zh: '请补全曲线。时钟调整日有 92 或 100 个一刻钟。',
		},
	},
	BID_PROFILE_SUM: {
		en: '{column}: {quantity} kWh is not the sum of the profile, {sum}.',
		zh: '{column}：{quantity} 千瓦时与曲线合计 {sum} 不符。',
		cause: { en: 'The row states both, and they disagree.', zh: '该行同时给出两者且不一致。' },
		action: { en: 'Correct one of them, or leave the quantity empty.', zh: '请更正其一，或将数量留空。' },
	},
	BID_CURVE_INVALID: {
		en: '{column}: "{value}" is not quantity@price.',
		zh: '{column}：“{value}”不是 数量@价格。',
		cause: { en: 'A curve is a list such as 500@0.08|900@0.06.', zh: '曲线形如 500@0.08|900@0.06。' },
		action: { en: 'Correct the point.', zh: '请更正该点。' },
	},
	BID_CURVE_LONG: {
		en: '{column}: more than {limit} points.',
		zh: '{column}：超过 {limit} 个点。',
		cause: { en: 'A curve has a bounded number of points.', zh: '曲线点数有上限。' },
		action: { en: 'Merge steps of the curve.', zh: '请合并曲线的分段。' },
	},
	BID_CURVE_ORDER: {
		en: '{column}: point {point} is out of order for a {side}.',
		zh: '{column}：第 {point} 个点不符合 {side} 的顺序。',
		cause: {
			en: 'Quantities rise along a curve; prices fall for a bid and rise for an offer.',
			zh: '曲线上电量递增；买方价格递减，卖方价格递增。',
		},
		action: { en: 'Sort the points.', zh: '请排序各点。' },
	},
	BID_PARENT_UNKNOWN: {
		en: 'The parent {parent} is no block of the same product among the accepted rows.',
		zh: '父订单 {parent} 不是已接受行中同一产品的块订单。',
		cause: {
			en: 'The row of the parent is missing, refused, or no block.',
			zh: '父订单的行缺失、被拒绝或不是块订单。',
		},
		action: { en: 'Correct the parent first.', zh: '请先更正父订单。' },
	},
	BID_PARENT_RING: {
		en: 'The block stands on itself by way of {parent}.',
		zh: '该块订单通过 {parent} 依赖于自身。',
		cause: { en: 'The parents form a ring.', zh: '父订单构成环。' },
		action: { en: 'Remove one of the links.', zh: '请去除其中一个关联。' },
	},
	BID_PARENT_DEPTH: {
		en: 'With {parent} the family has more than {generations} generations.',
		zh: '与 {parent} 关联后超过 {generations} 代。',
		cause: { en: 'Linked blocks go three deep.', zh: '关联块最多三层。' },
		action: { en: 'Link the block further up.', zh: '请关联到更上层的块。' },
	},
} as const satisfies Record<string, CatalogueEntry>;
