import type { CatalogueEntry } from '../entry.ts';

const LOOK_AT_GRANTS = {
	en: 'Look at the grants in the access record.',
	zh: '请查看访问记录中的授权。',
} as const;

export const accessErrors = {
	GRANT_UNKNOWN: {
		en: 'There is no grant {grant}.',
		zh: '不存在授权 {grant}。',
		cause: { en: 'The id is mistyped, or of another chain.', zh: '编号有误，或属于另一条链。' },
		action: LOOK_AT_GRANTS,
	},
	GRANT_ENDED: {
		en: 'The grant {grant} is {status}.',
		zh: '授权 {grant} 已失效（{status}）。',
		cause: {
			en: 'No key is released under a grant whose time is over or that was revoked. What was released before stays readable.',
			zh: '授权到期或被撤销后不再据此发放密钥；此前已发放的内容仍可阅读。',
		},
		action: { en: 'Ask for a new grant.', zh: '请申请新的授权。' },
	},
	GRANT_TERMS: {
		en: 'This grant to {grantee} is not possible: {reason}.',
		zh: '无法向 {grantee} 授予此权限：{reason}。',
		cause: {
			en: 'A grant goes to another participant and ends within five years from now.',
			zh: '授权须授予其他参与者，且自现在起五年内到期。',
		},
		action: { en: 'Correct the grantee or the end.', zh: '请更正被授权人或截止时间。' },
	},
	GRANTS_TOO_MANY: {
		en: '{of} has {max} grants in force already.',
		zh: '{of} 已有 {max} 项有效授权。',
		cause: {
			en: 'The grants of one grantor and of one scope are bounded.',
			zh: '每个授权人和每个范围的授权数量有上限。',
		},
		action: { en: 'Revoke one that is not needed any more.', zh: '请撤销不再需要的授权。' },
	},
	GRANT_NOT_GRANTEE: {
		en: '{participant} is not the grantee of {grant}.',
		zh: '{participant} 不是授权 {grant} 的被授权人。',
		cause: { en: 'Only the grantee asks for keys under a grant.', zh: '只有被授权人可依据授权申请密钥。' },
		action: LOOK_AT_GRANTS,
	},
	GRANT_NOT_COVERED: {
		en: 'The grant {grant} does not cover {document}.',
		zh: '授权 {grant} 不涵盖 {document}。',
		cause: {
			en: 'A grant opens one document, or the documents about one participant, meter or deed.',
			zh: '一项授权只涵盖一份文件，或关于某一参与者、电表或合同的文件。',
		},
		action: { en: 'Ask for a grant that covers it.', zh: '请申请涵盖该文件的授权。' },
	},
	KEY_HELD: {
		en: '{participant} holds the key of {document} already.',
		zh: '{participant} 已持有 {document} 的密钥。',
		cause: { en: 'The document was deposited for it to read.', zh: '该文件存证时已允许其阅读。' },
		action: { en: 'Open the document.', zh: '请直接打开文件。' },
	},
	KEY_REQUESTED: {
		en: 'The key of {document} was asked for under {grant} already.',
		zh: '已依据 {grant} 申请过 {document} 的密钥。',
		cause: {
			en: 'A request stays on record until the key is released or the grant ends.',
			zh: '申请在密钥发放或授权结束前一直有效。',
		},
		action: { en: 'Wait for the release.', zh: '请等待发放。' },
	},
	KEY_REQUESTS_TOO_MANY: {
		en: '{max} requests under {grant} await a release.',
		zh: '授权 {grant} 下已有 {max} 项申请待发放。',
		cause: { en: 'Requests that nobody has answered yet are bounded.', zh: '尚未答复的申请数量有上限。' },
		action: { en: 'Wait until some are released.', zh: '请等待部分密钥发放。' },
	},
	KEY_NOT_HELD: {
		en: '{participant} does not hold the key of {document}.',
		zh: '{participant} 不持有 {document} 的密钥。',
		cause: {
			en: 'Only the depositor, a reader, or who was released the key can read a document or hand its key on.',
			zh: '只有存证人、读者或已获发密钥者可以阅读文件或转交其密钥。',
		},
		action: { en: 'Ask for a grant, and for the key under it.', zh: '请申请授权，并据此申请密钥。' },
	},
	KEY_RELEASED: {
		en: '{participant} was released the key of {document} under {grant} already.',
		zh: '已依据 {grant} 向 {participant} 发放过 {document} 的密钥。',
		cause: {
			en: 'The record holds it, wrapped to the encryption key that the grantee still has.',
			zh: '记录中已有该密钥，且以被授权人现用的加密公钥封装。',
		},
		action: {
			en: 'Open the document with it; after a rotation ask again.',
			zh: '请用它打开文件；轮换密钥后可再次申请。',
		},
	},
} as const satisfies { [code: string]: CatalogueEntry };
