import type { CatalogueEntry } from '../entry.ts';

export const energyCertificateErrors = {
	CERTIFICATE_UNKNOWN: {
		en: 'There is no certificate {certificate} in anybody’s hand.',
		zh: '没有仍被持有的证书 {certificate}。',
		cause: {
			en: 'It was never issued, or all of it has been cancelled or has expired.',
			zh: '该证书从未签发，或已全部注销或过期。',
		},
		action: { en: 'Look it up in the history of certificates.', zh: '请在证书历史中查询。' },
	},
	CERTIFICATE_RANGE: {
		en: 'Certificate {certificate}: the part from {fromWh} Wh to {toWh} Wh is empty.',
		zh: '证书 {certificate}：从 {fromWh} Wh 到 {toWh} Wh 的部分为空。',
		cause: { en: 'A part ends after it begins.', zh: '部分的终点须大于起点。' },
		action: { en: 'Correct the part.', zh: '请更正该部分。' },
	},
	CERTIFICATE_NOT_HELD: {
		en: '{owner} does not hold {certificate} from {fromWh} Wh to {toWh} Wh.',
		zh: '{owner} 并不持有 {certificate} 从 {fromWh} Wh 到 {toWh} Wh 的部分。',
		cause: {
			en: 'The part, or some of it, was moved, cancelled or never the sender’s; or the call names it twice.',
			zh: '该部分全部或部分已转让、已注销或从不属于发送者；或调用中重复列出。',
		},
		action: { en: 'Reload what you hold; nothing was changed.', zh: '请重新载入持有情况；未作任何更改。' },
	},
	CERTIFICATE_EXPIRED: {
		en: 'Certificate {certificate} expired at {expiresAt}.',
		zh: '证书 {certificate} 已于 {expiresAt} 过期。',
		cause: { en: 'Certificates are cancelled within 365 days.', zh: '证书须在 365 天内注销。' },
		action: { en: 'Use a newer certificate.', zh: '请使用较新的证书。' },
	},
	CERTIFICATE_SETTLING: {
		en: 'Certificates of product {product} are still being allocated; {certificate} is among them.',
		zh: '产品 {product} 的证书仍在分配中，{certificate} 是其中之一。',
		cause: {
			en: 'Settlement moves certificates to those who bought the energy before their holders can.',
			zh: '结算先把证书转给购电者，其后持有人方可处置。',
		},
		action: { en: 'Try again after a few blocks.', zh: '请过几个区块再试。' },
	},
	CERTIFICATE_RECEIVER: {
		en: '{receiver} holds these certificates already.',
		zh: '{receiver} 已持有这些证书。',
		cause: { en: 'Sender and receiver are the same.', zh: '发送者与接收者相同。' },
		action: { en: 'Choose another receiver.', zh: '请选择其他接收者。' },
	},
	CERTIFICATE_SPLIT: {
		en: '{holder} would hold certificate {certificate} in too many parts.',
		zh: '{holder} 持有的证书 {certificate} 会被分成过多部分。',
		cause: {
			en: 'One holder has at most 1,000 separate ranges of a certificate.',
			zh: '每个持有人对一张证书最多持有 1,000 个不相连的区间。',
		},
		action: { en: 'Transfer ranges that touch each other.', zh: '请转让相连的区间。' },
	},
	SOURCE_UNMETERED: {
		en: 'Order {index}: {participant} has no renewable device behind a meter.',
		zh: '订单 {index}：{participant} 的电表之后没有可再生能源设备。',
		cause: {
			en: 'Only who has a registered renewable device may offer renewable energy.',
			zh: '只有登记了可再生能源设备者才可申报可再生电量。',
		},
		action: {
			en: 'Have the device registered with its meter, or offer without the word.',
			zh: '请随电表登记设备，或申报时不注明可再生。',
		},
	},
} as const satisfies { [code: string]: CatalogueEntry };
