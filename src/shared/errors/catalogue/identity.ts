import type { CatalogueEntry } from '../entry.ts';

const OTHER_KEY = {
	en: 'Generate a new encryption key with this software and use that one.',
	zh: '请用本软件生成新的加密密钥并使用该密钥。',
} as const;

const ASK_MARKET_OPERATOR = {
	en: 'Ask the market operator.',
	zh: '请联系市场运营方。',
} as const;

export const identityErrors = {
	ENCRYPTION_KEY_ENCODING: {
		en: 'The encryption key of {owner} is not in its canonical form.',
		zh: '{owner} 的加密公钥不是规范编码。',
		cause: {
			en: 'An X25519 key is a number below the prime 2^255 − 19, in one form only.',
			zh: 'X25519 公钥须为小于素数 2^255 − 19 的数，且只有一种写法。',
		},
		action: OTHER_KEY,
	},
	ENCRYPTION_KEY_SMALL_ORDER: {
		en: 'The encryption key of {owner} is a point of small order.',
		zh: '{owner} 的加密公钥是小阶点。',
		cause: { en: 'Anyone could read what is encrypted to it.', zh: '任何人都能读取用它加密的内容。' },
		action: OTHER_KEY,
	},
	EIC_TAKEN: {
		en: 'The code {code} belongs to {holder}.',
		zh: '编码 {code} 已属于 {holder}。',
		cause: { en: 'An Energy Identification Code names one party.', zh: '一个能源标识编码只对应一个主体。' },
		action: { en: 'Check the code, or take it from its holder first.', zh: '请核对编码，或先从现持有者处撤销。' },
	},
	PARTICIPANT_SUSPENDED: {
		en: '{participant} is suspended: {reason}',
		zh: '{participant} 已被暂停：{reason}',
		cause: {
			en: 'A suspended participant may sign pending deeds, cancel orders and pay, and nothing else in the market.',
			zh: '被暂停的参与者只能签署待签合同、撤单和付款，不得进行其他市场操作。',
		},
		action: ASK_MARKET_OPERATOR,
	},
	PARTICIPANT_ACTIVE: {
		en: '{participant} is not suspended.',
		zh: '{participant} 未被暂停。',
		cause: { en: 'Only a suspended participant is readmitted.', zh: '只有被暂停的参与者才能恢复。' },
		action: { en: 'Nothing needs to be done.', zh: '无需操作。' },
	},
	PARTICIPANT_INDISPENSABLE: {
		en: '{participant} is the {role} that this market was founded with.',
		zh: '{participant} 是本市场创立时指定的 {role}。',
		cause: {
			en: 'Without it nobody could open products or carry energy; it keeps its role and is never suspended.',
			zh: '没有它就无法开设产品或输送电能，因此其角色不可更改，也不会被暂停。',
		},
		action: { en: 'Choose another participant.', zh: '请选择其他参与者。' },
	},
	PARTICIPANT_MOVE: {
		en: '{participant} cannot move to {zone}: {reason}.',
		zh: '{participant} 不能迁入 {zone}：{reason}。',
		cause: {
			en: 'A move takes effect at a full hour ahead, and 35 days lie between two moves.',
			zh: '迁移须在未来的整点生效，且两次迁移须间隔 35 天。',
		},
		action: { en: 'Choose another time or zone.', zh: '请选择其他时间或区域。' },
	},
	DELEGATION_TERMS: {
		en: '{participant} cannot delegate to {to} so: {reason}.',
		zh: '{participant} 不能这样委托 {to}：{reason}。',
		cause: { en: 'The terms contradict themselves.', zh: '委托条款自相矛盾。' },
		action: { en: 'Correct the terms.', zh: '请更正条款。' },
	},
	DELEGATIONS_TOO_MANY: {
		en: '{participant} has {max} delegations already.',
		zh: '{participant} 已有 {max} 项委托。',
		cause: { en: 'Delegations of one owner are bounded.', zh: '每个委托人的委托数量有上限。' },
		action: { en: 'Revoke one first.', zh: '请先撤销一项委托。' },
	},
	DELEGATION_UNKNOWN: {
		en: '{participant} has not delegated {scope} to {to}.',
		zh: '{participant} 没有将 {scope} 委托给 {to}。',
		cause: { en: 'It was revoked already, or never granted.', zh: '该委托已撤销或从未授予。' },
		action: { en: 'Check the delegate and the scope.', zh: '请核对受托人和范围。' },
	},
	DELEGATION_LIMIT: {
		en: 'The order goes beyond what its owner allows its delegate: {limit} is {given}, allowed is {allowed}.',
		zh: '该订单超出委托人允许的范围：{limit} 为 {given}，允许值为 {allowed}。',
		cause: {
			en: 'The owner signed limits, and live orders of the delegate count towards them.',
			zh: '委托人签署了限额，受托人的有效订单计入限额。',
		},
		action: { en: 'Stay within the limits, or ask the owner for wider ones.', zh: '请遵守限额，或请委托人放宽限额。' },
	},
} as const satisfies { readonly [code: string]: CatalogueEntry };
