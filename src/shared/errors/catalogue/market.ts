import type { CatalogueEntry } from '../entry.ts';

export const marketErrors = {
	GENESIS_INVALID: {
		en: '{path}: {reason}.',
		zh: '{path}：{reason}。',
		cause: { en: 'The genesis document contradicts itself.', zh: '创世文件自相矛盾。' },
		action: {
			en: 'Correct the document; every validator needs the same one.',
			zh: '请更正文件；所有验证者须使用同一份。',
		},
	},
	CLEARING_INPUT: {
		en: 'Order {position}: the {field} is not one that a market can clear.',
		zh: '订单 {position}：{field} 无法用于出清。',
		cause: {
			en: 'A number is no safe integer, not positive, no multiple of the tick or the lot, or beyond what clears exactly.',
			zh: '数值不是安全整数、不为正、不是价位或手数的整数倍，或超出可精确出清的范围。',
		},
		action: { en: 'Correct the order or the market terms.', zh: '请更正订单或市场参数。' },
	},
	CLEARING_UNSUPPORTED: {
		en: '{mechanism} does not clear {what}.',
		zh: '{mechanism} 不支持 {what}。',
		cause: {
			en: 'Not every mechanism knows zones, blocks or several periods.',
			zh: '并非每种机制都支持分区、区块订单或多时段。',
		},
		action: { en: 'Choose uniform price, or leave these out.', zh: '请改用统一价格机制，或去掉这些内容。' },
	},
	CLEARING_INFEASIBLE: {
		en: 'Zone {zone} cannot balance in period {period}: the flow that border {link} forces is more than it can use or give.',
		zh: '区域 {zone} 在时段 {period} 无法平衡：联络线 {link} 的强制潮流超出其可消纳或可提供的电量。',
		cause: {
			en: 'Both flow bounds of a border lie on one side of zero, and the orders and other borders of the zone do not cover it.',
			zh: '联络线的潮流上下限同号，而该区域的订单及其他联络线不足以平衡。',
		},
		action: {
			en: "Loosen the border's bounds, or add orders in the zone.",
			zh: '请放宽联络线限值，或在该区域增加订单。',
		},
	},
	FUNDS_SHORT: {
		en: '{account} holds {balance}; {needed} micro-units are needed.',
		zh: '{account} 余额为 {balance}，需要 {needed} 微单位。',
		cause: { en: 'The balance does not cover the payment or the collateral.', zh: '余额不足以支付款项或保证金。' },
		action: { en: 'Add money, or order less.', zh: '请充值或减少订单。' },
	},
	PARTICIPANT_EXISTS: {
		en: '{participant} is already registered.',
		zh: '{participant} 已注册。',
		cause: { en: 'Participant ids are unique on a chain.', zh: '参与者标识在链上唯一。' },
		action: { en: 'Choose another id.', zh: '请选择其他标识。' },
	},
	PARTICIPANT_UNKNOWN: {
		en: '{participant} is not registered.',
		zh: '{participant} 未注册。',
		cause: { en: 'The call names a participant that does not exist.', zh: '调用所指的参与者不存在。' },
		action: { en: 'Check the id.', zh: '请检查标识。' },
	},
	METER_EXISTS: {
		en: 'Meter {meter} is already registered.',
		zh: '电表 {meter} 已注册。',
		cause: { en: 'Meter ids are unique on a chain.', zh: '电表标识在链上唯一。' },
		action: { en: 'Choose another id.', zh: '请选择其他标识。' },
	},
	METER_UNKNOWN: {
		en: 'Meter {meter} is not registered.',
		zh: '电表 {meter} 未注册。',
		cause: { en: 'The call names a meter that does not exist.', zh: '调用所指的电表不存在。' },
		action: { en: 'Check the id.', zh: '请检查标识。' },
	},
	METERS_TOO_MANY: {
		en: '{participant} has its {max} meters already.',
		zh: '{participant} 已有 {max} 个电表。',
		cause: { en: 'The number of meters of one participant is bounded.', zh: '单个参与者的电表数量有上限。' },
		action: { en: 'Register another participant for the rest.', zh: '请为其余电表注册其他参与者。' },
	},
	PRODUCT_EXISTS: {
		en: 'Product {product} already exists.',
		zh: '产品 {product} 已存在。',
		cause: { en: 'Product ids are unique for ever.', zh: '产品标识永久唯一。' },
		action: { en: 'Choose another id.', zh: '请选择其他标识。' },
	},
	PRODUCT_UNKNOWN: {
		en: 'There is no product {product} in the state.',
		zh: '状态中没有产品 {product}。',
		cause: {
			en: 'It was never opened, or it is settled and its details are in the events only.',
			zh: '产品从未开放，或已结算、细节仅存于事件中。',
		},
		action: { en: 'Check the id.', zh: '请检查标识。' },
	},
	PRODUCT_TERMS: {
		en: 'Product {product}: {field} is {reason}.',
		zh: '产品 {product}：{field} 不符合要求（{reason}）。',
		cause: { en: 'The terms contradict each other or the clock.', zh: '条款相互矛盾或与时钟矛盾。' },
		action: { en: 'Correct the field.', zh: '请更正该字段。' },
	},
	PRODUCT_OVERLAP: {
		en: 'Product {product} overlaps with {other}.',
		zh: '产品 {product} 与 {other} 重叠。',
		cause: { en: 'A zone has one product per quarter-hour.', zh: '每个区域每刻钟只有一个产品。' },
		action: { en: 'Choose another delivery period.', zh: '请选择其他交割时段。' },
	},
	GATE_NOT_OPEN: {
		en: 'The gate of {product} opens at {gateOpening}.',
		zh: '{product} 将于 {gateOpening} 开闸。',
		cause: { en: 'The block time is before gate opening.', zh: '区块时间早于开闸时间。' },
		action: { en: 'Send the order after gate opening.', zh: '请在开闸后发送订单。' },
	},
	GATE_CLOSED: {
		en: 'The gate of {product} closed at {gateClosure}.',
		zh: '{product} 已于 {gateClosure} 关闸。',
		cause: { en: 'The block time is at or past gate closure.', zh: '区块时间已到或超过关闸时间。' },
		action: { en: 'Order in a later product.', zh: '请在后续产品中下单。' },
	},
	ORDER_TERMS: {
		en: 'Order {index} of the call: {field} is {reason}.',
		zh: '调用中的订单 {index}：{field} 不符合要求（{reason}）。',
		cause: { en: 'The order does not fit the product.', zh: '订单与产品不符。' },
		action: { en: 'Correct the order; the whole call was refused.', zh: '请更正订单；整个调用已被拒绝。' },
	},
	ORDER_LIMIT: {
		en: '{product} takes at most {max} orders here.',
		zh: '{product} 在此最多接受 {max} 个订单。',
		cause: {
			en: 'The number of orders of a product, and of one participant in it, is bounded.',
			zh: '产品及单个参与者的订单数量有上限。',
		},
		action: { en: 'Cancel an order, or order in another product.', zh: '请撤销订单或选择其他产品。' },
	},
	ORDER_CROSSES_OWN: {
		en: 'The order would trade with your own order {other} in {product}.',
		zh: '该订单会与您在 {product} 中的订单 {other} 成交。',
		cause: { en: 'A participant may not trade with itself.', zh: '参与者不得与自己成交。' },
		action: { en: 'Cancel the other order first.', zh: '请先撤销另一订单。' },
	},
	LISTING_OWN: {
		en: 'Listing {listing} is your own.',
		zh: '挂牌 {listing} 是您自己的。',
		cause: { en: 'A participant may not trade with itself.', zh: '参与者不得与自己成交。' },
		action: { en: 'Withdraw the listing instead.', zh: '请改为撤回挂牌。' },
	},
	LISTING_QUANTITY: {
		en: 'Listing {listing} has {left} left and takes {least} or more in lots of {lot}, not {quantity}.',
		zh: '挂牌 {listing} 剩余 {left}，每次至少摘牌 {least}，手数 {lot}，不接受 {quantity}。',
		cause: {
			en: 'The quantity is above what is left, below the listing’s minimum, or no multiple of the lot.',
			zh: '数量超过剩余量、低于挂牌最小量，或不是手数的整数倍。',
		},
		action: { en: 'Take a quantity within these bounds.', zh: '请在此范围内摘牌。' },
	},
	LISTING_SOURCE: {
		en: 'Listing {listing} is not of the source that the buyer asks for.',
		zh: '挂牌 {listing} 的能源来源不符合买方要求。',
		cause: {
			en: 'The buyer takes renewable energy, or that of one generator, alone.',
			zh: '买方只接受可再生能源或指定发电方。',
		},
		action: { en: 'Choose another listing, or a wider preference.', zh: '请选择其他挂牌或放宽偏好。' },
	},
	ORDER_UNKNOWN: {
		en: 'There is no live order {order}.',
		zh: '没有有效订单 {order}。',
		cause: { en: 'It was never placed, or it is cancelled.', zh: '订单从未提交或已撤销。' },
		action: { en: 'Check the id.', zh: '请检查标识。' },
	},
	DEED_UNKNOWN: {
		en: 'There is no deed {deed} in the state.',
		zh: '状态中没有契约 {deed}。',
		cause: {
			en: 'It was never drafted, or its product is settled and pruned.',
			zh: '契约从未起草，或其产品已结算清理。',
		},
		action: { en: 'Check the id.', zh: '请检查标识。' },
	},
	DEED_CLOSED: {
		en: 'Deed {deed} is {status}.',
		zh: '契约 {deed} 的状态为 {status}。',
		cause: {
			en: 'A deed is signed or refused only while it is pending and before its deadline.',
			zh: '契约仅可在待签且未到期时签署或拒签。',
		},
		action: { en: 'Nothing is left to sign.', zh: '无需再签署。' },
	},
	DEED_NOT_SIGNER: {
		en: '{participant} is no party to deed {deed}.',
		zh: '{participant} 不是契约 {deed} 的签署方。',
		cause: { en: 'Only generator, user and grid operator sign a deed.', zh: '只有发电方、用户和电网企业签署契约。' },
		action: { en: 'Check the deed id.', zh: '请检查契约标识。' },
	},
	DEED_SIGNED: {
		en: '{participant} has already signed deed {deed}.',
		zh: '{participant} 已签署契约 {deed}。',
		cause: { en: 'A signature is given once.', zh: '签名只需一次。' },
		action: { en: 'Nothing more is needed.', zh: '无需再操作。' },
	},
	DEED_SIGNATURE: {
		en: 'The signature on deed {deed} is not that of {participant}.',
		zh: '契约 {deed} 上的签名不属于 {participant}。',
		cause: {
			en: "It does not verify over the deed's digest with the registered key.",
			zh: '签名未通过已注册公钥对契约摘要的验证。',
		},
		action: { en: 'Sign the digest of this deed on this chain.', zh: '请为本链上的该契约摘要签名。' },
	},
	READING_PERIOD: {
		en: 'Meter {meter}: no product holds the interval from {start}.',
		zh: '电表 {meter}：没有产品包含从 {start} 开始的区间。',
		cause: {
			en: 'A reading lies on the quarter-hour within one delivery period of its zone.',
			zh: '读数须对齐刻钟，并位于其区域的一个交割时段内。',
		},
		action: { en: 'Correct the interval.', zh: '请更正区间。' },
	},
	READING_FUTURE: {
		en: 'Meter {meter}: the interval from {start} has not ended.',
		zh: '电表 {meter}：从 {start} 开始的区间尚未结束。',
		cause: { en: 'Readings are taken after their interval.', zh: '读数须在区间结束后提交。' },
		action: { en: 'Submit it after the interval.', zh: '请在区间结束后提交。' },
	},
	READING_OVERLAP: {
		en: 'Meter {meter}: the interval from {start} overlaps with another reading.',
		zh: '电表 {meter}：从 {start} 开始的区间与其他读数重叠。',
		cause: { en: 'A correction has the same start and end as what it corrects.', zh: '更正须与原读数起止相同。' },
		action: { en: 'Use the interval of the recorded reading.', zh: '请使用已记录读数的区间。' },
	},
	READING_SETTLED: {
		en: 'Meter {meter}: product {product} with the interval from {start} is settled.',
		zh: '电表 {meter}：包含从 {start} 开始区间的产品 {product} 已结算。',
		cause: { en: 'Readings and corrections count until settlement.', zh: '读数及更正须在结算前提交。' },
		action: { en: 'Submit readings before the settlement time.', zh: '请在结算时间前提交读数。' },
	},
	STATE_VALUE_OVERSIZE: {
		en: 'State leaf {path} has {bytes} bytes; {maxBytes} are allowed.',
		zh: '状态项 {path} 有 {bytes} 字节，最多允许 {maxBytes} 字节。',
		cause: {
			en: 'A contract wrote more into one place than the state takes.',
			zh: '合约向同一位置写入的内容超出上限。',
		},
		action: { en: 'Report it: contracts bound what they write.', zh: '请报告此问题：合约应限制写入量。' },
	},
} as const satisfies Record<string, CatalogueEntry>;
