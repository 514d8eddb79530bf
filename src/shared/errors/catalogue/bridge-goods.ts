import type { CatalogueEntry } from '../entry.ts';

const NOTHING_CHANGED = {
	en: 'Nothing was changed; look the figures up again.',
	zh: '未作任何更改；请重新查询数据。',
} as const;

const GIVEN_BACK = {
	en: 'What the packet carried is given back to its sender.',
	zh: '数据包所载内容将退还发送者。',
} as const;

/** What the crossing of lots, certificates and offers between chains is refused for. */
export const bridgeGoodsErrors = {
	BRIDGE_LOT_TRADE: {
		en: 'There is no trade {trade} of which a lot could leave.',
		zh: '没有可供送出电量批次的交易 {trade}。',
		cause: {
			en: 'The id is not that of a trade, or its product is no longer kept.',
			zh: '该标识不是交易标识，或其产品已不再保留。',
		},
		action: NOTHING_CHANGED,
	},
	BRIDGE_LOT_EARLY: {
		en: 'Product {product} has not cleared.',
		zh: '产品 {product} 尚未出清。',
		cause: { en: 'Until then its trades may still be void.', zh: '出清前其交易仍可能作废。' },
		action: { en: 'Send the lot after gate closure.', zh: '请在关闸后送出。' },
	},
	BRIDGE_LOT_LATE: {
		en: 'The settlement of product {product} has begun.',
		zh: '产品 {product} 的结算已经开始。',
		cause: {
			en: 'A lot leaves before its product is settled, and arrives before the product there is.',
			zh: '电量批次须在本方产品结算前送出，并在对方产品结算前到达。',
		},
		action: { en: 'Send lots of later deliveries.', zh: '请送出较晚交付的电量。' },
	},
	BRIDGE_LOT_UNSEALED: {
		en: 'The deed of trade {trade} is not sealed.',
		zh: '交易 {trade} 的契约尚未封存。',
		cause: {
			en: 'A signature is missing, or the deed was refused or has expired.',
			zh: '缺少签名，或契约已被拒绝或过期。',
		},
		action: { en: 'Send the lot when everybody has signed.', zh: '请在各方签署后再送出。' },
	},
	BRIDGE_LOT_OWNER: {
		en: '{owner} did not buy the energy of trade {trade}.',
		zh: '{owner} 不是交易 {trade} 的购电方。',
		cause: { en: 'Only the buyer sends energy on.', zh: '只有购电方可以转送电量。' },
		action: { en: 'Choose a trade of your own.', zh: '请选择自己的交易。' },
	},
	BRIDGE_LOT_QUANTITY: {
		en: 'Trade {trade} has {leftWh} Wh left to send, not {quantityWh} Wh.',
		zh: '交易 {trade} 可送出的电量剩余 {leftWh} Wh，不足 {quantityWh} Wh。',
		cause: { en: 'The rest has left before, or was not bought.', zh: '其余部分已送出，或并未购买。' },
		action: { en: 'Send less.', zh: '请减少电量。' },
	},
	BRIDGE_LOT_RECEIVER: {
		en: '{receiver} takes no energy.',
		zh: '{receiver} 不接收电量。',
		cause: { en: 'Lots go to consumers, prosumers and aggregators.', zh: '电量批次仅送给消费者、产消者和聚合商。' },
		action: GIVEN_BACK,
	},
	BRIDGE_LOT_PRODUCT: {
		en: 'The zone of {receiver} has no product at {start} for the lot.',
		zh: '{receiver} 所在区域在 {start} 没有可接收该批次的产品。',
		cause: {
			en: 'None was opened for that time there, or its details are gone.',
			zh: '该时段在对方未开设产品，或其明细已不保留。',
		},
		action: GIVEN_BACK,
	},
	BRIDGE_LOT_PERIOD: {
		en: 'The delivery from {start} to {end} is in no single period of product {product}.',
		zh: '{start} 至 {end} 的交付不在产品 {product} 的同一时段内。',
		cause: {
			en: 'The receiving region’s periods are shorter, or begin at other times.',
			zh: '接收区域的时段更短，或起点不同。',
		},
		action: GIVEN_BACK,
	},
	BRIDGE_LOT_BURDEN: {
		en: 'Energy that {receiver} does not use in product {product} could cost it money.',
		zh: '{receiver} 在产品 {product} 中未使用的电量可能使其付费。',
		cause: {
			en: 'The price of surplus energy may be below 0 there, or is open until the product clears.',
			zh: '该处余电价格可能为负，或在产品出清前尚未确定。',
		},
		action: {
			en: 'Offer the lot instead: who takes an offer agrees to it.',
			zh: '请改为发出报价：接受报价者即表示同意。',
		},
	},
	BRIDGE_LOTS_TOO_MANY: {
		en: 'Product {product} has {max} lots in this place already.',
		zh: '产品 {product} 在此处已有 {max} 个电量批次。',
		cause: {
			en: 'Lots are bounded by product, by trade and by who takes them.',
			zh: '每个产品、每笔交易及每个接收者的批次数均有上限。',
		},
		action: { en: 'Send fewer and larger lots.', zh: '请送出数量更少、电量更大的批次。' },
	},
	BRIDGE_TIE_FULL: {
		en: 'The tie to {chain} carries {freeWh} Wh more at most from {start} on.',
		zh: '通往 {chain} 的联络线自 {start} 起最多还能输送 {freeWh} Wh。',
		cause: {
			en: 'Its capacity is taken by lots that left, open offers included.',
			zh: '其容量已被送出的批次（含未结报价）占用。',
		},
		action: { en: 'Send less, or in another interval.', zh: '请减少电量或改用其他时段。' },
	},
	BRIDGE_PARTS: {
		en: 'The packet for {chain} needs at least one part, and each certificate once.',
		zh: '发往 {chain} 的数据包至少需要一个部分，且每张证书只能出现一次。',
		cause: {
			en: 'The list of parts is empty, or names a certificate twice.',
			zh: '部分列表为空，或同一证书出现两次。',
		},
		action: {
			en: 'Send further parts of a certificate in a packet of their own.',
			zh: '请用另一个数据包发送同一证书的其他部分。',
		},
	},
	BRIDGE_NOT_ORIGIN: {
		en: 'Certificate {certificate} cannot cross to or from {chain}: another chain issued it.',
		zh: '证书 {certificate} 由其他链签发，不能与 {chain} 往来。',
		cause: {
			en: 'A certificate travels between its own chain and another, not from there to a third.',
			zh: '证书只在其签发链与另一条链之间往来，不再转往第三条链。',
		},
		action: { en: 'Send it home first.', zh: '请先将其送回签发链。' },
	},
	BRIDGE_CERTIFICATE_TERMS: {
		en: 'Certificate {certificate} is not admitted because of its terms: {reason}.',
		zh: '证书 {certificate} 因其条款不予接收：{reason}。',
		cause: { en: 'The sending chain tells of it what cannot be.', zh: '发送链对其陈述不成立。' },
		action: GIVEN_BACK,
	},
	BRIDGE_CERTIFICATE_HERE: {
		en: 'A part of {certificate} between {fromWh} Wh and {toWh} Wh is here already.',
		zh: '{certificate} 从 {fromWh} Wh 到 {toWh} Wh 之间已有部分在此。',
		cause: { en: 'No watt-hour of a certificate comes twice.', zh: '证书的任何一瓦时都不会重复到达。' },
		action: GIVEN_BACK,
	},
	BRIDGE_CERTIFICATE_ABSENT: {
		en: 'Nothing of {certificate} from {fromWh} Wh to {toWh} Wh is locked for {chain}.',
		zh: '{certificate} 从 {fromWh} Wh 到 {toWh} Wh 并未为 {chain} 锁定。',
		cause: {
			en: 'A chain returns no more than was sent to it.',
			zh: '一条链不能退回多于所收到的部分。',
		},
		action: GIVEN_BACK,
	},
	BRIDGE_OFFERS_TOO_MANY: {
		en: '{max} offers between here and {chain} are open in this direction.',
		zh: '与 {chain} 之间此方向已有 {max} 个未结报价。',
		cause: { en: 'Open offers are bounded.', zh: '未结报价数有上限。' },
		action: { en: 'Wait until some are taken or expire.', zh: '请待部分报价成交或到期。' },
	},
	BRIDGE_OFFER_UNKNOWN: {
		en: 'Offer {offer} does not stand here.',
		zh: '此处没有报价 {offer}。',
		cause: { en: 'It was taken, has expired, or has not arrived.', zh: '该报价已成交、已到期或尚未到达。' },
		action: NOTHING_CHANGED,
	},
	BRIDGE_OFFER_EXPIRED: {
		en: 'Offer {offer} expired at {expiresAt}.',
		zh: '报价 {offer} 已于 {expiresAt} 到期。',
		cause: { en: 'Its goods go back to who offered them.', zh: '其标的将退还报价人。' },
		action: { en: 'Take another offer.', zh: '请接受其他报价。' },
	},
	BRIDGE_OFFER_TAKER: {
		en: 'Offer {offer} is for {taker} alone.',
		zh: '报价 {offer} 仅供 {taker} 接受。',
		cause: { en: 'Who offers may name the only taker.', zh: '报价人可指定唯一的接受人。' },
		action: { en: 'Take another offer.', zh: '请接受其他报价。' },
	},
} as const satisfies Record<string, CatalogueEntry>;
